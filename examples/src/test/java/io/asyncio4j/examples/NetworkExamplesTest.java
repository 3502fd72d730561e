package io.asyncio4j.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The programs with connections, over loopback, in real time. */
final class NetworkExamplesTest {

    private static final String HEAD = "HTTP/1.1 200 OK\nConnection: close\n\n";

    @Test
    void httpGetAll_showsTheAnswersInTheOrderOfTheTasks() {
        var lines = Example.run("HttpGetAll", "0.1").lines();

        assertThat(lines.subList(0, 10)).isEqualTo(Collections.nCopies(10, "sended"));
        assertThat(answers(lines))
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 10)
                        .mapToObj(request -> HEAD + "answer to request " + request)
                        .toList());
    }

    @Test
    void httpAsCompleted_showsEachAnswerAsItComes() {
        var lines = Example.run("HttpAsCompleted", "0.1").lines();

        assertThat(lines.subList(0, 10)).isEqualTo(Collections.nCopies(10, "sended"));
        assertThat(answers(lines))
                .extracting(answer -> answer.replaceFirst(", to request \\d+$", ""))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 10)
                        .mapToObj(answer -> HEAD + "answer " + answer)
                        .toList());
    }

    /** What follows the first ten lines; each answer ends with an empty line. */
    private static List<String> answers(List<String> lines) {
        String answers = lines.stream().skip(10).collect(joining("\n"));
        return Arrays.stream(answers.split("\n+(?=HTTP)")).map(String::strip).toList();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void echoClient_getsItsMessageBackFromEchoServer_whichEndsInOrder() throws Exception {
        try (var server = ChildProgram.start("EchoServer", "0")) {
            String serving = server.readLines(1).getFirst();
            assertThat(serving).startsWith("Serving on port ");

            var client = Example.run("EchoClient", serving.substring("Serving on port ".length()));

            assertThat(client.lines())
                    .containsExactly("Send: Hello World!", "Received: Hello World!", "Close the connection");
            assertThat(server.readLines(1).getFirst()).startsWith("Received Hello World! from /127.0.0.1:");

            server.terminate();

            assertThat(server.readToEnd()).containsExactly("Ended by TERM");
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void chat_everybodyHearsAll() {
        var lines = Example.run("Chat").lines();

        var all = List.of("Ann has come", "Bob has come", "Cleo has come", "Ann: hello", "Bob: hello Ann", "Ann: bye");
        assertThat(heardBy("Ann", lines)).isEqualTo(all);
        assertThat(heardBy("Bob", lines)).isEqualTo(all.subList(1, 6));
        assertThat(heardBy("Cleo", lines)).isEqualTo(all.subList(2, 6));
    }

    private static List<String> heardBy(String name, List<String> lines) {
        String start = name + " hears: ";
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    @Test
    void portScanner_findsItsOwnPorts() {
        var lines = new ArrayList<>(Example.run("PortScanner").lines());

        assertThat(ports(lines.removeLast(), "open "))
                .containsAll(ports(lines.removeLast(), "listening at "))
                .hasSizeLessThan(1001);
        assertThat(lines).allMatch(line -> line.endsWith("Address already in use"));
    }

    @Test
    void tlsEcho_isTrustedByOneClientOnly() {
        assertThat(Example.run("TlsEcho").lines())
                .containsExactly("TLSv1.3", "Received: Hello World!", "Refused: SSLHandshakeException");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void tail_isFollowedLineByLine() {
        assertThat(Example.run("Tail").lines())
                .containsExactly(
                        "tail: line 1",
                        "tail: line 2",
                        "tail: line 3",
                        "tail: line 4",
                        "tail: line 5",
                        "tail ended: -15");
    }

    private static List<Integer> ports(String line, String start) {
        assertThat(line).startsWith(start + "[").endsWith("]");
        return Arrays.stream(
                        line.substring(start.length() + 1, line.length() - 1).split(", "))
                .map(Integer::valueOf)
                .toList();
    }
}
