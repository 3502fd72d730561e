package io.asyncio4j.http.web;

import static io.asyncio4j.http.Frames.SETTINGS;
import static io.asyncio4j.http.Frames.frame;
import static io.asyncio4j.http.web.Http2ServerTest.open;
import static io.asyncio4j.http.web.Http2ServerTest.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.Frames;
import io.asyncio4j.http.Frames.Frame;
import io.asyncio4j.net.Connection;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: peers that use HTTP/2 to have the server do, or keep, more than they do themselves. */
class Http2FloodTest extends WebTest {

    private static final String FLOW_CONTROL_ERROR = "00000003";
    private static final String REFUSED_STREAM = "00000007";
    private static final String ENHANCE_YOUR_CALM = "0000000b";

    private final Event goOn = new Event();

    private Application app() {
        return new Application()
                .get("/", _ -> Response.text("hello"))
                .post("/", _ -> {
                    goOn.await();
                    return Response.text("late");
                })
                .get("/wait", _ -> {
                    goOn.await();
                    return Response.text("late");
                })
                .post("/read", request -> Response.text(request.text()));
    }

    private static String get(int stream, String path) {
        return frame(1, 5, stream, "82 86 41 01 78 04 %02x %s".formatted(path.length(), Frames.text(path)));
    }

    /** Writes, and reads at the same time, until the server has had enough. */
    private static Frame endedBy(Connection connection, String frames, int times) throws IOException {
        byte[] flood = Frames.parse(frames);
        Task<?> flooding = Asyncio.createTask(() -> {
            for (int i = 0; i < times; i++) {
                connection.writer().write(flood);
                connection.writer().drain();
            }
        });
        try {
            return readFrame(connection, Frames.GOAWAY);
        } finally {
            flooding.cancel();
            Asyncio.gatherOutcomes(flooding).await();
        }
    }

    private static void assertGoesOn(WebServer server) throws IOException {
        assertThat(get(server, "/")).endsWith("hello");
    }

    private static String code(Frame goAway) {
        return goAway.hex(4, 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10_000})
    void endlessHead_endsTheConnection(int size) {
        serve(app(), server -> {
            String begin = frame(1, 1, 1, "82 84 86 41 01 78");
            try (Connection connection = open(server, SETTINGS, begin)) {
                String more = size == 0 ? "" : "00" + "61".repeat(size - 1);
                assertThat(code(endedBy(connection, frame(9, 0, 1, more), 10_000)))
                        .isIn(ENHANCE_YOUR_CALM, "00000001", "00000009");
            }
            assertGoesOn(server);
        });
    }

    /** A few bytes each, which refer to a long field. */
    @Test
    void headThatGrows_isRefused() {
        serve(app(), server -> {
            String field = "40 01 61 7f a11e" + "62".repeat(4000); // a: bbb..., which is entry 62 from now on
            String bomb = frame(1, 5, 1, "82 84 86 41 01 78" + field + "be".repeat(2000));
            try (Connection connection = open(server, SETTINGS, bomb, get(3, "/"))) {
                Frame head = readFrame(connection, Frames.HEADERS);
                assertThat(head.hex()).contains(Frames.text("431"));
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("hello");
            }
            assertGoesOn(server);
        });
    }

