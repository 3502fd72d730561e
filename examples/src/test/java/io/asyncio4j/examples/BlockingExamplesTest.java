package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The programs that block, in real time. */
final class BlockingExamplesTest {

    private static final List<String> ONE_BY_ONE = List.of(
            "get /163",
            "200",
            "get /163 data complete.",
            "get /qq",
            "200",
            "get /qq data complete.",
            "get /baidu",
            "200",
            "get /baidu data complete.");

    @Test
    void blockingCalls_overlap() {
        assumeFalse(Example.HAND_OFF, "under the hand-off runtime, a blocking call holds the loop");

        var output = Example.run("BlockingCalls");

        var lines = output.linesWithoutServer();
        assertThat(lines).hasSize(10);
        assertThat(lines.subList(0, 3)).containsExactly("get /163", "get /qq", "get /baidu");
        assertThat(lines.subList(3, 9))
                .containsExactlyInAnyOrder(
                        "200",
                        "200",
                        "200",
                        "get /163 data complete.",
                        "get /qq data complete.",
                        "get /baidu data complete.");
        assertThat(output.secondsToComplete()).isBetween(1.0, 2.9);
    }

    @Test
    void blockingCalls_handOff_runOneByOne() {
        assumeTrue(Example.HAND_OFF, "under the standard runtime they overlap");

        var output = Example.run("BlockingCalls", "0.2");

        assertThat(output.linesWithoutServer().subList(0, 9)).isEqualTo(ONE_BY_ONE);
        assertThat(output.secondsToComplete()).isGreaterThanOrEqualTo(0.6);
    }

    /** J36. */
    @Test
    void httpBlocking_runsOneByOne() {
        var output = Example.run("HttpBlocking", "0.1");

        var lines = output.linesWithoutServer();
        assertThat(lines.subList(0, 9)).isEqualTo(ONE_BY_ONE);
        assertThat(output.secondsToComplete()).isGreaterThanOrEqualTo(0.3);
        assertThat(lines).hasSize(10);
    }

    @Test
    void threadPool_takesTwoRounds() {
        var output = Example.run("ThreadPool", "0.2");

        assertThat(output.lines()).isEqualTo(Collections.nCopies(20, "get 3"));
        // from the first line of the first round to the last of the second; one by one it would be 19 calls
        assertThat(output.span()).isBetween(Duration.ofMillis(200), Duration.ofMillis(19 * 200 - 1));
    }
}
