package io.asyncio4j.http.client;

import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The body of a response that is passed on. */
record ResponsePayload(ClientResponse response) implements Payload {

    @Override
    public @Nullable String contentType() {
        return response.headers().get("content-type");
    }

    @Override
    public long length() {
        return response.contentLength();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        try (response) {
            Payload.stream(response.content()).writeTo(sink);
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
