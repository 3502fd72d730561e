package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.net.internal.Readiness;
import io.asyncio4j.net.internal.Readiness.Direction;
import io.asyncio4j.net.internal.Readiness.Waiter;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who waits for channels of the JDK in the running loop: callbacks of users, and tasks. */
final class Watching {

    private Watching() {}

    static Readiness readiness(EventLoop loop) {
        return Net.driver(loop).attachment(Readiness.class, () -> new Readiness(loop));
    }

    static void check(SelectableChannel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "the socket must be non-blocking: " + channel + "; call configureBlocking(false)");
        }
        if (!isOfJdk(channel)) {
            throw new IllegalArgumentException("channel = " + channel + " (expected: one of the JDK's own kind)");
        }
    }

    /** Whether a selector of the JDK can watch the channel. */
    static boolean isOfJdk(SelectableChannel channel) {
        return channel.provider() == SelectorProvider.provider();
    }

    /** Lets transports be over sockets of the JDK, on all back ends. */
    static void admitSocketsOfJdk(EventLoop loop) {
        Net.driver(loop).admitSocketsOfJdk(() -> readiness(loop));
    }

    /** Whether a callback or a task waits for the channel. */
    static boolean isWatched(EventLoop loop, SelectableChannel channel) {
        Readiness readiness = Net.driver(loop).attached(Readiness.class);
        return readiness != null
                && (readiness.get(channel, Direction.READ) != null || readiness.get(channel, Direction.WRITE) != null);
    }

    /** Suspends until channels that nobody waits for any more are registered no more. */
    static void awaitReleases(EventLoop loop) {
        Future<@Nullable Void> released = loop.createFuture();
        readiness(loop).whenReleased(() -> {
            if (!released.done()) {
                released.setResult(null);
            }
        });
        released.await();
    }

    // ---- callbacks ----

    static void add(SelectableChannel channel, Direction direction, Runnable callback) throws ClosedChannelException {
        Objects.requireNonNull(callback, "callback");
        check(channel);
        EventLoop loop = Asyncio.getRunningLoop();
        Readiness readiness = readiness(loop);
        if (readiness.get(channel, direction) instanceof Callback old) {
            old.handle.cancel();
        } else {
            checkFree(readiness, channel, direction);
        }
        readiness.set(channel, direction, new Callback(loop, readiness, channel, direction, callback));
    }

    static boolean remove(SelectableChannel channel, Direction direction) {
        Readiness readiness = readiness(Asyncio.getRunningLoop());
        if (!(readiness.get(channel, direction) instanceof Callback callback)) {
            return false;
        }
        callback.handle.cancel();
        return readiness.remove(channel, direction);
    }

    private static void checkFree(Readiness readiness, SelectableChannel channel, Direction direction) {
        Waiter other = readiness.get(channel, direction);
        if (other != null) {
            throw new IllegalStateException((direction == Direction.READ ? "reading from " : "writing to ") + channel
                    + ": " + other + " waits for that already");
        }
    }

    /** Calls a user's callback each time the channel is ready. */
    private static final class Callback implements Waiter {

        private final EventLoop loop;
        private final Readiness readiness;
        private final SelectableChannel channel;
        private final Direction direction;
        private final Runnable callback;
        private final Handle handle;

        Callback(
                EventLoop loop,
                Readiness readiness,
                SelectableChannel channel,
                Direction direction,
                Runnable callback) {
            this.loop = loop;
            this.readiness = readiness;
            this.channel = channel;
            this.direction = direction;
            this.callback = callback;
            this.handle = loop.createHandle(this::run);
        }

        @Override
        public void ready() {
            loop.schedule(handle);
        }

        private void run() {
            try {
                callback.run();
            } finally {
                readiness.askAgain(channel, direction, this);
            }
        }

        @Override
        public void closed() {
            handle.cancel();
        }

        @Override
        public String toString() {
            return "a callback";
        }
    }

    // ---- tasks ----

    /** Suspends until the channel is ready, or was a moment ago. */
    static void await(SelectableChannel channel, Direction direction) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        Readiness readiness = readiness(loop);
        checkFree(readiness, channel, direction);
        Future<@Nullable Void> ready = loop.createFuture();
        readiness.set(channel, direction, new Waiting(ready));
        try {
            if (channel instanceof SocketChannel socket && socket.isConnectionPending()) {
                Net.awaitExternal(Net.driver(loop), ready);
            } else {
                Failures.await(ready);
            }
        } finally {
            readiness.remove(channel, direction);
        }
    }

    private record Waiting(Future<@Nullable Void> future) implements Waiter {

        @Override
        public void ready() {
            if (!future.done()) {
                future.setResult(null);
            }
        }

        @Override
        public void closed() {
            if (!future.done()) {
                future.setException(new AsynchronousCloseException());
            }
        }

        @Override
        public String toString() {
            return "another task";
        }
    }
}
