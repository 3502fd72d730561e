package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.Cookie;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Part;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.HttpStatusException;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.net.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: curl as client. */
class CurlTest extends PeerTest {

    private static final WebOptions LARGE = WebOptions.DEFAULT.withMaxBody(20_000_000);

    @BeforeEach
    void needsCurl() {
        Programs.needs("sh", "-c", "curl --version | grep -q HTTP2");
    }

    @ParameterizedTest
    @CsvSource({
        "--http1.0, HTTP/1.0",
        "--http1.1, HTTP/1.1",
        "--http2, HTTP/1.1", // offers an upgrade, which is not taken
        "--http2-prior-knowledge, HTTP/2.0"
    })
    void version_isThatWhichWasAskedFor(String option, String version) throws IOException {
        serve(telling(), server -> {
            String url = server.url() + "/a";
            assertThat(curl(option, url)).isEqualTo(version + " GET /a 0");
            assertThat(curl(option, "-d", "x=y", url)).isEqualTo(version + " POST /a 3");
            assertThat(curl(option, "-I", url)).contains(" 200").contains("content-length: ");
            assertThat(curl(option, "-X", "DELETE", url)).isEqualTo(version + " DELETE /a 0");
        });
    }

    @ParameterizedTest
    @CsvSource({"--http1.1, HTTP/1.1", "--http2, HTTP/2.0"})
    void version_overTls_isNegotiated(String option, String version) throws IOException {
        serve(telling(), overTls(), server -> {
            String url = "https://localhost:" + server.port() + "/";
            assertThat(curl(option, url)).isEqualTo(version + " GET / 0");
            assertThat(curl(option, url, url, url, "-o", "/dev/null", "-o", "/dev/null", "-w", "%{num_connects},"))
                    .startsWith("1,0,")
                    .endsWith("0,");
        });
    }

    @Test
    void urls_shareAConnection() {
        serve(telling(), server -> {
            String url = server.url() + "/";
            List<String> command = new ArrayList<>(List.of("-w", ",%{num_connects}\n"));
            for (int i = 0; i < 20; i++) {
                command.add(url + i);
            }
            String[] lines = curl(command.toArray(String[]::new)).split("\n", -1);
            assertThat(lines[0]).isEqualTo("HTTP/1.1 GET /0 0,1");
            assertThat(lines[19]).isEqualTo("HTTP/1.1 GET /19 0,0");
            assertThat(lines).filteredOn(each -> each.endsWith(",1")).hasSize(1);
        });
    }

    // ---- downloads ----

    @Test
    void ranges_arriveInOneOrSeveralParts_andResume() throws IOException {
        byte[] content = random(3_000_000);
        Files.write(folder.resolve("f"), content);
        serve(new Application().addStatic("/", folder), server -> {
            String url = server.url() + "/f";
            assertThat(curl(new byte[0], url)).isEqualTo(content);
            assertThat(curl(new byte[0], "-r", "-5", url)).isEqualTo(Arrays.copyOfRange(content, 2_999_995, 3_000_000));
            assertThat(curl("-r", "0-1,100-102", url))
                    .contains("content-range: bytes 0-1/3000000\r\n\r\n" + latin(Arrays.copyOf(content, 2)) + "\r\n--")
                    .contains("\r\n\r\n" + latin(Arrays.copyOfRange(content, 100, 103)) + "\r\n--");
            assertThat(curl("-r", "5000000-", "-o", "/dev/null", "-w", "%{http_code}", url))
                    .isEqualTo("416");
            Path half = Files.write(folder.resolve("half"), Arrays.copyOf(content, 1_000_000));
            curl("-C", "-", "-o", half.toString(), url);
            assertThat(half).hasBinaryContent(content);
        });
    }

    @Test
    void compressed_isUndone() {
        String text = "all work and no play ".repeat(10_000);
        Application app = new Application()
                .compress()
                .get("/", _ -> Response.text(text))
                .get(
                        "/stream",
                        _ -> Response.of(Payload.stream(sink -> {
                                    for (int i = 0; i < 10; i++) {
                                        sink.write(text.substring(0, 20_000).getBytes());
                                    }
                                }))
                                .contentType(MediaType.TEXT));
        serve(app, server -> {
            for (String coding : new String[] {"gzip", "deflate", "br", "zstd"}) {
                for (String version : new String[] {"--http1.1", "--http2-prior-knowledge"}) {
                    String[] options = {version, "--compressed", "-H", "Accept-Encoding: " + coding};
                    assertThat(curl(with(options, server.url()))).as(coding).isEqualTo(text);
                    assertThat(curl(with(options, server.url() + "/stream"))).hasSize(200_000);
                }
            }
            assertThat(curl("--compressed", "-w", "%{size_download}", "-o", "/dev/null", server.url()))
                    .hasSizeLessThan(6);
        });
    }

    private static String[] with(String[] options, String url) {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = url;
        return all;
    }

