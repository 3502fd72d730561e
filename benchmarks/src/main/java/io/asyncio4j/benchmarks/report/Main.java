package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs benchmarks by name and compares them with their limits. In each round every benchmark runs once, ours and the bare
 * ones in turn, so that a machine that gets slower meanwhile does so for both. All figures go to a file in {@code target/results}
 * after each name.
 *
 * <p>Arguments: {@code -r ROUNDS} (3), {@code -d FOLDER} (the working folder), the folder of this module; {@code -against LIMIT}
 * (all), only what is compared with that, can be given several times; {@code -histogram}; {@code -keep}, which also puts the
 * figures into {@code results} and makes the page from them; {@code -from FILE}, which measures nothing but takes that file's figures;
 * {@code -page}, which only makes the page; names (all).
 */
public final class Main {

    private int rounds = 3;
    private boolean histogram;
    private boolean keep;
    private boolean onlyPage;
    private Path from;
    private Path home = Path.of("");
    private final Map<String, List<Row>> suite = Suite.rows();
    private final List<String> names = new ArrayList<>();
    private final List<String> limits = new ArrayList<>();

    private Main() {}

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT); // the same files everywhere
        Main main = new Main();
        try {
            main.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.exit(2);
        }
        main.run();
    }

    private void parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "-r" -> rounds = Integer.parseInt(args[++i]);
                case "-d" -> home = Path.of(args[++i]);
                case "-against" -> limits.add(args[++i]);
                case "-histogram" -> histogram = true;
                case "-keep" -> keep = true;
                case "-from" -> from = Path.of(args[++i]);
                case "-page" -> onlyPage = true;
                default -> names.add(args[i]);
            }
        }
        for (String name : names) {
            if (!suite.containsKey(name)) {
                throw new IllegalArgumentException("no benchmark " + name + " (there are: "
                        + String.join(" ", suite.keySet())
                        + "; options: -r ROUNDS, -against LIMIT, -histogram, -keep, -from FILE, -page)");
            }
        }
    }

    private void run() throws IOException {
        if (!onlyPage) {
            Archive archive = new Archive(home.resolve("results"));
            if (from == null) {
                measure(archive);
            } else {
                read(archive);
            }
        }
        if (keep || onlyPage) {
            Page.of(home, suite).write();
        }
    }

    /** Shows and keeps each name when it is done, since all of it takes hours. */
    private void measure(Archive archive) throws IOException {
        Path folder = home.resolve("target/results");
        Results results = new Results();
        Execution execution = new Execution(results, home, folder);
        Map<String, Figures> measured = new LinkedHashMap<>();
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Path file = folder.resolve(start.toString().replace(":", "") + ".json");
        show(new Run(Environment.here(start, home), rounds, measured));
        for (String name : names.isEmpty() ? suite.keySet() : names) {
            Figures figures = new Figures();
            results.addTo(figures);
            Set<Source> sources = sources(wanted(name));
            for (int round = 0; round < rounds; round++) {
                figures.startRound(round);
                for (Source source : sources) {
                    System.err.printf("%s, round %d: %s%n", name, round + 1, source);
                    execution.run(source);
                }
            }
            execution.endRounds();
            measured.put(name, figures);
            // only now are all peers built, which have versions, too
            Run run = new Run(Environment.here(start, home), rounds, measured);
            Archive.write(run, file);
            finish(run, name, archive);
        }
        System.err.println("benchmarks: all figures are in " + file);
    }

    private void read(Archive archive) throws IOException {
        Run run = Archive.read(from);
        show(run);
        for (String name : names.isEmpty() ? run.figures().keySet() : names) {
            finish(run, name, archive);
        }
    }

    private static void show(Run run) {
        System.out.printf(
                "Java %s, %d processors, %d rounds: median [least, greatest], ns for one unless it says otherwise%n%n",
                run.environment().java(), run.environment().cores(), run.rounds());
    }

    private void finish(Run run, String name, Archive archive) throws IOException {
        List<Row> rows = wanted(name);
        if (!rows.isEmpty()) {
            System.out.println(new Table(run.of(name)).of(name, rows));
        }
        new ServedTable(run.of(name)).of(sources(rows)).ifPresent(System.out::println);
        if (keep) {
            archive.keep(name, run);
        }
    }

    private List<Row> wanted(String name) {
        return suite.get(name).stream()
                .filter(row -> limits.isEmpty() || limits.contains(row.limitName()))
                .toList();
    }

    private Set<Source> sources(List<Row> rows) {
        Set<Source> sources = new LinkedHashSet<>();
        for (Row row : rows) {
            sources.add(row.ours().source());
            if (row.limit() != null) {
                sources.add(row.limit().source());
            }
        }
        if (histogram) {
            for (Source source : List.copyOf(sources)) {
                if (source instanceof Source.Program program
                        && program.contender().program().endsWith("MemoryProgram")) {
                    sources.add(new Source.Program(program.contender().with("histogram")));
                }
            }
        }
        return sources;
    }
}
