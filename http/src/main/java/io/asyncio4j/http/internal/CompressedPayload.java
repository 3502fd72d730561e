package io.asyncio4j.http.internal;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Another body, compressed piece by piece. */
public record CompressedPayload(Payload body, String coding) implements Payload {

    @Override
    public @Nullable String contentType() {
        return body.contentType();
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        try (Compressor compressor = new Compressor(coding)) {
            body.writeTo(new PayloadSink() {
                @Override
                public void write(byte[] data) throws IOException {
                    write(ByteBuffer.wrap(data));
                }

                @Override
                public void write(ByteBuffer data) throws IOException {
                    if (data.hasRemaining()) {
                        sink.write(compressor.compress(data));
                    }
                }
            });
            sink.write(compressor.finish());
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
