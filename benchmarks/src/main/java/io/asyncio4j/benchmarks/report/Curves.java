package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.page.LineChart.Panel;
import io.asyncio4j.benchmarks.report.page.LineChart.Point;
import io.asyncio4j.benchmarks.report.page.LineChart.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What is drawn as lines, since it depends on a number, such as that of the tasks or connections. All else is drawn as bars. */
final class Curves {

    /** What x is. */
    enum Axis {
        TASKS("tasks", source -> Double.parseDouble(((Source.Jmh) source).parameter())),
        CONNECTIONS("connections", source -> ((Source.Served) source).load().connections()),
        RATE("requests a second", source -> ((Source.Served) source).load().perSecond());

        private final String title;
        private final ToDoubleFunction<Source> x;

        Axis(String title, ToDoubleFunction<Source> x) {
            this.title = title;
            this.x = x;
        }
    }

    /** A panel: what the rows have measured whose figure of ours is meant. */
    record Curve(String title, Axis axis, Predicate<Measured> ours) {

        static Curve jmh(String title, String method) {
            return new Curve(
                    title,
                    Axis.TASKS,
                    measured -> measured.source() instanceof Source.Jmh jmh
                            && jmh.method().equals(method));
        }

        static Curve metric(String title, Axis axis, String metric) {
            return new Curve(title, axis, measured -> measured.metric().equals(metric));
        }
    }

    private static final List<Curve> LATENCY = List.of(
            Curve.metric("Median latency", Axis.RATE, "p50"),
            Curve.metric("99th percentile", Axis.RATE, "p99"),
            Curve.metric("99.9th percentile", Axis.RATE, "p99.9"));

    private static final Map<String, List<Curve>> BY_NAME = Map.of(
            "scaling-tasks",
            List.of(
                    Curve.jmh("A switch by sleep(0), all tasks in turn", "Switching.sleepZero"),
                    Curve.jmh("An empty task, all made and awaited together", "Spawning.empty"),
                    Curve.jmh("A task that suspends once, all together", "Spawning.suspendingOnce"),
                    Curve.jmh("A timeout replaced by another, beside so many", "Timeouts.replace")),
            "scaling-echo",
            List.of(Curve.metric("Echo of 1 KiB", Axis.CONNECTIONS, Serving.RATE)),
            "latency-echo",
            LATENCY,
            "latency-http",
            LATENCY);

    private Curves() {}

    /** Of one name of the suite; none if that is drawn as bars. */
    static List<Curve> of(String name) {
        return BY_NAME.getOrDefault(name, List.of());
    }

    /** Without those in which nothing was measured for two values of x. */
    static List<Panel> panels(History history, List<Row> rows, List<Curve> curves) {
        List<Panel> panels = new ArrayList<>();
        for (Curve curve : curves) {
            List<Row> meant =
                    rows.stream().filter(row -> curve.ours().test(row.ours())).toList();
            List<Series> series = series(history, meant, curve.axis());
            if (series.stream().anyMatch(one -> one.points().size() > 1)) {
                panels.add(new Panel(
                        curve.title(),
                        curve.axis().title,
                        meant.getFirst().ours().unit(),
                        series));
            }
        }
        return panels;
    }

    private static List<Series> series(History history, List<Row> rows, Axis axis) {
        Map<String, Map<Double, Point>> ours = new LinkedHashMap<>();
        Map<String, Map<Double, Point>> limits = new LinkedHashMap<>();
        for (Row row : rows) {
            double x = axis.x.applyAsDouble(row.ours().source());
            add(ours, row.oursName(), x, history, row.ours());
            if (row.limit() != null) {
                add(limits, row.limitName(), x, history, row.limit());
            }
        }
        List<Series> series = new ArrayList<>();
        ours.forEach((name, points) -> series.add(new Series(name, true, List.copyOf(points.values()))));
        limits.forEach((name, points) -> series.add(new Series(name, false, List.copyOf(points.values()))));
        return series;
    }

    /** A logarithmic axis has no place for 0. */
    private static void add(
            Map<String, Map<Double, Point>> series, String name, double x, History history, Measured measured) {
        history.figures(measured)
                .map(figures -> figures.median(measured))
                .filter(median -> median > 0)
                .ifPresent(median ->
                        series.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(x, new Point(x, median)));
    }
}
