package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A callback posted to a loop that waits, by another thread that waits for it: both threads are woken. */
@State(Scope.Thread)
public class Posting extends Timed {

    private EventLoop loop;
    private Thread loopThread;
    private Thread poster;
    private volatile boolean answered;

    @Setup(Level.Trial)
    public void start() {
        poster = Thread.currentThread();
        loop = EventLoop.create();
        loopThread = Thread.ofPlatform().daemon().start(loop::runForever);
    }

    @TearDown(Level.Trial)
    public void stop() throws InterruptedException {
        loop.callSoonThreadsafe(loop::stop);
        loopThread.join();
        loop.close();
    }

    @Benchmark
    public void roundTrip() {
        answered = false;
        loop.callSoonThreadsafe(this::answer);
        while (!answered) {
            LockSupport.park(this);
        }
    }

    private void answer() {
        answered = true;
        LockSupport.unpark(poster);
    }
}
