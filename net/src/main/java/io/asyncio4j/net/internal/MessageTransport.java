package io.asyncio4j.net.internal;

import io.asyncio4j.net.Transport;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.util.List;
import java.util.function.Consumer;

/** What the transport of a {@link MessageProtocol} does besides. Called in the loop. */
public interface MessageTransport extends Transport {

    /**
     * Sends a message behind all others with the next flush. What cannot be sent any more is released.
     *
     * @param size about how many bytes it is, which count for the limits of the write buffer
     */
    void send(Object message, int size);

    /** Replaces the codecs. What the old ones have not decoded yet goes through the new ones. */
    void replaceCodecs(List<ChannelHandler> codecs);

    /** Runs an action where Netty's code may run, behind all that was sent; not if the connection is lost by then. */
    void withPipeline(Consumer<ChannelPipeline> action);
}
