package io.asyncio4j.internal.loop;

import io.asyncio4j.spi.IoDriver;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The driver of a loop without I/O: it parks the loop's thread. */
public final class ParkingDriver implements IoDriver {

    private volatile @Nullable Thread waiter;

    /**
     * Why no wake-up is lost: it is written before {@code waiter} is read, and read after {@code waiter} is written, so
     * either the waiter sees it and does not park, or it is unparked.
     */
    private volatile boolean wakeup;

    /** Makes a driver. */
    public ParkingDriver() {}

    @Override
    public int poll(long timeoutNanos) {
        if (timeoutNanos > 0) {
            waiter = Thread.currentThread();
            if (!wakeup) {
                if (timeoutNanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, timeoutNanos);
                }
            }
            wakeup = false;
        }
        return 0;
    }

    @Override
    public void wakeup() {
        wakeup = true;
        LockSupport.unpark(waiter);
    }

    @Override
    public void close() {}
}
