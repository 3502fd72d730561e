package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.benchmarks.report.Row.Target;
import io.asyncio4j.benchmarks.report.Source.Served;
import io.asyncio4j.benchmarks.report.page.Xml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, made from results that nobody has measured, and the one in the repository. */
class PageTest {

    private static final Measured OURS = Measured.jmh("Switching.sleepZero", "100");
    private static final Measured PARK = Measured.jmh("bare.BareSwitching.park", "100");
    private static final Measured YIELD = Measured.jmh("bare.BareSwitching.yielding", "100");
    private static final Row ROW = Row.of("sleep(0), 100 tasks", OURS);
    private static final Map<String, List<Row>> SUITE = Map.of(
            "switch",
            List.of(
                    ROW.against("thread, park", PARK).wanted(Target.ratio(1.15)),
                    Row.of("sleep(0), 1 task", PARK).wanted(Target.absolute(200)),
                    ROW.against("thread, yield", YIELD).wanted(Target.ratio(1.15)),
                    ROW.against("Go", Measured.program("ns", "Go")),
                    Row.of("generator", Measured.jmh("Generating.next", "")).against("thread, park", PARK),
                    Row.of("sleep(0), 1 task", PARK).against("Go", Measured.program("ns", "Go"))),
            "spawn",
            List.of());
    private static final String PROSE = """
            # Figures

            Written by hand.

            <!-- results: switch -->
            old
            <!-- end -->

            More $1 \\ by hand.

            <!-- results: spawn -->
            not measured
            <!-- end -->
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Archive archive;

    @BeforeEach
    void writePage() throws IOException {
        file = folder.resolve("docs/performance.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, PROSE);
        archive = new Archive(folder.resolve("results"));
    }

    private void keepSwitch() throws IOException {
        Figures figures = Invented.figures(OURS, 110, 120, 114);
        Invented.add(figures, PARK, 121, 118, 120);
        Invented.add(figures, YIELD, 90, 91, 92);
        archive.keep("switch", Invented.run(5, "switch", figures));
    }

    @Test
    void page_hasTheFiguresInTheirPlaces_andKeepsTheProse() throws IOException {
        keepSwitch();
        Page.of(file, archive, SUITE).write();

        assertThat(file).content().isEqualTo("""
                # Figures

                Written by hand.

                <!-- results: switch -->

                ![switch: asyncio4j and what it is compared with](performance/switch.svg)

                | what | beside | ratio | rounds | asyncio4j | the other | goal |
                |---|---|--:|---|--:|--:|---|
                | sleep(0), 100 tasks | thread, park | 0.95 | 0.91 to 1.02 | 114 ns | 120 ns | ≤ 1.15, met |
                |  | thread, yield | 1.25 | 1.22 to 1.32 | 114 ns | 91 ns | ≤ 1.15, **missed** |
                | sleep(0), 1 task |  |  |  | 120 ns |  | ≤ 200 ns, met |

                <sub>3 rounds on 5 March 2026, Java 25.0.3+9 (Somebody), Linux 6.1, 2 cores, Invented CPU; Go 1.24</sub>

                Not measured: Go; generator.

                <!-- end -->

                More $1 \\ by hand.

