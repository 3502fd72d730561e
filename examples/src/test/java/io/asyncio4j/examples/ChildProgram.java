package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, run from its source file by the java launcher, as a user does. */
final class ChildProgram implements AutoCloseable {

    private static final int LIMIT_SECONDS = 30;

    private final Process process;
    private final BufferedReader output;

    private ChildProgram(Process process) {
        this.process = process;
        output = process.inputReader(StandardCharsets.UTF_8);
        // A child that hangs is ended; what waits for its output then sees the end of it.
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** Starts a program; what it writes to its error stream goes to a file in {@code target}. */
    static ChildProgram start(String name, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add("-Dstdout.encoding=UTF-8");
        String runtime = System.getProperty("asyncio4j.runtime");
        if (runtime != null) {
            command.add("-Dasyncio4j.runtime=" + runtime);
        }
        command.addAll(List.of("-cp", Example.CLASS_PATH));
        command.add(Example.FOLDER.resolve(name + ".java").toString());
        command.addAll(List.of(args));
        Path errors = Example.FOLDER.resolve("target", name + ".err");
        return new ChildProgram(
                new ProcessBuilder(command).redirectError(errors.toFile()).start());
    }

    /** Skips the test where Ctrl-C cannot be sent, or where the processes that started this JVM ignore it. */
    static void assumeCtrlCWorks() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "Ctrl-C is sent with kill, and /proc tells whether it works: Linux only");
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        assumeTrue((Long.parseUnsignedLong(ignored, 16) & 2) == 0, "SIGINT is ignored here, as under nohup");
    }

    /** Waits for the next {@code count} lines. */
    List<String> readLines(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            String line = output.readLine();
            assertThat(line).as("line after %s", lines).isNotNull();
            lines.add(line);
        }
        return lines;
    }

    /** Waits for the line in which a server of HTTP tells where it is, and gives its URL. */
    String readUrl() throws IOException {
        String line = readLines(1).getFirst();
        assertThat(line).matches("=+ Running on http://127\\.0\\.0\\.1:\\d+ =+");
        return line.split(" ", -1)[3];
    }

    /** Waits for the end of the program, and gives the lines that were not read yet. */
    List<String> readToEnd() {
        return output.lines().toList();
    }

    /** Sends what Ctrl-C sends. */
    void pressCtrlC() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Sends what {@code kill} and service managers send: SIGTERM, except on Windows. */
    void terminate() {
        process.toHandle().destroy(); // process.destroy() would close its output, too
    }

    /** Waits for the end of the program and gives its exit code. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
