package io.asyncio4j.http.web;

import java.io.Flushable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Common Log Format of NCSA. */
final class CommonLog implements AccessLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US);

    private final Appendable to;

    CommonLog(Appendable to) {
        this.to = to;
    }

    @Override
    public void answered(Request request, Response response, Duration duration) {
        StringBuilder line = new StringBuilder(100)
                .append(request.remote() instanceof InetSocketAddress peer ? peer.getHostString() : "-")
                .append(" - - [");
        TIME.formatTo(ZonedDateTime.now(ZoneId.systemDefault()), line);
        line.append("] \"").append(request.method()).append(' ');
        appendEscaped(line, request.path());
        if (!request.queryString().isEmpty()) {
            appendEscaped(line.append('?'), request.queryString());
        }
        line.append(' ')
                .append(request.version())
                .append("\" ")
                .append(response.status())
                .append(' ')
                .append(response.sent() == 0 ? "-" : String.valueOf(response.sent()))
                .append('\n');
        try {
            var _ = to.append(line);
            if (to instanceof Flushable buffer) {
                buffer.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer must not make lines, nor ends of fields. */
    private static void appendEscaped(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || (c > '~' && c < 0xA0)) {
                line.append(String.format("\\x%02x", (int) c));
            } else {
                line.append(c);
            }
        }
    }
}
