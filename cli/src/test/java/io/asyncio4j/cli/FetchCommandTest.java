package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code asyncio fetch}, which asks a server of the JDK's. */
class FetchCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private String site;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        site = "http://127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> answer(exchange, 200, "at " + exchange.getRequestURI()));
        server.createContext("/missing", exchange -> answer(exchange, 404, "no"));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere.txt");
            answer(exchange, 302, "");
        });
        server.createContext("/torn", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[50]);
            exchange.getResponseBody().flush();
            throw new IOException("torn"); // closes the connection
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private int fetch(String... words) throws Throwable {
        String[] all = Stream.concat(Stream.of("fetch"), Stream.of(words)).toArray(String[]::new);
        return new CommandLineInterface(new PrintWriter(out, true), new PrintWriter(err, true)).execute(all);
    }

    @Test
    void withoutFolder_bodiesAreThrownAway() throws Throwable {
        assertThat(fetch(site + "/a", site + "/b?c")).isEqualTo(ExitStatus.OK);

        assertThat(out.toString().strip()).matches("2 of 2 fetched, 12 bytes in \\d+\\.\\d\\d s");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void bodies_areSavedUnderTheNameOfTheirPath() throws Throwable {
        Path folder = directory.resolve("new/folder");

        assertThat(fetch(site + "/x/a%20b.txt?q", "-o", folder.toString(), site + "/x/", site + "/moved"))
                .isEqualTo(ExitStatus.OK);

        assertThat(folder.resolve("a b.txt")).hasContent("at /x/a%20b.txt?q");
        assertThat(folder.resolve("index.html")).hasContent("at /x/");
        assertThat(folder.resolve("moved")).hasContent("at /elsewhere.txt");
        assertThat(out.toString())
                .contains(site + "/moved: " + folder.resolve("moved") + ", 17 bytes\n")
                .contains("3 of 3 fetched, 40 bytes in ");
    }

    @Test
    void names_thatAreThere_getANumber() throws Throwable {
        Files.writeString(directory.resolve("a.txt"), "mine");

        assertThat(fetch("-o", directory.toString(), "-c", "1", site + "/a.txt", site + "/b/a.txt"))
                .isEqualTo(ExitStatus.OK);

        assertThat(directory.resolve("a.txt")).hasContent("mine");
        assertThat(directory.resolve("a-1.txt")).hasContent("at /a.txt");
        assertThat(directory.resolve("a-2.txt")).hasContent("at /b/a.txt");
    }

    @Test
    void failures_areToldAndLeaveNoFile() throws Throwable {
        String nowhere = "http://127.0.0.1:1/";

        assertThat(fetch(
                        "-o",
                        directory.toString(),
                        site + "/missing",
                        site + "/torn",
                        nowhere,
                        "gopher:x",
                        site + "/a"))
                .isEqualTo(ExitStatus.FAILURE);

        assertThat(err.toString().lines().sorted())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("asyncio: gopher:x: "),
                        line -> assertThat(line).startsWith("asyncio: " + nowhere + ": "),
                        line -> assertThat(line).isEqualTo("asyncio: " + site + "/missing: status 404 Not Found"),
                        line -> assertThat(line).startsWith("asyncio: " + site + "/torn: "));
        assertThat(directory).isDirectoryContaining(path -> path.endsWith("a"));
        assertThat(directory.toFile().list()).hasSize(1);
        assertThat(out.toString()).contains("1 of 5 fetched, ");
    }

    @Test
    void requests_areMadeAtTheSameTime_butNotMore() throws Throwable {
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.createContext("/together", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                three.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IOException(e);
            }
            now.decrementAndGet();
            answer(exchange, 200, "x");
        });
        String[] urls =
                IntStream.range(0, 9).mapToObj(i -> site + "/together/" + i).toArray(String[]::new);

        assertThat(fetch(Stream.concat(Stream.of("-c3"), Stream.of(urls)).toArray(String[]::new)))
                .isEqualTo(ExitStatus.OK);

        assertThat(most).hasValue(3);
        assertThat(out.toString()).contains("9 of 9 fetched, 9 bytes in ");
    }

    @Test
    void wrongCalls_areSaid() throws Throwable {
        assertThat(fetch()).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("Missing required parameter: 'URL'");
        assertThat(fetch("-c", "0", site)).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString()).contains("asyncio: the concurrency is 0 (expected: 1 or more)");
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(fetch("-o", file.toString(), site)).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString()).contains("asyncio: " + file + " cannot be made a folder: ");
    }

    @ParameterizedTest
    @CsvSource({
        "http://e.org, index.html",
        "http://e.org/, index.html",
        "http://e.org/a/b.tar.gz?x=y#z, b.tar.gz",
        "http://e.org/.., index.html",
        "http://e.org/a/..%2F..%2Fetc%2Fpasswd, passwd",
        "http://e.org/..%5C..%5Cwin.ini, win.ini",
        "http://e.org/a%00b%0Ac, a_b_c",
        "http://e.org/C:%5Cx, x",
        "http://e.org/C:x, C_x",
        "http://e.org/%2E%2E, index.html",
        "http://e.org/.profile, .profile",
        "http://e.org/name., name",
    })
    void name_staysInItsFolder(URI url, String name) {
        assertThat(FileNames.of(url)).isEqualTo(name);
    }

    @Test
    void name_thatIsLong_isCut() {
        assertThat(FileNames.of(URI.create("http://e.org/" + "x".repeat(300) + ".html")))
                .hasSize(80)
                .endsWith("x.html");
        assertThat(FileNames.of(URI.create("http://e.org/" + "x" + "😀".repeat(300)))
                        .codePoints())
                .hasSize(40)
                .endsWith("😀".codePointAt(0));
    }

    @Test
    void progressBar_isDrawnOnTerminalsOnly() {
        ProgressBar bar = new ProgressBar(new PrintWriter(err, true), 3, true);
        bar.finished();
        bar.come(1_260_000);
        bar.draw();
        assertThat(err.toString()).isEqualTo("\r[##########....................] 1/3, 1.3 MB\033[K");
        bar.clear();
        bar.clear();
        assertThat(err.toString()).endsWith("MB\033[K\r\033[K").doesNotContain("\n");
    }
}
