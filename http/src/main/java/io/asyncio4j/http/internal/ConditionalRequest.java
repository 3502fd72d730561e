package io.asyncio4j.http.internal;

import io.asyncio4j.http.Headers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request for what exists is to be answered, after its conditions and ranges (RFC 9110, sections 13.2.2 and 14.2).
 *
 * @param status 200 to go on; 206 with ranges; 304, 412 or 416 without a body
 * @param ranges for 206 at least one, else none
 */
public record ConditionalRequest(int status, List<ByteRange> ranges) {

    private static final ConditionalRequest OK = new ConditionalRequest(200, List.of());
    private static final ConditionalRequest NOT_MODIFIED = new ConditionalRequest(304, List.of());
    private static final ConditionalRequest PRECONDITION_FAILED = new ConditionalRequest(412, List.of());
    private static final ConditionalRequest RANGE_NOT_SATISFIABLE = new ConditionalRequest(416, List.of());

    /**
     * Decides.
     *
     * @param entityTag of what there is; null if it has none
     * @param lastModified of what there is; null if that is not known
     * @param length of what there is, in bytes; -1 if that is not known, then ranges are ignored
     * @param now for years with two digits
     */
    public static ConditionalRequest decide(
            String method,
            Headers request,
            @Nullable EntityTag entityTag,
            @Nullable Instant lastModified,
            long length,
            Instant now) {
        // a date of HTTP has no fractions
        Instant modified = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
        boolean reads = method.equals("GET") || method.equals("HEAD");

        String ifMatch = list(request, "if-match");
        if (ifMatch != null) {
            if (!EntityTag.ifMatch(ifMatch, entityTag)) {
                return PRECONDITION_FAILED;
            }
        } else {
            Instant unmodifiedSince = date(request, "if-unmodified-since", now);
            if (unmodifiedSince != null && modified != null && modified.isAfter(unmodifiedSince)) {
                return PRECONDITION_FAILED;
            }
        }

        String ifNoneMatch = list(request, "if-none-match");
        if (ifNoneMatch != null) {
            if (!EntityTag.ifNoneMatch(ifNoneMatch, entityTag)) {
                return reads ? NOT_MODIFIED : PRECONDITION_FAILED;
            }
        } else if (reads) {
            Instant modifiedSince = date(request, "if-modified-since", now);
            if (modifiedSince != null && modified != null && !modified.isAfter(modifiedSince)) {
                return NOT_MODIFIED;
            }
        }

        String range = method.equals("GET") && length >= 0 ? request.get("range") : null;
        if (range == null || !ifRange(request, entityTag, modified, now)) {
            return OK;
        }
        List<ByteRange> ranges = ByteRange.parse(range, length);
        if (ranges == null) {
            return OK;
        }
        return ranges.isEmpty() ? RANGE_NOT_SATISFIABLE : new ConditionalRequest(206, List.copyOf(ranges));
    }

    /** Whether what the client has a part of is still what there is. */
    private static boolean ifRange(
            Headers request, @Nullable EntityTag entityTag, @Nullable Instant modified, Instant now) {
        String field = request.get("if-range");
        if (field == null) {
            return true;
        }
        EntityTag tag = EntityTag.parse(field);
        if (tag != null) {
            return entityTag != null && tag.isStronglyEqual(entityTag);
        }
        Instant date = HttpDates.parse(field.strip(), now);
        // what was modified in this very second may be modified in it once more (section 8.8.2.2)
        return date != null && date.equals(modified) && !date.isAfter(now.minusSeconds(1));
    }

    /** The values of all fields of that name; null if there is none. */
    private static @Nullable String list(Headers request, String name) {
        return request.contains(name) ? String.join(", ", request.getAll(name)) : null;
    }

    /** Null if there is none, or if it is malformed, which is to be ignored. */
    private static @Nullable Instant date(Headers request, String name, Instant now) {
        String field = request.get(name);
        return field == null ? null : HttpDates.parse(field.strip(), now);
    }
}
