package io.asyncio4j.benchmarks.report;

import java.util.Collection;
import java.util.Optional;

/** What else is known of servers and clients, medians: whether they or what they talk to was the limit, and how long it took. */
final class ServedTable {

    private static final String FORMAT = "%-44s %10s %10s %10s %8s %8s %8s %8s %12s%n";

    private final Figures figures;

    ServedTable(Figures figures) {
        this.figures = figures;
    }

    /** Empty if none of the sources was put under load. */
    Optional<String> of(Collection<Source> sources) {
        StringBuilder text = new StringBuilder();
        for (Source source : sources) {
            if (!Double.isNaN(median(source, Serving.WORK))) {
                text.append(line(source));
            }
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(FORMAT.formatted("", "1/s", "p50 us", "p99 us", "busy", "load", "others", "lost", "work")
                        + text);
    }

    private String line(Source source) {
        return FORMAT.formatted(
                source,
                figure(source, Serving.RATE, 1, ""),
                figure(source, "p50", 1, ""),
                figure(source, "p99", 1, ""),
                figure(source, "busy", 100, "%"),
                figure(source, "load", 100, "%"),
                figure(source, Serving.OTHERS, 100, "%"),
                figure(source, "lost", 1, ""),
                figure(source, Serving.WORK, 1, ""));
    }

    private String figure(Source source, String metric, int factor, String unit) {
        double median = median(source, metric);
        return Double.isNaN(median) ? "" : "%,.0f%s".formatted(factor * median, unit);
    }

    private double median(Source source, String metric) {
        return figures.median(new Measured(source, metric));
    }
}
