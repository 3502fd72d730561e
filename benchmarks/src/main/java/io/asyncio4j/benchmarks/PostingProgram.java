package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.IoBackend;

/** {@link Posts} to a loop. Arguments: {@code nio}, {@code epoll}, {@code io_uring} or {@code none}; {@code flood} or {@code ping}. */
final class PostingProgram {

    private PostingProgram() {}

    public static void main(String[] args) {
        EventLoop loop = args[0].equals("none")
                ? EventLoop.create()
                : IoBackend.of(args[0]).newLoop();
        Thread.ofPlatform().daemon().start(loop::runForever);
        Posts.measure(args[1], loop::callSoonThreadsafe);
    }
}
