package io.asyncio4j.benchmarks;

import io.asyncio4j.EventLoop;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One loop with standard options for all invocations, so that making it is not measured. */
@State(Scope.Thread)
public class RealLoop {

    public EventLoop loop;

    @Setup(Level.Trial)
    public void open() {
        loop = EventLoop.create();
    }

    @TearDown(Level.Trial)
    public void close() {
        loop.close();
    }
}
