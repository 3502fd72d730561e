package io.asyncio4j.benchmarks;

import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Callbacks that the calling thread gives to a loop on another thread. As {@code flood}, one after the other, as fast as it can; as
 * {@code ping}, each when the one before has answered, so that both threads are woken each time. Both threads are meant to have one
 * core. Prints a {@code rate}, callbacks a second, for each sample.
 */
public final class Posts {

    private static final int FLOOD = 1_000_000;
    private static final int PINGS = 20_000;

    private static final double WARM_UP_SECONDS = 4;
    private static final double SAMPLE_SECONDS = 0.2;
    private static final int SAMPLES = 12;

    private final Executor loop;
    private final Thread poster = Thread.currentThread();
    private final Runnable flooding = this::count;
    private final Runnable answering = this::answer;
    private int left; // on the loop's thread
    private volatile boolean answered;

    private Posts(Executor loop) {
        this.loop = loop;
    }

    /** @param kind {@code flood} or {@code ping} */
    public static void measure(String kind, Executor loop) {
        Posts posts = new Posts(loop);
        switch (kind) {
            case "flood" -> measure(FLOOD, posts::flood);
            case "ping" -> measure(PINGS, posts::ping);
            default -> throw new IllegalArgumentException("no kind " + kind);
        }
        System.exit(0);
    }

    private static void measure(int operations, Runnable body) {
        repeat(WARM_UP_SECONDS, operations, body);
        for (int i = 0; i < SAMPLES; i++) {
            System.out.printf(Locale.ROOT, "rate %.1f%n", repeat(SAMPLE_SECONDS, operations, body));
        }
    }

    private static double repeat(double seconds, int operations, Runnable body) {
        long start = System.nanoTime();
        long done = 0;
        double elapsed;
        do {
            body.run();
            done += operations;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return done / elapsed;
    }

    private void flood() {
        answered = false;
        loop.execute(() -> left = FLOOD);
        for (int i = 0; i < FLOOD; i++) {
            loop.execute(flooding);
        }
        awaitAnswer();
    }

    private void count() {
        if (--left == 0) {
            answer();
        }
    }

    private void ping() {
        for (int i = 0; i < PINGS; i++) {
            answered = false;
            loop.execute(answering);
            awaitAnswer();
        }
    }

    private void awaitAnswer() {
        while (!answered) {
            LockSupport.park(this);
        }
    }

    private void answer() {
        answered = true;
        LockSupport.unpark(poster);
    }
}
