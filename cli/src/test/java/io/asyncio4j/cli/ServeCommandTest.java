package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X49: what {@code asyncio serve} does, in a JVM of its own. */
class ServeCommandTest {

    @TempDir
    Path directory;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(directory.resolve("site/sub"));
        Files.writeString(directory.resolve("site/a.txt"), "hello");
        Files.writeString(directory.resolve("site/sub/index.html"), "<p>index");
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    @DisabledOnOs(OS.WINDOWS)
    void folder_isServedUntilASignal(String signal) throws Exception {
        Process process = Run.asyncioProcess(directory, "serve", "site", "--port", "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String first = out.readLine();
            assertThat(first).matches("Serving site at http://127\\.0\\.0\\.1:\\d+/ \\(Ctrl-C ends it\\)");
            String url = first.split(" ", -1)[3];
            assertThat(get(client, url + "a.txt").body()).isEqualTo("hello");
            assertThat(out.readLine()).matches("127\\.0\\.0\\.1 - - \\[.*] \"GET /a\\.txt HTTP/1\\.1\" 200 5");
            assertThat(get(client, url).body()).contains("<a href=\"./a.txt\">a.txt</a>");
            assertThat(get(client, url + "sub/").body()).isEqualTo("<p>index");
            assertThat(get(client, url + "none").statusCode()).isEqualTo(404);
            Run.of(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())));
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            List<String> rest = new ArrayList<>(out.lines().toList());
            assertThat(rest).hasSize(3).allMatch(line -> line.startsWith("127.0.0.1 - - ["));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void noListing_isForbidden() throws Exception {
        Process process = Run.asyncioProcess(directory, "serve", "--no-listing", "--port=0", "site")
                .start();
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String url = out.readLine().split(" ", -1)[3];
            assertThat(get(client, url).statusCode()).isEqualTo(403);
        } finally {
            process.destroyForcibly();
        }
    }

    private String failure(String... words) throws Throwable {
        StringWriter err = new StringWriter();
        assertThat(new CommandLineInterface(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(words))
                .isEqualTo(ExitStatus.FAILURE);
        return err.toString().strip();
    }

    @Test
    void whatCannotBeServed_isSaid() throws Throwable {
        assertThat(failure("serve", directory + "/none"))
                .isEqualTo("asyncio: there is no folder " + directory + "/none");
        assertThat(failure("serve", directory + "/site/a.txt"))
                .isEqualTo("asyncio: " + directory + "/site/a.txt is a file (expected: a folder)");
        assertThat(failure("serve", directory.toString(), "--port", "70000"))
                .isEqualTo("asyncio: the port is 70000 (expected: 0 to 65535)");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(failure("serve", directory.toString(), "--port", "" + taken.getLocalPort()))
                    .contains("" + taken.getLocalPort());
        }
    }
}
