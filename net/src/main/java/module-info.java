/**
 * The network for asyncio4j: transports and protocols, streams, TCP, UDP, TLS, Unix sockets, subprocesses, files and signals.
 * The API is {@link io.asyncio4j.net}; no type of Netty, on which it stands, appears there.
 */
@SuppressWarnings("module") // the module that it opens its inside to is built after it
module io.asyncio4j.net {
    requires transitive io.asyncio4j.core;
    requires static transitive org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.classes.kqueue;
    requires io.netty.transport.unix.common;

    exports io.asyncio4j.net;
    exports io.asyncio4j.net.internal to
            io.asyncio4j.http;
}
