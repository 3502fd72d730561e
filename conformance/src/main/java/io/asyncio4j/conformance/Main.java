package io.asyncio4j.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** The commands of this module, for the scripts beside its README. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = "Runs generated programs on asyncio4j and on CPython's asyncio, and compares the traces.",
        subcommands = {Main.Compare.class, Main.ShowOne.class, Main.RecordTraces.class})
public final class Main {

    /** Held, so that it stays off: programs start generators after the shutdown, which is warned of. */
    private static final Logger LOGGER = Logger.getLogger("asyncio");

    private Main() {}

    /**
     * Runs a command; the exit status is 1 if a program diverges, 2 if the command cannot be carried out, 3 if a program has no
     * end.
     */
    public static void main(String... args) {
        LOGGER.setLevel(Level.OFF);
        CommandLine command = new CommandLine(new Main());
        command.setExecutionExceptionHandler((e, line, _) -> {
            if (e instanceof IOException || e instanceof JacksonException) {
                line.getErr().println("conformance: " + e.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw e;
        });
        System.exit(command.execute(args));
    }

    /** Where CPython is, what programs are made of, and where to print. */
    private static final class Common {

        @Option(
                names = "--python",
                paramLabel = "COMMAND",
                defaultValue = "${env:PYTHON:-python3}",
                description = "CPython 3.13 or newer; else the environment variable PYTHON, else python3")
        private String python = "python3";

        @Option(
                names = "--mixture",
                paramLabel = "FILE",
                description = "JSON with what is to be different in the programs, for instance"
                        + " {\"bodies\": {\"least\": 8, \"most\": 9}, \"weights\": {\"CANCEL\": 50}}; see Mixture.java")
        private @Nullable Path mixture;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec = CommandSpec.create();

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        LongFunction<Program> generator() throws IOException {
            ProgramGenerator generator = mixture == null
                    ? new ProgramGenerator()
                    : new ProgramGenerator(Json.mixture(Files.readString(mixture)));
            return generator::program;
        }

        Comparison comparison() {
            return new Comparison(python, out());
        }
    }

    /** Which programs. */
    private static final class Seeds {

        @Parameters(index = "0", paramLabel = "SEED", description = "the first seed")
        private long first;

        @Parameters(index = "1", paramLabel = "COUNT", description = "how many programs")
        private long count;
    }

    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = "Runs the programs of COUNT seeds on both. What diverges is made small and printed.")
    static final class Compare implements Callable<Integer> {

        @Mixin
        private Common common = new Common();

        @Mixin
        private Seeds seeds = new Seeds();

        @Option(
                names = "--most",
                paramLabel = "N",
                defaultValue = "3",
                description = "stop after so many divergences (default: 3)")
        private int most = 3;

        @Option(names = "--no-shrink", description = "show diverging programs as they are")
        private boolean asTheyAre;

        @Option(names = "--table", description = "print how often operations, and pairs of them in one turn, occurred")
        private boolean table;

        @Override
        public Integer call() throws IOException, InterruptedException {
            String version = Python.version(common.python);
            Comparison comparison = common.comparison();
            Map<Program, Comparison.Traces> diverging = new LinkedHashMap<>();
            OperationCoverage coverage = new OperationCoverage();
            long[] compared = new long[1];
            long start = System.nanoTime();
            comparison.run(common.generator(), seeds.first, seeds.count, (program, traces) -> {
                compared[0]++;
                if (table) {
                    coverage.add(traces.onJava());
                }
                if (traces.diverge()) {
                    diverging.put(program, traces);
                }
                return diverging.size() < most;
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            for (Map.Entry<Program, Comparison.Traces> found : diverging.entrySet()) {
                report(comparison, found.getKey(), found.getValue());
            }
            if (table) {
                common.out().println(coverage.table());
            }
            common.out()
                    .printf(
                            "%d programs, from seed %d on, with CPython %s: %d diverge; %.1f s, %.0f programs/s on asyncio4j%n",
                            compared[0],
                            seeds.first,
                            version,
                            diverging.size(),
                            seconds,
                            compared[0] * 1e9 / comparison.javaNanos());
            return diverging.isEmpty() ? 0 : 1;
        }

        private void report(Comparison comparison, Program program, Comparison.Traces traces) throws IOException {
            PrintWriter out = common.out();
            if (!comparison.run(program).diverge()) {
                out.println("--- " + program.name() + " has diverged among others, and does not when it is run alone:");
                comparison.explain(program, traces);
                return;
            }
            out.println(
                    "--- " + program.name() + " diverges" + (asTheyAre ? ":" : "; the smallest program that does:"));
            Program shown = asTheyAre ? program : comparison.shrink(program);
            comparison.explain(shown, comparison.run(shown));
            out.println("As JSON: " + Json.write(shown));
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the program of a seed as Python and as Java, and its traces.")
    static final class ShowOne implements Callable<Integer> {

        @Mixin
        private Common common = new Common();

        @Parameters(paramLabel = "SEED")
        private long seed;

        @Option(names = "--json", description = "print only the program, as JSON")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            Program program = common.generator().apply(seed);
            if (json) {
                common.out().println(Json.write(program));
            } else {
                Comparison comparison = common.comparison();
                comparison.explain(program, comparison.run(program));
            }
            return 0;
        }
    }

    @Command(
            name = "record",
            mixinStandardHelpOptions = true,
            description = "Writes programs, with the traces that CPython leaves, into a file.")
    static final class RecordTraces implements Callable<Integer> {

        @Mixin
        private Common common = new Common();

        @Mixin
        private Seeds seeds = new Seeds();

        @Option(
                names = "--keep",
                paramLabel = "N",
                defaultValue = "3200",
                description = "how many of them to write (default: 3200)")
        private int keep = 3200;

        @Parameters(index = "2", paramLabel = "FILE", description = "the file to write")
        private Path file = Path.of("golden.jsonl.gz");

        @Override
        public Integer call() throws IOException, InterruptedException {
            GoldenSelection selection = new GoldenSelection();
            common.comparison().run(common.generator(), seeds.first, seeds.count, (program, traces) -> {
                if (!traces.diverge()) {
                    selection.offer(program, traces.onPython());
                }
                return true;
            });
            List<Golden> golden = selection.select(keep).stream()
                    .map(it -> new Golden(it.program(), it.trace()))
                    .toList();
            OperationCoverage coverage = new OperationCoverage();
            golden.forEach(it -> coverage.add(it.trace()));
            common.out().println(coverage.table());
            try (OutputStream target = Files.newOutputStream(file)) {
                Golden.write(golden, target);
            }
            common.out().printf("%d programs, %,d bytes%n", golden.size(), Files.size(file));
            return 0;
        }
    }
}
