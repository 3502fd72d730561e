package io.asyncio4j.benchmarks.web;

import java.util.Locale;

/**
 * What the clients have in common: they call a server again and again, {@value #CALLS} times in a round with up to
 * {@value #AT_ONCE} calls at the same time, as many rounds as the warm-up and the measurement take, and print what the
 * program that measures them reads.
 */
final class ClientProcess {

    static final int CALLS = 20_000;
    static final int AT_ONCE = 100;

    private static final double WARMUP_SECONDS = 15;
    private static final double SECONDS = 4;

    /** Makes {@link #CALLS} calls and returns how many of the bodies were the expected one. */
    @FunctionalInterface
    interface Round {
        int run() throws Exception;
    }

    private ClientProcess() {}

    /** The address to call; the last argument of the program is the port. */
    static String url(String[] args) {
        return "http://" + Service.HOST + ":" + port(args) + "/plaintext";
    }

    static int port(String[] args) {
        return Integer.parseInt(args[args.length - 1]);
    }

    static void measure(Round round) throws Exception {
        repeat(round, WARMUP_SECONDS);
        System.out.println("begin");
        System.out.printf(Locale.ROOT, "rate %.1f%n", repeat(round, SECONDS));
    }

    private static double repeat(Round round, double seconds) throws Exception {
        long start = System.nanoTime();
        long calls = 0;
        while (System.nanoTime() - start < seconds * 1e9) {
            int right = round.run();
            if (right != CALLS) {
                throw new IllegalStateException("%d of %d responses were wrong".formatted(CALLS - right, CALLS));
            }
            calls += CALLS;
        }
        return calls / ((System.nanoTime() - start) / 1e9);
    }
}
