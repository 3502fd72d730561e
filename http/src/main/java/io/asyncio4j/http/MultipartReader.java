package io.asyncio4j.http;

import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a form, or another {@code multipart} body of RFC 2046, one after the other, while they come. No more of a part
 * is in memory than its reader asks for.
 *
 * <pre>{@code
 * for (Part part : reader) {
 *     if (part.fileName() == null) {
 *         fields.add(part.name(), part.text());
 *     } else {
 *         part.saveTo(folder.resolve(UUID.randomUUID().toString()));
 *     }
 * }
 * }</pre>
 *
 * <p>A cancelled {@link #next} has lost nothing; call it again. After a failure, it fails again. What comes behind the last
 * boundary is not looked at. Loop-confined. Counterpart: {@code aiohttp.MultipartReader}.
 */
public final class MultipartReader implements Iterable<Part> {

    private static final int LONGEST_BOUNDARY = 70;
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

    private final ReadAhead ahead;
    private final MultipartLimits limits;

    /** The line break that belongs to it, two hyphens, and the boundary. */
    private final byte[] delimiter;

    /** How many bytes at the beginning of what was read ahead belong to the current part, or to what is before the first. */
    private int content;

    /** Whether the delimiter comes after them. */
    private boolean delimited;

    private @Nullable Part current;
    private int parts;
    private long total;
    private boolean ended;

    /**
     * A reader with the usual limits.
     *
     * @param boundary the parameter of that name of the content type
     * @throws IllegalArgumentException if the boundary is empty, too long, or has characters other than printable ASCII
     */
    public MultipartReader(StreamReader body, String boundary) {
        this(body, boundary, MultipartLimits.DEFAULT);
    }

    /**
     * A reader with limits.
     *
     * @param boundary the parameter of that name of the content type
     * @throws IllegalArgumentException if the boundary is empty, too long, or has characters other than printable ASCII
     */
    public MultipartReader(StreamReader body, String boundary, MultipartLimits limits) {
        if (boundary.isEmpty()
                || boundary.length() > LONGEST_BOUNDARY
                || !boundary.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("the boundary is \"" + boundary + "\" (expected: 1 to "
                    + LONGEST_BOUNDARY + " characters of printable ASCII)");
        }
        this.ahead = new ReadAhead(body, LINE_END); // as if a line had ended before the first one
        this.limits = limits;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A reader for a body with that content type.
     *
     * @param contentType the value of the field; null if it is missing
     * @throws HttpProtocolException if that is no {@code multipart} type, or has no boundary that can be one
     */
    public static MultipartReader of(StreamReader body, @Nullable String contentType, MultipartLimits limits)
            throws HttpProtocolException {
        try {
            MediaType type = contentType == null ? null : MediaType.parse(contentType);
            String boundary = type == null || !type.type().equals("multipart") ? null : type.parameter("boundary");
            if (boundary != null) {
                return new MultipartReader(body, boundary, limits);
            }
        } catch (IllegalArgumentException e) {
            throw new HttpProtocolException("multipart: " + e.getMessage(), e);
        }
        throw new HttpProtocolException(
                "multipart: the content type is " + contentType + " (expected: a multipart type with a boundary)");
    }

    // ---- parts ----

    /**
     * The next part; null after the last one. What was not read of the one before is skipped; that part cannot be read any more.
     * Suspends until its header fields are there.
     *
     * @throws PayloadTooLargeException if one of the limits is exceeded
     * @throws HttpProtocolException if the body ends before the last boundary, or is malformed
     * @throws IOException if the connection was lost with an error
     */
    public @Nullable Part next() throws IOException {
        checkTotal();
        if (current != null) {
            current.pass();
            current = null;
        }
        while (!ended && available() > 0) {
            drop(content);
        }
        if (ended || isLast()) {
            ended = true;
            return null;
        }
        if (parts == limits.parts()) {
            throw new PayloadTooLargeException("multipart: a form", limits.parts(), "parts");
        }
        int end = endOfHeaders();
        Part part = Part.parse(this, headerText(end));
        ahead.drop(end + HEADERS_END.length);
        delimited = false;
        parts++;
        current = part;
        return part;
    }

    /** The parts that follow. Its methods suspend, and throw {@link UncheckedIOException} where {@link #next} throws. */
    @Override
    public Iterator<Part> iterator() {
        return new Iterator<>() {

            private @Nullable Part following;

            @Override
            public boolean hasNext() {
                if (following == null) {
                    try {
                        following = MultipartReader.this.next();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return following != null;
            }

            @Override
            public Part next() {
                Part part = hasNext() ? following : null;
                if (part == null) {
                    throw new NoSuchElementException("there are no more parts");
                }
                following = null;
                return part;
            }
        };
    }

    /** Whether the delimiter, which comes next, is the last one. */
    private boolean isLast() throws IOException {
        while (ahead.size() < delimiter.length + 2) {
            fill();
        }
        return ahead.at(delimiter.length) == '-' && ahead.at(delimiter.length + 1) == '-';
    }

    /** Where the header fields end, behind the delimiter. */
    private int endOfHeaders() throws IOException {
        int from = delimiter.length;
        int end = ahead.indexOf(HEADERS_END, from);
        while (end < 0 && ahead.size() - delimiter.length <= (long) limits.headerBytes() + HEADERS_END.length) {
            from = Math.max(from, ahead.size() - HEADERS_END.length + 1);
            fill();
            end = ahead.indexOf(HEADERS_END, from);
        }
        if (end < 0 || end - delimiter.length > limits.headerBytes()) {
            throw new PayloadTooLargeException("multipart: header fields of a part", limits.headerBytes(), "bytes");
        }
        return end;
    }

    /** The header fields, each with a line break before it. */
    private String headerText(int end) throws HttpProtocolException {
        String text = ahead.text(delimiter.length, end);
        int padding = text.indexOf("\r\n");
        if (!text.substring(0, padding < 0 ? text.length() : padding).isBlank()) {
            throw new HttpProtocolException("multipart: a line goes on behind the boundary (expected: its end)");
        }
        return padding < 0 ? "" : text.substring(padding);
    }

    // ---- what is in them ----

    /** How many bytes of the current part are there; 0 at its end. Suspends if it has not ended and none is there. */
    int available() throws IOException {
        while (content == 0 && !delimited) {
            search();
        }
        return content;
    }

    /** All that is left of the current part. Suspends until it has ended. */
    byte[] takeAll() throws IOException {
        while (!delimited) {
            search();
        }
        return take(content);
    }

    byte[] take(int count) {
        content -= count;
        return ahead.take(count);
    }

    private void drop(int count) {
        content -= count;
        ahead.drop(count);
    }

    /** Looks further for the delimiter, reads if that needs more bytes. */
    private void search() throws IOException {
        checkTotal();
        int place = ahead.indexOf(delimiter, content);
        if (place >= 0) {
            content = place;
            delimited = true;
            return;
        }
        int known = ahead.size() - delimiter.length + 1;
        if (known > content) {
            content = known;
        } else {
            fill();
        }
    }

    private void fill() throws IOException {
        int count = ahead.more();
        if (count == 0) {
            throw new HttpProtocolException(
                    "multipart: the body ends after " + total + " bytes, before the last boundary");
        }
        total += count;
        checkTotal();
    }

    private void checkTotal() throws PayloadTooLargeException {
        if (total > limits.totalBytes()) {
            throw new PayloadTooLargeException("multipart: a body", limits.totalBytes(), "bytes");
        }
    }

    @Override
    public String toString() {
        return "<MultipartReader " + parts + " parts" + (ended ? " ended" : "") + ">";
    }
}
