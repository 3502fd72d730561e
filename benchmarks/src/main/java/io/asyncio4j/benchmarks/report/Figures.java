package io.asyncio4j.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was measured in one run for one name of the suite: by source and metric, for each round one figure or, from JMH, one for each
 * iteration; none in a round in which the source gave none.
 */
final class Figures {

    private static final MathContext DIGITS = new MathContext(6);

    private final Map<String, Map<String, List<List<Double>>>> sources;
    private int round;

    Figures() {
        this(new LinkedHashMap<>());
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    Figures(Map<String, Map<String, List<List<Double>>>> sources) {
        this.sources = sources;
    }

    /** Says to which round the next figures belong, from 0 on. */
    void startRound(int number) {
        round = number;
    }

    void add(Source source, String metric, double figure) {
        List<List<Double>> rounds = sources.computeIfAbsent(source.toString(), _ -> new LinkedHashMap<>())
                .computeIfAbsent(metric, _ -> new ArrayList<>());
        while (rounds.size() <= round) {
            rounds.add(new ArrayList<>());
        }
        rounds.get(round).add(rounded(figure));
    }

    /** More digits say nothing, and would only be in the way of who reads the file. */
    private static double rounded(double figure) {
        return Double.isFinite(figure) ? new BigDecimal(figure).round(DIGITS).doubleValue() : figure;
    }

    boolean has(Measured measured) {
        return !Double.isNaN(median(measured));
    }

    Set<String> sources() {
        return sources.keySet();
    }

    /** All values of one figure in increasing order; empty if it was not measured. */
    double[] sorted(Measured measured) {
        return rounds(measured).stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /** The median of each round, NaN for a round without figures. */
    double[] ofRounds(Measured measured) {
        return rounds(measured).stream()
                .mapToDouble(round ->
                        median(round.stream().mapToDouble(Double::doubleValue).toArray()))
                .toArray();
    }

    /** The median of the rounds' medians, or NaN if it was not measured. */
    double median(Measured measured) {
        return median(Arrays.stream(ofRounds(measured)).filter(Double::isFinite).toArray());
    }

    @JsonValue
    Map<String, Map<String, List<List<Double>>>> asMap() {
        return sources;
    }

    private List<List<Double>> rounds(Measured measured) {
        return sources.getOrDefault(measured.source().toString(), Map.of()).getOrDefault(measured.metric(), List.of());
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return switch (sorted.length % 2) {
            case 1 -> sorted[middle];
            default -> sorted.length == 0 ? Double.NaN : (sorted[middle - 1] + sorted[middle]) / 2;
        };
    }
}
