package io.asyncio4j.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keeps what a body writes. */
final class Collected implements PayloadSink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** How often the body has written. */
    int writes;

    static byte[] bytes(Payload body) throws IOException {
        Collected collected = new Collected();
        body.writeTo(collected);
        return collected.bytes.toByteArray();
    }

    static String text(Payload body) throws IOException {
        return new String(bytes(body), StandardCharsets.UTF_8);
    }

    @Override
    public void write(byte[] data) {
        writes++;
        bytes.writeBytes(data);
    }

    @Override
    public void write(ByteBuffer data) {
        writes++;
        while (data.hasRemaining()) {
            bytes.write(data.get());
        }
    }
}
