package io.asyncio4j.http.client;

import static io.asyncio4j.http.Frames.DATA;
import static io.asyncio4j.http.Frames.GOAWAY;
import static io.asyncio4j.http.Frames.HEADERS;
import static io.asyncio4j.http.Frames.PING;
import static io.asyncio4j.http.Frames.RST_STREAM;
import static io.asyncio4j.http.Frames.frame;
import static io.asyncio4j.http.Frames.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.http.Frames;
import io.asyncio4j.http.Frames.Frame;
import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.Payload;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X31: servers of HTTP/2 that end, refuse, and misbehave, frame by frame. */
class Http2FramesTest extends ClientTest {

    private static final String OK = "88";
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;
    private static final int REFUSED = 7;

    /** The first one that Netty opens. */
    private static final int STREAM = 3;

    /** A connection whose preface has come. */
    private static final class Peer {

        private final RawServer.Talk talk;
        private final Frame clientSettings;

        Peer(RawServer.Talk talk, String settings) throws IOException {
            this.talk = talk;
            send(frame(Frames.SETTINGS_TYPE, 0, 0, settings));
            talk.body(Frames.PREFACE.length());
            clientSettings = next(Frames.SETTINGS_TYPE);
            send(frame(Frames.SETTINGS_TYPE, ACK, 0, ""));
        }

        int number() {
            return talk.number;
        }

        void send(String... frames) {
            for (String each : frames) {
                talk.writer.write(Frames.parse(each));
            }
        }

        /** The next frame of that type. */
        Frame next(int type) throws IOException {
            return Frames.read(talk.reader, type);
        }

        /** The stream of the next request. */
        int request() throws IOException {
            return next(HEADERS).stream();
        }

        void answer(int stream, String text) {
            send(frame(HEADERS, END_HEADERS, stream, OK), frame(DATA, END_STREAM, stream, Frames.text(text)));
        }

        /** Whether the client has closed the connection, saying so. */
        boolean hasGoAway() throws IOException {
            return Frames.has(talk.reader, GOAWAY);
        }
    }

    /** What a peer does with a connection. */
    private interface Script {
        void play(Peer peer) throws IOException;
    }

    private interface Conversation {
        void with(RawServer server, ClientSession session) throws Exception;
    }

