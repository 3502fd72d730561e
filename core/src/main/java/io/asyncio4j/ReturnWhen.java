package io.asyncio4j;

/** When {@link Asyncio#waitUntil} returns. Counterpart: the constants of {@code asyncio.wait}. */
public enum ReturnWhen {
    /** When all are done. */
    ALL_COMPLETED,
    /** When one is done, in whatever way. */
    FIRST_COMPLETED,
    /** When one has failed, or all are done; a cancelled one has not failed. */
    FIRST_EXCEPTION
}
