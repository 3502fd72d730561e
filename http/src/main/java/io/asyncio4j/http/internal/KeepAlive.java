package io.asyncio4j.http.internal;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;

/** What a server says of how long it keeps a connection: {@code Keep-Alive: timeout=5, max=100}. */
final class KeepAlive {

    private static final String TIMEOUT = "timeout=";

    /** A request must not meet the server's end on its way. */
    private static final Duration SAFETY = Duration.ofSeconds(1);

    private KeepAlive() {}

    /** How long the connection can be idle, in nanoseconds; {@link LazyTimer#NEVER} if the server does not say. */
    @SuppressWarnings("deprecation") // Netty's opinion of a field that servers send
    static long limit(HttpHeaders headers) {
        String text = headers.get(HttpHeaderNames.KEEP_ALIVE);
        if (text == null) {
            return LazyTimer.NEVER;
        }
        for (String each : text.split(",", -1)) {
            String parameter = each.strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith(TIMEOUT)) {
                return nanos(parameter.substring(TIMEOUT.length()).strip());
            }
        }
        return LazyTimer.NEVER;
    }

    private static long nanos(String seconds) {
        Duration limit = DelaySeconds.parse(seconds);
        return limit == null ? LazyTimer.NEVER : limit.minus(SAFETY).toNanos();
    }
}