    /** The server does not run ahead of a client that reads slowly. */
    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void slowReader_isWaitedFor(String version) {
        int[] written = {0};
        Application app = new Application()
                .get(
                        "/",
                        _ -> Response.of(Payload.stream(sink -> {
                            while (true) {
                                sink.write(new byte[100_000]);
                                written[0] += 100_000;
                            }
                        })));
        serve(app, server -> {
            output(
                    "sh",
                    "-c",
                    "curl -s --noproxy '*' " + version + " --limit-rate 100k --max-time 0.7 -o /dev/null "
                            + server.url() + " || test $? = 28"); // it took too long, says curl
            assertThat(written[0]).isBetween(100_000, 20_000_000);
        });
    }

    // ---- uploads ----

    @ParameterizedTest
    @ValueSource(strings = {"--http1.0", "--http1.1", "--http2-prior-knowledge"})
    void upload_arrives(String version) throws IOException {
        byte[] content = random(3_000_000);
        String file = Files.write(folder.resolve("f"), content).toString();
        Application app = new Application()
                .route("*", "/{name...}", request -> Response.bytes(request.read(), MediaType.OCTET_STREAM));
        serve(app, LARGE, server -> {
            String url = server.url() + "/";
            assertThat(curl(content, version, "--data-binary", "@-", url)).isEqualTo(content);
            assertThat(curl(new byte[0], version, "-T", file, url)).isEqualTo(content);
            if (!version.equals("--http1.0")) {
                assertThat(curl(content, version, "-T", "-", url)).isEqualTo(content);
                assertThat(curl(content, version, "-H", "Transfer-Encoding: chunked", "--data-binary", "@-", url))
                        .isEqualTo(content);
            }
            assertThat(curl(content, version, "-H", "Expect:", "--data-binary", "@-", url))
                    .isEqualTo(content);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void form_arrivesPartByPart(String version) throws IOException {
        byte[] content = random(2_000_000);
        String file = Files.write(folder.resolve("sea.jpg"), content).toString();
        Application app = new Application().post("/", request -> {
            StringBuilder seen = new StringBuilder();
            for (Part part : request.multipart()) {
                seen.append(part.name()).append(' ').append(part.fileName()).append(' ');
                seen.append(part.contentType())
                        .append(' ')
                        .append(part.read().length)
                        .append('\n');
            }
            return Response.text(seen.toString());
        });
        serve(
                app,
                server -> assertThat(curl(
                                version,
                                "-F",
                                "title=Sea & sky",
                                "-F",
                                "photo=@" + file,
                                "-F",
                                "photo=@" + file + ";type=a/b;filename=\"x \\\" y\"",
                                server.url() + "/"))
                        .isEqualTo(
                                "title null text/plain 9\nphoto sea.jpg image/jpeg 2000000\nphoto x \" y a/b 2000000\n"));
    }

    /** What is refused before it is sent does not have to be sent. */
    @Test
    void expectation_isMetOrRefused() {
        List<String> bodies = new ArrayList<>();
        Application app = new Application()
                .post("/taken", request -> {
                    bodies.add("taken " + request.read().length);
                    return Response.text("ok");
                })
                .post("/refused", _ -> {
                    throw new HttpStatusException(413, "no more, please");
                });
        serve(app, LARGE, server -> {
            String[] upload = {
                "--data-binary",
                "@-",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "15",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{size_upload} %{num_connects}",
                ""
            };
            upload[upload.length - 1] = server.url() + "/taken";
            assertThat(latin(curl(random(2_000_000), upload))).isEqualTo("200 2000000 1");
            assertThat(bodies).containsExactly("taken 2000000");
            upload[upload.length - 1] = server.url() + "/refused";
            assertThat(latin(curl(random(2_000_000), upload))).isEqualTo("413 0 1");
            upload[3] = "Expect: cake";
            assertThat(latin(curl(random(2_000_000), upload))).startsWith("417 ");
        });
    }

    // ---- cookies, redirects ----

    @Test
    void cookies_comeBack() {
        Application app = new Application()
                .get(
                        "/set",
                        _ -> Response.text("set")
                                .cookie(Cookie.of("user", "ann"))
                                .cookie(Cookie.of("b", "c=d")))
                .get("/", request -> Response.text(request.cookies().toString()));
        serve(app, server -> {
            String jar = folder.resolve("jar").toString();
            curl("-c", jar, server.url() + "/set");
            assertThat(curl("-b", jar, server.url() + "/")).isEqualTo("{user=ann, b=c=d}");
            assertThat(curl("-b", "x=y; z=\"1\"", server.url() + "/")).isEqualTo("{x=y, z=\"1\"}");
        });
    }

    @Test
    void redirects_areFollowed() {
        Application app = new Application()
                .get("/", _ -> Response.redirect("/a?b=c"))
                .get("/a", _ -> Response.redirect("end").status(307))
                .get("/end", _ -> Response.text("the end"));
        serve(app, server -> {
            String[] result = curl("-L", "-w", ",%{num_redirects},%{num_connects},%{url_effective}", server.url() + "/")
                    .split(",", -1);
            assertThat(result).containsExactly("the end", "2", "1", server.url() + "/end");
        });
    }
}
