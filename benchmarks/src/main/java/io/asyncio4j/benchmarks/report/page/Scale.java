package io.asyncio4j.benchmarks.report.page;

import java.util.ArrayList;
import java.util.List;

/** Where on an axis a figure is: {@code least} at {@code start}, {@code greatest} at {@code end}. */
record Scale(boolean logarithmic, double least, double greatest, double start, double end) {

    static Scale linear(double greatest, double start, double end) {
        return new Scale(false, 0, greatest, start, end);
    }

    static Scale logarithmic(double least, double greatest, double start, double end) {
        return new Scale(true, least, greatest, start, end);
    }

    /** Figures beyond the ends are drawn at the ends. */
    double at(double figure) {
        double part = logarithmic
                ? Math.log(figure / least) / Math.log(greatest / least)
                : (figure - least) / (greatest - least);
        return start + Math.clamp(part, 0, 1) * (end - start);
    }

    /** Of a logarithmic scale: the powers of ten or, if it has fewer than three of these, what is 2 and 5 times as much, too. */
    List<Double> ticks() {
        List<Double> decades = ticks(List.of(1));
        return decades.size() >= 3 ? decades : ticks(List.of(1, 2, 5));
    }

    private List<Double> ticks(List<Integer> steps) {
        List<Double> ticks = new ArrayList<>();
        for (double decade = powerOfTen(least); decade <= greatest; decade *= 10) {
            for (int step : steps) {
                double tick = step * decade;
                if (tick >= least && tick <= greatest) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /** The greatest power of ten that is not above a figure. */
    static double powerOfTen(double figure) {
        return Math.pow(10, Math.floor(Math.log10(figure)));
    }
}
