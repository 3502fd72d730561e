package io.asyncio4j.http.internal;

import io.netty.util.AsciiString;

/** The time of day as responses bear it, made once a second. */
final class CurrentDate {

    private static volatile CurrentDate last = new CurrentDate(0);

    private final long second;
    private final AsciiString text;

    private CurrentDate(long second) {
        this.second = second;
        this.text = new AsciiString(HttpDates.format(second));
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
