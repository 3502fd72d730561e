package io.asyncio4j.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process on one core, which ends with this object. */
final class Child implements AutoCloseable {

    private final List<String> command;
    private final Process process;
    private final BufferedReader output;
    private final Thread hook;

    Child(Core core, List<String> command) throws IOException {
        this.command = command;
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core.number())));
        pinned.addAll(command);
        process = new ProcessBuilder(pinned)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader();
        hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Reads the next line, which is the word alone or the word and a number. */
    double read(String word) throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(word)) {
            throw new IllegalStateException(
                    "%s said \"%s\" instead of \"%s\"".formatted(String.join(" ", command), line, word));
        }
        return line.equals(word) ? 0 : Double.parseDouble(line.substring(word.length() + 1));
    }

    /** The lines that it prints until it ends by itself. */
    List<String> finish() throws IOException, InterruptedException {
        List<String> lines = output.readAllLines();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "%s failed with exit status %d".formatted(String.join(" ", command), process.exitValue()));
        }
        return lines;
    }

    void ask() throws IOException {
        process.outputWriter().write("\n");
        process.outputWriter().flush();
    }

    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
