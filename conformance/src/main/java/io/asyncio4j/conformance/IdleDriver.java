package io.asyncio4j.conformance;

import io.asyncio4j.EventLoop;
import io.asyncio4j.spi.IoDriver;
import org.jspecify.annotations.Nullable;

/** Stops a loop with nothing left to do, instead of waiting for ever. Its clock is to be a virtual one. */
final class IdleDriver implements IoDriver {

    private @Nullable EventLoop loop;
    private boolean idle;

    void serve(EventLoop served) {
        loop = served;
    }

    /** Whether the loop was stopped for this reason, since the last call. */
    boolean takeIdle() {
        boolean was = idle;
        idle = false;
        return was;
    }

    @Override
    public int poll(long timeoutNanos) {
        if (timeoutNanos > 0 && loop != null) {
            idle = true;
            loop.stop();
        }
        return 0;
    }

    @Override
    public void wakeup() {}

    @Override
    public void close() {}
}
