package io.asyncio4j.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A class of the tests that runs in a JVM of its own, and with which one talks by lines: what it prints, and what it reads
 * from its standard input. Its calls block, so tests make them off the loop.
 */
public final class ChildProgram implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private ChildProgram(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param descriptors how many it may have open; 0 for as many as this process
     */
    public static ChildProgram start(Class<?> program, int descriptors, String... arguments) throws IOException {
        return start(List.of(), program, descriptors, arguments);
    }

    /** The same with more options for the JVM. */
    public static ChildProgram start(List<String> options, Class<?> program, int descriptors, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (descriptors > 0) {
            command.addAll(List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
        }
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-Dasyncio4j.runtime=" + System.getProperty("asyncio4j.runtime", "loop")));
        command.addAll(options);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return new ChildProgram(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line that starts with a word: what follows it. */
    public String expect(String word) throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
        throw new AssertionError(
                "the program has ended with " + process.exitValue() + " without a line \"" + word + "\"");
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close(); // which is how it is told to end
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
