package io.asyncio4j.generator;

import io.asyncio4j.Asyncio;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.coroutine.Fiber;
import org.jspecify.annotations.Nullable;

/**
 * A generator whose body awaits, and which its loop therefore closes if nobody else does: before the loop is closed
 * ({@link io.asyncio4j.EventLoop#shutdownAsyncgens}), or some time after it has become unreachable. So its {@code finally}
 * blocks run, and may suspend, on every way out.
 *
 * <pre>{@code
 * AsyncGenerator<Row, ?> rows(String query) {
 *     return AsyncGenerator.of(out -> {
 *         try (var cursor = database.open(query)) {
 *             while (cursor.fetch()) {          // suspends
 *                 out.yield(cursor.row());
 *             }
 *         }
 *     });
 * }
 *
 * try (var rows = rows("…")) {
 *     for (var row : rows) { … }                // suspends
 * }
 * }</pre>
 *
 * <p>It must be started in a task. {@code asend}, {@code athrow} and {@code aclose} are {@link #send}, {@link #throwInto} and
 * {@link #close}. Counterpart: an {@code async def} with {@code yield}; {@code typing.AsyncGenerator[Y, S]}.
 *
 * @param <Y> what it yields
 * @param <S> what is sent to it
 */
public final class AsyncGenerator<Y extends @Nullable Object, S extends @Nullable Object>
        extends Generator<Y, S, @Nullable Void> {

    private final Closer closer = new Closer(frame);

    /** Lets the loop forget this generator; null before the start and after the end. */
    private @Nullable Runnable leaveLoop;

    private AsyncGenerator(Body.OfVoid<Y, S> body) {
        super(returningNull(body), "asynchronous generator");
    }

    /** An asynchronous generator. */
    public static <Y extends @Nullable Object, S extends @Nullable Object> AsyncGenerator<Y, S> of(
            Body.OfVoid<Y, S> body) {
        return new AsyncGenerator<>(body);
    }

    @Override
    Object owner() {
        return closer;
    }

    @Override
    void starting() {
        Fiber fiber = CoroutineRuntime.get().currentFiber();
        if (fiber == null || Asyncio.currentTask() == null) { // a callback may have a fiber, too
            throw new IllegalStateException("an asynchronous generator was started outside a task, on thread \""
                    + Thread.currentThread().getName()
                    + "\"; iterate it in a coroutine, or make it with Generator.of()");
        }
        leaveLoop = fiber.host().closeWithLoop(this, closer);
    }

    @Override
    void ended() {
        if (leaveLoop != null) {
            leaveLoop.run();
            leaveLoop = null;
        }
    }

    /** What the loop has of a generator: it can go on with the body too, to the end. */
    private record Closer(GeneratorFrame<?, ?, ?> frame) implements Runnable {

        @Override
        public void run() {
            frame.close(this);
        }

        @Override
        public String toString() {
            return frame.toString();
        }
    }
}
