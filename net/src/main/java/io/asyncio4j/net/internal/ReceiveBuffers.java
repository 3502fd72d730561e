package io.asyncio4j.net.internal;

import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where received bytes are put, for all channels of one loop. */
interface ReceiveBuffers {

    /**
     * Where those of one channel are put.
     *
     * @param target a direct buffer of the channel's owner for the next bytes, which is used if the back end can; null if
     *     they may be anywhere
     */
    RecvByteBufAllocator ofChannel(Supplier<@Nullable ByteBuffer> target);
}
