package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Source.Served;
import java.util.Collection;
import java.util.Optional;

/** What else is known of servers under load, medians: whether the server or the load was the limit, and how long it took. */
final class ServedTable {

    private static final String FORMAT = "%-44s %10s %10s %10s %8s %8s %8s %8s %12s%n";

    private final Results results;

    ServedTable(Results results) {
        this.results = results;
    }

    /** Empty if none of the sources is a server that gives a rate. */
    Optional<String> of(Collection<Source> sources) {
        StringBuilder text = new StringBuilder();
        for (Source source : sources) {
            if (source instanceof Served && !Double.isNaN(median(source, Serving.RATE))) {
                text.append(line(source));
            }
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        FORMAT.formatted("", "1/s", "p50 us", "p99 us", "server", "load", "others", "lost", "work")
                                + text);
    }

    private String line(Source source) {
        return FORMAT.formatted(
                source,
                "%,.0f".formatted(median(source, Serving.RATE)),
                "%,.0f".formatted(median(source, "p50")),
                "%,.0f".formatted(median(source, "p99")),
                "%.0f%%".formatted(100 * median(source, "busy")),
                "%.0f%%".formatted(100 * median(source, "load")),
                "%.0f%%".formatted(100 * median(source, "others")),
                "%,.0f".formatted(median(source, "lost")),
                "%,.0f".formatted(median(source, Serving.WORK)));
    }

    private double median(Source source, String metric) {
        return results.median(new Measured(source, metric));
    }
}
