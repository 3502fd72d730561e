package io.asyncio4j.benchmarks.web;

/**
 * What all servers serve: {@code /plaintext}, {@code /users/{user}/orders/{order}} as JSON, {@code /download} (1 GiB in pieces),
 * {@code /upload} (answered with the number of bytes, ten digits) and the WebSocket {@code /ws}, which sends back what comes.
 */
final class Service {

    static final String HOST = "127.0.0.1";
    static final int BACKLOG = 4096;

    static final String PLAINTEXT = "Hello, World!";

    static final long DOWNLOAD = 1L << 30;
    static final int PIECE = 64 * 1024;

    private static final byte[] ZEROS = new byte[PIECE];

    /** The body of an order. */
    record Order(String user, int order, String message) {
        static Order of(String user, String order) {
            return new Order(user, Integer.parseInt(order), PLAINTEXT);
        }
    }

    private Service() {}

    /** What a download consists of, again and again. */
    static byte[] piece() {
        return ZEROS;
    }

    static String uploaded(long count) {
        return "%010d".formatted(count);
    }
}
