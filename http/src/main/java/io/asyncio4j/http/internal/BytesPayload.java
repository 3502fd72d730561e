package io.asyncio4j.http.internal;

import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A body that is there. Whoever sends it may take its bytes, instead of letting it write them. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares bodies
public record BytesPayload(@Nullable String contentType, byte[] bytes) implements Payload {

    /** No bytes, of no type. */
    public static final BytesPayload EMPTY = new BytesPayload(null, new byte[0]);

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
    public void writeTo(PayloadSink sink) throws IOException {
        if (bytes.length > 0) {
            sink.write(bytes);
        }
    }

    @Override
    public BytesPayload withContentType(MediaType type) {
        return new BytesPayload(type.toString(), bytes);
    }

    @Override
    public String toString() {
        return "<Payload " + contentType + " " + bytes.length + " bytes>";
    }
}
