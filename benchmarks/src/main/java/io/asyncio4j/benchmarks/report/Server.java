package io.asyncio4j.benchmarks.report;

import java.util.List;

/**
 * A program that prints {@code port N}, serves on that port of the loopback interface and goes on until it is ended.
 *
 * @param name what the tables call it
 * @param program a main class below {@code io.asyncio4j.benchmarks}, what {@code build-peers} calls its product, or a script
 */
record Server(String name, Kind kind, String program, List<String> arguments) {

    enum Kind {
        JVM,
        NATIVE,
        PYTHON
    }

    static Server jvm(String name, String mainClass, String... arguments) {
        return new Server(name, Kind.JVM, mainClass, List.of(arguments));
    }

    static Server peer(String name, Kind kind, String program) {
        return new Server(name, kind, program, List.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
