package io.asyncio4j.net;

import java.nio.ByteBuffer;

/** How bytes get into the buffers of a {@link BufferedProtocol}. */
final class StreamBuffers {

    private StreamBuffers() {}

    /** Asks for one buffer and fills it with what fits. */
    static void fill(BufferedProtocol protocol, ByteBuffer source) {
        ByteBuffer target = protocol.getBuffer(source.remaining());
        if (!target.hasRemaining() || target.isReadOnly()) {
            throw new IllegalStateException("getBuffer() returned " + target + " (expected: writable, with room)");
        }
        int count = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), count);
        source.position(source.position() + count);
        protocol.bufferUpdated(count);
    }
}
