package io.asyncio4j.http.internal;

import io.asyncio4j.http.Body;
import io.asyncio4j.http.BodySink;
import io.asyncio4j.http.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body that is there. Whoever sends it may take its bytes, instead of letting it write them. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares bodies
public record BytesBody(@Nullable String contentType, byte[] bytes) implements Body {

    /** No bytes, of no type. */
    public static final BytesBody EMPTY = new BytesBody(null, new byte[0]);

    /** The type of bytes of which nothing is known. */
    public static final String OCTET_STREAM = "application/octet-stream";

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void writeTo(BodySink sink) throws IOException {
        if (bytes.length > 0) {
            sink.write(bytes);
        }
    }

    @Override
    public BytesBody withContentType(MediaType type) {
        return new BytesBody(type.toString(), bytes);
    }

    @Override
    public String toString() {
        return "<Body " + contentType + " " + bytes.length + " bytes>";
    }
}
