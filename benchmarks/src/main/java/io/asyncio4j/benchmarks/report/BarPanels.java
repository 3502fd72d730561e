package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.BarChart.Bar;
import io.asyncio4j.benchmarks.report.page.BarChart.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which contenders of some rows are drawn side by side: those under the same load or, where there is none, in rows of
 * the same name.
 */
final class BarPanels {

    private final History history;
    private final Map<Object, Map<Measured, Bar>> bars = new LinkedHashMap<>();
    private final Map<Object, Row> first = new LinkedHashMap<>();

    private BarPanels(History history) {
        this.history = history;
    }

    /** Without those in which only one contender was measured. */
    static List<Panel> of(History history, List<Row> rows) {
        BarPanels panels = new BarPanels(history);
        rows.forEach(panels::add);
        List<Panel> compared = new ArrayList<>();
        panels.bars.forEach((key, bars) -> {
            if (bars.size() > 1) {
                Row row = panels.first.get(key);
                compared.add(new Panel(title(row), row.ours().unit(), List.copyOf(bars.values())));
            }
        });
        return compared;
    }

    private void add(Row row) {
        Object what = row.ours().source() instanceof Source.Served served ? served.load() : row.what();
        Object key = List.of(what, row.ours().metric());
        first.putIfAbsent(key, row);
        add(key, row.oursName(), true, row.ours());
        if (row.limit() != null) {
            add(key, row.limitName(), false, row.limit());
        }
    }

    private void add(Object key, String name, boolean ours, Measured measured) {
        history.figures(measured).ifPresent(figures -> {
            double[] rounds = Arrays.stream(figures.ofRounds(measured))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            bars.computeIfAbsent(key, _ -> new LinkedHashMap<>())
                    .putIfAbsent(
                            measured,
                            new Bar(name, ours, figures.median(measured), rounds[0], rounds[rounds.length - 1]));
        });
    }

    private static String title(Row row) {
        return row.ours().source() instanceof Source.Served served ? title(served.load()) : row.what();
    }

    private static String title(Load load) {
        String connections = load.connections() == 1 ? "1 connection" : with(load.connections(), "connections");
        boolean size = load.what().chars().allMatch(Character::isDigit);
        return connections + ", " + (size ? with(Integer.parseInt(load.what()), "B") : load.what());
    }

    private static String with(int number, String unit) {
        return String.format(Locale.ROOT, "%,d %s", number, unit);
    }
}
