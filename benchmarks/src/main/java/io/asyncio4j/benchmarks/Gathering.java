package io.asyncio4j.benchmarks;

import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.Coroutine;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One of a thousand coroutines that {@code gather} runs and that sleep for a turn. */
@State(Scope.Thread)
public class Gathering extends Timed {

    private static final int COROUTINES = 1_000;

    private final List<Coroutine<Integer>> coroutines = IntStream.range(0, COROUTINES)
            .<Coroutine<Integer>>mapToObj(i -> () -> sleep(Duration.ZERO, i))
            .toList();

    @Benchmark
    @OperationsPerInvocation(COROUTINES)
    public int gatherSleepers(RealLoop real) {
        return real.loop.runUntilComplete(() -> gather(coroutines).await().size());
    }
}
