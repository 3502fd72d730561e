package io.asyncio4j.benchmarks.report;

/** Where a figure comes from: what runs, and what of its output is meant. */
record Measured(Source source, String metric) {

    static final String TIME = "ns";
    static final String ALLOCATED = "allocated";
    static final String STARTED = "ms";

    /** Whether a greater figure is a better one. */
    boolean isRate() {
        return metric.equals(Serving.RATE);
    }

    /** A JMH benchmark method, {@code Class.method}, with the value of its only parameter or an empty string. */
    static Measured jmh(String method, String parameter) {
        return new Measured(new Source.Jmh(method, parameter), TIME);
    }

    /** What is said by a program that has a JVM of its own. */
    static Measured program(String metric, String mainClass, Object... arguments) {
        return program(metric, Contender.jvm(mainClass, mainClass).with(arguments));
    }

    /** What is said by a program. */
    static Measured program(String metric, Contender contender) {
        return new Measured(new Source.Program(contender), metric);
    }

    /** From the start of a program to its end. */
    static Measured started(Contender contender) {
        return new Measured(new Source.Started(contender), STARTED);
    }
}
