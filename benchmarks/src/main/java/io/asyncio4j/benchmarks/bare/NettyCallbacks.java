package io.asyncio4j.benchmarks.bare;

import static io.asyncio4j.benchmarks.Callbacks.CALLBACKS;

import io.asyncio4j.benchmarks.Link;
import io.asyncio4j.benchmarks.Timed;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A task of Netty's event loop that executes the next one; some such chains at a time. */
@State(Scope.Thread)
public class NettyCallbacks extends Timed implements Link.Chains {

    @Param({"1", "100"})
    public int chains;

    private EventLoop loop;
    private volatile CountDownLatch unfinished;

    @Setup(Level.Trial)
    public void meetAllClasses() throws InterruptedException {
        loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()).next();
        for (int i = 0; i < 20; i++) {
            runChains(8);
        }
    }

    @TearDown(Level.Trial)
    public void close() {
        loop.parent().shutdownGracefully();
    }

    @Benchmark
    @OperationsPerInvocation(CALLBACKS)
    public void execute() throws InterruptedException {
        runChains(chains);
    }

    private void runChains(int count) throws InterruptedException {
        unfinished = new CountDownLatch(count);
        loop.execute(() -> {
            for (int i = 0; i < count; i++) {
                schedule(Link.first(i, this, CALLBACKS / count));
            }
        });
        unfinished.await();
    }

    @Override
    public void schedule(Runnable callback) {
        loop.execute(callback);
    }

    @Override
    public void ended() {
        unfinished.countDown();
    }
}
