package io.asyncio4j.net;

import io.asyncio4j.net.internal.MessageProtocol;
import java.nio.ByteBuffer;

/** How transports of streams hand on what they receive. */
final class StreamProtocols {

    private StreamProtocols() {}

    /** @throws IllegalArgumentException if it is none that receives a stream of bytes */
    static StreamProtocol checked(BaseProtocol protocol) {
        if (protocol instanceof Protocol
                || protocol instanceof BufferedProtocol
                || protocol instanceof DirectReceiver
                || protocol instanceof MessageProtocol) {
            return (StreamProtocol) protocol;
        }
        throw new IllegalArgumentException("protocol " + protocol + " (expected: a Protocol or a BufferedProtocol)");
    }

    /** Hands on what was received. A protocol that asks for it by buffers may close the transport in between. */
    static void deliver(byte[] data, StreamProtocol protocol, Transport transport) {
        switch (protocol) {
            case Protocol plain -> plain.dataReceived(data);
            case DirectReceiver direct -> direct.received(ByteBuffer.wrap(data));
            default -> {
                ByteBuffer source = ByteBuffer.wrap(data);
                while (source.hasRemaining() && !transport.isClosing()) {
                    fill((BufferedProtocol) protocol, source);
                }
            }
        }
    }

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
