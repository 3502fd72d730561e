package io.asyncio4j.http.internal;

import io.asyncio4j.http.Body;
import io.asyncio4j.http.BodySink;
import java.io.IOException;

/** A body that code writes. */
public record StreamBody(String contentType, long length, boolean isRepeatable, Writer writer) implements Body {

    /** One that is written once, of which nothing is known. */
    public static StreamBody once(Writer writer) {
        return new StreamBody(BytesBody.OCTET_STREAM, -1, false, new Once(writer));
    }

    @Override
    public void writeTo(BodySink sink) throws IOException {
        writer.writeTo(sink);
    }

    @Override
    public String toString() {
        return "<Body " + contentType + " written by " + writer + ">";
    }

    /** Code that must not run again. */
    private static final class Once implements Writer {

        private final Writer writer;
        private boolean used;

        Once(Writer writer) {
            this.writer = writer;
        }

        @Override
        public void writeTo(BodySink sink) throws IOException {
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
