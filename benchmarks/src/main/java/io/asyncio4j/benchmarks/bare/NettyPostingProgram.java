package io.asyncio4j.benchmarks.bare;

import io.asyncio4j.benchmarks.Posts;
import io.netty.channel.MultiThreadIoEventLoopGroup;

/** {@link Posts} to Netty. Arguments: {@code nio}, {@code epoll} or {@code io_uring}; {@code flood} or {@code ping}. */
final class NettyPostingProgram {

    private NettyPostingProgram() {}

    public static void main(String[] args) {
        NettyServer.Transport transport = NettyServer.Transport.named(args[0]);
        Posts.measure(args[1], new MultiThreadIoEventLoopGroup(1, transport.factory()).next());
    }
}
