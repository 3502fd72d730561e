package io.asyncio4j.sync;

/**
 * What {@code acquire()} has acquired, for {@code try}: closing it is the same as calling {@code release()}.
 *
 * <pre>{@code
 * try (var _ = lock.acquire()) {
 *     …
 * }
 * }</pre>
 *
 * <p>Every {@code acquire()} of one primitive returns the same object, so that acquiring allocates nothing. Counterpart:
 * the exit of {@code async with}.
 */
@FunctionalInterface
public interface Held extends AutoCloseable {

    /**
     * Releases. Does not suspend.
     *
     * @throws IllegalStateException as {@code release()} does, for example when it is not acquired any more
     */
    @Override
    void close();
}
