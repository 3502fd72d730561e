package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one source once, in a process of its own, a JVM with this JVM's options or another, and takes down what it says. */
final class Execution {

    static final String PACKAGE = "io.asyncio4j.benchmarks.";
    private static final int STARTS = 10;

    private final Results results;
    private final Path rawFolder;
    private final Programs programs;
    private final Serving serving;
    private final Calling calling;
    private int runs;

    /** @param home the folder of this module */
    Execution(Results results, Path home, Path rawFolder) {
        this.results = results;
        this.rawFolder = rawFolder;
        programs = new Programs(home);
        serving = new Serving(results, programs);
        calling = new Calling(results, programs);
    }

    void run(Source source) {
        try {
            Files.createDirectories(rawFolder);
            switch (source) {
                case Source.Jmh jmh -> runJmh(jmh);
                case Source.Program program -> runProgram(program);
                case Source.Started started -> runStarted(started);
                case Source.Served served -> serving.run(served);
                case Source.Called called -> calling.run(called);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RunnerException e) {
            throw new IllegalStateException(source + " failed", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(source + " was interrupted", e);
        }
    }

    /** Ends what goes on from one round to the next. */
    void endRounds() {
        try {
            serving.end();
        } catch (InterruptedException e) {
            throw new IllegalStateException("ending the servers was interrupted", e);
        }
    }

    private void runJmh(Source.Jmh jmh) throws RunnerException, IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + (PACKAGE + jmh.method()).replace(".", "\\.") + "$")
                .jvm(javaOnOneCore().toString())
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .resultFormat(ResultFormatType.JSON)
                .result(rawFolder
                        .resolve(jmh.toString().replace(':', '-') + "." + ++runs + ".json")
                        .toString());
        if (!jmh.parameter().isEmpty()) {
            options.param(parameterName(jmh), jmh.parameter());
        }
        RunResult result = new Runner(options.build()).runSingle();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                results.add(jmh, Measured.TIME, iteration.getPrimaryResult().getScore());
            }
        }
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (allocated != null) {
            results.add(jmh, Measured.ALLOCATED, allocated.getScore());
        }
    }

    /** A java that has the first core, as the programs have, where the system can do that. */
    private Path javaOnOneCore() throws IOException {
        Path script = rawFolder.resolve("java-on-one-core");
        Files.writeString(script, """
                #!/bin/sh
                command -v taskset >/dev/null && exec taskset -c %1$d "%2$s" "$@"
                exec "%2$s" "$@"
                """.formatted(Core.MEASURED.number(), Programs.java()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toAbsolutePath();
    }

    private static String parameterName(Source.Jmh jmh) {
        String method = jmh.method();
        return method.contains("Callbacks.") ? "chains" : method.contains("ContextVariables.") ? "variables" : "tasks";
    }

    private void runProgram(Source.Program program) throws IOException, InterruptedException {
        if (!programs.has(program.contender())) {
            return;
        }
        try (Child child = new Child(Core.MEASURED, programs.commandAlone(program.contender()))) {
            for (String line : child.finish()) {
                String[] words = line.split(" ");
                if (words.length == 2) {
                    results.add(program, words[0], Double.parseDouble(words[1]));
                } else {
                    System.out.println(line); // a histogram
                }
            }
        } catch (IllegalStateException e) {
            if (program.contender().onJvm()) {
                throw e;
            }
            System.err.println(
                    "benchmarks: without it: " + e.getMessage()); // a peer, which may want more memory than there is
        }
    }

    private void runStarted(Source.Started started) throws IOException, InterruptedException {
        if (!programs.has(started.contender())) {
            return;
        }
        List<String> command = programs.plainCommand(started.contender());
        startAndWait(command); // so that its files are in memory
        for (int i = 0; i < STARTS; i++) {
            results.add(started, Measured.STARTED, startAndWait(command));
        }
    }

    /** Returns how many milliseconds passed. */
    private static double startAndWait(List<String> command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "%s failed with exit status %d".formatted(String.join(" ", command), process.exitValue()));
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
