package io.asyncio4j.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as they are sent. */
class ServerSentEventTest {

    private static String text(ServerSentEvent event) {
        return new String(event.toBytes(), UTF_8);
    }

    @Test
    void toBytes_hasAField_forEachThatIsThere() {
        assertThat(text(ServerSentEvent.of("ä"))).isEqualTo("data: ä\n\n");
        assertThat(text(ServerSentEvent.of(""))).isEqualTo("data: \n\n");
        assertThat(text(ServerSentEvent.of("x").withEvent("tick").withId("7").withRetry(Duration.ofMillis(1500))))
                .isEqualTo("event: tick\nid: 7\nretry: 1500\ndata: x\n\n");
        assertThat(text(ServerSentEvent.of("x").withId(""))).isEqualTo("id: \ndata: x\n\n");
    }

    @Test
    void lineBreaksInData_areLines() {
        assertThat(text(ServerSentEvent.of("a\nb\rc\r\nd\n\ne\r")))
                .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\ndata: \n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r", "\r\ndata: forged"})
    void lineBreaksElsewhere_areRefused(String text) {
        assertThatThrownBy(() -> ServerSentEvent.of("").withEvent(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-sent event: the event has a line break");
        assertThatThrownBy(() -> ServerSentEvent.of("").withId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-sent event: the id has a line break");
    }

    @Test
    void otherBadValues_areRefused() {
        assertThatThrownBy(() -> ServerSentEvent.of("").withId("a\0")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerSentEvent.of("").withRetry(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
    }
}
