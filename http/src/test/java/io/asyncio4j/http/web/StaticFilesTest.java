package io.asyncio4j.http.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.internal.FilesBelow;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X36: files of a folder, and nothing else of the file system. */
class StaticFilesTest extends WebTest {

    private static final Instant LONG_AGO = Instant.parse("2020-02-02T10:00:00.5Z");

    @TempDir
    Path outside;

    private Path folder;

    @BeforeEach
    void files() throws IOException {
        folder = Files.createDirectory(outside.resolve("public"));
        file("hello.txt", "hello, world");
        file("sub/index.html", "<p>index");
        file("sub/a b&<c>.css", "p {}");
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
    }

    private void file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private Application app() {
        return app(StaticOptions.DEFAULT);
    }

    private Application app(StaticOptions options) {
        return new Application().addStatic("/files", folder, options);
    }

    private static String get(WebServer server, String path, String... headers) throws IOException {
        return request(server, "GET", path, headers);
    }

    private static String request(WebServer server, String method, String path, String... headers) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String header : headers) {
            lines.append(header).append("\r\n");
        }
        return exchange(server, method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + "\r\n");
    }

    private static String header(String response, String name) {
        return response.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Test
    void file_comesWithWhatIsKnownOfIt() {
        serve(app(StaticOptions.DEFAULT.withCacheControl("max-age=60")), server -> {
            String response = get(server, "/files/hello.txt");
            assertThat(status(response)).isEqualTo("200");
            assertThat(body(response)).isEqualTo("hello, world");
            assertThat(response)
                    .contains("content-type: text/plain; charset=utf-8\r\n")
                    .contains("content-length: 12\r\n")
                    .contains("last-modified: Sun, 02 Feb 2020 10:00:00 GMT\r\n")
                    .contains("accept-ranges: bytes\r\n")
                    .contains("cache-control: max-age=60\r\n")
                    .containsPattern("etag: \"[0-9a-f]+-c\"\r\n")
                    .doesNotContain("vary:");
        });
    }

    @Test
    void newFile_hasAWeakTag() throws IOException {
        Files.setLastModifiedTime(folder.resolve("hello.txt"), FileTime.from(Instant.now()));
        serve(
                app(),
                server -> assertThat(header(get(server, "/files/hello.txt"), "etag"))
                        .startsWith("W/\""));
    }

    @Test
    void head_hasTheSameHeadersAndNoBody() {
        serve(app(), server -> {
            String get = get(server, "/files/hello.txt");
            String head = request(server, "HEAD", "/files/hello.txt");
            assertThat(head).endsWith("\r\n\r\n");
            assertThat(head.replaceAll("date: .*", ""))
                    .isEqualTo(get.substring(0, get.indexOf("\r\n\r\n") + 4).replaceAll("date: .*", ""));
        });
    }

    @Test
    void otherMethods_areRefused() {
        serve(app(), server -> {
            String response = request(server, "DELETE", "/files/hello.txt");
            assertThat(status(response)).isEqualTo("405");
            assertThat(header(response, "allow")).isEqualTo("GET, HEAD");
        });
    }

    @Test
    void conditions_areKept() {
        serve(app(StaticOptions.DEFAULT.withCacheControl("no-cache")), server -> {
            String tag = header(get(server, "/files/hello.txt"), "etag");
            String unmodified = get(server, "/files/hello.txt", "If-None-Match: " + tag);
            assertThat(status(unmodified)).isEqualTo("304");
            assertThat(unmodified)
                    .contains("etag: " + tag + "\r\n", "last-modified: ", "cache-control: no-cache\r\n")
                    .doesNotContain("content-type", "content-length")
                    .endsWith("\r\n\r\n");
            assertThat(status(get(server, "/files/hello.txt", "If-None-Match: \"other\"")))
                    .isEqualTo("200");
            assertThat(status(get(server, "/files/hello.txt", "If-Modified-Since: Sun, 02 Feb 2020 10:00:00 GMT")))
                    .isEqualTo("304");
            assertThat(status(get(server, "/files/hello.txt", "If-Match: \"other\"")))
                    .isEqualTo("412");
        });
    }

    @Test
    void ranges_areParts() {
        serve(app(), server -> {
            String part = get(server, "/files/hello.txt", "Range: bytes=7-11");
            assertThat(status(part)).isEqualTo("206");
            assertThat(part).contains("content-range: bytes 7-11/12\r\n", "content-length: 5\r\n");
            assertThat(body(part)).isEqualTo("world");
            assertThat(body(get(server, "/files/hello.txt", "Range: bytes=-3"))).isEqualTo("rld");

            String several = get(server, "/files/hello.txt", "Range: bytes=0-1,10-");
            String boundary = header(several, "content-type").replace("multipart/byteranges; boundary=", "");
            String type = "content-type: text/plain; charset=utf-8\r\ncontent-range: bytes ";
            String expected = "\r\n--" + boundary + "\r\n" + type + "0-1/12\r\n\r\nhe\r\n--" + boundary + "\r\n" + type
                    + "10-11/12\r\n\r\nld\r\n--" + boundary + "--\r\n";
            assertThat(body(several)).isEqualTo(expected);
            assertThat(header(several, "content-length")).isEqualTo("" + expected.length());

            String beyond = get(server, "/files/hello.txt", "Range: bytes=12-");
            assertThat(status(beyond)).isEqualTo("416");
            assertThat(header(beyond, "content-range")).isEqualTo("bytes */12");

            String tag = header(part, "etag");
            assertThat(status(get(server, "/files/hello.txt", "Range: bytes=7-11", "If-Range: " + tag)))
                    .isEqualTo("206");
            assertThat(status(get(server, "/files/hello.txt", "Range: bytes=7-11", "If-Range: \"x\"")))
                    .isEqualTo("200");
        });
    }

    @Test
    void compressedSibling_goesToThoseThatTakeIt() throws IOException {
        file("hello.txt.gz", "gzipped");
        file("hello.txt.br", "brotli");
        serve(app(), server -> {
            String best = get(server, "/files/hello.txt", "Accept-Encoding: gzip, deflate, br");
            assertThat(best)
                    .contains("content-encoding: br\r\n")
                    .contains("vary: accept-encoding\r\n")
                    .contains("content-type: text/plain; charset=utf-8\r\n");
            assertThat(body(best)).isEqualTo("brotli");
            assertThat(body(get(server, "/files/hello.txt", "Accept-Encoding: gzip, br;q=0")))
                    .isEqualTo("gzipped");
            String plain = get(server, "/files/hello.txt");
            assertThat(body(plain)).isEqualTo("hello, world");
            assertThat(plain).contains("vary: accept-encoding\r\n").doesNotContain("content-encoding");
            assertThat(header(plain, "etag")).isNotEqualTo(header(best, "etag"));
            assertThat(body(get(server, "/files/hello.txt", "Accept-Encoding: br", "Range: bytes=0-1")))
                    .isEqualTo("br");
        });
    }

    @Test
    void folder_isItsIndex_andItsPathEndsWithASlash() {
        serve(app(), server -> {
            assertThat(body(get(server, "/files/sub/"))).isEqualTo("<p>index");
            String elsewhere = get(server, "/files/sub?a=1");
            assertThat(status(elsewhere)).isEqualTo("301");
            assertThat(header(elsewhere, "location")).isEqualTo("./sub/?a=1");
            assertThat(header(get(server, "/files"), "location")).isEqualTo("./files/");
            assertThat(status(get(server, "/files/empty/"))).isEqualTo("403");
            assertThat(status(get(server, "/files/hello.txt/"))).isEqualTo("404");
            assertThat(status(get(server, "/files/none"))).isEqualTo("404");
            assertThat(status(get(server, "//evil.example/.."))).isEqualTo("404");
        });
    }

    @Test
    void listing_hasNamesThatCannotBeMarkup() {
        StaticOptions options = StaticOptions.DEFAULT.withListing(true).withIndexFile(null);
        serve(app(options), server -> {
            String root = body(get(server, "/files/"));
            assertThat(root)
                    .contains("<title>Index of /</title>")
                    .containsSubsequence(
                            "<a href=\"./empty/\">empty/</a>", "<a href=\"./hello.txt\">", "<a href=\"./sub/\">")
                    .doesNotContain("../");
            String sub = body(get(server, "/files/sub/"));
            assertThat(sub)
                    .contains("<a href=\"../\">")
                    .contains("<a href=\"./a%20b%26%3Cc%3E.css\">a b&amp;&lt;c&gt;.css</a>");
            assertThat(body(get(server, "/files/sub/a%20b%26%3Cc%3E.css"))).isEqualTo("p {}");
        });
    }

    @Test
    void rootPrefix_servesTheWholeSite() {
        serve(new Application().addStatic("/", folder), server -> {
            assertThat(body(get(server, "/hello.txt"))).isEqualTo("hello, world");
            assertThat(status(get(server, "/"))).isEqualTo("403");
            assertThat(header(get(server, "/sub"), "location")).isEqualTo("./sub/");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/files/../secret.txt",
                "/files/..%2fsecret.txt",
                "/files/%2e%2e/secret.txt",
                "/files/sub/../../secret.txt",
                "/files/sub/..%2f..%2fsecret.txt",
                "/files/..\\secret.txt",
                "/files/..%5csecret.txt",
                "/files//hello.txt",
                "/files/./hello.txt",
                "/files/sub%2findex.html",
                "/files/sub%5cindex.html",
                "/files/%2fetc%2fpasswd",
                "/files//etc/passwd",
                "/files/hello.txt%00",
                "/files/hello.txt%0a",
                "/files/hello.txt/x",
                "/files/C:%5cwindows",
                "/files/%c0%ae%c0%ae/secret.txt"
            })
    void pathThatIsMoreThanNames_isNotFound(String path) {
        serve(app(), server -> {
            String response = get(server, path);
            assertThat(status(response)).isIn("400", "404");
            assertThat(response).doesNotContain("secret", "root:", "hello, world", "<p>index");
        });
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void link_leadsOutOnlyIfThatIsAllowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("up"), outside);
        Files.createSymbolicLink(folder.resolve("in.html"), Path.of("hello.txt"));
        Files.createSymbolicLink(folder.resolve("hello.txt.gz"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("empty/index.html"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
        serve(app(StaticOptions.DEFAULT.withListing(true)), server -> {
            assertThat(status(get(server, "/files/out.txt"))).isEqualTo("404");
            assertThat(status(get(server, "/files/up/secret.txt"))).isEqualTo("404");
            assertThat(status(get(server, "/files/up/"))).isEqualTo("404");
            assertThat(status(get(server, "/files/empty/"))).isEqualTo("404");
            assertThat(status(get(server, "/files/loop"))).isEqualTo("404");
            assertThat(get(server, "/files/in.html")).contains("text/html").endsWith("hello, world");
            assertThat(get(server, "/files/hello.txt", "Accept-Encoding: gzip")).endsWith("hello, world");
            assertThat(body(get(server, "/files/"))).contains("in.html").doesNotContain("out.txt", "up", "loop");
        });
        serve(app(StaticOptions.DEFAULT.withFollowLinks(true)), server -> {
            assertThat(body(get(server, "/files/out.txt"))).isEqualTo("secret");
            assertThat(body(get(server, "/files/up/secret.txt"))).isEqualTo("secret");
        });
    }

    /** What is looked at first, and opened later. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void folderThatBecomesALink_isNotFollowed() throws IOException {
        Path file = folder.resolve("sub/deeper/secret.txt");
        file("sub/deeper/secret.txt", "for everybody");
        try (var open = FilesBelow.open(folder, file)) {
            assertThat(open.size()).isEqualTo("for everybody".length());
        }
        Files.move(folder.resolve("sub"), folder.resolve("other"));
        Files.createDirectories(outside.resolve("elsewhere/deeper"));
        Files.writeString(outside.resolve("elsewhere/deeper/secret.txt"), "secret");

        Files.createSymbolicLink(folder.resolve("sub"), outside.resolve("elsewhere"));
        assertThatThrownBy(() -> FilesBelow.open(folder, file)).isInstanceOf(FileSystemException.class);
        Files.delete(folder.resolve("sub"));
        Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("sub/deeper"), outside.resolve("elsewhere/deeper"));
        assertThatThrownBy(() -> FilesBelow.open(folder, file)).isInstanceOf(FileSystemException.class);
        Files.delete(folder.resolve("sub/deeper"));
        Files.createDirectory(folder.resolve("sub/deeper"));
        Files.createSymbolicLink(file, outside.resolve("secret.txt"));
        assertThatThrownBy(() -> FilesBelow.open(folder, file)).isInstanceOf(FileSystemException.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void specialFile_isNotFound() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        serve(app(), server -> assertThat(status(get(server, "/files/pipe"))).isEqualTo("404"));
        Application devices = new Application().get("/", request -> Response.file(Path.of("/dev/zero")));
        serve(devices, server -> assertThat(status(get(server, "/"))).isEqualTo("404"));
    }

    @Test
    void handlersFile_isWhatMiddlewareSees() {
        StringBuilder seen = new StringBuilder();
        Application app = new Application()
                .get(
                        "/",
                        request -> Response.file(folder.resolve("hello.txt"))
                                .header("content-disposition", "attachment")
                                .header("etag", "\"mine\""))
                .get("/none", request -> Response.file(folder.resolve("none")))
                .get(
                        "/error",
                        request -> Response.file(folder.resolve("hello.txt")).status(404))
                .use((request, next) -> {
                    Response response = next.handle(request);
                    seen.append(response.status()).append(' ').append(response.text());
                    return response;
                });
        serve(app, server -> {
            assertThat(get(server, "/"))
                    .contains("content-disposition: attachment\r\n")
                    .endsWith("hello, world");
            assertThat(seen.toString()).isEqualTo("200 hello, world");
            assertThat(status(get(server, "/", "If-None-Match: \"mine\""))).isEqualTo("304");
            assertThat(status(get(server, "/none"))).isEqualTo("404");
            assertThat(get(server, "/error", "Range: bytes=0-1"))
                    .startsWith("HTTP/1.1 404 ")
                    .endsWith("hello, world");
        });
    }

    @Test
    void folderThatIsNone_isRefusedAtOnce() {
        assertThatThrownBy(() -> new Application().addStatic("/", folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none");
        assertThatThrownBy(() -> new Application().addStatic("/", folder.resolve("hello.txt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hello.txt");
    }
}
