package io.asyncio4j.http.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whole seconds, as fields have them (RFC 9110, 10.2.3). */
public final class DelaySeconds {

    private DelaySeconds() {}

    /** Null if it is no such number, or one of more than nine digits. */
    public static @Nullable Duration parse(String text) {
        boolean isNumber = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Duration.ofSeconds(Long.parseLong(text)) : null;
    }
}
