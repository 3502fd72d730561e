package io.asyncio4j;

import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.testing.VirtualClock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Runs test programs on loops whose clock jumps over sleeps. */
public final class VirtualTime {

    private VirtualTime() {}

    public static EventLoop loop() {
        return EventLoop.builder().clock(new VirtualClock()).build();
    }

    public static void run(Coroutine.OfVoid main) {
        Asyncio.run(main, VirtualTime::loop);
    }

    public static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Gives up the turn once. */
    public static void yieldTurn() {
        sleep(Duration.ZERO);
    }

    /** Collects garbage, and runs turns of a loop that does not run, until something holds or 20 s have passed. */
    public static void collectUntil(EventLoop loop, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < 20_000_000_000L) {
            System.gc();
            loop.runUntilComplete(VirtualTime::yieldTurn);
        }
    }
}
