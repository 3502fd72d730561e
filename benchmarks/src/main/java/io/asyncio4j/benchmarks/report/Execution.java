package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Runs one source once, in a JVM of its own that gets this JVM's options, and takes down what it says. */
final class Execution {

    static final String PACKAGE = "io.asyncio4j.benchmarks.";
    private static final List<String> HEAP = List.of("-Xms5g", "-Xmx5g");

    private final Results results;
    private final Path rawFolder;
    private final Serving serving;
    private final Calling calling;
    private int runs;

    /** @param home the folder of this module */
    Execution(Results results, Path home, Path rawFolder) {
        this.results = results;
        this.rawFolder = rawFolder;
        Programs programs = new Programs(home);
        serving = new Serving(results, programs);
        calling = new Calling(results, programs);
    }

    void run(Source source) {
        try {
            Files.createDirectories(rawFolder);
            switch (source) {
                case Source.Jmh jmh -> runJmh(jmh);
                case Source.Program program -> runProgram(program);
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

    private void runJmh(Source.Jmh jmh) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + (PACKAGE + jmh.method()).replace(".", "\\.") + "$")
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

    private static String parameterName(Source.Jmh jmh) {
        String method = jmh.method();
        return method.contains("Callbacks.") ? "chains" : method.contains("ContextVariables.") ? "variables" : "tasks";
    }

    private void runProgram(Source.Program program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(HEAP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PACKAGE + program.mainClass()));
        command.addAll(program.arguments());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader().readAllLines();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(program + " failed with exit status " + process.exitValue());
        }
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words.length == 2) {
                results.add(program, words[0], Double.parseDouble(words[1]));
            } else {
                System.out.println(line); // a histogram
            }
        }
    }
}
