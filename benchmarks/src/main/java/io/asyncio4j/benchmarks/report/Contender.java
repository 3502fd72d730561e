package io.asyncio4j.benchmarks.report;

import java.util.List;

/**
 * A program that takes part. A server prints {@code port N}, serves on that port of the loopback interface and goes on until it is
 * ended. A client takes the port as its last argument, prints {@code begin} when it is warm, and the {@code rate} of its calls.
 *
 * @param name what the tables call it
 * @param program a main class below {@code io.asyncio4j.benchmarks}, or what {@code build-peers} calls its product
 */
record Contender(String name, boolean onJvm, String program, List<String> arguments) {

    static Contender jvm(String name, String mainClass, String... arguments) {
        return new Contender(name, true, mainClass, List.of(arguments));
    }

    static Contender peer(String name, String program, String... arguments) {
        return new Contender(name, false, program, List.of(arguments));
    }

    @Override
    public String toString() {
        return name;
    }
}
