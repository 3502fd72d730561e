package io.asyncio4j.benchmarks.report;

/** What the load generator is told, see {@code load.c}. */
record Load(String mode, int connections, int size) {
    @Override
    public String toString() {
        return "%s, %,d x %,d B".formatted(mode, connections, size);
    }
}
