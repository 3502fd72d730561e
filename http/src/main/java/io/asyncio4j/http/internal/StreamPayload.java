package io.asyncio4j.http.internal;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;

/** A body that code writes. */
public record StreamPayload(String contentType, long length, boolean isRepeatable, Writer writer) implements Payload {

    /** How much is passed on at a time. */
    public static final int PIECE = 64 * 1024;

    /** One that is written once. */
    public static StreamPayload once(long length, Writer writer) {
        return new StreamPayload(BytesPayload.OCTET_STREAM, length, false, new Once(writer));
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        writer.writeTo(sink);
    }

    @Override
    public String toString() {
        return "<Payload " + contentType + " written by " + writer + ">";
    }

    /** Code that must not run again. */
    private static final class Once implements Writer {

        private final Writer writer;
        private boolean used;

        Once(Writer writer) {
            this.writer = writer;
        }

        @Override
        public void writeTo(PayloadSink sink) throws IOException {
            if (used) {
                throw new IllegalStateException("the body was written already, and is not repeatable: " + this);
            }
            used = true;
            writer.writeTo(sink);
        }

        @Override
        public String toString() {
            return writer.toString();
        }
    }
}