    /** Each asks for an answer, and the peer takes none. */
    @ParameterizedTest
    @CsvSource({"6, 0, 0000000000000000", "4, 0, ''"})
    void answersThatNobodyTakes_endTheConnection(int type, int flags, String payload) {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS)) {
                connection.writer().transport().pauseReading();
                byte[] flood = Frames.parse(frame(type, flags, 0, payload).repeat(1000));
                Task<?> flooding = Asyncio.createTask(() -> {
                    while (true) {
                        connection.writer().write(flood);
                        connection.writer().drain();
                    }
                });
                while (server.connections() > 0) {
                    Asyncio.sleep(Duration.ofMillis(5));
                }
                connection.writer().transport().abort();
                Asyncio.gatherOutcomes(flooding).await();
            }
            assertGoesOn(server);
        });
    }

    @Test
    void emptyData_endsTheConnection() {
        serve(app(), server -> {
            String post = frame(1, 4, 1, "83 84 86 41 01 78");
            try (Connection connection = open(server, SETTINGS, post)) {
                assertThat(code(endedBy(connection, frame(0, 0, 1, ""), 10_000)))
                        .isEqualTo(ENHANCE_YOUR_CALM);
            }
            goOn.set();
            assertGoesOn(server);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "8, 7fffffff", // more than a window can be
        "4, 0004 80000000", // the same, as a setting
        "4, 0004 ffffffff",
    })
    void windowTooLarge_endsTheConnection(int type, String payload) {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, frame(type, 0, 0, payload))) {
                assertThat(code(readFrame(connection, Frames.GOAWAY))).isEqualTo(FLOW_CONTROL_ERROR);
            }
            assertGoesOn(server);
        });
    }

    @Test
    void windowTooLarge_ofAStream_endsIt() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS, get(1, "/wait"), frame(8, 0, 1, "7fffffff"))) {
                assertThat(readFrame(connection, Frames.RST_STREAM).hex()).isEqualTo(FLOW_CONTROL_ERROR);
                connection.writer().write(Frames.parse(get(3, "/")));
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("hello");
            }
            goOn.set();
        });
    }

    @Test
    void dataBeyondTheWindow_isRefused() {
        serve(app(), server -> {
            String post = frame(1, 4, 1, "83 84 86 41 01 78");
            try (Connection connection = open(server, SETTINGS, post)) {
                byte[] data = Frames.parse(frame(0, 0, 1, "00".repeat(16_384)));
                for (int i = 0; i < 20; i++) { // 320 KiB, of which the handler reads nothing
                    connection.writer().write(data);
                }
                assertThat(readFrame(connection, Frames.RST_STREAM).hex()).isEqualTo(FLOW_CONTROL_ERROR);
            }
            goOn.set();
            assertGoesOn(server);
        });
    }

    @Test
    void streamsTooMany_areRefused() {
        serve(app(), server -> {
            try (Connection connection = open(server, SETTINGS)) {
                for (int stream = 1; stream < 2 * 150; stream += 2) {
                    connection.writer().write(Frames.parse(get(stream, "/wait")));
                }
                assertThat(readFrame(connection, Frames.RST_STREAM).hex()).isEqualTo(REFUSED_STREAM);
            }
            goOn.set();
            assertGoesOn(server);
        });
    }

    /** The peer has the server reset what it asks for (CVE-2025-8671). */
    @Test
    void resetsThatThePeerProvokes_endTheConnection() {
        serve(app(), server -> {
            Connection connection = open(server, SETTINGS);
            Task<?> flooding = Asyncio.createTask(() -> {
                for (int stream = 1; stream < 4000; stream += 2) {
                    connection.writer().write(Frames.parse(get(stream, "/wait") + frame(8, 0, stream, "00000000")));
                    connection.writer().drain();
                }
            });
            while (server.connections() > 0) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
            Asyncio.gatherOutcomes(flooding).await();
            connection.writer().transport().abort();
            goOn.set();
            assertGoesOn(server);
        });
    }

    /** What would be a second request if the first one went on to a server of HTTP/1.1. */
    @ParameterizedTest
    @CsvSource({
        "0f0d 01 35, 616263", // a length that is larger than the body
        "0f0d 01 32, 616263", // smaller
        "0f0d 02 2d31, 616263", // below zero
        "0f0d 01 33 0f0d 01 34, 616263", // two of them
        "0f2a 07 6368756e6b6564, ''", // a transfer coding
        "00 01 61 04 620d0a63, ''", // a line's end in a value
        "00 01 61 02 6200, ''",
    })
    void headThatDoesNotFit_endsItsStream(String field, String body) {
        serve(app(), server -> {
            String head = "83 84 86 41 01 78" + field;
            String post = body.isEmpty() ? frame(1, 5, 1, head) : frame(1, 4, 1, head) + frame(0, 1, 1, body);
            try (Connection connection = open(server, SETTINGS, post, get(3, "/"))) {
                assertThat(readFrame(connection, Frames.DATA).payload()).isEqualTo("hello");
                goOn.set();
            }
        });
    }

    /** Connections that begin, and do not go on. */
    @Test
    void halfABeginning_isNotWaitedForLong() {
        WebOptions options = WebOptions.DEFAULT
                .withHeadTime(Duration.ofMillis(60))
                .withIdleTime(Duration.ofMillis(60))
                .withBodyTime(Duration.ofMillis(60));
        serve(app(), options, server -> {
            try (Connection connection = connect(server)) {
                connection.writer().write(Frames.PREFACE.substring(0, 10));
                assertThat(latin(connection.reader().read())).contains(" 408 ");
            }
            try (Connection connection = connect(server)) {
                connection.writer().write(Frames.PREFACE.substring(0, 20));
                connection.reader().read();
            }
            String half = frame(1, 1, 1, "82 84 86 41 01 78"); // no end of the head
            try (Connection connection = open(server, SETTINGS, half)) {
                connection.reader().read();
            }
            for (String path : new String[] {"/read", "/none"}) {
                String post = frame(1, 4, 1, "83 86 41 01 78 04 05" + Frames.text(path)); // no end of the body
                try (Connection connection = open(server, SETTINGS, post)) {
                    assertThat(readFrame(connection, Frames.RST_STREAM).hex()).isEqualTo("00000000");
                    connection.reader().read();
                }
            }
            assertGoesOn(server);
        });
    }
}
