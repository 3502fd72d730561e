package io.asyncio4j.benchmarks.report;

import java.util.List;

/** The comparison as text: medians, with the least and the greatest value in brackets; the
 * ratio of the medians and, since what disturbs a measurement makes it slower, that of the least values. */
final class Table {

    private static final String FORMAT = "%-32s %-26s %-17s %-26s %6s %6s %-10s %-4s %8s %8s%n";

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Table(Results results) {
        this.results = results;
    }

    String of(String group, List<Row> rows) {
        text.append(FORMAT.formatted(
                group, "ours", "limit", "", "ratio", "least", "target", "", "ours B/op", "limit B/op"));
        for (Row row : rows) {
            append(row);
        }
        return text.toString();
    }

    private void append(Row row) {
        double ours = results.median(row.ours());
        double limit = row.limit() == null ? Double.NaN : results.median(row.limit());
        Row.Target target = row.target();
        text.append(FORMAT.formatted(
                row.what(),
                figure(row.ours()),
                row.limitName(),
                row.limit() == null ? "" : figure(row.limit()),
                Double.isNaN(limit) ? "" : "%.2f".formatted(ours / limit),
                Double.isNaN(limit)
                        ? ""
                        : "%.2f".formatted(results.sorted(row.ours())[0] / results.sorted(row.limit())[0]),
                target == null ? "" : target,
                target == null ? "" : target.isMet(ours, limit) ? "ok" : "MISS",
                allocated(row.ours()),
                row.limit() == null ? "" : allocated(row.limit())));
    }

    private String figure(Measured measured) {
        double[] sorted = results.sorted(measured);
        return sorted.length == 0
                ? "?"
                : "%,.1f [%,.1f, %,.1f]".formatted(results.median(measured), sorted[0], sorted[sorted.length - 1]);
    }

    private String allocated(Measured measured) {
        double bytes = results.median(new Measured(measured.source(), Measured.ALLOCATED));
        return Double.isNaN(bytes) ? "" : "%.1f".formatted(bytes);
    }
}
