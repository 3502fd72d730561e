package io.asyncio4j.benchmarks.report;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Results that nobody has measured. */
final class Invented {

    private Invented() {}

    /** One figure for each round. */
    static Figures figures(Measured measured, double... rounds) {
        Figures figures = new Figures();
        add(figures, measured, rounds);
        return figures;
    }

    static Figures figures(Measured measured, double[][] rounds) {
        Figures figures = new Figures();
        add(figures, measured, rounds);
        return figures;
    }

    static void add(Figures figures, Measured measured, double... rounds) {
        add(
                figures,
                measured,
                Arrays.stream(rounds).mapToObj(round -> new double[] {round}).toArray(double[][]::new));
    }

    static void add(Figures figures, Measured measured, double[][] rounds) {
        for (int i = 0; i < rounds.length; i++) {
            figures.startRound(i);
            for (double figure : rounds[i]) {
                figures.add(measured.source(), measured.metric(), figure);
            }
        }
    }

    static Run run(int day, String name, Figures figures) {
        Environment environment = new Environment(
                Instant.parse("2026-03-%02dT10:00:00Z".formatted(day)),
                "25.0.3+9 (Somebody)",
                "",
                "Linux 6.1",
                "Invented CPU",
                2,
                Map.of("Go", "1.24", "node", "22.1"));
        return new Run(environment, 3, new LinkedHashMap<>(Map.of(name, figures)));
    }
}
