package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Medians, ratios and their spread over rounds. */
class FiguresTest {

    private static final Measured OURS = Measured.jmh("Switching.sleepZero", "100");
    private static final Measured PARK = Measured.jmh("bare.BareSwitching.park", "100");
    private static final Row ROW = Row.of("switch", OURS).against("thread", PARK);

    @Test
    void median_isThatOfTheRoundsMedians() {
        Figures figures = Invented.figures(OURS, new double[][] {{1, 2, 30}, {4, 4, 4}, {9, 3, 5}});

        assertThat(figures.ofRounds(OURS)).containsExactly(2, 4, 5);
        assertThat(figures.median(OURS)).isEqualTo(4);
        assertThat(figures.sorted(OURS)).containsExactly(1, 2, 3, 4, 4, 4, 5, 9, 30);
    }

    @Test
    void median_ofAnEvenNumberOfRounds_isBetweenTheTwoInTheMiddle() {
        assertThat(Invented.figures(OURS, 1, 2, 4, 9).median(OURS)).isEqualTo(3);
    }

    @Test
    void figures_areRoundedToSixDigits() {
        assertThat(Invented.figures(OURS, 114.123456, 1_234_567, Double.POSITIVE_INFINITY)
                        .sorted(OURS))
                .containsExactly(114.123, 1_234_570, Double.POSITIVE_INFINITY);
    }

    @Test
    void median_ofWhatWasNotMeasured_isNaN() {
        assertThat(new Figures().median(OURS)).isNaN();
        assertThat(new Figures().sorted(OURS)).isEmpty();
        assertThat(new Figures().has(OURS)).isFalse();
    }

    @Test
    void figures_thatAreNoNumbers_areNoMeasurement() {
        Figures figures = Invented.figures(OURS, Double.NaN, Double.POSITIVE_INFINITY);

        assertThat(figures.has(OURS)).isFalse();
        assertThat(figures.median(OURS)).isNaN();
    }

    @Test
    void ratio_isThatOfTheMedians_andItsSpreadThatOfTheRounds() {
        Figures figures = Invented.figures(OURS, 100, 300, 120);
        Invented.add(figures, PARK, 200, 300, 80);
        Comparison comparison = new Comparison(ROW, figures);

        assertThat(comparison.ratio()).isEqualTo(0.6, within(1e-9));
        assertThat(comparison.leastRatio()).isEqualTo(0.5);
        assertThat(comparison.greatestRatio()).isEqualTo(1.5);
    }

    @Test
    void ratio_ofARoundThatLacksOneOfBoth_isLeftOut() {
        Figures figures = Invented.figures(OURS, new double[][] {{100}, {}, {300}});
        Invented.add(figures, PARK, 100, 1, 100, 1);
        Comparison comparison = new Comparison(ROW, figures);

        assertThat(comparison.leastRatio()).isEqualTo(1);
        assertThat(comparison.greatestRatio()).isEqualTo(3);
        assertThat(comparison.ours()).isEqualTo(200);
    }

    @Test
    void ratio_withoutALimit_isNaN() {
        Comparison comparison = new Comparison(Row.of("switch", OURS), Invented.figures(OURS, 5));

        assertThat(comparison.ratio()).isNaN();
        assertThat(comparison.leastRatio()).isNaN();
        assertThat(comparison.workRatio()).isNaN();
    }

    @Test
    void target_isMetByTheRatioOrTheFigureItself() {
        Figures figures = Invented.figures(OURS, 110);
        Invented.add(figures, PARK, 100);

        assertThat(new Comparison(ROW.wanted(Row.Target.ratio(1.1)), figures).isMet())
                .isTrue();
        assertThat(new Comparison(ROW.wanted(Row.Target.ratio(1.09)), figures).isMet())
                .isFalse();
        assertThat(new Comparison(ROW.wanted(Row.Target.ratioAtLeast(1.1)), figures).isMet())
                .isTrue();
        assertThat(new Comparison(ROW.wanted(Row.Target.ratioAtLeast(1.2)), figures).isMet())
                .isFalse();
        assertThat(new Comparison(ROW.wanted(Row.Target.absolute(110)), figures).isMet())
                .isTrue();
        assertThat(new Comparison(ROW.wanted(Row.Target.absolute(109)), figures).isMet())
                .isFalse();
    }
}
