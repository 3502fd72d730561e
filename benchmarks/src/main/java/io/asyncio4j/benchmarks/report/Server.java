package io.asyncio4j.benchmarks.report;

import java.util.List;

/**
 * A program that prints {@code port N}, serves on that port of the loopback interface and goes on until it is ended.
 *
 * @param name what the tables call it
 * @param program a main class below {@code io.asyncio4j.benchmarks}, or what {@code build-peers} calls its product
 */
record Server(String name, boolean onJvm, String program, List<String> arguments) {

    static Server jvm(String name, String mainClass, String... arguments) {
        return new Server(name, true, mainClass, List.of(arguments));
    }

    static Server peer(String name, String program) {
        return new Server(name, false, program, List.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
