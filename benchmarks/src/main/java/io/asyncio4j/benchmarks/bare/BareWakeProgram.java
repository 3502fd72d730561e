package io.asyncio4j.benchmarks.bare;

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
        if (before > 0) {
            wave(before, "0");
        }
        for (int i = 1; i <= 4; i++) {
            wave(threads, Integer.toString(i));
        }
    }

    private static void wave(int count, String label) {
        BareLoop loop = new BareLoop();
        Thread[] threads = new Thread[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            threads[i] = loop.newThread(LockSupport::park);
            threads[i].start();
        }
        loop.run();
        long asleep = System.nanoTime();
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        loop.run();
        long done = System.nanoTime();
        System.out.printf("sleep%s %.1f%n", label, (asleep - start) / (double) count);
        System.out.printf("wake%s %.1f%n", label, (done - asleep) / (double) count);
    }
}
