package io.asyncio4j.http.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the bytes of a representation (RFC 9110, section 14.1.2).
 *
 * @param first the place of the first byte
 * @param last the place of the last byte, which belongs to it
 */
public record ByteRange(long first, long last) {

    private static final String UNIT = "bytes=";
    private static final int MOST_RANGES = 16;

    /** How many bytes it has. */
    public long length() {
        return last - first + 1;
    }

    /** The value of the {@code Content-Range} field that belongs to it. */
    public String contentRange(long complete) {
        return "bytes " + first + "-" + last + "/" + complete;
    }

    /** The value of the {@code Content-Range} field for a request that asks for what is not there. */
    public static String unsatisfiable(long complete) {
        return "bytes */" + complete;
    }

    /**
     * What a {@code Range} field asks for. Ranges that overlap or touch each other are one, at the place of the earliest in the
     * field.
     *
     * @param length how many bytes there are
     * @return empty if none of them is there; null if the field is to be ignored, since it is malformed, has another unit, or asks
     *     for more than 16 ranges
     */
    public static @Nullable List<ByteRange> parse(String field, long length) {
        String text = field.strip();
        if (!text.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>();
        int count = 0;
        for (String each : text.substring(UNIT.length()).split(",", -1)) {
            String spec = each.strip();
            if (spec.isEmpty()) {
                continue;
            }
            int hyphen = spec.indexOf('-');
            String from = hyphen < 0 ? "" : spec.substring(0, hyphen);
            String to = hyphen < 0 ? "" : spec.substring(hyphen + 1);
            count++;
            if ((from.isEmpty() && to.isEmpty()) || !isNumber(from) || !isNumber(to) || count > MOST_RANGES) {
                return null;
            }
            if (from.isEmpty()) {
                long suffix = number(to);
                if (length == 0 && suffix > 0) {
                    return null; // all of nothing, which no Content-Range can say
                }
                merge(ranges, new ByteRange(Math.max(0, length - suffix), length - 1));
            } else {
                long first = number(from);
                long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
                if (last < first) {
                    return null;
                }
                merge(ranges, new ByteRange(first, Math.min(last, length - 1)));
            }
        }
        return count == 0 ? null : ranges;
    }

    private static void merge(List<ByteRange> ranges, ByteRange range) {
        if (range.first > range.last) {
            return; // nothing of it is there
        }
        ByteRange merged = range;
        int place = ranges.size();
        for (int i = ranges.size() - 1; i >= 0; i--) {
            ByteRange other = ranges.get(i);
            if (other.first <= merged.last + 1 && merged.first <= other.last + 1) {
                merged = new ByteRange(Math.min(other.first, merged.first), Math.max(other.last, merged.last));
                ranges.remove(i);
                place = i;
            }
        }
        ranges.add(place, merged);
    }

    private static boolean isNumber(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Of digits, whose number may be too large. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }
}
