package io.asyncio4j.http.internal;

import io.netty.buffer.ByteBuf;
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
        int count = more.readableBytes();
        ByteBuf kept = rest;
        if (!isOurs(rest) || !rest.isWritable(count)) {
            int size = rest.readableBytes();
            kept = Unpooled.buffer(
                    Math.max(size + count, count == 0 ? 0 : 2 * size)); // so that long ones are copied seldom
            kept.writeBytes(rest);
            rest.release();
        }
        kept.writeBytes(more);
        more.release();
        return kept;
    };

    private Remains() {}

    /** What transports receive into is outside the heap. */
    private static boolean isOurs(ByteBuf buffer) {
        return buffer.hasArray() && buffer.refCnt() == 1;
    }
}
