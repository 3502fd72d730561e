package io.asyncio4j.net.internal;

import io.asyncio4j.net.StreamProtocol;
import io.netty.channel.ChannelHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of this library that speaks in messages: codecs of Netty's make them of the connection's bytes. Its transport is
 * a {@link MessageTransport}. It runs no foreign code, so it is given messages at once, while Netty polls.
 */
public interface MessageProtocol extends StreamProtocol {

    /**
     * The codecs of a connection, from the socket upwards. Called where Netty's code runs, before anything is read, and over
     * TLS after the handshake.
     *
     * @param transport the connection, of which {@link #connectionMade} tells later
     * @param negotiated what was agreed on by ALPN; null if nothing was
     */
    List<ChannelHandler> codecs(MessageTransport transport, @Nullable String negotiated);

    /** Takes a message, which it has to release. One that comes with the connection comes after {@code connectionMade}. */
    void messageReceived(Object message);
}
