package io.asyncio4j.http.internal;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as responses bear it, made once a second. */
final class CurrentDate {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static volatile CurrentDate last = new CurrentDate(0);

    private final long second;
    private final AsciiString text;

    private CurrentDate(long second) {
        this.second = second;
        this.text = new AsciiString(FORMAT.format(Instant.ofEpochSecond(second)));
    }

    static AsciiString get() {
        long now = System.currentTimeMillis() / 1000;
        CurrentDate date = last;
        if (date.second != now) {
            date = new CurrentDate(now);
            last = date;
        }
        return date.text;
    }
}