                <!-- results: spawn -->
                not measured
                <!-- end -->
                """);
        assertThat(Xml.texts(Files.readString(folder.resolve("docs/performance/switch.svg"))))
                .contains("thread, yield", "91 ns", "asyncio4j", "114 ns", "ns, less is better");
    }

    @Test
    void page_madeTwice_isTheSame() throws IOException {
        keepSwitch();
        Page first = Page.of(file, archive, SUITE);
        first.write();

        assertThat(Page.of(file, archive, SUITE).files()).isEqualTo(first.files());
    }

    @Test
    void page_withoutAPlaceForWhatIsKept_isRefused() throws IOException {
        keepSwitch();
        Files.writeString(file, "# Figures\n");

        assertThatThrownBy(() -> Page.of(file, archive, SUITE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no place for switch: add \"<!-- results: switch -->\"");
    }

    @Test
    void bars_ofServersUnderOneLoad_areInOnePanel() {
        List<Row> rows = new ArrayList<>();
        Figures figures = new Figures();
        for (int connections : List.of(100, 1_000)) {
            for (String server : List.of("epoll", "nio")) {
                Measured ours = rate(Contender.jvm("streams, " + server, "A", server), connections);
                Measured netty = rate(Contender.jvm("Netty, " + server, "B", server), connections);
                rows.add(Row.of("echo, " + server, ours).against("Netty, " + server, netty));
                Invented.add(figures, ours, 100_000, 110_000);
                Invented.add(figures, netty, 90_000, 130_000);
            }
        }
        Section section = section("echo", figures, rows);

        assertThat(Xml.texts(section.chart().orElseThrow()))
                .containsOnlyOnce("100 connections, 1,024 B", "1,000 connections, 1,024 B")
                .contains("asyncio4j, streams, epoll", "Netty, nio", "105,000 /s");
        assertThat(section.markdown("echo.svg"))
                .contains("| echo, epoll | Netty, epoll | 0.95 | 0.85 to 1.11 | 105,000 /s | 110,000 /s |  |");
    }

    private static Measured rate(Contender server, int connections) {
        return new Measured(new Served(server, Load.bytes("tcp", connections, 1_024)), Serving.RATE);
    }

    /** Of one run. */
    private static Section section(String name, Figures figures, List<Row> rows) {
        return new Section(new History(name, List.of(Invented.run(1, name, figures))), rows);
    }

    @Test
    void curves_haveALineForEachContender() {
        List<Row> rows = new ArrayList<>();
        Figures figures = new Figures();
        for (int tasks = 1; tasks <= 1_000_000; tasks *= 10) {
            Measured ours = Measured.jmh("Switching.sleepZero", String.valueOf(tasks));
            Measured park = Measured.jmh("bare.BareSwitching.park", String.valueOf(tasks));
            rows.add(Row.of("sleep(0), %,d tasks".formatted(tasks), ours).against("thread, park", park));
            Invented.add(figures, ours, 100 + Math.sqrt(tasks));
            Invented.add(figures, park, 120);
        }
        Section section = section("scaling-tasks", figures, rows);

        assertThat(Xml.texts(section.chart().orElseThrow()))
                .contains(
                        "A switch by sleep(0), all tasks in turn",
                        "tasks",
                        "1",
                        "1,000,000",
                        "thread, park",
                        "asyncio4j");
        assertThat(section.markdown("x.svg"))
                .contains("<details>", "| sleep(0), 1,000,000 tasks | thread, park | 9.17 |");
    }

    @Test
    void curves_ofServers_goOverConnections() {
        List<Row> rows = new ArrayList<>();
        Figures figures = new Figures();
        for (int connections : List.of(1, 10, 100, 1_000, 10_000)) {
            Measured ours = rate(Contender.jvm("asyncio4j echo", "A"), connections);
            rows.add(Row.of("echo", ours));
            Invented.add(figures, ours, 50_000 + connections);
        }
        Section section = section("scaling-echo", figures, rows);

        assertThat(Xml.texts(section.chart().orElseThrow()))
                .contains("connections", "10,000", "asyncio4j echo", "/s, more is better, logarithmic");
    }

    @Test
    void curves_ofLatency_goOverTheRate_withAPanelForEachPercentile() {
        List<Row> rows = new ArrayList<>();
        Figures figures = new Figures();
        for (int perSecond : List.of(10_000, 20_000)) {
            Served source = new Served(
                    Contender.jvm("asyncio4j echo", "A"),
                    Load.bytes("tcp", 100, 1_024).at(perSecond));
            for (String metric : List.of("p50", "p99", "p99.9")) {
                Measured ours = new Measured(source, metric);
                rows.add(Row.of("echo, " + metric, ours));
                Invented.add(figures, ours, perSecond / 1_000);
            }
        }
        Section section = section("latency-echo", figures, rows);

        assertThat(Xml.texts(section.chart().orElseThrow()))
                .containsSubsequence(
                        "Median latency",
                        "µs, less is better, logarithmic",
                        "10,000",
                        "requests a second",
                        "99th percentile",
                        "99.9th percentile");
    }

    @Test
    void committedPage_isWhatTheCommittedResultsGive() throws IOException {
        Map<Path, String> files = Page.of(Path.of(""), Suite.rows()).files();

        assertThat(files).isNotEmpty();
        for (Map.Entry<Path, String> file : files.entrySet()) {
            assertThat(file.getKey())
                    .as("made anew by benchmarks/run -page")
                    .content()
                    .isEqualTo(file.getValue());
        }
    }
}
