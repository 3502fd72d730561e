package io.asyncio4j.http;

import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a {@code text/event-stream}, while they come, as the HTML standard defines them.
 *
 * <pre>{@code
 * for (ServerSentEvent event : new ServerSentEvents(response.content())) {
 *     System.out.println(event.data());
 * }
 * }</pre>
 *
 * <p>A cancelled {@link #next} has lost nothing; call it again. After a failure, it fails again. Loop-confined. Counterpart: none in
 * {@code aiohttp}; {@code EventSource} of {@code aiohttp-sse-client}.
 */
public final class ServerSentEvents implements Iterable<ServerSentEvent> {

    /** How large an event may be, in bytes, unless another limit is asked for: 1 MiB. */
    public static final int DEFAULT_LIMIT = 1024 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** More digits than any time has. */
    private static final int MOST_DIGITS = 18;

    private final ReadAhead ahead;
    private final int limit;
    private boolean first = true;

    /** Whether a line has ended with CR, so that LF is not the end of another one. */
    private boolean afterReturn;

    /** How many bytes the lines of the unfinished event have. */
    private int size;

    private @Nullable StringBuilder data;
    private @Nullable String event;
    private @Nullable Duration eventRetry;
    private String id = "";
    private String lastEventId = "";
    private @Nullable Duration retry;

    /** A reader with the usual limit. */
    public ServerSentEvents(StreamReader stream) {
        this(stream, DEFAULT_LIMIT);
    }

    /**
     * A reader with a limit.
     *
     * @param limit how large an event may be, in bytes
     * @throws IllegalArgumentException if it is not positive
     */
    public ServerSentEvents(StreamReader stream, int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("limit = " + limit + " (expected: at least 1)");
        }
        this.ahead = new ReadAhead(stream, new byte[0]);
        this.limit = limit;
    }

    /**
     * The next event; null at the end of the stream, where an unfinished one is dropped. Its id is the last one that was
     * sent, by whatever event. Suspends until it is there.
     *
     * @throws PayloadTooLargeException if an event or a comment is larger than the limit
     * @throws IOException if the connection was lost with an error
     */
    public @Nullable ServerSentEvent next() throws IOException {
        for (String line = line(); line != null; line = line()) {
            if (!line.isEmpty()) {
                take(line);
                continue;
            }
            ServerSentEvent finished = finish();
            if (finished != null) {
                return finished;
            }
        }
        return null;
    }

    /** The events that follow. Its methods suspend, and throw {@link UncheckedIOException} where {@link #next} throws. */
    @Override
    public Iterator<ServerSentEvent> iterator() {
        return new Iterator<>() {

            private @Nullable ServerSentEvent following;

            @Override
            public boolean hasNext() {
                if (following == null) {
                    try {
                        following = ServerSentEvents.this.next();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return following != null;
            }

            @Override
            public ServerSentEvent next() {
                ServerSentEvent next = hasNext() ? following : null;
                if (next == null) {
                    throw new NoSuchElementException("the stream has ended");
                }
                following = null;
                return next;
            }
        };
    }

    /** What to send as {@code Last-Event-ID} when coming back; empty if nothing is to be sent. */
    public String lastEventId() {
        return lastEventId;
    }

    /** How long to wait before coming back; null if the server has not said it. */
    public @Nullable Duration retry() {
        return retry;
    }

    /** The next line, without its end; null if none ends any more. */
    private @Nullable String line() throws IOException {
        int searched = 0;
        while (true) {
            if (afterReturn && ahead.size() > 0) {
                afterReturn = false;
                if (ahead.at(0) == '\n') {
                    ahead.drop(1);
                }
            }
            int end = ahead.indexOfLineEnd(searched);
            searched = end < 0 ? ahead.size() : end;
            if (searched > limit - size) {
                throw new PayloadTooLargeException("server-sent events: an event", limit, "bytes");
            }
            if (end >= 0) {
                break;
            }
            if (ahead.more() == 0) {
                return null;
            }
        }
        String line = ahead.text(0, searched);
        afterReturn = ahead.at(searched) == '\r';
        ahead.drop(searched + 1);
        if (!line.startsWith(":")) {
            size += searched;
        }
        if (first) {
            first = false;
            return !line.isEmpty() && line.charAt(0) == BYTE_ORDER_MARK ? line.substring(1) : line;
        }
        return line;
    }

    private void take(String line) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        switch (field) {
            case "data" -> {
                if (data == null) {
                    data = new StringBuilder(value);
                } else {
                    data.append('\n').append(value);
                }
            }
            case "event" -> event = value;
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    id = value;
                }
            }
            case "retry" -> {
                if (!value.isEmpty()
                        && value.length() <= MOST_DIGITS
                        && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    retry = Duration.ofMillis(Long.parseLong(value));
                    eventRetry = retry;
                }
            }
            default -> {
                // a comment, or a field of the future
            }
        }
    }

    /** Ends an event; null if it has no data. */
    private @Nullable ServerSentEvent finish() {
        lastEventId = id;
        ServerSentEvent finished = data == null
                ? null
                : new ServerSentEvent(
                        event == null || event.isEmpty() ? null : event,
                        data.toString(),
                        id.isEmpty() ? null : id,
                        eventRetry);
        size = 0;
        data = null;
        event = null;
        eventRetry = null;
        return finished;
    }

    @Override
    public String toString() {
        return "<ServerSentEvents" + (lastEventId.isEmpty() ? "" : " lastEventId=" + lastEventId) + ">";
    }
}
