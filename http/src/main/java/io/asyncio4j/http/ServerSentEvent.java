package io.asyncio4j.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event of {@code text/event-stream}, as the HTML standard defines it. Immutable.
 *
 * <p>Counterpart: {@code ServerSentEvent} of {@code aiohttp-sse}.
 *
 * @param event what kind of event it is; null for {@code message}
 * @param data its text; line breaks of all kinds come out as line feeds
 * @param id what a client tells when it comes back, to get what it has missed; null for the one of the event before
 * @param retry how long a client waits before it comes back, in milliseconds when sent; null to leave that as it is
 */
public record ServerSentEvent(
        @Nullable String event,
        String data,
        @Nullable String id,
        @Nullable Duration retry) {

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException if {@code event} or {@code id} has a line break, {@code id} the character U+0000, or {@code
     *     retry} is negative
     */
    public ServerSentEvent {
        Objects.requireNonNull(data, "data");
        checkLine("event", event);
        checkLine("id", id);
        if (id != null && id.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("server-sent event: the id has the character U+0000");
        }
        if (retry != null && retry.isNegative()) {
            throw new IllegalArgumentException("server-sent event: retry = " + retry + " (expected: zero or more)");
        }
    }

    private static void checkLine(String what, @Nullable String text) {
        if (text != null && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0)) {
            throw new IllegalArgumentException("server-sent event: the " + what + " has a line break");
        }
    }

    /** An event that is data only. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, data, null, null);
    }

    /** The same event of a kind. */
    public ServerSentEvent withEvent(String newEvent) {
        return new ServerSentEvent(Objects.requireNonNull(newEvent, "event"), data, id, retry);
    }

    /** The same event with an id. */
    public ServerSentEvent withId(String newId) {
        return new ServerSentEvent(event, data, Objects.requireNonNull(newId, "id"), retry);
    }

    /** The same event with a time before clients come back. */
    public ServerSentEvent withRetry(Duration newRetry) {
        return new ServerSentEvent(event, data, id, Objects.requireNonNull(newRetry, "retry"));
    }

    /** As it is sent, with the empty line behind it. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder(data.length() + 32);
        if (event != null) {
            text.append("event: ").append(event).append('\n');
        }
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        if (retry != null) {
            text.append("retry: ").append(retry.toMillis()).append('\n');
        }
        text.append("data: ");
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n') {
                continue; // the line feed stands for both
            }
            if (c == '\r' || c == '\n') {
                text.append("\ndata: ");
            } else {
                text.append(c);
            }
        }
        return text.append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
