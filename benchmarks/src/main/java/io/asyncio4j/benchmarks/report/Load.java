package io.asyncio4j.benchmarks.report;

/**
 * What the load generator is told, see {@code load.c}.
 *
 * @param what how many bytes, or a path
 */
record Load(String mode, int connections, String what) {

    static Load bytes(String mode, int connections, int size) {
        return new Load(mode, connections, String.valueOf(size));
    }

    @Override
    public String toString() {
        return "%s, %,d x %s".formatted(mode, connections, what);
    }
}
