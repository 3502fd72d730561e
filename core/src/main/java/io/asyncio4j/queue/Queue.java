package io.asyncio4j.queue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from tasks to tasks, in order of arrival, and lets who is too fast wait: {@link #get} for an item,
 * {@link #put} for room.
 *
 * <pre>{@code
 * var jobs = new Queue<String>(10);
 * var worker = createTask(() -> {
 *     for (String job : jobs) { // suspends until there is one; ends at shutdown()
 *         work(job);
 *     }
 * });
 * jobs.put("first");
 * jobs.shutdown();
 * worker.await();
 * }</pre>
 *
 * <p>Waiting tasks are woken in the order in which they began to wait, one for each item or room. A task that is woken runs
 * in the loop's next turn; if another one is quicker, it waits again, as the last in line. If it is cancelled by then, it
 * takes nothing, and the next one is woken instead.
 *
 * <p>Loop-confined. The queue belongs to the loop in which a task first had to wait for it; until then to none, so it can
 * be made and filled before the loop. From then on, waiting in another loop throws {@link IllegalStateException}, and so
 * does a call from a foreign thread, which changes nothing (those that only look do not check). Before, nobody notices a
 * foreign thread: it is a data race. Other threads put by
 * {@code loop.callSoonThreadsafe(() -> queue.putNowait(item))}.
 *
 * <p>Counterpart: {@code asyncio.Queue}. Differences: a negative size is refused; it can be iterated over; a subclass is not
 * the way to another order.
 *
 * @param <T> the items; null is one where {@code T} allows it
 */
public sealed class Queue<T extends @Nullable Object> implements Iterable<T> permits PriorityQueue, LifoQueue {

    /** How many items {@link #toString} shows, and how much of each. */
    private static final int SHOWN_ITEMS = 10;

    private static final int SHOWN_LENGTH = 80;

    private final int maxsize;
    private final Items<T> items;

    private final Waiters getters = new Waiters();
    private final Waiters putters = new Waiters();
    private final Waiters joiners = new Waiters();

    /** How many items were put, less the calls of {@link #taskDone}: not all programs make those, hence a long. */
    private long unfinished;

    private boolean shutDown;

    /** The loop in which somebody has waited. */
    private @Nullable EventLoop loop;

    /** An empty queue without a limit. */
    public Queue() {
        this(0);
    }

    /**
     * An empty queue.
     *
     * @param maxsize how many items there is room for; 0 means no limit
     * @throws IllegalArgumentException if {@code maxsize} is negative
     */
    public Queue(int maxsize) {
        this(maxsize, new Ring<>());
    }

    Queue(int maxsize, Items<T> items) {
        if (maxsize < 0) {
            throw new IllegalArgumentException("maxsize = " + maxsize + " (expected: 0 or more; 0 means no limit)");
        }
        this.maxsize = maxsize;
        this.items = items;
    }

    // ---- looking ----

    /** How many items there are. Does not suspend. */
    public final int qsize() {
        return items.size();
    }

    /** How many items there is room for; 0 means no limit. */
    public final int maxsize() {
        return maxsize;
    }

    /** Whether there is no item. Does not suspend. */
    public final boolean empty() {
        return items.size() == 0;
    }

    /** Whether there is no room: never, if there is no limit. Does not suspend. */
    public final boolean full() {
        return maxsize > 0 && items.size() >= maxsize;
    }

    // ---- putting ----

    /**
     * Adds an item. Suspends while the queue is full; if it is not, this returns without giving up the turn.
     *
     * @throws QueueShutDownException if the queue was shut down, before or meanwhile; the item is not in it
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled while it waited; the item is not in the queue
     * @throws IllegalStateException if it is full and the caller is not in a task, or this is another loop or thread than
     *     the queue's
     */
    public final void put(T item) {
        checkThread();
        while (full()) {
            checkTakesItems();
            Future<@Nullable Void> waiter = putters.add(waitingLoop());
            try {
                waiter.await();
            } catch (Throwable e) {
                if (putters.leave(waiter)) {
                    passRoomOn();
                }
                throw e;
            }
        }
        checkTakesItems();
        store(item);
    }

    /**
     * Adds an item. Does not suspend.
     *
     * @throws QueueFullException if there is no room
     * @throws QueueShutDownException if the queue was shut down
     * @throws IllegalStateException if this is another thread than that of the queue's loop
     */
    public final void putNowait(T item) {
        checkThread();
        checkTakesItems();
        if (full()) {
            throw new QueueFullException("queue is full: maxsize = " + maxsize + "; put() waits for room");
        }
        store(item);
    }

    private void checkTakesItems() {
        if (shutDown) {
            throw new QueueShutDownException("item was not put: the queue is shut down");
        }
    }

    private void store(T item) {
        try {
            items.add(item);
        } catch (Throwable e) { // a comparison; this task may have been woken
            passRoomOn();
            throw e;
        }
        unfinished++;
        getters.wakeNext();
    }

    /** For a task that does not use the room for which it was woken. */
    private void passRoomOn() {
        if (!full()) {
            putters.wakeNext();
        }
    }

    // ---- getting ----

    /**
     * Removes and returns an item. Suspends while the queue is empty; if it is not, this returns without giving up the
     * turn.
     *
     * @throws QueueShutDownException if the queue is empty and was shut down, before or meanwhile
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled while it waited; no item was taken
     * @throws IllegalStateException if it is empty and the caller is not in a task, or this is another loop or thread than
     *     the queue's
     */
    public final T get() {
        if (!awaitItem()) {
            throw shutDownAndEmpty();
        }
        return take();
    }

    /**
     * Removes and returns an item. Does not suspend.
     *
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if there is none and the queue was shut down
     * @throws IllegalStateException if this is another thread than that of the queue's loop
     */
    public final T getNowait() {
        checkThread();
        if (empty()) {
            throw shutDown
                    ? shutDownAndEmpty()
                    : new QueueEmptyException("queue is empty: qsize = 0; get() waits for an item");
        }
        return take();
    }

    /** Waits until there is an item, which the caller takes at once; false if there will be none. */
    boolean awaitItem() {
        checkThread();
        while (empty()) {
            if (shutDown) {
                return false;
            }
            Future<@Nullable Void> waiter = getters.add(waitingLoop());
            try {
                waiter.await();
            } catch (Throwable e) {
                if (getters.leave(waiter)) {
                    passItemOn();
                }
                throw e;
            }
        }
        return true;
    }

    T take() {
        T item;
        try {
            item = items.take();
        } catch (Throwable e) { // a comparison; this task may have been woken
            passItemOn();
            throw e;
        }
        putters.wakeNext();
        return item;
    }

    /** For a task that does not take the item for which it was woken. */
    private void passItemOn() {
        if (!empty()) {
            getters.wakeNext();
        }
    }

    private static QueueShutDownException shutDownAndEmpty() {
        return new QueueShutDownException("no item to get: the queue is shut down and empty");
    }

    /**
     * Gets items until the queue is shut down and empty, for {@code for (var item : queue)}. Does not suspend itself.
     *
     * <p>{@code hasNext()} suspends until there is an item, <em>takes it</em>, and keeps it for {@code next()}; it is false
     * when the queue is shut down and has no item left. A loop calls one right after the other, so whichever way it is
     * left, the iterator keeps nothing back. If the calling task is cancelled while it waits, nothing was taken. By hand,
     * an item that {@code hasNext()} has taken is not in the queue any more: call {@code next()}, which returns it even if
     * the queue was shut down meanwhile.
     *
     * <p>Several iterators, and tasks that get, each receive items of their own. One iterator is for one task:
     * {@code hasNext()} and {@code next()} throw {@link IllegalStateException} while another task waits in them.
     *
     * <p>CPython 3.13 has no such thing.
     */
    @Override
    public final Iterator<T> iterator() {
        return new QueueIterator<>(this);
    }

    // ---- finishing ----

    /**
     * Says that the work on an item that was taken is done. The call that makes it as many as items were put lets
     * {@link #join} return. Does not suspend.
     *
     * @throws IllegalStateException if it was called for each item already (Python: {@code ValueError}), or this is another
     *     thread than that of the queue's loop
     */
    public final void taskDone() {
        checkThread();
        if (unfinished == 0) {
            throw new IllegalStateException("taskDone() called too many times: no item is unfinished in " + this);
        }
        unfinished--;
        if (unfinished == 0) {
            joiners.wakeAll();
        }
    }

    /**
     * Suspends until {@link #taskDone} was called for each item that was put; returns at once if that is so now. Items that
     * are put after that moment do not hold it up.
     *
     * @throws io.asyncio4j.CancelledError if the calling task was cancelled meanwhile; the queue goes on
     * @throws IllegalStateException if items are unfinished and the caller is not in a task, or this is another loop or
     *     thread than the queue's
     */
    public final void join() {
        checkThread();
        if (unfinished > 0) {
            Future<@Nullable Void> waiter = joiners.add(waitingLoop());
            try {
                waiter.await();
            } catch (Throwable e) {
                var _ = joiners.leave(waiter);
                throw e;
            }
        }
    }

    /**
     * Ends the queue: puts fail from now on, those that wait, too; gets fail when the queue is empty. A second call does no
     * harm. Does not suspend.
     *
     * @throws IllegalStateException if this is another thread than that of the queue's loop
     */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * The same.
     *
     * @param immediate whether to throw the items away that are in the queue, and count each as done, as for
     *     {@link #taskDone}; then gets fail at once. Items that were taken still count for {@link #join}
     * @throws IllegalStateException if this is another thread than that of the queue's loop
     */
    public final void shutdown(boolean immediate) {
        checkThread();
        shutDown = true;
        if (immediate) {
            unfinished = Math.max(0, unfinished - items.size());
            items.clear();
            if (unfinished == 0) {
                joiners.wakeAll();
            }
        }
        getters.wakeAll();
        putters.wakeAll();
    }

    // ---- waiting ----

    private void checkThread() {
        if (loop != null) {
            loop.checkThread();
        }
    }

    /** The caller's loop, which is the queue's, or becomes it. The thread has been checked. */
    private EventLoop waitingLoop() {
        EventLoop bound = loop;
        return bound != null && bound.isRunning() ? bound : bind();
    }

    private EventLoop bind() {
        EventLoop running = Asyncio.getRunningLoop();
        if (loop == null) {
            loop = running;
        } else if (loop != running) {
            throw new IllegalStateException(this + " is bound to a different event loop: somebody has waited for it in "
                    + loop + ", the caller runs in " + running + "; make one queue for each loop");
        }
        return running;
    }

    /** The size and what is in it, shortened; who waits; and how many items are unfinished. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append('<').append(getClass().getSimpleName()).append(" maxsize=").append(maxsize);
        if (!empty()) {
            describeItems(text.append(" _queue=["));
            text.append(']');
        }
        if (getters.size() > 0) {
            text.append(" _getters[").append(getters.size()).append(']');
        }
        if (putters.size() > 0) {
            text.append(" _putters[").append(putters.size()).append(']');
        }
        if (unfinished > 0) {
            text.append(" tasks=").append(unfinished);
        }
        return text.append(shutDown ? " shutdown>" : ">").toString();
    }

    private void describeItems(StringBuilder text) {
        int size = items.size();
        for (int i = 0; i < Math.min(size, SHOWN_ITEMS); i++) {
            T item = items.get(i);
            String shown = item == this ? "(this queue)" : String.valueOf(item);
            text.append(i == 0 ? "" : ", ");
            text.append(shown.length() <= SHOWN_LENGTH ? shown : shown.substring(0, SHOWN_LENGTH - 3) + "...");
        }
        if (size > SHOWN_ITEMS) {
            text.append(", <").append(size - SHOWN_ITEMS).append(" more>");
        }
    }
}
