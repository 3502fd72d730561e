package io.asyncio4j.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of several runs. */
class ArchiveTest {

    private static final Measured OURS = Measured.jmh("Switching.sleepZero", "100");
    private static final Measured PARK = Measured.jmh("bare.BareSwitching.park", "100");
    private static final Measured GO = Measured.program("ns", "Go");

    @TempDir
    private Path folder;

    @Test
    void read_ofWhatWasWritten_isTheSame() throws IOException {
        Figures figures = Invented.figures(OURS, new double[][] {{1.5, 2}, {}, {0.1}});
        figures.add(OURS.source(), Serving.WORK, Double.POSITIVE_INFINITY);
        Run run = Invented.run(1, "switch", figures);

        Archive.write(run, folder.resolve("a/run.json"));
        Run read = Archive.read(folder.resolve("a/run.json"));

        assertThat(read.environment()).isEqualTo(run.environment());
        assertThat(read.rounds()).isEqualTo(3);
        assertThat(read.of("switch").asMap()).isEqualTo(figures.asMap());
        assertThat(read.of("spawn").asMap()).isEmpty();
    }

    @Test
    void keep_ofOneNameOfARun_leavesOutTheOthers() throws IOException {
        Archive archive = new Archive(folder);
        Run run = Invented.run(1, "switch", Invented.figures(OURS, 1));
        run.figures().put("spawn", Invented.figures(PARK, 2));

        archive.keep("switch", run);

        assertThat(folder.resolve("switch.json")).exists().content().doesNotContain("spawn");
        assertThat(folder.resolve("spawn.json")).doesNotExist();
        assertThat(archive.history("spawn").runs()).isEmpty();
    }

    @Test
    void keep_ofTheSameRunTwice_changesNothing() throws IOException {
        Archive archive = new Archive(folder);
        Run run = Invented.run(1, "switch", Invented.figures(OURS, 1));

        archive.keep("switch", run);
        String once = Files.readString(folder.resolve("switch.json"));
        archive.keep("switch", run);

        assertThat(folder.resolve("switch.json")).content().isEqualTo(once);
    }

    @Test
    void keep_ofAllThatAnOlderRunHas_replacesIt() throws IOException {
        Archive archive = new Archive(folder);
        archive.keep("switch", Invented.run(1, "switch", Invented.figures(OURS, 1)));
        archive.keep("switch", Invented.run(2, "switch", Invented.figures(OURS, 2)));

        assertThat(archive.history("switch").runs()).hasSize(1);
        assertThat(archive.history("switch").figures(OURS).orElseThrow().median(OURS))
                .isEqualTo(2);
    }

    @Test
    void keep_ofAPart_leavesTheOlderRunForTheRest_andMixesNothing() throws IOException {
        Archive archive = new Archive(folder);
        Figures all = Invented.figures(OURS, 10);
        Invented.add(all, PARK, 20);
        Figures part = Invented.figures(OURS, 5);
        Invented.add(part, GO, 7);
        archive.keep("switch", Invented.run(1, "switch", all));
        archive.keep("switch", Invented.run(2, "switch", part));
        History history = archive.history("switch");

        assertThat(history.figures(OURS).orElseThrow().median(OURS)).isEqualTo(5);
        assertThat(history.figures(OURS, GO).orElseThrow().median(OURS)).isEqualTo(5);
        assertThat(history.figures(OURS, PARK).orElseThrow().median(OURS)).isEqualTo(10);
        assertThat(history.figures(OURS, PARK, GO)).isEmpty();
    }

    @Test
    void keep_ofNothing_changesNothing() throws IOException {
        Archive archive = new Archive(folder);
        archive.keep("switch", Invented.run(1, "switch", Invented.figures(OURS, 1)));
        archive.keep("switch", Invented.run(2, "switch", new Figures()));

        assertThat(archive.history("switch").runs()).hasSize(1);
        assertThat(archive.history("switch").runs().getFirst().environment().date())
                .isEqualTo("2026-03-01T10:00:00Z");
    }
}
