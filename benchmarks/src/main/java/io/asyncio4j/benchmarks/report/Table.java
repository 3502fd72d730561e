package io.asyncio4j.benchmarks.report;

import java.util.List;

/**
 * The comparison as text: medians, with the least and the greatest value in brackets; the ratio of the medians and, since
 * what disturbs a measurement makes it slower, that of the best values.
 */
final class Table {

    private static final String FORMAT = "%-36s %-26s %-17s %-26s %6s %6s %-10s %-4s %8s %8s%n";

    private final Results results;
    private final StringBuilder text = new StringBuilder();

    Table(Results results) {
        this.results = results;
    }

    String of(String group, List<Row> rows) {
        boolean served = rows.getFirst().ours().isRate();
        String[] last = served ? new String[] {"by work", ""} : new String[] {"ours B/op", "limit B/op"};
        String what = rows.getFirst().ours().isRate() ? group + ", 1/s" : group;
        text.append(FORMAT.formatted(what, "ours", "limit", "", "ratio", "best", "target", "", last[0], last[1]));
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
                Double.isNaN(limit) ? "" : "%.2f".formatted(best(row.ours()) / best(row.limit())),
                target == null ? "" : target,
                target == null ? "" : target.isMet(ours, limit) ? "ok" : "MISS",
                row.ours().isRate() ? workRatio(row) : allocated(row.ours()),
                row.limit() == null ? "" : allocated(row.limit())));
    }

    private double best(Measured measured) {
        double[] sorted = results.sorted(measured);
        return sorted.length == 0 ? Double.NaN : sorted[measured.isRate() ? sorted.length - 1 : 0];
    }

    private String figure(Measured measured) {
        double[] sorted = results.sorted(measured);
        String format = measured.isRate() ? "%,.0f [%,.0f, %,.0f]" : "%,.1f [%,.1f, %,.1f]";
        return sorted.length == 0
                ? "absent"
                : format.formatted(results.median(measured), sorted[0], sorted[sorted.length - 1]);
    }

    /** The ratio of what both do in a second of their core, which stays the same when the load or other programs disturb. */
    private String workRatio(Row row) {
        if (row.limit() == null) {
            return "";
        }
        double ours = results.median(new Measured(row.ours().source(), Serving.WORK));
        double limit = results.median(new Measured(row.limit().source(), Serving.WORK));
        return Double.isNaN(limit) ? "" : "%.2f".formatted(ours / limit);
    }

    private String allocated(Measured measured) {
        double bytes = results.median(new Measured(measured.source(), Measured.ALLOCATED));
        return Double.isNaN(bytes) ? "" : "%.1f".formatted(bytes);
    }
}
