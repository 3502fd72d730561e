package io.asyncio4j.benchmarks.report;

import java.util.Locale;

/**
 * What the load generator is told, see {@code load.c}.
 *
 * @param what how many bytes, or a path
 * @param perSecond how many requests are due in a second; 0 for as many as the server answers
 */
record Load(String mode, int connections, String what, int perSecond) {

    Load(String mode, int connections, String what) {
        this(mode, connections, what, 0);
    }

    static Load bytes(String mode, int connections, int size) {
        return new Load(mode, connections, String.valueOf(size));
    }

    Load at(int requestsPerSecond) {
        return new Load(mode, connections, what, requestsPerSecond);
    }

    @Override
    public String toString() {
        String all = String.format(Locale.ROOT, "%s, %,d x %s", mode, connections, what);
        return perSecond == 0 ? all : String.format(Locale.ROOT, "%s, %,d/s", all, perSecond);
    }
}
