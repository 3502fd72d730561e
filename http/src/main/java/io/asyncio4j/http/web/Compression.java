package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.internal.AcceptEncoding;
import io.asyncio4j.http.internal.CompressedPayload;
import io.asyncio4j.http.internal.Compressor;
import org.jspecify.annotations.Nullable;

/** Compresses responses for peers that can undo that. */
final class Compression implements Middleware {

    /** Above this, a thread of the default executor compresses what is there as a whole. */
    private static final int MUCH = 64 * 1024;

    private final CompressionOptions options;

    Compression(CompressionOptions options) {
        this.options = options;
    }

    @Override
    public Response handle(Request request, Handler next) throws Exception {
        Response response = next.handle(request);
        if (!mayBeCompressed(response)) {
            return response;
        }
        response.vary("accept-encoding");
        String coding = AcceptEncoding.choose(request.headers().getAll("accept-encoding"), Compressor.CODINGS);
        if (coding == null || request.method().equals("HEAD")) {
            return response;
        }
        byte[] bytes = response.body();
        Payload body = response.written();
        if (body != null) {
            var _ = response.with(new CompressedPayload(body, coding));
        } else if (bytes != null) {
            var _ = response.with(
                    bytes.length < MUCH
                            ? Compressor.compress(coding, bytes)
                            : Asyncio.toThread(() -> Compressor.compress(coding, bytes)));
        }
        response.headers().remove("accept-ranges").remove("content-length").set("content-encoding", coding);
        String tag = response.headers().get("etag");
        if (tag != null && !tag.startsWith("W/")) { // other bytes, the same meaning
            response.headers().set("etag", "W/" + tag);
        }
        return response;
    }

    private boolean mayBeCompressed(Response response) {
        int status = response.status();
        if (status < 200 || status == 204 || status == 206 || status == 304) {
            return false;
        }
        if (response.headers().contains("content-encoding")
                || response.headers().containsToken("cache-control", "no-transform")) {
            return false;
        }
        byte[] bytes = response.body();
        Payload body = response.written();
        long length = bytes != null ? bytes.length : body != null ? body.length() : 0;
        return (length < 0 || length >= options.minSize()) && isWorthIt(response.contentType());
    }

    private boolean isWorthIt(@Nullable String type) {
        try {
            return type != null && options.types().test(MediaType.parse(type));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
