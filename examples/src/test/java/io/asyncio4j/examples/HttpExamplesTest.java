package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** G13, J37: the programs that are HTTP clients, each with a server of its own, over loopback, in real time. */
final class HttpExamplesTest {

    @Test
    void httpGather_asksAllAtOnce() {
        var output = Example.run("HttpGather", "2");

        var lines = output.linesWithoutServer();
        assertThat(lines.subList(0, 6)).containsExactly("get: /0.5", "get: /1", "get: /0.8", "200", "200", "200");
        // the slowest alone, not the sum
        assertThat(output.secondsToComplete()).isBetween(2.0, 4.5);
        assertThat(lines).hasSize(7);
    }

    @Test
    void crawler_visitsEachPageOnce() {
        var lines = Example.run("Crawler").lines();

        assertThat(lines.getFirst()).isEqualTo("200 / Home");
        assertThat(lines.subList(1, 7))
                .containsExactlyInAnyOrder(
                        "200 /a A", "200 /b B", "200 /c/ C", "200 /a/deep Deep", "404 /missing ", "200 /old B");
        assertThat(lines.subList(7, lines.size())).containsExactly("7 pages");
    }
}
