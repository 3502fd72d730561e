package io.asyncio4j.conformance;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs programs on both at the same time, CPython in its process, and looks for traces that differ. */
final class Comparison {

    /** So many candidates are tried to make a program small. */
    private static final int SHRINKING_BUDGET = 3000;

    private static final int IN_FLIGHT = 64;

    /** The exit status when a program does not end. */
    private static final int NO_END = 3;

    private final String python;
    private final PrintWriter out;
    private long javaNanos;

    Comparison(String python, PrintWriter out) {
        this.python = python;
        this.out = out;
    }

    /** How long asyncio4j has run. */
    long javaNanos() {
        return javaNanos;
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
        try (Python peer = Python.start(python);
                Patience patience = new Patience(out)) {
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
                patience.running(program);
                long start = System.nanoTime();
                List<String> onJava = Interpreter.run(program);
                javaNanos += System.nanoTime() - start;
                if (!observer.compared(program, new Traces(peer.receive(), onJava))) {
                    sender.interrupt();
                    peer.kill();
                    return;
                }
            }
        }
    }

    /** A program that has no end, on either side, is named, and ends the process: nothing else could. */
    private static final class Patience implements AutoCloseable {

        private static final Duration ENDS_AFTER = Duration.ofSeconds(30);

        private final PrintWriter out;
        private final Thread watcher = Thread.ofPlatform().daemon().unstarted(this::watch);
        private volatile @Nullable Program running;

        Patience(PrintWriter out) {
            this.out = out;
            watcher.start();
        }

        void running(Program program) {
            running = program;
        }

        private void watch() {
            try {
                Program before;
                do {
                    before = running;
                    Thread.sleep(ENDS_AFTER);
                } while (before == null || before != running);
                out.println(before.name() + " does not end: " + Json.write(before));
                out.flush();
                Runtime.getRuntime().halt(NO_END);
            } catch (InterruptedException e) {
                // closed
            }
        }

        @Override
        public void close() {
            watcher.interrupt();
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
