package io.asyncio4j.net.internal;

import io.asyncio4j.net.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.function.Consumer;

/** What the transport of a {@link MessageProtocol} does besides. Called in the loop. */
public interface MessageTransport extends Transport, MessageChannel {

    /**
     * A copy of the bytes that {@code data} has next, perhaps not of all, whose position is behind them then: in memory
     * from which the operating system sends. For messages, which release it.
     */
    ByteBuf copy(ByteBuffer data);

    /** Replaces the codecs. What the old ones have not decoded yet goes through the new ones. */
    void replaceCodecs(List<ChannelHandler> codecs);

    /** Runs an action where Netty's code may run, behind all that was sent; not if the connection is lost by then. */
    void withPipeline(Consumer<ChannelPipeline> action);

    /**
     * Whether the operating system can send a file itself, if the codecs let it pass: not over TLS.
     *
     * @param end the position behind the last byte that is to be sent
     */
    boolean sendsFiles(long end);

    /**
     * Sends a part of a file behind all that was sent, and suspends until the operating system has it. When it has returned or
     * thrown, the file is not used any more. If it was cancelled, the connection is closed: a part may have been sent.
     *
     * @param progressed called whenever some more of it was sent
     * @throws IOException if the connection is lost, or the file is shorter
     */
    void sendFile(FileChannel file, long position, long count, Runnable progressed) throws IOException;
}
