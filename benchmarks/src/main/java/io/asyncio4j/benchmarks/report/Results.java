package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** All figures: one for each round or, from JMH, for each iteration of each round. */
final class Results {

    private final Map<Measured, List<Double>> figures = new LinkedHashMap<>();

    void add(Source source, String metric, double figure) {
        figures.computeIfAbsent(new Measured(source, metric), _ -> new ArrayList<>())
                .add(figure);
    }

    /** The values of one figure in increasing order; empty if it was not measured. */
    double[] sorted(Measured measured) {
        return figures.getOrDefault(measured, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    /** The median, or NaN if it was not measured. */
    double median(Measured measured) {
        double[] sorted = sorted(measured);
        int middle = sorted.length / 2;
        return switch (sorted.length % 2) {
            case 1 -> sorted[middle];
            default -> sorted.length == 0 ? Double.NaN : (sorted[middle - 1] + sorted[middle]) / 2;
        };
    }

    void forEach(BiConsumer<Measured, List<Double>> consumer) {
        figures.forEach(consumer);
    }
}
