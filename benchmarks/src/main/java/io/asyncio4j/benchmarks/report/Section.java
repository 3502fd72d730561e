package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.BarChart;
import io.asyncio4j.benchmarks.report.page.LineChart;
import io.asyncio4j.benchmarks.report.page.Unit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the page says of one name of the suite: a chart, a table, and where and when it was measured. */
record Section(History history, List<Row> rows) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ROOT);
    private static final String HEAD = """
            | what | beside | ratio | rounds | asyncio4j | the other | goal |
            |---|---|--:|---|--:|--:|---|
            """;
    private static final String HEAD_OF_RATES = """
            | what | beside | ratio | rounds | by CPU time | asyncio4j | the other | goal |
            |---|---|--:|---|--:|--:|--:|---|
            """;

    /** The chart as the text of an SVG file; empty if there is nothing to compare. */
    Optional<String> chart() {
        String name = history.name();
        List<Curves.Curve> curves = Curves.of(name);
        if (curves.isEmpty()) {
            List<BarChart.Panel> panels = BarPanels.of(history, rows);
            return panels.isEmpty()
                    ? Optional.empty()
                    : Optional.of(BarChart.of(name + ": medians, and the least and the greatest round", panels));
        }
        List<LineChart.Panel> panels = Curves.panels(history, rows, curves);
        return panels.isEmpty() ? Optional.empty() : Optional.of(LineChart.of(name + ": medians", panels));
    }

    /** @param chart where the chart is, as seen from the page */
    String markdown(String chart) {
        StringBuilder text = new StringBuilder();
        if (chart().isPresent()) {
            text.append("![%s: asyncio4j and what it is compared with](%s)%n%n".formatted(history.name(), chart));
        }
        boolean isLong = !Curves.of(history.name()).isEmpty();
        text.append(isLong ? "<details><summary>All figures</summary>\n\n" : "");
        Set<String> missing = appendTable(text);
        text.append(isLong ? "\n</details>\n" : "");
        for (Run run : history.runs()) {
            text.append('\n').append(where(run)).append('\n');
        }
        if (!missing.isEmpty()) {
            text.append("\nNot measured: ").append(String.join("; ", missing)).append(".\n");
        }
        return text.toString();
    }

    /** Returns what could not be said. */
    private Set<String> appendTable(StringBuilder text) {
        boolean rates = rows.getFirst().ours().isRate();
        Set<String> missing = new LinkedHashSet<>();
        text.append(rates ? HEAD_OF_RATES : HEAD);
        String what = "";
        for (Row row : rows) {
            Optional<Figures> figures =
                    row.limit() == null ? history.figures(row.ours()) : history.figures(row.ours(), row.limit());
            if (figures.isEmpty()) {
                missing.add(history.figures(row.ours()).isEmpty() ? row.what() : row.limitName());
            } else {
                text.append(line(new Comparison(row, figures.get()), row.what().equals(what), rates));
                what = row.what();
            }
        }
        return missing;
    }

    private static String line(Comparison comparison, boolean sameAsAbove, boolean rates) {
        Row row = comparison.row();
        String rounds = Double.isNaN(comparison.leastRatio())
                ? ""
                : ratio(comparison.leastRatio()) + " to " + ratio(comparison.greatestRatio());
        return "| %s | %s | %s | %s |%s %s | %s | %s |%n"
                .formatted(
                        sameAsAbove ? "" : cell(row.what()),
                        cell(row.limitName()),
                        ratio(comparison.ratio()),
                        rounds,
                        rates ? " %s |".formatted(ratio(comparison.workRatio())) : "",
                        row.ours().unit().format(comparison.ours()),
                        row.limit() == null ? "" : row.limit().unit().format(comparison.limit()),
                        row.target() == null ? "" : goal(comparison));
    }

    private static String goal(Comparison comparison) {
        Row.Target target = comparison.row().target();
        Unit unit = comparison.row().ours().unit();
        String bound = switch (target.bound()) {
            case RATIO_AT_MOST -> "≤ " + ratio(target.value());
            case RATIO_AT_LEAST -> "≥ " + ratio(target.value());
            case AT_MOST -> "≤ " + unit.format(target.value());
        };
        return bound + (comparison.isMet() ? ", met" : ", **missed**");
    }

    private String where(Run run) {
        Environment environment = run.environment();
        String names =
                rows.stream().map(row -> row.oursName() + " " + row.limitName()).collect(Collectors.joining(" "));
        String versions = environment.versions().entrySet().stream()
                .filter(version -> names.contains(version.getKey()))
                .map(version -> version.getKey() + " " + version.getValue())
                .collect(Collectors.joining(", "));
        return "<sub>%d rounds on %s, Java %s%s, %s, %d cores, %s%s</sub>"
                .formatted(
                        run.rounds(),
                        DAY.format(environment.date().atZone(ZoneOffset.UTC)),
                        environment.java(),
                        environment.options().isEmpty() ? "" : " " + environment.options(),
                        environment.kernel(),
                        environment.cores(),
                        environment.cpu(),
                        versions.isEmpty() ? "" : "; " + versions);
    }

    private static String ratio(double ratio) {
        return Double.isNaN(ratio)
                ? ""
                : String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : ratio < 10 ? "%.2f" : "%.0f", ratio);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
