package io.asyncio4j.generator;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.coroutine.Unchecked;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The greenlets of one thread or task: which one runs, and what is passed to the next one.
 *
 * <p>All strands are resumed from the main greenlet's stack: who switches from one to another names the next one and
 * suspends; the main greenlet, which is waiting in {@link #runOthers}, resumes that one. So a switch costs one suspension
 * and one resumption, and no stack grows however long greenlets switch among each other.
 */
final class Greenlets {

    private static final Supplier<Greenlets> CURRENT = CoroutineRuntime.get().threadLocal(Greenlets::new);

    private final Greenlet main = new Greenlet(this, null, null);
    private final Thread thread = Thread.currentThread();
    private Greenlet running = main;
    private Greenlet next = main;
    private @Nullable Object value;
    private @Nullable Throwable thrown;

    static Greenlets current() {
        return CURRENT.get();
    }

    Greenlet running() {
        return running;
    }

    /** This, if {@code greenlet} is one of them. */
    Greenlets expect(Greenlet greenlet) {
        if (greenlet.family != this) {
            throw new IllegalStateException("cannot switch to a different thread or task: " + greenlet + " belongs to "
                    + greenlet.family + ", the caller to " + this);
        }
        return this;
    }

    @Nullable
    Object switchTo(Greenlet target, @Nullable Object newValue, @Nullable Throwable newThrown) {
        var _ = expect(target);
        if (target.isDead()) {
            throw new IllegalStateException("cannot switch to a dead greenlet: " + target);
        }
        Greenlet from = running;
        next = target;
        value = newValue;
        thrown = newThrown;
        if (target != from) {
            if (from == main) {
                runOthers();
            } else {
                leave(from);
            }
        }
        return receive();
    }

    private void leave(Greenlet from) {
        try {
            Objects.requireNonNull(from.frame()).switchAway();
        } catch (Throwable e) { // the stack could not be left
            next = from;
            thrown = null;
            throw e;
        }
    }

    /** On the main greenlet's stack: runs the others until one of them switches to the main one. */
    private void runOthers() {
        for (Greenlet greenlet = next; greenlet != main; greenlet = next) {
            GreenletFrame frame = Objects.requireNonNull(greenlet.frame());
            if (thrown != null && !frame.isActive()) {
                frame.kill();
            } else {
                running = greenlet;
                frame.resume(greenlet);
            }
            if (frame.isDead()) {
                next = survivor(greenlet);
            }
        }
        running = main;
    }

    /** The nearest ancestor that has not ended. */
    private Greenlet survivor(Greenlet dead) {
        Greenlet ancestor = dead;
        while (ancestor.isDead()) {
            ancestor = Objects.requireNonNull(ancestor.parent());
        }
        return ancestor;
    }

    /** What a greenlet has ended with, for its parent. */
    void passOn(@Nullable Object result, @Nullable Throwable failure) {
        value = result;
        thrown = failure;
    }

    /** What was passed to the greenlet that goes on now. */
    @Nullable
    Object receive() {
        Throwable failure = thrown;
        Object passed = value;
        thrown = null;
        value = null;
        if (failure != null) {
            throw Unchecked.of(failure);
        }
        return passed;
    }

    @Override
    public String toString() {
        return "thread \"" + thread.getName() + "\"";
    }
}
