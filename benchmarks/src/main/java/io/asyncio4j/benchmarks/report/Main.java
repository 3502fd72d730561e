package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs benchmarks by name and compares them with their limits. In each round every benchmark runs once, ours and the bare
 * ones in turn, so that a machine that gets slower meanwhile does so for both.
 *
 * <p>Arguments: {@code -r ROUNDS} (3), {@code -d FOLDER} (the working folder), the folder of this module, whose
 * {@code target/results} takes the raw results; {@code -against LIMIT} (all), only what is compared with that, can be given
 * several times; {@code -histogram}; names (all).
 */
public final class Main {

    private int rounds = 3;
    private boolean histogram;
    private Path home = Path.of("");
    private final Map<String, List<Row>> suite = Suite.rows();
    private final List<String> names = new ArrayList<>();
    private final List<String> limits = new ArrayList<>();

    private Main() {}

    public static void main(String[] args) throws IOException {
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
                default -> names.add(args[i]);
            }
        }
        if (names.isEmpty()) {
            names.addAll(suite.keySet());
        }
        for (String name : names) {
            if (!suite.containsKey(name)) {
                throw new IllegalArgumentException("no benchmark " + name + " (there are: "
                        + String.join(" ", suite.keySet()) + "; options: -r ROUNDS, -against LIMIT, -histogram)");
            }
        }
    }

    private void run() throws IOException {
        Results results = new Results();
        Path folder = home.resolve("target/results");
        Execution execution = new Execution(results, home, folder);
        System.out.printf(
                "Java %s, %d processors, %d rounds: median [least, greatest], ns for one unless it says otherwise%n%n",
                Runtime.version(), Runtime.getRuntime().availableProcessors(), rounds);
        for (String name : names) {
            List<Row> rows = suite.get(name).stream().filter(this::isWanted).toList();
            Set<Source> sources = sources(rows);
            for (int round = 1; round <= rounds; round++) {
                for (Source source : sources) {
                    System.err.printf("%s, round %d: %s%n", name, round, source);
                    execution.run(source);
                }
            }
            if (!rows.isEmpty()) {
                System.out.println(new Table(results).of(name, rows));
            }
            new ServedTable(results).of(sources).ifPresent(System.out::println);
        }
        writeCsv(results, folder);
    }

    private boolean isWanted(Row row) {
        return limits.isEmpty() || limits.contains(row.limitName());
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

    private static void writeCsv(Results results, Path folder) throws IOException {
        StringBuilder csv = new StringBuilder("source,metric,rounds\n");
        results.forEach((measured, figures) -> csv.append('"')
                .append(measured.source())
                .append("\",")
                .append(measured.metric())
                .append(',')
                .append(String.join(" ", figures.stream().map(Object::toString).toList()))
                .append('\n'));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("results.csv"), csv);
    }
}
