package io.asyncio4j.generator;

import io.asyncio4j.Coroutine;
import io.asyncio4j.internal.coroutine.Cleaners;
import io.asyncio4j.internal.coroutine.CodeName;
import io.asyncio4j.internal.coroutine.HandDriver;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that is driven by hand, step by step, without a loop: what Python's {@code coroutine} objects are. It runs
 * once. One that is dropped without having been driven or awaited is logged, as in Python.
 *
 * <p>{@link #send} runs it to the next suspension. It suspends where it calls {@link #yield}, or where, outside any task, it
 * awaits a future that is not done; then it yields the future. Driven inside a task, what it awaits suspends that task.
 *
 * <p>{@link #await}, or {@link #run}, runs it to its end in the calling task instead, and a loop takes it as it takes any
 * coroutine. One thread or task at a time. Counterpart: {@code collections.abc.Coroutine}.
 *
 * @param <T> what it returns
 */
public final class CoroutineObject<T extends @Nullable Object> implements Coroutine<T>, AutoCloseable {

    private final GeneratorFrame<@Nullable Object, @Nullable Object, T> frame;
    private final HandDriver driver;
    private final NeverAwaited watch;

    private CoroutineObject(Coroutine<T> coroutine, Object code) {
        String name = CodeName.of(code);
        this.frame = new GeneratorFrame<>(_ -> coroutine.run(), "coroutine", "coroutine object " + name);
        this.driver = frame::yield;
        this.watch = new NeverAwaited(name);
        var _ = Cleaners.register(this, watch);
    }

    /** Wraps a coroutine that has not started. */
    public static <T extends @Nullable Object> CoroutineObject<T> of(Coroutine<T> coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        return new CoroutineObject<>(coroutine, coroutine);
    }

    /** The same for a coroutine without a result. */
    public static CoroutineObject<@Nullable Void> of(Coroutine.OfVoid coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        return new CoroutineObject<>(
                () -> {
                    coroutine.run();
                    return null;
                },
                coroutine);
    }

    /**
     * Suspends the coroutine in which the caller is, and hands a value to whoever drives it. Counterpart: a bare
     * {@code yield} in a {@code @types.coroutine}.
     *
     * @return what is sent
     * @throws GeneratorExitError if the coroutine is closed
     * @throws RuntimeException or any other exception that was given to {@link #throwInto}
     * @throws IllegalStateException if nobody drives a coroutine by hand here
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // it is called with a qualifier, and no other name says it
    public static @Nullable Object yield(@Nullable Object value) {
        HandDriver current = HandDriver.current();
        if (current == null) {
            throw new IllegalStateException("bad yield: " + value
                    + ": nobody drives this code by hand, with CoroutineObject.send(); a task awaits futures");
        }
        return current.handOver(value);
    }

    /**
     * Runs on to the next suspension.
     *
     * @param value what the suspended {@link #yield} returns; null at first
     * @return what is yielded there
     * @throws StopIterationException if the coroutine has returned; it has the value
     * @throws RuntimeException what the coroutine throws, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if the coroutine has ended before, or is running, or has not started and {@code value} is
     *     not null
     */
    public @Nullable Object send(@Nullable Object value) {
        return step(value, null);
    }

    /** Runs on to the next suspension, with an exception thrown at this one. Throws as {@link #send} does. */
    public @Nullable Object throwInto(Throwable exception) {
        return step(null, Objects.requireNonNull(exception, "exception"));
    }

    private @Nullable Object step(@Nullable Object sent, @Nullable Throwable toThrow) {
        if (frame.ended()) {
            throw reused();
        }
        if (driven(sent, toThrow)) {
            return frame.item();
        }
        throw new StopIterationException(frame.result());
    }

    private boolean driven(@Nullable Object sent, @Nullable Throwable toThrow) {
        HandDriver outer = HandDriver.enter(driver);
        try {
            return frame.resume(this, sent, toThrow);
        } finally {
            HandDriver.leave(outer);
            watch.awaited = frame.state() != Generator.State.CREATED;
        }
    }

    /**
     * Ends the coroutine: {@link GeneratorExitError} is thrown where it is suspended. Closing again does nothing.
     *
     * @throws IllegalStateException if it suspends again, or is running
     * @throws RuntimeException another exception that the coroutine throws
     */
    @Override
    public void close() {
        watch.awaited = true;
        HandDriver outer = HandDriver.enter(driver);
        try {
            frame.close(this);
        } finally {
            HandDriver.leave(outer);
        }
    }

    /**
     * Runs the coroutine to its end, in the calling task. May suspend.
     *
     * @throws Exception what the coroutine throws
     * @throws IllegalStateException if it was awaited or driven before
     */
    @Override
    public T run() throws Exception {
        watch.awaited = true;
        return switch (frame.state()) {
            case CREATED -> frame.runInline();
            case ENDED -> throw reused();
            default -> throw new IllegalStateException("coroutine is being awaited already: " + this);
        };
    }

    private IllegalStateException reused() {
        return new IllegalStateException("cannot reuse already awaited coroutine: " + this);
    }

    /** What the coroutine is doing. */
    public Generator.State state() {
        return frame.state();
    }

    @Override
    public String toString() {
        return frame.toString();
    }

    /** Knows, when the object is gone, whether somebody has used it. */
    private static final class NeverAwaited implements Runnable {

        private final String name;
        private volatile boolean awaited;

        NeverAwaited(String name) {
            this.name = name;
        }

        @Override
        public void run() {
            if (!awaited) {
                System.getLogger("asyncio").log(Level.WARNING, "coroutine ''{0}'' was never awaited", name);
            }
        }
    }
}
