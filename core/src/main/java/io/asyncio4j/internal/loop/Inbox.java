package io.asyncio4j.internal.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What other threads post to a loop, with a wake-up that is never lost and never sent twice.
 *
 * <p>A stack of nodes behind one reference, taken whole and reversed by the loop, so that the posts of each thread
 * stay in their order. The reference has three more values: null, nothing posted and the loop is awake; {@code ASLEEP},
 * nothing posted and the loop waits, or is about to; {@code CLOSED}, nothing may be posted any more.
 *
 * <p>Why no wake-up is lost: the loop goes to sleep by replacing null with {@code ASLEEP}, which fails if anything was
 * posted; a post replaces {@code ASLEEP} by itself, and whoever did that wakes the loop, exactly once for each sleep.
 * The wake-up is sticky, so it may come before the loop really waits.
 */
public final class Inbox {

    private static final Node ASLEEP = new Node("marker");
    private static final Node CLOSED = new Node("marker");
    private static final VarHandle HEAD;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(Inbox.class, "head", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable wakeup;
    private volatile @Nullable Node head;

    /** An empty inbox of a loop that {@code wakeup} wakes; {@code wakeup} is thread-safe and sticky. */
    public Inbox(Runnable wakeup) {
        this.wakeup = wakeup;
    }

    /** Posts {@code work}, which goes to the ready queue; false if the inbox was closed. Thread-safe. What happens before it is seen by the work. */
    public boolean post(Object work) {
        Node node = new Node(work);
        while (true) {
            Node seen = head;
            if (seen == CLOSED) {
                return false;
            }
            node.next = seen == ASLEEP ? null : seen;
            if (HEAD.compareAndSet(this, seen, node)) {
                if (seen == ASLEEP) {
                    wakeup.run();
                }
                return true;
            }
        }
    }

    /** Announces that the loop is about to wait; false if something was posted, so that it must not. */
    public boolean fallAsleep() {
        return HEAD.compareAndSet(this, null, ASLEEP);
    }

    /** Moves all posts to the ready queue, in order; the loop counts as awake from then on. */
    public void drainTo(ReadyQueue ready) {
        if (head != null) {
            addReversed((Node) HEAD.getAndSet(this, null), ready);
        }
    }

    /** Refuses posts from now on and drops those that were not drained. */
    public void close() {
        head = CLOSED;
    }

    private static void addReversed(@Nullable Node newestFirst, ReadyQueue ready) {
        Node oldestFirst = null;
        for (Node node = newestFirst; node != null && node != ASLEEP; ) {
            Node next = node.next;
            node.next = oldestFirst;
            oldestFirst = node;
            node = next;
        }
        for (Node node = oldestFirst; node != null; node = node.next) {
            ready.add(node.work);
        }
    }

    private static final class Node {
        final Object work;

        @Nullable
        Node next;

        Node(Object work) {
            this.work = work;
        }
    }
}
