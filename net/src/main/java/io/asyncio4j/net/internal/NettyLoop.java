package io.asyncio4j.net.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Netty takes for its event loop: an {@link IoHandler} that is run when {@link NettyDriver} polls, by whichever thread
 * polls. (Netty's own {@code ManualIoEventLoop} belongs to one thread for ever, while a loop of ours may be run by one
 * thread today and another one tomorrow.)
 */
final class NettyLoop extends AbstractScheduledEventExecutor implements IoEventLoop, ThreadAwareExecutor {

    private static final long FOREVER = Long.MAX_VALUE;

    private final IoHandler handler;
    private final boolean needsOneThread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Promise<?> termination = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private final Waiting waiting = new Waiting();
    private volatile @Nullable Thread thread;
    private volatile boolean shutdown;

    /** Why no wake-up is lost: handlers ask {@link Waiting#canBlock} once more after they can be woken, and before they wait. */
    private volatile boolean woken;

    private boolean initialized;

    /** Where channels over sockets of the JDK are registered if the back end is another one; null until there may be any. */
    @Nullable
    WatchedHandles watched;

    NettyLoop(IoHandlerFactory handlers, boolean needsOneThread) {
        this.needsOneThread = needsOneThread;
        handler = handlers.newHandler(this);
    }

    /**
     * From now on until the next call, the calling thread is this loop's.
     *
     * @throws IllegalStateException if that is another thread than before, and the back end cannot change
     */
    void enter() {
        Thread caller = Thread.currentThread();
        if (thread == caller) {
            return;
        }
        if (thread != null && needsOneThread) {
            throw new IllegalStateException("a loop that uses io_uring was run by thread \"" + thread.getName()
                    + "\" before, and cannot be run by \"" + caller.getName() + "\"; choose -Dasyncio4j.io=epoll");
        }
        belongTo(caller);
    }

    private void belongTo(Thread caller) {
        thread = caller;
        initialize();
    }

    private void initialize() {
        if (!initialized) {
            initialized = true;
            handler.initialize();
        }
    }

    /**
     * Handles all events that are there, after waiting for the first one, and what was to be executed.
     *
     * @param timeoutNanos 0 not to wait, {@link Long#MAX_VALUE} to wait without limit
     * @return how many
     */
    int poll(long timeoutNanos) {
        waiting.timeoutNanos = timeoutNanos;
        return handler.run(waiting) + runTasks();
    }

    private int runTasks() {
        if (hasScheduledTasks()) {
            fetchFromScheduledTaskQueue(tasks);
        }
        int count = 0;
        Runnable task;
        while ((task = tasks.poll()) != null) {
            safeExecute(task);
            count++;
        }
        return count;
    }

    /** Ends the wait that is under way, or else the next one. Thread-safe. */
    void wakeup() {
        woken = true;
        handler.wakeup();
    }

    boolean isWoken() {
        return woken;
    }

    /** The wake-ups until now have had their effect. */
    void clearWakeup() {
        woken = false;
    }

    @Override
    public void close() {
        close(() -> {});
    }

    /**
     * Closes all channels.
     *
     * @param before what is run here before that
     */
    void close(Runnable before) {
        if (shutdown) {
            return;
        }
        belongTo(Thread.currentThread()); // which may be the first one: handlers cannot be ended before they have begun
        before.run();
        shutdown = true;
        cancelScheduledTasks();
        runTasks();
        if (watched != null) {
            watched.close();
        }
        handler.prepareToDestroy();
        runTasks();
        wakeFromOutside();
        handler.destroy();
        runTasks();
        termination.setSuccess(null);
    }

    /**
     * While Netty's io_uring handler waits for wake-ups, the kernel has the address of eight bytes for them. At its end it cancels
     * that, and frees the bytes without waiting until the kernel has let go of them, which then may write over what others
     * have there. A wake-up that is pending is awaited, and nothing has to be cancelled.
     */
    private void wakeFromOutside() {
        thread = null;
        handler.wakeup();
        thread = Thread.currentThread();
    }

    // ---- what Netty asks ----

    @Override
    public boolean inEventLoop(Thread other) {
        return thread == other;
    }

    @Override
    public boolean isExecutorThread(Thread other) {
        return thread == other;
    }

    @Override
    public void execute(Runnable task) {
        if (termination.isDone()) {
            throw new RejectedExecutionException("the loop is closed");
        }
        tasks.add(task);
        if (!inEventLoop()) {
            handler.wakeup();
        }
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        try {
            promise.setSuccess(
                    handler.isCompatible(handle.getClass())
                            ? handler.register(handle)
                            : Objects.requireNonNull(watched).register((NioIoHandle) handle));
        } catch (Exception e) {
            promise.setFailure(e);
        }
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return handler.isCompatible(handleType) || NioIoHandle.class.isAssignableFrom(handleType);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> handlerType) {
        return handler.getClass().equals(handlerType);
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public @Nullable IoEventLoopGroup parent() {
        return null;
    }

    @Override
    public boolean isShuttingDown() {
        return shutdown;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return termination.isDone();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("close the event loop instead");
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("close the event loop instead");
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return termination.await(timeout, unit);
    }

    /** How long the handler may wait for events. */
    private final class Waiting implements IoHandlerContext {

        private long timeoutNanos;

        @Override
        public boolean canBlock() {
            return timeoutNanos > 0 && !woken && tasks.isEmpty() && !hasScheduledTasks();
        }

        @Override
        public long delayNanos(long now) {
            long scheduled = nextScheduledTaskNano();
            return scheduled < 0 ? timeoutNanos : Math.min(timeoutNanos, scheduled);
        }

        @Override
        public long deadlineNanos() {
            long scheduled = nextScheduledTaskDeadlineNanos();
            if (timeoutNanos == FOREVER) {
                return scheduled; // -1 if nothing is scheduled: that means no deadline
            }
            long deadline = ticker().nanoTime() + timeoutNanos;
            return scheduled == -1 ? deadline : Math.min(scheduled, deadline);
        }
    }
}
