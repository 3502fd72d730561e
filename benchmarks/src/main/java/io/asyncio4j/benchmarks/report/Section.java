package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.BarChart;
import io.asyncio4j.benchmarks.report.page.LineChart;
import io.asyncio4j.benchmarks.report.page.Unit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the page says of one name of the suite: a chart, a table, and where and when it was measured. */
record Section(History history, List<Row> rows) {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.UK);
    private static final String HEAD = """
            | what | beside | ratio | rounds | asyncio4j | the other | goal |
            |---|---|--:|---|--:|--:|---|
            """;
    private static final String HEAD_BY_WORK = """
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
            text.append("![%s: asyncio4j and what it is compared with](%s)\n\n".formatted(history.name(), chart));
        }
        boolean isLong = !Curves.of(history.name()).isEmpty();
        text.append(isLong ? "<details><summary>All figures</summary>\n\n" : "");
        List<Row> missing = appendTable(text);
        text.append(isLong ? "\n</details>\n" : "");
        for (Run run : history.runs()) {
            text.append('\n').append(where(run)).append('\n');
        }
        if (!missing.isEmpty()) {
            text.append("\nNot measured: ").append(described(missing)).append(".\n");
        }
        return text.toString();
    }

    /** Where only the other is missing, by its name, and by that alone if it was measured in no row at all. */
    private String described(List<Row> missing) {
        Set<String> known = rows.stream()
                .filter(row -> !missing.contains(row))
                .map(Row::limitName)
                .collect(Collectors.toSet());
        return missing.stream()
                .map(row -> history.figures(row.ours()).isEmpty()
                        ? row.what()
                        : known.contains(row.limitName()) ? row.limitName() + " (" + row.what() + ")" : row.limitName())
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /** Rows of the same name are put together. Returns those for which there are no figures. */
    private List<Row> appendTable(StringBuilder text) {
        List<Row> missing = new ArrayList<>();
        Map<String, List<Comparison>> known = new LinkedHashMap<>();
        for (Row row : rows) {
            Optional<Figures> figures =
                    row.limit() == null ? history.figures(row.ours()) : history.figures(row.ours(), row.limit());
            if (figures.isEmpty()) {
                missing.add(row);
            } else {
                known.computeIfAbsent(row.what(), _ -> new ArrayList<>()).add(new Comparison(row, figures.get()));
            }
        }
        boolean byWork = known.values().stream()
                .flatMap(List::stream)
                .anyMatch(comparison -> !Double.isNaN(comparison.workRatio()));
        text.append(byWork ? HEAD_BY_WORK : HEAD);
        known.forEach((what, comparisons) -> {
            for (Comparison comparison : comparisons) {
                text.append(line(comparison == comparisons.getFirst() ? what : "", comparison, byWork));
            }
        });
        return missing;
    }

    private static String line(String what, Comparison comparison, boolean byWork) {
        Row row = comparison.row();
        String rounds = Double.isNaN(comparison.leastRatio())
                ? ""
                : ratio(comparison.leastRatio()) + " to " + ratio(comparison.greatestRatio());
        return "| %s | %s | %s | %s |%s %s | %s | %s |\n"
                .formatted(
                        cell(what),
                        cell(row.limitName()),
                        ratio(comparison.ratio()),
                        rounds,
                        byWork ? " %s |".formatted(ratio(comparison.workRatio())) : "",
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
            case AT_LEAST -> "≥ " + unit.format(target.value());
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
        String format = ratio < 0.1 ? "%.3f" : ratio < 10 ? "%.2f" : "%.0f";
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, format, ratio) : "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
