package io.asyncio4j.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongFunction;

/** Runs programs on both at the same time, CPython in its process, and looks for traces that differ. */
final class Comparison {

    /** So many candidates are tried to make a program small. */
    private static final int SHRINKING_BUDGET = 3000;

    private static final int IN_FLIGHT = 64;

    private final String python;
    private final PrintWriter out;
    private final OperationCoverage coverage = new OperationCoverage();
    private long javaNanos;

    Comparison(String python, PrintWriter out) {
        this.python = python;
        this.out = out;
    }

    /** How long asyncio4j has run. */
    long javaNanos() {
        return javaNanos;
    }

    /** What the programs did. */
    OperationCoverage coverage() {
        return coverage;
    }

    /** What a program leaves on both. */
    record Traces(List<String> onPython, List<String> onJava) {

        boolean diverge() {
            return !onPython.equals(onJava);
        }
    }

    /** What is told of each program, in order. */
    interface Observer {
        /** Returns whether to go on. */
        boolean compared(Program program, Traces traces);
    }

    /** Runs {@code count} programs, of the seeds from {@code first} on. */
    void run(LongFunction<Program> generator, long first, long count, Observer observer)
            throws IOException, InterruptedException {
        try (Python peer = Python.start(python)) {
            BlockingQueue<Program> sent = new ArrayBlockingQueue<>(IN_FLIGHT);
            Thread sender = Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (long seed = first; seed < first + count; seed++) {
                        Program program = generator.apply(seed);
                        sent.put(program);
                        peer.send(program);
                    }
                } catch (InterruptedException | UncheckedIOException e) {
                    // the receiver has seen enough, or will see that CPython has ended
                }
            });
            for (long i = 0; i < count; i++) {
                Program program = sent.take();
                long start = System.nanoTime();
                List<String> onJava = Interpreter.run(program);
                javaNanos += System.nanoTime() - start;
                coverage.add(onJava);
                if (!observer.compared(program, new Traces(peer.receive(), onJava))) {
                    sender.interrupt();
                    peer.kill();
                    return;
                }
            }
        }
    }

    /** Runs a single program. */
    Traces run(Program program) throws IOException {
        try (Python peer = Python.start(python)) {
            return run(program, peer);
        }
    }

    private static Traces run(Program program, Python peer) {
        return new Traces(peer.run(program), Interpreter.run(program));
    }

    /** A program that diverges, and is as small as can be. */
    Program shrink(Program program) throws IOException {
        try (Python peer = Python.start(python)) {
            return Shrinker.shrink(program, candidate -> run(candidate, peer).diverge(), SHRINKING_BUDGET);
        }
    }

    /** Prints a program as Python and as Java, and both traces. */
    void explain(Program program, Traces traces) {
        out.println(SideBySide.sources(PythonSource.of(program), JavaSource.of(program)));
        out.println(SideBySide.traces(traces.onPython, traces.onJava));
        out.flush();
    }
}
