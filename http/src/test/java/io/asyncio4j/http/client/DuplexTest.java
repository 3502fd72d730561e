package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.queue.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: a response that begins while the request's body is still being written. */
class DuplexTest extends ClientTest {

    private interface Conversation {
        void with(WebServer server, ClientSession session) throws Exception;
    }

    private void talk(HttpVersion version, Application app, Conversation conversation) {
        run(() -> {
            try (var server = app.start("127.0.0.1", 0, WebOptions.DEFAULT.withShutdownTime(Duration.ofSeconds(1)));
                    var session = new ClientSession(o -> o.version(version))) {
                conversation.with(server, session);
            }
        });
        reports.removeIf(each -> each.startsWith("Error handling")); // of handlers whose client gave up
    }

    /** What the server sends back at once, piece by piece. */
    private static Application echo() {
        return new Application()
                .post(
                        "/echo",
                        request -> Response.of(Payload.stream(sink -> {
                                    for (byte[] piece = request.content().read(1000);
                                            piece.length > 0;
                                            piece = request.content().read(1000)) {
                                        sink.write(piece);
                                    }
                                }))
                                .contentType(MediaType.OCTET_STREAM))
                .post("/deaf", _ -> Response.text("no, thanks"))
                .get("/", _ -> Response.text("ok"));
    }

    /** A body that a test writes piece by piece; the end is an empty one. */
    private static final class Pieces {

        final Queue<String> queue = new Queue<>();

        /** How the writing has ended. */
        final List<String> ended = new ArrayList<>();

        Payload payload() {
            return Payload.stream(this::write);
        }

        private void write(PayloadSink sink) throws IOException {
            try {
                for (String piece = queue.get(); !piece.isEmpty(); piece = queue.get()) {
                    sink.write(piece.getBytes());
                }
                ended.add("well");
            } catch (CancelledError e) {
                ended.add("cancelled");
                throw e;
            } catch (IOException e) {
                ended.add(e.getMessage());
                throw e;
            }
        }
    }

    private static String read(ClientResponse response, int count) throws IOException {
        return new String(response.content().readExactly(count));
    }

    @ParameterizedTest
    @EnumSource
    void pieces_sentAndReadInTurn(HttpVersion version) {
        Pieces pieces = new Pieces();
        talk(version, echo(), (server, session) -> {
            pieces.queue.put("one");
            try (var response = session.post(server.url() + "/echo", pieces.payload())) {
                assertThat(read(response, 3)).isEqualTo("one");
                for (String each : List.of("two", "three", "four")) {
                    pieces.queue.put(each);
                    assertThat(read(response, each.length())).isEqualTo(each);
                }
                pieces.queue.put("");
                assertThat(response.content().read()).isEmpty();
            }
            assertThat(pieces.ended).containsExactly("well");
            assertThat(session.statistics().idle()).isOne();
            assertThat(session.get(server.url() + "/").text()).isEqualTo("ok");
            assertThat(session.statistics().created()).isOne();
        });
    }

    @ParameterizedTest
    @EnumSource
    void response_closed_stopsTheWriting(HttpVersion version) {
        Pieces pieces = new Pieces();
        talk(version, echo(), (server, session) -> {
            pieces.queue.put("one");
            try (var response = session.post(server.url() + "/echo", pieces.payload())) {
                assertThat(read(response, 3)).isEqualTo("one");
            }
            until(() -> !pieces.ended.isEmpty());
            assertThat(pieces.ended).containsExactly("cancelled");
            assertThat(session.get(server.url() + "/").text()).isEqualTo("ok");
        });
    }

    @ParameterizedTest
    @EnumSource
    void response_ended_stopsTheWriting(HttpVersion version) {
        Pieces pieces = new Pieces();
        talk(version, echo(), (server, session) -> {
            pieces.queue.put("one");
            try (var response = session.post(server.url() + "/deaf", pieces.payload())) {
                assertThat(response.text()).isEqualTo("no, thanks");
            }
            until(() -> !pieces.ended.isEmpty());
            assertThat(pieces.ended).containsExactly("cancelled");
            assertThat(session.get(server.url() + "/").text()).isEqualTo("ok");
        });
    }

    @ParameterizedTest
    @EnumSource
    void call_cancelled_stopsTheWriting(HttpVersion version) {
        Pieces pieces = new Pieces();
        Application app = new Application().post("/", request -> {
            request.content().read();
            return Response.text("");
        });
        talk(version, app, (server, session) -> {
            pieces.queue.put("one");
            Task<?> call = Asyncio.createTask(() -> session.post(server.url() + "/", pieces.payload()));
            until(() -> server.connections() == 1 && pieces.queue.empty());
            call.cancel();
            assertThatThrownBy(call::await).isInstanceOf(CancelledError.class);
            assertThat(pieces.ended).containsExactly("cancelled"); // it does not go on behind the caller's back
        });
    }

