package io.asyncio4j.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * A program that takes part. A server prints {@code port N}, serves on that port of the loopback interface and goes on until it is
 * ended. A client takes the port as its last argument, prints {@code begin} when it is warm, and the {@code rate} of its calls. What
 * runs alone prints lines of a metric and a figure, one or several of a kind, and ends.
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

    Contender with(Object... further) {
        return new Contender(
                name,
                onJvm,
                program,
                Stream.concat(arguments.stream(), Stream.of(further).map(Object::toString))
                        .toList());
    }

    String commandLine() {
        return arguments.isEmpty() ? program : program + " " + String.join(" ", arguments);
    }

    @Override
    public String toString() {
        return name;
    }
}
