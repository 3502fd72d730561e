package io.asyncio4j.http.internal;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder.Cumulator;

/**
 * How decoders keep what they could not decode yet. A transport receives into one large buffer, which all connections of a loop
 * share; a slow peer must not hold that for the half line that it has sent.
 */
final class Remains {

    /** Bytes that come after nothing are decoded where they are; a decoder asks again, without more bytes, to keep the rest. */
    static final Cumulator CUMULATOR = (_, rest, more) -> {
        if (!rest.isReadable()) {
            rest.release();
            return more;
        }
        byte[] joined = new byte[rest.readableBytes() + more.readableBytes()];
        int split = rest.readableBytes();
        rest.readBytes(joined, 0, split);
        more.readBytes(joined, split, joined.length - split);
        rest.release();
        more.release();
        return Unpooled.wrappedBuffer(joined);
    };

    private Remains() {}
}