    private void talk(String settings, Script script, Conversation conversation) {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        script.play(new Peer(talk, settings));
                        talk.reader.read();
                    });
                    var session = new ClientSession(o -> o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE))) {
                conversation.with(server, session);
            }
        });
    }

    private void talk(Script script, Conversation conversation) {
        talk("", script, conversation);
    }

    /** Answers all requests with the connection's number. */
    private static void serve(Peer peer) throws IOException {
        while (true) {
            peer.answer(peer.request(), "" + peer.number());
        }
    }

    // ---- the beginning ----

    @Test
    void preface_refusesPushes() {
        List<String> settings = new ArrayList<>();
        talk(
                peer -> {
                    settings.add(peer.clientSettings.payload());
                    serve(peer);
                },
                (server, session) -> {
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                    assertThat(settings.getFirst()).contains("\0\2\0\0\0\0");
                });
    }

    /** The server's first word comes in one piece with the proxy's last one. */
    @Test
    void settings_behindTheAnswerOfAProxy_areNotLost() {
        run(() -> {
            try (var proxy = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\n\r\n");
                        serve(new Peer(talk, ""));
                    });
                    var session = new ClientSession(o -> o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE)
                            .proxy(Proxy.of("http://127.0.0.1:" + proxy.port())))) {
                assertThat(session.get("http://example.org/").text()).isEqualTo("1");
            }
        });
    }

    @Test
    void oneStreamAtATime_othersGetConnectionsOfTheirOwn() {
        Event goOn = new Event();
        talk(
                "0003 00000001",
                peer -> {
                    int stream = peer.request();
                    goOn.await();
                    peer.answer(stream, "" + peer.number());
                    serve(peer);
                },
                (server, session) -> {
                    List<Task<String>> calls = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        calls.add(Asyncio.createTask(
                                () -> session.get(server.url("/")).text()));
                    }
                    until(() -> session.statistics().open() == 3);
                    goOn.set();
                    List<String> answers = new ArrayList<>();
                    for (Task<String> each : calls) {
                        answers.add(each.await());
                    }
                    assertThat(answers).containsExactlyInAnyOrder("1", "2", "3");
                    assertThat(session.statistics().idle()).isEqualTo(3);
                });
    }

    /** The limit grows while calls wait for it. */
    @Test
    void settings_changed_areFollowed() {
        talk(
                "0003 00000001",
                peer -> {
                    int first = peer.request();
                    peer.send(frame(Frames.SETTINGS_TYPE, 0, 0, "0003 00000002"));
                    int second = peer.request();
                    peer.answer(second, "second");
                    peer.answer(first, "first");
                    serve(peer);
                },
                (server, session) -> {
                    try (var limited = new ClientSession(o ->
                            o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE).pool(PoolLimits.DEFAULT.withPerHost(1)))) {
                        Task<String> first = Asyncio.createTask(
                                () -> limited.get(server.url("/")).text());
                        Task<String> second = Asyncio.createTask(
                                () -> limited.get(server.url("/")).text());
                        assertThat(second.await()).isEqualTo("second");
                        assertThat(first.await()).isEqualTo("first");
                        assertThat(limited.statistics().created()).isOne();
                    }
                });
    }

    @Test
    void ping_isAnswered() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(frame(PING, 0, 0, "0102030405060708"));
                    Frame answer = peer.next(PING);
                    peer.answer(stream, answer.flags() + " " + answer.hex(0, 8));
                },
                (server, session) ->
                        assertThat(session.get(server.url("/")).text()).isEqualTo("1 0102030405060708"));
    }

    @Test
    void interimAndTrailers_arePassedOver() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(
                            frame(HEADERS, END_HEADERS, stream, "08 03 313033"), // :status 103
                            frame(HEADERS, END_HEADERS, stream, "08 03 313030"), // :status 100
                            frame(HEADERS, END_HEADERS, stream, OK),
                            frame(DATA, 0, stream, Frames.text("hello")),
                            frame(HEADERS, END_HEADERS + END_STREAM, stream, "00 01 78 01 79")); // x: y
                },
                (server, session) ->
                        assertThat(session.get(server.url("/")).text()).isEqualTo("hello"));
    }

    // ---- GOAWAY ----

    @Test
    void goAway_letsRunningCallsFinish_andNewOnesGoElsewhere() {
        Event goOn = new Event();
        talk(
                peer -> {
                    int stream = peer.request();
                    if (peer.number() == 1) {
                        peer.send(frame(GOAWAY, 0, 0, number(stream) + number(0)));
                        goOn.await();
                        peer.answer(stream, "1");
                        peer.next(GOAWAY); // the client ends the connection
                        return;
                    }
                    peer.answer(stream, "2");
                    serve(peer);
                },
                (server, session) -> {
                    Task<String> first = Asyncio.createTask(
                            () -> session.get(server.url("/")).text());
                    until(() -> server.connections == 1);
                    Asyncio.sleep(Duration.ofMillis(20));
                    assertThat(session.get(server.url("/")).text()).isEqualTo("2");
                    goOn.set();
                    assertThat(first.await()).isEqualTo("1");
                    until(() -> session.statistics().open() == 1);
                });
    }

    @Test
    void goAway_whileIdle_closesTheConnection() {
        Event goOn = new Event();
        talk(
                peer -> {
                    peer.answer(peer.request(), "hi");
                    goOn.await();
                    peer.send(frame(GOAWAY, 0, 0, number(1) + number(0)));
                },
                (server, session) -> {
                    assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                    assertThat(session.statistics().idle()).isOne();
                    goOn.set();
                    until(() -> session.statistics().open() == 0);
                });
    }

    /** Streams that the server has not looked at are tried on another connection, whatever their method. */
    @Test
    void goAway_withoutHandling_isTriedAgain() {
        talk(
                peer -> {
                    int first = peer.request();
                    if (peer.number() > 1) {
                        peer.answer(first, "later");
                        serve(peer);
                    }
                    peer.request();
                    peer.send(frame(GOAWAY, 0, 0, number(first) + number(0)));
                    peer.answer(first, "at once");
                },
                (server, session) -> {
                    Task<String> first = Asyncio.createTask(
                            () -> session.get(server.url("/")).text());
                    Task<String> second = Asyncio.createTask(
                            () -> session.post(server.url("/"), Payload.of("x")).text());
                    assertThat(first.await()).isEqualTo("at once");
                    assertThat(second.await()).isEqualTo("later");
                    assertThat(server.connections).isEqualTo(2);
                });
    }

    @Test
    void goAway_withAReason_tellsIt() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(
                            frame(HEADERS, END_HEADERS, stream, OK),
                            frame(GOAWAY, 0, 0, number(stream) + number(11) + Frames.text("too many pings")));
                    peer.talk.close();
                },
                (server, session) -> assertThatThrownBy(
                                () -> session.get(server.url("/")).read())
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("GOAWAY ENHANCE_YOUR_CALM too many pings"));
    }

    // ---- RST_STREAM ----

    @Test
    void refusedStream_isTriedAgainOnce() {
        talk(
                peer -> {
                    int stream = peer.request();
                    if (peer.number() == 1) {
                        peer.send(frame(RST_STREAM, 0, stream, number(REFUSED)));
                    } else {
                        peer.answer(stream, "" + peer.number());
                    }
                },
                (server, session) -> {
                    assertThat(session.post(server.url("/"), Payload.of("x")).text())
                            .isEqualTo("2");
                });
    }

    @Test
    void refusedStream_twice_isAnError() {
        talk(peer -> peer.send(frame(RST_STREAM, 0, peer.request(), number(REFUSED))), (server, session) -> {
            assertThatThrownBy(() -> session.get(server.url("/")))
                    .isInstanceOf(HttpException.class)
                    .hasMessageContaining("not handled: the server has no room for it");
            assertThat(server.connections).isEqualTo(2);
        });
    }

    @Test
    void refusedStream_withABodyThatCannotBeRepeated_isAnError() {
        talk(peer -> peer.send(frame(RST_STREAM, 0, peer.request(), number(REFUSED))), (server, session) -> {
            assertThatThrownBy(() -> session.post(server.url("/"), Payload.stream(sink -> sink.write(new byte[1]))))
                    .hasMessageContaining("not handled");
            assertThat(server.connections).isOne();
        });
    }

    @Test
    void resetStream_isAnErrorOfItsCallOnly() {
        talk(
                peer -> {
                    int first = peer.request();
                    int second = peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, first, OK), frame(RST_STREAM, 0, first, number(2)));
                    peer.answer(second, "fine");
                },
                (server, session) -> {
                    var first = Asyncio.createTask(
                            () -> session.get(server.url("/")).text());
                    var second = Asyncio.createTask(
                            () -> session.get(server.url("/")).text());
                    assertThatThrownBy(first::await)
                            .hasStackTraceContaining("the server has reset the stream: INTERNAL_ERROR");
                    assertThat(second.await()).isEqualTo("fine");
                    assertThat(session.statistics().idle()).isOne();
                });
    }

    /** RFC 9113, 8.1: the response counts; nobody wants the rest of the request. */
    @Test
    void earlyAnswer_thenReset_endsTheWriting() {
        List<String> ended = new ArrayList<>();
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.answer(stream, "no, thanks");
                    peer.send(frame(RST_STREAM, 0, stream, number(0)));
                    serve(peer);
                },
                (server, session) -> {
                    var response = session.post(server.url("/"), Payload.stream(sink -> {
                        try {
                            while (true) {
                                sink.write(new byte[10_000]);
                                Asyncio.sleep(Duration.ZERO);
                            }
                        } finally {
                            ended.add("written");
                        }
                    }));
                    assertThat(response.text()).isEqualTo("no, thanks");
                    until(() -> !ended.isEmpty());
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                });
    }

    /** Of what has come, nothing is lost; and a response that is closed instead gives back its place. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void earlyAnswer_thenReset_beforeItIsRead(boolean read) {
        talk(
                "0003 00000001",
                peer -> {
                    int stream = peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, stream, OK));
                    for (int i = 0; i < 15; i++) {
                        peer.send(frame(DATA, i == 14 ? END_STREAM : 0, stream, "00".repeat(16_000)));
                    }
                    peer.send(frame(RST_STREAM, 0, stream, number(0)), frame(PING, 0, 0, "00".repeat(8)));
                    peer.next(PING);
                    serve(peer);
                },
                (server, session) -> {
                    var never = Asyncio.getRunningLoop().createFuture();
                    var response = session.post(server.url("/"), Payload.stream(_ -> never.await()));
                    assertThat(response.content().read(1)).hasSize(1);
                    until(never::cancelled);
                    if (read) {
                        assertThat(response.content().read()).hasSize(15 * 16_000 - 1);
                    } else {
                        response.close();
                    }
                    until(() -> session.statistics().idle() == 1);
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                });
    }

    @Test
    void earlyAnswer_withoutReset_isOneOfOurs() {
        List<Frame> resets = new ArrayList<>();
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.answer(stream, "no, thanks");
                    resets.add(peer.next(RST_STREAM));
                    serve(peer);
                },
                (server, session) -> {
                    var never = Asyncio.getRunningLoop().createFuture();
                    var response = session.post(server.url("/"), Payload.stream(_ -> never.await()));
                    assertThat(response.text()).isEqualTo("no, thanks");
                    until(() -> !resets.isEmpty());
                    assertThat(resets.getFirst().hex(0, 4)).isEqualTo("00000000");
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                });
    }

    // ---- the end of the connection ----

    @Test
    void lostConnection_failsAllItsCalls() {
        talk(
                peer -> {
                    int first = peer.request();
                    peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, first, OK));
                    peer.talk.close();
                },
                (server, session) -> {
                    var first = Asyncio.createTask(
                            () -> session.post(server.url("/"), Payload.of("x")).read());
                    var second = Asyncio.createTask(
                            () -> session.post(server.url("/"), Payload.of("x")).read());
                    assertThatThrownBy(first::await)
                            .hasStackTraceContaining("closed the connection within the response");
                    assertThatThrownBy(second::await)
                            .hasStackTraceContaining("closed the connection without an answer");
                    assertThat(session.statistics().open()).isZero();
                });
    }

    @Test
    void lostConnection_ofAnIdempotentCall_isTriedAgain() {
        talk(
                peer -> {
                    peer.answer(peer.request(), "" + peer.number());
                    peer.request();
                    peer.talk.close();
                },
                (server, session) -> {
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                    assertThat(session.get(server.url("/")).text()).isEqualTo("2");
                });
    }

    /** All of it has come before the end. */
    @Test
    void end_behindAnUnreadBody_doesNotDisturb() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, stream, OK));
                    for (int i = 0; i < 15; i++) {
                        peer.send(frame(DATA, i == 14 ? END_STREAM : 0, stream, "00".repeat(16_000)));
                    }
                    peer.talk.writer.drain();
                    peer.talk.close();
                },
                (server, session) -> {
                    var response = session.get(server.url("/"));
                    assertThat(response.content().read(1)).hasSize(1);
                    until(() -> session.statistics().open() == 0);
                    assertThat(response.content().read()).hasSize(15 * 16_000 - 1);
                });
    }

    // ---- misbehaviour ----

    /** Each ends the connection with a GOAWAY. */
    @ParameterizedTest
    @CsvSource({
        "000000 00 00 00000005", // DATA of an idle stream
        "000001 04 00 00000003 00", // SETTINGS of a stream
        "000001 04 00 00000000 00", // SETTINGS of a wrong size
        "000003 08 00 00000000 000000", // WINDOW_UPDATE of a wrong size
        "000004 08 00 00000000 00000000", // WINDOW_UPDATE by zero
        "000007 06 00 00000000 00000000000000", // PING of a wrong size
        "000001 01 05 00000003 ff", // a broken header block
        "000003 01 05 00000003 000178", // one that is cut off
        "000001 09 04 00000003 88", // CONTINUATION of nothing
        "7fffff 00 00 00000003", // a frame that is too large
        "000005 05 04 00000003 00000002 82", // PUSH_PROMISE, which was refused
    })
    void badFrame_endsTheConnection(String frame) {
        List<Boolean> told = new ArrayList<>();
        talk(
                peer -> {
                    assertThat(peer.request()).isEqualTo(STREAM);
                    peer.send(frame);
                    told.add(peer.hasGoAway());
                },
                (server, session) -> {
                    assertThatThrownBy(() -> session.get(server.url("/x")).read())
                            .isInstanceOf(HttpProtocolException.class)
                            .hasMessageStartingWith("GET " + server.url("/x") + ": malformed response: ");
                    assertThat(session.statistics().open()).isZero();
                    until(() -> !told.isEmpty());
                    assertThat(told.getFirst()).isTrue();
                });
    }

    /** Each ends its stream only. */
    @ParameterizedTest
    @CsvSource({
        "000004 01 05 00000003 00017800", // no status
        "000006 01 05 00000003 880001580179", // a name in capitals
        "000003 00 01 00000003 616263", // DATA before the head
        "00000f 01 05 00000003 88000a636f6e6e656374696f6e0161", // connection: a
    })
    void badResponse_isAnError(String frame) {
        talk(
                peer -> {
                    assertThat(peer.request()).isEqualTo(STREAM);
                    peer.send(frame);
                    serve(peer);
                },
                (server, session) -> {
                    assertThatThrownBy(() -> session.get(server.url("/x")).read())
                            .isInstanceOf(HttpProtocolException.class);
                    assertThat(session.get(server.url("/x")).text()).isEqualTo("1");
                });
    }

    @Test
    void streamOfTheServers_isRefused() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, 2, OK));
                    peer.answer(stream, "" + peer.next(RST_STREAM).stream());
                },
                (server, session) ->
                        assertThat(session.get(server.url("/")).text()).isEqualTo("2"));
    }

    @Test
    void bodyOfAnotherLength_isAnError() {
        talk(
                peer -> {
                    int first = peer.request();
                    // content-length: 5
                    peer.send(
                            frame(HEADERS, END_HEADERS, first, OK + "0f0d 01 35"),
                            frame(DATA, END_STREAM, first, Frames.text("four")));
                    serve(peer);
                },
                (server, session) -> {
                    assertThatThrownBy(() -> session.get(server.url("/")).read())
                            .isInstanceOf(HttpProtocolException.class)
                            .hasMessageContaining("content-length");
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                });
    }

    @Test
    void interim_withoutEnd_isAnError() {
        talk(
                peer -> {
                    int stream = peer.request();
                    for (int i = 0; i < 100; i++) {
                        peer.send(frame(HEADERS, END_HEADERS, stream, "08 03 313032"));
                    }
                    peer.next(RST_STREAM);
                },
                (server, session) -> assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("more than 64 interim responses"));
    }

    @Test
    void headersTooLarge_areAnError() {
        talk(
                peer -> {
                    int stream = peer.request();
                    // x: aaa..., again and again: each is 8,000 bytes
                    String field = "00 01 78 7f c1 3d" + "61".repeat(8_000);
                    for (int i = 0; i < 10; i++) {
                        peer.send(frame(
                                i == 0 ? HEADERS : 9, i == 9 ? END_HEADERS : 0, stream, i == 0 ? OK + field : field));
                    }
                    peer.talk.reader.read();
                },
                (server, session) -> assertThatThrownBy(
                                () -> session.get(server.url("/")).read())
                        .isInstanceOf(HttpProtocolException.class));
    }

    @Test
    void http1_asAnswer_isAnError() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                        talk.reader.read();
                    });
                    var session = new ClientSession(o -> o.version(HttpVersion.HTTP_2_PRIOR_KNOWLEDGE))) {
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(HttpProtocolException.class)
                        .hasMessageContaining("First received frame was not SETTINGS");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    /** What is sent again and again, without an end. */
    @ParameterizedTest
    @CsvSource({
        "000000 01 00 00000003, 000001 09 00 00000003 88", // a head in pieces
        "000001 01 04 00000003 88, 000000 00 00 00000003", // data frames without data
    })
    void flood_endsTheConnection(String first, String next) {
        List<Boolean> told = new ArrayList<>();
        talk(
                peer -> {
                    assertThat(peer.request()).isEqualTo(STREAM);
                    peer.send(first);
                    for (int i = 0; i < 2000; i++) {
                        peer.send(next);
                    }
                    told.add(peer.hasGoAway());
                },
                (server, session) -> {
                    assertThatThrownBy(() -> session.get(server.url("/")).read())
                            .isInstanceOf(HttpProtocolException.class);
                    until(() -> !told.isEmpty());
                    assertThat(told.getFirst()).isTrue();
                });
    }

    @Test
    void dataBeyondTheWindow_isAnError() {
        talk(
                peer -> {
                    int stream = peer.request();
                    peer.send(frame(HEADERS, END_HEADERS, stream, OK));
                    for (int i = 0; i < 60; i++) {
                        peer.send(frame(DATA, 0, stream, "00".repeat(16_000)));
                    }
                    assertThat(peer.next(RST_STREAM).hex(0, 4)).isEqualTo("00000003");
                    serve(peer);
                },
                (server, session) -> {
                    var response = session.get(server.url("/"));
                    until(() -> response.content().exception() != null);
                    assertThatThrownBy(() -> response.content().read())
                            .isInstanceOf(HttpProtocolException.class)
                            .hasMessageContaining("window");
                    assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                });
    }
}