    @ParameterizedTest
    @EnumSource
    void body_failsBeforeTheResponse_comesOutOfTheCall(HttpVersion version) {
        Application app = new Application().post("/", request -> Response.bytes(request.read(), MediaType.TEXT));
        talk(version, app, (server, session) -> {
            assertThatThrownBy(() -> session.post(server.url() + "/", Payload.stream(sink -> {
                        sink.write("begun".getBytes());
                        Asyncio.sleep(Duration.ofMillis(5));
                        throw new IOException("the source has dried up");
                    })))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the source has dried up");
            assertThatThrownBy(() -> session.post(server.url() + "/", Payload.stream(_ -> {
                        throw new IllegalArgumentException("a mistake");
                    })))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a mistake");
            assertThat(session.statistics().open()).isEqualTo(version == HttpVersion.HTTP_2_PRIOR_KNOWLEDGE ? 1 : 0);
        });
    }

    @ParameterizedTest
    @EnumSource
    void body_failsWithinTheResponse_comesOutOfReading(HttpVersion version) {
        talk(version, echo(), (server, session) -> {
            for (Exception failure : List.of(new IOException("dried up"), new IllegalStateException("a mistake"))) {
                var goOn = Asyncio.getRunningLoop().createFuture();
                Payload body = Payload.stream(sink -> {
                    sink.write("begun".getBytes());
                    goOn.await();
                    if (failure instanceof IOException io) {
                        throw io;
                    }
                    throw (RuntimeException) failure;
                });
                try (var response = session.post(server.url() + "/echo", body)) {
                    assertThat(read(response, 5)).isEqualTo("begun");
                    goOn.setResult(null);
                    assertThatThrownBy(() -> response.content().read()).isSameAs(failure);
                }
            }
            assertThat(session.get(server.url() + "/").text()).isEqualTo("ok");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void body_ofAnotherLengthThanItSays_isAnError(int length) {
        talk(HttpVersion.HTTP_1_1, echo(), (server, session) -> {
            Payload body = new Payload() {
                @Override
                public String contentType() {
                    return "text/plain";
                }

                @Override
                public long length() {
                    return length;
                }

                @Override
                public boolean isRepeatable() {
                    return true;
                }

                @Override
                public void writeTo(PayloadSink sink) throws IOException {
                    sink.write("one".getBytes());
                }
            };
            assertThatThrownBy(() -> session.post(server.url() + "/echo", body))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the body has 3 bytes (expected: " + length);
            assertThat(session.statistics().open()).isZero();
        });
    }

    /** The end of the body is known before its writer returns: the connection is used again. */
    @ParameterizedTest
    @EnumSource
    void file_sent_keepsTheConnection(HttpVersion version, @TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[900_000]);
        Application app = new Application().post("/", request -> Response.text("" + request.read().length));
        talk(version, app, (server, session) -> {
            for (int i = 0; i < 10; i++) {
                try (var response = session.post(server.url() + "/", Payload.file(file))) {
                    assertThat(response.text()).isEqualTo("900000");
                }
            }
            assertThat(session.statistics().created()).isOne();
        });
    }

    /** The first writing has ended before the second one begins. */
    @Test
    void redirect_writesTheBodyAgain_afterTheFirstTime() {
        List<String> steps = new ArrayList<>();
        Application app = new Application()
                .post("/from", _ -> Response.empty(307).header("location", "/to"))
                .post("/to", request -> Response.text(request.text()));
        Payload body = new Payload() {
            @Override
            public String contentType() {
                return "text/plain";
            }

            @Override
            public long length() {
                return -1;
            }

            @Override
            public boolean isRepeatable() {
                return true;
            }

            @Override
            public void writeTo(PayloadSink sink) throws IOException {
                steps.add("begun");
                try {
                    sink.write("hello".getBytes());
                    if (steps.size() == 1) {
                        Asyncio.sleep(Duration.ofDays(1));
                    }
                } finally {
                    steps.add("ended");
                }
            }
        };
        talk(HttpVersion.HTTP_1_1, app, (server, session) -> {
            try (var response = session.post(server.url() + "/from", body)) {
                assertThat(response.text()).isEqualTo("hello");
            }
        });
        assertThat(steps).containsExactly("begun", "ended", "begun", "ended");
    }
}
