package io.asyncio4j.benchmarks.report;

import java.util.List;

/**
 * The comparison as text: medians, with the least and the greatest value in brackets; the ratio of the medians and, since
 * what disturbs a measurement makes it slower, that of the best values.
 */
final class Table {

    private static final String FORMAT = "%-36s %-26s %-17s %-26s %6s %6s %-10s %-4s %8s %8s%n";

    private final Figures figures;
    private final StringBuilder text = new StringBuilder();

    Table(Figures figures) {
        this.figures = figures;
    }

    String of(String group, List<Row> rows) {
        boolean served = rows.getFirst().ours().isRate();
        String[] last = served ? new String[] {"by work", ""} : new String[] {"ours B/op", "limit B/op"};
        String what = served ? group + ", 1/s" : group;
        text.append(FORMAT.formatted(what, "ours", "limit", "", "ratio", "best", "target", "", last[0], last[1]));
        for (Row row : rows) {
            append(row);
        }
        return text.toString();
    }

    private void append(Row row) {
        Comparison comparison = new Comparison(row, figures);
        Row.Target target = row.target();
        text.append(FORMAT.formatted(
                row.what(),
                figure(row.ours()),
                row.limitName(),
                row.limit() == null ? "" : figure(row.limit()),
                known("%.2f", comparison.ratio()),
                row.limit() == null ? "" : known("%.2f", best(row.ours()) / best(row.limit())),
                target == null ? "" : target,
                target == null ? "" : comparison.isMet() ? "ok" : "MISS",
                row.ours().isRate() ? known("%.2f", comparison.workRatio()) : allocated(row.ours()),
                row.limit() == null ? "" : allocated(row.limit())));
    }

    private double best(Measured measured) {
        double[] sorted = figures.sorted(measured);
        return sorted.length == 0 ? Double.NaN : sorted[measured.isRate() ? sorted.length - 1 : 0];
    }

    private String figure(Measured measured) {
        double[] sorted = figures.sorted(measured);
        String format = measured.isRate() ? "%,.0f [%,.0f, %,.0f]" : "%,.1f [%,.1f, %,.1f]";
        return sorted.length == 0
                ? "absent"
                : format.formatted(figures.median(measured), sorted[0], sorted[sorted.length - 1]);
    }

    private String allocated(Measured measured) {
        return known("%.1f", figures.median(new Measured(measured.source(), Measured.ALLOCATED)));
    }

    private static String known(String format, double figure) {
        return Double.isNaN(figure) ? "" : format.formatted(figure);
    }
}
