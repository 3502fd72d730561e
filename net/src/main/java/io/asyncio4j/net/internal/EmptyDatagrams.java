package io.asyncio4j.net.internal;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Datagrams without data over Netty's native channels, which would skip them. */
final class EmptyDatagrams {

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

    private EmptyDatagrams() {}

    static void send(UnixChannel channel, @Nullable Object recipient) throws IOException {
        Socket socket = (Socket) channel.fd();
        if (recipient == null) {
            var _ = socket.send(NOTHING, 0, 0);
        } else if (recipient instanceof InetSocketAddress inet) {
            var _ = socket.sendTo(NOTHING, 0, 0, inet.getAddress(), inet.getPort());
        } else {
            byte[] path = ((DomainSocketAddress) recipient).path().getBytes(StandardCharsets.UTF_8);
            var _ = socket.sendToDomainSocket(NOTHING, 0, 0, path);
        }
    }
}
