package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.Unit;

/** Where a figure comes from: what runs, and what of its output is meant. */
record Measured(Source source, String metric) {

    static final String TIME = "ns";
    static final String ALLOCATED = "allocated";
    static final String STARTED = "ms";

    /** Whether a greater figure is a better one. */
    boolean isRate() {
        return metric.equals(Serving.RATE);
    }

    /** What the figure is given in. */
    Unit unit() {
        String symbol = switch (metric) {
            case Serving.RATE -> source instanceof Source.Served served && isTransfer(served.load()) ? "MB/s" : "/s";
            case Serving.MEMORY, "bytes" -> "B";
            case "p50", "p99", "p99.9" -> "µs";
            case "ms" -> "ms";
            case "lost", "overtaken" -> "";
            default -> TIME;
        };
        return new Unit(symbol, isRate());
    }

    private static boolean isTransfer(Load load) {
        return load.mode().equals("download") || load.mode().equals("upload");
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
