package io.asyncio4j.http.web;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.http.internal.ByteRange;
import io.asyncio4j.http.internal.OpenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Parts of a file that is open, with bytes before each, and behind the last. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares bodies
record FileContent(String contentType, OpenFile file, List<Part> parts, byte[] end) implements Payload {

    private static final byte[] NOTHING = {};

    record Part(byte[] before, long position, long count) {}

    static FileContent whole(OpenFile file, String type, long size) {
        return new FileContent(type, file, List.of(new Part(NOTHING, 0, size)), NOTHING);
    }

    static FileContent of(OpenFile file, String type, ByteRange range) {
        return new FileContent(type, file, List.of(new Part(NOTHING, range.first(), range.length())), NOTHING);
    }

    /** Several ranges (RFC 9110, section 14.6). */
    static FileContent parts(OpenFile file, String type, List<ByteRange> ranges, long size) {
        String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong())
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        List<Part> parts = new ArrayList<>(ranges.size());
        for (ByteRange range : ranges) {
            String head = "\r\n--" + boundary + "\r\ncontent-type: " + type + "\r\ncontent-range: "
                    + range.contentRange(size) + "\r\n\r\n";
            parts.add(new Part(head.getBytes(StandardCharsets.ISO_8859_1), range.first(), range.length()));
        }
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return new FileContent("multipart/byteranges; boundary=" + boundary, file, parts, end);
    }

    @Override
    public long length() {
        long length = end.length;
        for (Part part : parts) {
            length += part.before.length + part.count;
        }
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return false; // it is closed with its request
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        for (Part part : parts) {
            sink.write(part.before);
            file.writeTo(sink, part.position, part.count);
        }
        sink.write(end);
    }
}
