package io.asyncio4j.benchmarks.report.page;

import io.asyncio4j.benchmarks.report.page.Svg.Anchor;
import io.asyncio4j.benchmarks.report.page.Svg.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Panels of lines, one for each contender, with logarithmic axes: what does not depend on x is level. */
public final class LineChart {

    private static final double HEAD = 34;
    private static final double PLOT = 220;
    private static final double FOOT = 44;
    private static final double LEFT = 64;
    private static final double LABEL_GAP = 14;
    private static final double LABEL_LINE = 15;
    private static final List<String> COLOURS =
            List.of("#a0713f", "#168b90", "#9a6bea", "#c2691e", "#2c9152", "#cc55a6", "#df4f47", Svg.GREY);

    /** All of ours have one colour: only the first is drawn through. */
    private static final String DASHED = " stroke-dasharray=\"7 4\"";

    public record Point(double x, double y) {}

    /** The medians of a contender, by increasing x. */
    public record Series(String name, boolean ours, List<Point> points) {

        public Series {
            points =
                    points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
        }

        private Point last() {
            return points.getLast();
        }
    }

    /** Series that can be compared with each other. */
    public record Panel(String title, String xTitle, Unit unit, List<Series> series) {

        private String described() {
            return "%s (%s): %s."
                    .formatted(
                            title,
                            unit.described(),
                            series.stream().map(this::described).collect(Collectors.joining("; ")));
        }

        private String described(Series one) {
            return one.points().stream()
                    .map(point -> unit.format(point.y()) + " at " + Unit.number(point.x()))
                    .collect(Collectors.joining(", ", one.name() + " ", ""));
        }

        private DoubleStream all(ToDoubleFunction<Point> coordinate) {
            return series.stream().flatMap(one -> one.points().stream()).mapToDouble(coordinate);
        }
    }

    /** A series' name beside the plot. */
    private record Label(Series series, String colour, double y) {}

    private final Svg svg = new Svg();
    private final double right;
    private double top;

    private LineChart(List<Panel> panels) {
        double longest = panels.stream()
                .flatMap(panel -> panel.series().stream())
                .mapToDouble(series -> Svg.width(series.name()))
                .max()
                .orElseThrow();
        right = Svg.WIDTH - longest - LABEL_GAP;
    }

    /** The chart as the text of an SVG file. */
    public static String of(String title, List<Panel> panels) {
        LineChart chart = new LineChart(panels);
        panels.forEach(chart::draw);
        return chart.svg.toFile(
                chart.top - 6, title, panels.stream().map(Panel::described).collect(Collectors.joining(" ")));
    }

    private void draw(Panel panel) {
        svg.text(0, top + 16, Anchor.START, "class=\"title\"", panel.title());
        svg.text(
                Svg.WIDTH, top + 16, Anchor.END, "class=\"small\"", panel.unit().described() + ", logarithmic");
        top += HEAD;
        double bottom = top + PLOT;
        Scale x = scale(panel.all(Point::x).toArray(), LEFT, right);
        Scale y = scale(panel.all(Point::y).toArray(), bottom, top);
        for (double tick : y.ticks()) {
            svg.path(Path.line(LEFT, y.at(tick), right, y.at(tick)), thin());
            svg.text(LEFT - 8, y.at(tick) + 4, Anchor.END, "class=\"small\"", Unit.number(tick));
        }
        for (double tick : panel.all(Point::x).distinct().sorted().toArray()) {
            svg.path(Path.line(x.at(tick), bottom, x.at(tick), bottom + 4), thin());
            svg.text(x.at(tick), bottom + 16, Anchor.MIDDLE, "class=\"small\"", Unit.number(tick));
        }
        svg.text((LEFT + right) / 2, bottom + 32, Anchor.MIDDLE, "class=\"small\"", panel.xTitle());
        List<Label> labels = new ArrayList<>();
        int ours = 0;
        int others = 0;
        for (Series series : panel.series()) {
            String colour = series.ours() ? Svg.OURS : COLOURS.get(others++ % COLOURS.size());
            draw(series, colour, series.ours() && ours++ > 0 ? DASHED : "", x, y);
            labels.add(new Label(series, colour, y.at(series.last().y())));
        }
        draw(labels, x, y, bottom);
        top = bottom + FOOT;
    }

    /** A tenth more at both ends, so that nothing lies on the border, and at least from one half to the double. */
    private static Scale scale(double[] figures, double start, double end) {
        double least = DoubleStream.of(figures).min().orElseThrow();
        double greatest = DoubleStream.of(figures).max().orElseThrow();
        double margin = Math.max(Math.pow(greatest / least, 0.05), greatest / least < 4 ? 1.6 : 1);
        return Scale.logarithmic(least / margin, greatest * margin, start, end);
    }

    private void draw(Series series, String colour, String dashes, Scale x, Scale y) {
        Path line = new Path();
        for (Point point : series.points()) {
            if (point == series.points().getFirst()) {
                line.moveTo(x.at(point.x()), y.at(point.y()));
            } else {
                line.lineTo(x.at(point.x()), y.at(point.y()));
            }
        }
        svg.path(
                line,
                "stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s"
                        .formatted(colour, series.ours() ? 2.5 : 1.5, dashes));
        for (Point point : series.points()) {
            svg.circle(x.at(point.x()), y.at(point.y()), series.ours() ? 3 : 2.2, "fill=\"%s\"".formatted(colour));
        }
    }

    /** Each label at the height of its line's end or, where there are several, below the one before. */
    private void draw(List<Label> labels, Scale x, Scale y, double bottom) {
        List<Label> sorted = labels.stream()
                .sorted(Comparator.comparingDouble(Label::y)
                        .thenComparing(label -> label.series().name()))
                .toList();
        double[] at = new double[sorted.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = i == 0 ? sorted.get(i).y() : Math.max(sorted.get(i).y(), at[i - 1] + LABEL_LINE);
        }
        for (int i = at.length - 1; i >= 0; i--) {
            at[i] = Math.min(at[i], i == at.length - 1 ? bottom : at[i + 1] - LABEL_LINE);
        }
        for (int i = 0; i < at.length; i++) {
            Series series = sorted.get(i).series();
            String colour = sorted.get(i).colour();
            svg.path(
                    Path.line(x.at(series.last().x()), y.at(series.last().y()), right + LABEL_GAP - 4, at[i]),
                    "stroke=\"%s\" stroke-width=\".8\" stroke-dasharray=\"2 2\"".formatted(colour));
            String weight = series.ours() ? ";font-weight:600" : "";
            svg.text(
                    right + LABEL_GAP,
                    at[i] + 4,
                    Anchor.START,
                    "style=\"fill:%s%s\"".formatted(colour, weight),
                    series.name());
        }
    }

    private static String thin() {
        return "stroke=\"%s\" stroke-width=\".5\" stroke-opacity=\".6\"".formatted(Svg.GREY);
    }
}
