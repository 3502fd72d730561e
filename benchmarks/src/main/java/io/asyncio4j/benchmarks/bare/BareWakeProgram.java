package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.LoopTime;
import java.util.concurrent.locks.LockSupport;

/**
 * Many parked loop-scheduled virtual threads that are unparked in a row: from then until all of them have ended.
 * Arguments and output as in {@code WakeProgram}.
 */
final class BareWakeProgram {

    private BareWakeProgram() {}

    public static void main(String[] args) {
        int threads = Integer.parseInt(args[0]);
        int before = Integer.parseInt(args[1]);
        LoopTime time = new LoopTime();
        if (before > 0) {
            wave(time, before, 0);
        }
        for (int i = 1; i <= 4; i++) {
            wave(time, threads, i);
        }
    }

    private static void wave(LoopTime time, int count, int number) {
        BareLoop loop = new BareLoop();
        Thread[] threads = new Thread[count];
        time.restart();
        for (int i = 0; i < count; i++) {
            threads[i] = loop.newThread(LockSupport::park);
            threads[i].start();
        }
        loop.run();
        time.lap("sleep", number, count);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        loop.run();
        time.lap("wake", number, count);
    }
}
