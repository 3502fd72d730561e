package io.asyncio4j.generator;

import io.asyncio4j.Awaitable;
import io.asyncio4j.Coroutine;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A sequence whose elements are computed, one when it is asked for, by code that is written straight down:
 *
 * <pre>{@code
 * Generator<Integer, ?, ?> squares = Generator.of(out -> {
 *     for (int i = 0; ; i++) {
 *         out.yield(i * i);
 *     }
 * });
 * }</pre>
 *
 * <p>The body runs when the first element is asked for, up to its first {@code yield}, and goes on from there for the next
 * one. It runs in its caller's task, loop and context; inside a task it may suspend, and then {@code next()} does. A
 * generator can be iterated once, with {@code for}, as an {@link Iterator} or as a {@link #stream}; or driven by
 * {@link #next}, {@link #send} and {@link #throwInto}.
 *
 * <p>If it is not run to its end, {@link #close} it, for instance by {@code try} with resources: {@code break} alone leaves
 * its {@code finally} blocks waiting, and nothing runs them later (but see {@link AsyncGenerator}; and on the portable
 * runtime they run on another thread, outside any task, some time after the generator has become unreachable). One thread or
 * task at a time. Counterpart: a generator function; {@code typing.Generator[Y, S, R]}.
 *
 * @param <Y> what it yields
 * @param <S> what is sent to it
 * @param <R> what it returns
 */
@SuppressWarnings("IterableAndIterator") // as Python's: it can be iterated once, and says so
public sealed class Generator<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        implements Iterable<Y>, Iterator<Y>, AutoCloseable permits AsyncGenerator {

    /** What a generator is doing. Counterpart: {@code inspect.getgeneratorstate}. */
    public enum State {
        /** Its body has not begun. */
        CREATED,
        /** Stopped at a {@code yield}. */
        SUSPENDED,
        /** Its body runs, or has suspended the task that asked for an element. */
        RUNNING,
        /** Has returned, has thrown, or was closed. */
        ENDED
    }

    final GeneratorFrame<Y, S, R> frame;

    /** {@link #hasNext} has taken the next item, which {@link #next} has not handed out. */
    private boolean ahead;

    Generator(Body<Y, S, R> body, String kind) {
        this.frame = new GeneratorFrame<>(body, kind, getClass().getSimpleName());
    }

    /** A generator that returns nothing. */
    public static <Y extends @Nullable Object, S extends @Nullable Object> Generator<Y, S, @Nullable Void> of(
            Body.OfVoid<Y, S> body) {
        return new Generator<>(returningNull(body), "generator");
    }

    /** A generator that returns something. */
    public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
            Generator<Y, S, R> returning(Body<Y, S, R> body) {
        return new Generator<>(body, "generator");
    }

    static <Y extends @Nullable Object, S extends @Nullable Object> Body<Y, S, @Nullable Void> returningNull(
            Body.OfVoid<Y, S> body) {
        Objects.requireNonNull(body, "body");
        return out -> {
            body.run(out);
            return null;
        };
    }

    /**
     * A coroutine that is written as a generator: what it yields is awaited, and comes back as the value of the
     * {@code yield}, or is thrown there. Counterpart: {@code @types.coroutine}, once {@code @asyncio.coroutine}, and its
     * {@code yield from future}.
     */
    public static <R extends @Nullable Object> Coroutine<R> coroutine(Body<Awaitable<?>, @Nullable Object, R> body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            Generator<Awaitable<?>, @Nullable Object, R> generator = new Generator<>(body, "coroutine");
            Object result = null;
            Throwable failure = null;
            while (generator.advance(result, failure)) {
                try {
                    result = Objects.requireNonNull(
                                    generator.item(), "a coroutine has yielded null (expected: something to await)")
                            .await();
                    failure = null;
                } catch (Throwable e) {
                    result = null;
                    failure = e;
                }
            }
            return generator.result();
        };
    }

    // ---- driving ----

    /**
     * The next element. May suspend if the body does.
     *
     * @throws StopIterationException if the body has returned
     * @throws RuntimeException what the body throws, if it is unchecked; then the generator has ended
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if the body is running: it calls this itself, or has suspended another task
     */
    @Override
    public Y next() {
        return itemAfter(null, null);
    }

    /**
     * Goes on with {@code value} as the value of the {@code yield} at which the body has stopped, to the next element. Throws
     * as {@link #next} does.
     *
     * @throws IllegalStateException also if the body has not started and {@code value} is not null, or if {@link #hasNext}
     *     has taken the next element already
     */
    public Y send(S value) {
        return itemAfter(value, null);
    }

    /**
     * Throws an exception at the {@code yield} at which the body has stopped, and goes on to the next element. If the body
     * does not catch it, or has not started, or has ended, it comes out of here. Throws as {@link #next} does.
     */
    public Y throwInto(Throwable exception) {
        return itemAfter(null, Objects.requireNonNull(exception, "exception"));
    }

    private Y itemAfter(@Nullable S sent, @Nullable Throwable toThrow) {
        boolean spent = frame.ended();
        if (advance(sent, toThrow)) {
            return item();
        }
        R returned = result();
        throw new StopIterationException(spent ? null : returned);
    }

    /** Goes on to the next element; false if there is none, see {@link #result}. */
    final boolean advance(@Nullable S sent, @Nullable Throwable toThrow) {
        if (ahead) {
            if (sent != null || toThrow != null) {
                throw new IllegalStateException(
                        (sent != null ? "send(" + sent : "throwInto(" + toThrow)
                                + ") after hasNext(), which has gone on to the next element already; take it with next() first");
            }
            ahead = false;
            return true;
        }
        if (frame.state() == State.CREATED && toThrow == null && sent == null) {
            starting();
        }
        boolean yielded = frame.resume(owner(), sent, toThrow);
        if (!yielded) {
            ended();
        }
        return yielded;
    }

    final Y item() {
        return frame.item();
    }

    /** After the end: what was returned; throws, once, what the body has thrown. */
    final R result() {
        return frame.result();
    }

    /**
     * What the body has returned; null if it has failed or was closed instead.
     *
     * @throws IllegalStateException if the generator has not ended
     */
    public @Nullable R returnValue() {
        if (!frame.ended()) {
            throw new IllegalStateException(this + " has not returned; take its elements first");
        }
        return result();
    }

    /** What everybody holds who can go on with the body. */
    Object owner() {
        return this;
    }

    /** Before the body starts. */
    void starting() {}

    /** After the body has ended. */
    void ended() {}

    /**
     * Ends the generator: {@link GeneratorExitError} is thrown at the {@code yield} at which the body has stopped, so that
     * its {@code finally} blocks run. A body that has not started is never entered. May suspend if the body does. Closing
     * again does nothing.
     *
     * @throws IllegalStateException if the body yields again, or is running
     * @throws RuntimeException another exception that the body throws, as {@link #next} throws it
     */
    @Override
    public void close() {
        ahead = false;
        try {
            frame.close(owner());
        } finally {
            if (frame.ended()) {
                ended();
            }
        }
    }

    /** What the generator is doing. */
    public State state() {
        return frame.state();
    }

    // ---- iterating ----

    /**
     * Whether there is one more element: goes on to it, and keeps it for {@link #next}. May suspend if the body does. Throws
     * as {@link #next} does.
     */
    @Override
    public boolean hasNext() {
        if (!ahead) {
            ahead = advance(null, null);
            if (!ahead) {
                var _ = result();
            }
        }
        return ahead;
    }

    /** This generator, which can be iterated once. */
    @Override
    public Iterator<Y> iterator() {
        return this;
    }

    /** Calls {@code action} with each element, and closes the generator on every way out. May suspend if the body does. */
    @Override
    public void forEach(Consumer<? super Y> action) {
        Objects.requireNonNull(action, "action");
        try (this) {
            while (hasNext()) {
                action.accept(next());
            }
        }
    }

    /**
     * The elements as a sequential stream. Closing the stream closes the generator; use {@code try} with resources unless
     * the stream runs to the end. Its terminal operation may suspend if the body does.
     */
    public Stream<Y> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    @Override
    public String toString() {
        return frame.toString();
    }

    /**
     * The code of a generator.
     *
     * @param <Y> what it yields
     * @param <S> what is sent to it
     * @param <R> what it returns
     */
    @FunctionalInterface
    public interface Body<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {

        /**
         * Runs to the end, and stops wherever it yields.
         *
         * @throws Exception what the code fails with
         */
        R run(Yielder<Y, S> out) throws Exception;

        /**
         * The code of a generator that returns nothing.
         *
         * @param <Y> what it yields
         * @param <S> what is sent to it
         */
        @FunctionalInterface
        interface OfVoid<Y extends @Nullable Object, S extends @Nullable Object> {

            /**
             * Runs to the end, and stops wherever it yields.
             *
             * @throws Exception what the code fails with
             */
            void run(Yielder<Y, S> out) throws Exception;
        }
    }
}
