package io.asyncio4j.http.internal;

import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response, whatever the version of HTTP. The response is one {@link #respond}; or {@link #begin}, any number
 * of {@link #write}, and {@link #end}. Used in the handler's task.
 */
public interface ServerExchange {

    String method();

    /** As it was sent. */
    String target();

    /** For instance {@code HTTP/1.1}. */
    String version();

    NettyHeaders headers();

    boolean hasBody();

    /** What was sent with the request; asking for it lets a peer go on that waits for permission. Null if there is no body. */
    @Nullable
    StreamReader body();

    /** The connection. */
    Transport transport();

    /** The status that tells the peer why its request could not be received; 0 if that is not what was thrown. */
    int statusOf(Throwable thrown);

    /** Whether nobody is left to be answered. */
    boolean isGone();

    /** Whether the response has begun, so that it cannot become another one. */
    boolean isBegun();

    /** Sends a response as a whole. Does not suspend. The headers are this exchange's from now on. */
    void respond(int status, NettyHeaders headers, byte[] body);

    /**
     * Sends the head of a response.
     *
     * @param length of the body; -1 if it is not known
     */
    void begin(int status, NettyHeaders headers, long length);

    /**
     * Sends a part of the body, and suspends while the peer takes no more.
     *
     * @throws IOException if the connection was lost, or more is written than {@link #begin} was told
     */
    void write(ByteBuffer data) throws IOException;

    /**
     * Sends a part of a file as a part of the body, and suspends until the operating system has it. When this has returned or
     * thrown, the file is not used any more.
     *
     * @throws IOException see {@link #write}, and if the file is shorter
     */
    void writeFile(FileChannel file, long position, long count) throws IOException;

    /** Ends the response. */
    void end() throws IOException;

    /**
     * Accepts the WebSocket that was asked for, as {@link Upgrades#isAsked} tells.
     *
     * @param headers of the response, besides those of the handshake
     */
    WebSocketConnection upgrade(NettyHeaders headers, WebSocketOptions options);

    /** Ends the connection, or the stream, without the rest of the response. */
    void abort();
}
