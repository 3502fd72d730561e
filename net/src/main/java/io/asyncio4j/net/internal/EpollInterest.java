package io.asyncio4j.net.internal;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Epoll, in which a channel stays that waits for nothing. Netty 4.2.18 takes it out and does not put it back: after the peer
 * had ended its direction, the first write that did not fit into the socket's buffer failed (epoll_ctl: no such file), and the
 * connection was lost. To wait for edges of nothing reports what epoll always reports, errors, and each of them once.
 */
final class EpollInterest implements IoHandler {

    private final IoHandler epoll;

    EpollInterest(IoHandler epoll) {
        this.epoll = epoll;
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Registration(epoll.register(handle));
    }

    private record Registration(IoRegistration epoll) implements IoRegistration {

        @Override
        public long submit(IoOps operations) {
            return epoll.submit(operations.equals(EpollIoOps.NONE) ? EpollIoOps.EPOLLET : operations);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // so it is Netty's
        public <T> T attachment() {
            return epoll.attachment();
        }

        @Override
        public boolean isValid() {
            return epoll.isValid();
        }

        @Override
        public boolean cancel() {
            return epoll.cancel();
        }
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }
}
