package io.asyncio4j.benchmarks.report;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What a row of the suite says when its figures are known. What was not measured gives NaN. */
record Comparison(Row row, Figures figures) {

    double ours() {
        return figures.median(row.ours());
    }

    double limit() {
        return row.limit() == null ? Double.NaN : figures.median(row.limit());
    }

    /** Of the medians. It lies between {@link #leastRatio} and {@link #greatestRatio}. */
    double ratio() {
        return ours() / limit();
    }

    double leastRatio() {
        return Arrays.stream(ratios()).min().orElse(Double.NaN);
    }

    double greatestRatio() {
        return Arrays.stream(ratios()).max().orElse(Double.NaN);
    }

    /** The ratio of what both do in a second of their core, which stays the same when the load or other programs disturb. */
    double workRatio() {
        return row.limit() == null ? Double.NaN : work(row.ours()) / work(row.limit());
    }

    boolean isMet() {
        return row.target().isMet(ours(), limit());
    }

    /** One for each round that has measured both, one shortly after the other. */
    private double[] ratios() {
        if (row.limit() == null) {
            return new double[0];
        }
        double[] ours = figures.ofRounds(row.ours());
        double[] limit = figures.ofRounds(row.limit());
        return IntStream.range(0, Math.min(ours.length, limit.length))
                .mapToDouble(i -> ours[i] / limit[i])
                .filter(Double::isFinite)
                .toArray();
    }

    private double work(Measured measured) {
        return figures.median(new Measured(measured.source(), Serving.WORK));
    }
}
