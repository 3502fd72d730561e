package io.asyncio4j.http.internal;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;

/** Another body with a content type of its own. */
public record TypedPayload(String contentType, Payload body) implements Payload {

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public boolean isRepeatable() {
        return body.isRepeatable();
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        body.writeTo(sink);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
