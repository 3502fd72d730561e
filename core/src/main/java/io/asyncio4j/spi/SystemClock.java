package io.asyncio4j.spi;

/** {@link System#nanoTime}, counted from the first use. */
final class SystemClock implements LoopClock {

    static final SystemClock INSTANCE = new SystemClock();

    private final long origin = System.nanoTime();

    private SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - origin;
    }
}
