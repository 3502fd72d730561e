package io.asyncio4j.benchmarks.report;

/** Where a figure comes from: what runs, and what of its output is meant. */
record Measured(Source source, String metric) {

    static final String TIME = "ns";
    static final String ALLOCATED = "allocated";

    /** Whether a greater figure is a better one. */
    boolean isRate() {
        return metric.equals(Serving.RATE);
    }

    /** A JMH benchmark method, {@code Class.method}, with the value of its only parameter or an empty string. */
    static Measured jmh(String method, String parameter) {
        return new Measured(new Source.Jmh(method, parameter), TIME);
    }

    /** A line of the output of a program that has a JVM of its own. */
    static Measured program(String metric, String mainClass, Object... arguments) {
        return new Measured(
                new Source.Program(
                        mainClass,
                        java.util.Arrays.stream(arguments).map(Object::toString).toList()),
                metric);
    }
}
