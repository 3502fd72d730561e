package io.asyncio4j.http.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates of RFC 9110, section 5.6.7. */
public final class HttpDates {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String LONG_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day";
    private static final String MONTH = "(?<month>" + String.join("|", MONTHS) + ")";
    private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

    private static final Pattern FIXED =
            Pattern.compile(DAY + ", (?<day>\\d\\d) " + MONTH + " (?<year>\\d{4}) " + TIME + " GMT");
    private static final Pattern RFC_850 =
            Pattern.compile(LONG_DAY + ", (?<day>\\d\\d)-" + MONTH + "-(?<year>\\d\\d) " + TIME + " GMT");
    private static final Pattern ASCTIME =
            Pattern.compile(DAY + " " + MONTH + " (?<day>[ \\d]\\d) " + TIME + " (?<year>\\d{4})");

    private HttpDates() {}

    /** A time, in seconds since 1970, as {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(long epochSecond) {
        return FORMAT.format(Instant.ofEpochSecond(epochSecond));
    }

    /**
     * A date in one of the three forms; null if it is none. Nobody needs the day of the week, so it may be wrong.
     *
     * @param now decides about the century of a year with two digits, which is at most 50 years from then
     */
    public static @Nullable Instant parse(String text, Instant now) {
        Matcher matcher = FIXED.matcher(text);
        if (matcher.matches()) {
            return instant(matcher, number(matcher, "year"));
        }
        matcher = ASCTIME.matcher(text);
        if (matcher.matches()) {
            return instant(matcher, number(matcher, "year"));
        }
        matcher = RFC_850.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int thisYear = now.atZone(ZoneOffset.UTC).getYear();
        int year = thisYear - thisYear % 100 + 100 + number(matcher, "year");
        while (year > thisYear + 50) {
            year -= 100;
        }
        return instant(matcher, year);
    }

    private static @Nullable Instant instant(Matcher matcher, int year) {
        try {
            int second = Math.min(number(matcher, "second"), 59); // a leap second is none in Java
            return LocalDateTime.of(
                            year,
                            MONTHS.indexOf(matcher.group("month")) + 1,
                            number(matcher, "day"),
                            number(matcher, "hour"),
                            number(matcher, "minute"),
                            second)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException _) {
            return null;
        }
    }

    private static int number(Matcher matcher, String group) {
        return Integer.parseInt(matcher.group(group).strip());
    }
}
