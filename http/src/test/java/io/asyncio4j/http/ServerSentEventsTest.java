package io.asyncio4j.http;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Event streams, by the rules of the HTML standard. */
class ServerSentEventsTest {

    private static ServerSentEvent event(@Nullable String event, String data, @Nullable String id) {
        return new ServerSentEvent(event, data, id, null);
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                stream("data: a\n\n", event(null, "a", null)),
                stream("data: a\r\rdata: b\r\r", event(null, "a", null), event(null, "b", null)),
                stream("data: a\r\n\r\ndata: b\r\n\r\n", event(null, "a", null), event(null, "b", null)),
                stream("data: a\r\n\rdata: b\n\r\n", event(null, "a", null), event(null, "b", null)),
                stream("\uFEFFdata: a\n\n", event(null, "a", null)),
                stream("\uFEFF\uFEFFdata: a\n\n"),
                stream("\uFEFF\n\ndata: \uFEFF\n\n", event(null, "\uFEFF", null)),
                stream("data\n\ndata\ndata\n\ndata:", event(null, "", null), event(null, "\n", null)),
                stream("data:test\n\ndata: test\n\n", event(null, "test", null), event(null, "test", null)),
                stream("data:  two\n\n", event(null, " two", null)),
                stream("data: YHOO\ndata: +2\ndata: 10\n\n", event(null, "YHOO\n+2\n10", null)),
                stream(": comment\n\ndata: a\n: in between\ndata: b\n\n:\n\n", event(null, "a\nb", null)),
                stream(
                        "event: add\ndata: 7\n\nevent: x\n\ndata: y\n\n",
                        event("add", "7", null),
                        event(null, "y", null)),
                stream("event: a\nevent:\ndata: b\n\n", event(null, "b", null)),
                stream("data: a: b\n\n", event(null, "a: b", null)),
                stream(
                        "data: first\nid: 1\n\ndata:second\nid\n\n",
                        event(null, "first", "1"),
                        event(null, "second", null)),
                stream("id: 1\n\ndata: a\n\ndata: b\n\n", event(null, "a", "1"), event(null, "b", "1")),
                stream("id: 1\nid: x\0y\ndata: a\n\n", event(null, "a", "1")),
                stream("Data: a\nunknown: b\nnothing\n\n"),
                stream("data: unfinished\n"),
                stream(" data: a\n\n"),
                stream("data: ä\u20AC\uD83D\uDE00\n\n", event(null, "ä€😀", null)),
                stream("", new ServerSentEvent[0]));
    }

    private static Arguments stream(String text, ServerSentEvent... events) {
        return Arguments.of(text, List.of(events));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void events_ofAStream(String text, List<ServerSentEvent> expected) {
        Asyncio.run(() -> {
            for (int size : new int[] {1, 2, 3, 1000}) {
                List<ServerSentEvent> events = new ArrayList<>();
                for (ServerSentEvent event : new ServerSentEvents(Fed.reader(text.getBytes(UTF_8), size))) {
                    events.add(event);
                }
                assertThat(events).isEqualTo(expected);
            }
        });
    }

    @Test
    void toBytes_isReadAgain() {
        Asyncio.run(() -> {
            ServerSentEvent event = new ServerSentEvent("tick", "a\n\nb\n", "1", Duration.ofMillis(5));
            var events = new ServerSentEvents(Fed.reader(event.toBytes(), 4));
            assertThat(events.next()).isEqualTo(event);
            assertThat(events.next()).isNull();
            assertThat(events.next()).isNull();
            assertThatThrownBy(() -> events.iterator().next()).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void retryAndLastEventId_areForComingBack() {
        Asyncio.run(() -> {
            String text =
                    "retry: 10\n\nid: 5\n\nretry: x\nretry:\nretry: -1\nretry: 1234567890123456789\ndata: a\n\nid: 6\ndata";
            var events = new ServerSentEvents(Fed.reader(text.getBytes(UTF_8), 7));
            assertThat(events.lastEventId()).isEmpty();
            assertThat(events.retry()).isNull();
            assertThat(events.next()).isEqualTo(event(null, "a", "5"));
            assertThat(events.retry()).isEqualTo(Duration.ofMillis(10));
            assertThat(events.next()).isNull();
            assertThat(events.lastEventId()).isEqualTo("5");
        });
    }

    @Test
    void event_isThere_withItsLastCarriageReturn() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            var events = new ServerSentEvents(stream);
            stream.feedData("data: a\r\r".getBytes(UTF_8));
            assertThat(events.next()).isEqualTo(event(null, "a", null));
            stream.feedData("\ndata: b\r\r".getBytes(UTF_8));
            assertThat(events.next()).isEqualTo(event(null, "b", null));
        });
    }

    @Test
    void cancelledNext_losesNothing() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            var events = new ServerSentEvents(stream);
            stream.feedData("event: x\ndata: a\nda".getBytes(UTF_8));
            Task<?> task = createTask(() -> {
                var _ = events.next();
            });
            sleep(Duration.ZERO);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            stream.feedData("ta: b\n\n".getBytes(UTF_8));
            assertThat(events.next()).isEqualTo(event("x", "a\nb", null));
        });
    }

    @Test
    void limit_isThatOfOneEvent() throws IOException {
        Asyncio.run(() -> {
            String fits = "data: 4\n".repeat(2) + "\n";
            var events =
                    new ServerSentEvents(Fed.reader((fits + fits + ": 345678901234\n" + fits).getBytes(UTF_8), 3), 14);
            for (int i = 0; i < 3; i++) {
                assertThat(events.next()).isEqualTo(event(null, "4\n4", null));
            }
            assertThat(events.next()).isNull();
        });
        assertTooLarge("data: 45\ndata: 4\n\n");
        assertTooLarge("data: 4\ndata: 4\nd\n\n");
        assertTooLarge("data: 4\ndata: 4567890");
        assertTooLarge(":23456789012345");
    }

    private static void assertTooLarge(String text) {
        Asyncio.run(() -> {
            var events = new ServerSentEvents(Fed.reader(text.getBytes(UTF_8), 3), 14);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(events::next)
                        .isInstanceOf(PayloadTooLargeException.class)
                        .hasMessage("server-sent events: an event of more than 14 bytes, which is the limit");
            }
            assertThatThrownBy(() -> events.iterator().hasNext())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(PayloadTooLargeException.class);
        });
    }

    @Test
    void lostConnection_isThrown_andABadLimitRefused() {
        Asyncio.run(() -> {
            StreamReader stream = new StreamReader();
            stream.setException(new SocketException("gone"));
            assertThatThrownBy(() -> new ServerSentEvents(stream).next())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("gone");
            assertThatThrownBy(() -> new ServerSentEvents(stream, 0)).isInstanceOf(IllegalArgumentException.class);
        });
    }
}
