package io.asyncio4j.benchmarks.report.page;

import io.asyncio4j.benchmarks.report.page.Svg.Anchor;
import io.asyncio4j.benchmarks.report.page.Svg.Path;
import java.util.Comparator;
import java.util.List;

/** Panels of horizontal bars, one for each contender, the best on top. A whisker goes from the least to the greatest round. */
public final class BarChart {

    /** From what on figures are so far apart that only a logarithmic scale shows them all. */
    private static final double LINEAR_UP_TO = 50;

    private static final double BAR = 14;
    private static final double LINE = 22;
    private static final double HEAD = 26;
    private static final double GAP = 20;
    private static final double LABEL_GAP = 8;
    private static final double FIGURE_WIDTH = 92;

    /** A contender's median, and its least and greatest round. */
    public record Bar(String name, boolean ours, double median, double least, double greatest) {}

    /** Bars that can be compared with each other. */
    public record Panel(String title, Unit unit, List<Bar> bars) {

        public Panel {
            Comparator<Bar> order = Comparator.comparingDouble(Bar::median);
            bars = bars.stream()
                    .sorted((unit.moreIsBetter() ? order.reversed() : order).thenComparing(Bar::name))
                    .toList();
        }

        private String described() {
            return "%s (%s): %s."
                    .formatted(
                            title,
                            unit.described(),
                            String.join(
                                    "; ",
                                    bars.stream()
                                            .map(bar -> bar.name() + " " + unit.format(bar.median()))
                                            .toList()));
        }
    }

    private final Svg svg = new Svg();
    private final double left;
    private double top;

    private BarChart(List<Panel> panels) {
        left = panels.stream()
                .flatMap(panel -> panel.bars().stream())
                .mapToDouble(bar -> Svg.width(bar.name()) + LABEL_GAP)
                .max()
                .orElseThrow();
    }

    /** The chart as the text of an SVG file. */
    public static String of(String title, List<Panel> panels) {
        BarChart chart = new BarChart(panels);
        panels.forEach(chart::draw);
        return chart.svg.toFile(
                chart.top - GAP + 4,
                title,
                String.join(" ", panels.stream().map(Panel::described).toList()));
    }

    private void draw(Panel panel) {
        Scale scale = scale(panel.bars());
        String unit = panel.unit().described();
        svg.text(0, top + 16, Anchor.START, "class=\"title\"", panel.title());
        svg.text(
                Svg.WIDTH,
                top + 16,
                Anchor.END,
                "class=\"small\"",
                scale.logarithmic() ? unit + ", logarithmic" : unit);
        top += HEAD;
        double bottom = top + panel.bars().size() * LINE;
        if (scale.logarithmic()) {
            drawTicks(scale, bottom);
        }
        for (Bar bar : panel.bars()) {
            draw(bar, panel.unit(), scale);
            top += LINE;
        }
        svg.path(Path.line(left, bottom - panel.bars().size() * LINE, left, bottom), stroke(Svg.GREY, 1));
        top = bottom + (scale.logarithmic() ? 14 : 0) + GAP;
    }

    private Scale scale(List<Bar> bars) {
        double end = Svg.WIDTH - FIGURE_WIDTH;
        double greatest = bars.stream()
                .mapToDouble(bar -> Math.max(bar.median(), bar.greatest()))
                .max()
                .orElseThrow();
        double least = bars.stream().mapToDouble(Bar::median).min().orElseThrow();
        double most = bars.stream().mapToDouble(Bar::median).max().orElseThrow();
        return least > 0 && most / least > LINEAR_UP_TO
                ? Scale.logarithmic(Scale.powerOfTen(least / 2), greatest, left, end)
                : Scale.linear(greatest > 0 ? greatest : 1, left, end);
    }

    /** The length of a bar says nothing on a logarithmic scale: lines say where the powers of ten are. */
    private void drawTicks(Scale scale, double bottom) {
        for (double tick : scale.ticks()) {
            double x = scale.at(tick);
            svg.path(Path.line(x, top, x, bottom), stroke(Svg.GREY, 0.5) + " stroke-opacity=\".5\"");
            svg.text(x, bottom + 13, Anchor.MIDDLE, "class=\"small\"", Unit.number(tick));
        }
    }

    private void draw(Bar bar, Unit unit, Scale scale) {
        String colour = bar.ours() ? Svg.OURS : Svg.GREY;
        String text = bar.ours() ? "style=\"fill:%s;font-weight:600\"".formatted(colour) : "";
        double middle = top + LINE / 2;
        svg.text(0, middle + 4.5, Anchor.START, text, bar.name());
        svg.rectangle(
                left,
                middle - BAR / 2,
                scale.at(bar.median()) - left,
                BAR,
                "fill=\"%s\" fill-opacity=\"%s\"".formatted(colour, bar.ours() ? ".6" : ".42"));
        if (bar.least() < bar.greatest()) {
            double from = scale.at(bar.least());
            double to = scale.at(bar.greatest());
            Path whisker = Path.line(from, middle, to, middle);
            whisker.moveTo(from, middle - 3).lineTo(from, middle + 3);
            whisker.moveTo(to, middle - 3).lineTo(to, middle + 3);
            svg.path(whisker, stroke(colour, 1.2));
        }
        svg.text(Svg.WIDTH, middle + 4.5, Anchor.END, text, unit.format(bar.median()));
    }

    private static String stroke(String colour, double width) {
        return "stroke=\"%s\" stroke-width=\"%s\"".formatted(colour, width);
    }
}
