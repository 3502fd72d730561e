package io.asyncio4j.benchmarks.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.benchmarks.report.page.BarChart.Bar;
import io.asyncio4j.benchmarks.report.page.LineChart.Point;
import io.asyncio4j.benchmarks.report.page.LineChart.Series;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Charts as SVG. */
class ChartTest {

    private static final Unit NS = new Unit("ns", false);

    private static String bars(Unit unit, Bar... bars) {
        return BarChart.of("chart", List.of(new BarChart.Panel("panel", unit, List.of(bars))));
    }

    private static Bar bar(String name, double median) {
        return new Bar(name, false, median, median, median);
    }

    private static List<Double> widths(String svg) {
        NodeList rectangles = Xml.root(svg).getElementsByTagName("rect");
        return IntStream.range(0, rectangles.getLength())
                .mapToObj(i -> Double.valueOf(((Element) rectangles.item(i)).getAttribute("width")))
                .toList();
    }

    @Test
    void names_thatXmlDoesNotTake_areEscaped() {
        String name = "a<b> & \"c\" 'd' \u0001\n\uD83D\uDE00 ]]> --";
        String shown = "a<b> & \"c\" 'd'  \uD83D\uDE00 ]]> --";
        String bars = BarChart.of(name, List.of(new BarChart.Panel(name, NS, List.of(bar(name, 1), bar("x", 2)))));
        String lines = LineChart.of(
                name,
                List.of(new LineChart.Panel(
                        name, name, NS, List.of(new Series(name, true, List.of(new Point(1, 1), new Point(10, 1)))))));

        assertThat(Xml.texts(bars)).contains(shown);
        assertThat(Xml.texts(lines)).contains(shown);
        assertThat(Xml.root(bars).getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo(shown);
    }

    @Test
    void chart_saysWhatItShows_toThoseWhoDoNotSeeIt() {
        Element root = Xml.root(bars(NS, new Bar("ours", true, 114, 110, 120), bar("theirs", 1_300)));

        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getAttribute("aria-labelledby")).isEqualTo("title desc");
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("panel (ns, less is better): ours 114 ns; theirs 1,300 ns.");
    }

    @Test
    void bars_areSortedWithTheBestOnTop() {
        Bar[] bars = {bar("b", 20), bar("c", 10), bar("a", 20)};

        assertThat(Xml.texts(bars(NS, bars)))
                .filteredOn(text -> text.length() == 1)
                .containsExactly("c", "a", "b");
        assertThat(Xml.texts(bars(new Unit("/s", true), bars)))
                .filteredOn(text -> text.length() == 1)
                .containsExactly("a", "b", "c");
    }

    @Test
    void bars_areAsLongAsTheFigures_orLogarithmicWhereTheseAreFarApart() {
        List<Double> linear = widths(bars(NS, bar("a", 10), bar("b", 500)));
        List<Double> logarithmic = widths(bars(NS, bar("a", 10), bar("b", 1_000)));

        assertThat(linear.get(1) / linear.get(0)).isBetween(49.0, 51.0);
        assertThat(logarithmic.get(1) / logarithmic.get(0)).isBetween(2.9, 3.1); // from 1 on
        assertThat(Xml.texts(bars(NS, bar("a", 10), bar("b", 500)))).contains("ns, less is better");
        assertThat(Xml.texts(bars(NS, bar("a", 10), bar("b", 1_000))))
                .contains("ns, less is better, logarithmic", "1", "10", "100", "1,000");
    }

    @Test
    void bars_ofNothing_areDrawn() {
        assertThat(widths(bars(NS, bar("a", 0), bar("b", 0)))).containsExactly(0.0, 0.0);
    }

    @Test
    void whisker_goesFromTheLeastToTheGreatest_andIsLeftOutIfTheseAreOne() {
        String one = bars(NS, bar("a", 10), bar("b", 20));
        String spread = bars(NS, bar("a", 10), new Bar("b", true, 20, 15, 25));

        assertThat(Xml.root(one).getElementsByTagName("path").getLength()).isEqualTo(1);
        assertThat(Xml.root(spread).getElementsByTagName("path").getLength()).isEqualTo(2);
    }

    @Test
    void lines_thatEndAtTheSameHeight_haveLabelsBelowEachOther() {
        List<Series> series = IntStream.range(0, 12)
                .mapToObj(i -> new Series("series " + i, i == 0, List.of(new Point(10, 5), new Point(1, 100 + i))))
                .toList();
        String svg = LineChart.of("chart", List.of(new LineChart.Panel("panel", "tasks", NS, series)));
        NodeList texts = Xml.root(svg).getElementsByTagName("text");
        double[] heights = IntStream.range(0, texts.getLength())
                .filter(i -> texts.item(i).getTextContent().startsWith("series"))
                .mapToDouble(i -> Double.parseDouble(((Element) texts.item(i)).getAttribute("y")))
                .sorted()
                .toArray();

        assertThat(heights).hasSize(12);
        for (int i = 1; i < heights.length; i++) {
            assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(14.9);
        }
    }

    @Test
    void numbers_haveThreeDigitsThatCount() {
        assertThat(NS.format(0)).isEqualTo("0 ns");
        assertThat(NS.format(0.1234)).isEqualTo("0.12 ns");
        assertThat(NS.format(8.24)).isEqualTo("8.2 ns");
        assertThat(NS.format(11.52)).isEqualTo("11.5 ns");
        assertThat(NS.format(25)).isEqualTo("25 ns");
        assertThat(NS.format(114.4)).isEqualTo("114 ns");
        assertThat(NS.format(1_107)).isEqualTo("1,110 ns");
        assertThat(new Unit("/s", true).format(41_234_567)).isEqualTo("41,200,000 /s");
        assertThat(new Unit("", true).format(3)).isEqualTo("3");
        assertThat(NS.format(Double.NaN)).isEqualTo("NaN ns");
    }
}
