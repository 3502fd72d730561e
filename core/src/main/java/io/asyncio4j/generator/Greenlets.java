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
        next = target;
        value = newValue;
        thrown = newThrown;
        if (target != running) {
            GreenletFrame leaving = running.frame(); // the greenlet itself must not be kept by its own stack
            if (leaving == null) {
                runOthers();
            } else {
                leaving.switchAway();
            }
        }
        return receive();
    }

    /** On the main greenlet's stack: runs the others until one of them switches to the main one. */
    private void runOthers() {
        try {
            for (Greenlet greenlet = next; greenlet != main; greenlet = next) {
                GreenletFrame frame = Objects.requireNonNull(greenlet.frame());
                if (thrown != null && !frame.isActive()) {
                    frame.kill(thrown);
                } else {
                    running = greenlet;
                    frame.resume(greenlet);
                }
                if (frame.isDead()) {
                    next = survivor(greenlet);
                    value = frame.takeResult();
                    thrown = frame.takeFailure();
                }
            }
        } finally {
            running = main;
        }
    }

    /** The nearest ancestor that has not ended. */
    private Greenlet survivor(Greenlet dead) {
        Greenlet ancestor = dead;
        while (ancestor.isDead()) {
            ancestor = Objects.requireNonNull(ancestor.parent());
        }
        return ancestor;
    }

    /** What was passed to the greenlet that goes on now, or has come of one that has ended. */
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
