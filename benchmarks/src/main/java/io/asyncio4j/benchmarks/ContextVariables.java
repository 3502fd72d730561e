package io.asyncio4j.benchmarks;

import io.asyncio4j.ContextVar;
import io.asyncio4j.Task;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Context variables in a task, and tasks in a context in which some are set. */
@State(Scope.Thread)
public class ContextVariables extends Timed {

    public static final int READS = 10_000;
    public static final int TASKS = 10_000;

    /** How many variables have a value. */
    @Param({"0", "20"})
    public int variables;

    private final ContextVar<Integer> read = ContextVar.withDefault("read", 1);
    private final ContextVar<?>[] others =
            IntStream.range(0, 20).mapToObj(i -> ContextVar.of("v" + i)).toArray(ContextVar[]::new);
    private final Task<?>[] tasks = new Task<?>[TASKS];
    private int ran;

    @SuppressWarnings("unchecked")
    private void setThem() {
        if (variables > 0) {
            read.set(2);
        }
        for (int i = 1; i < variables; i++) {
            ((ContextVar<Integer>) others[i]).set(i);
        }
    }

    /** Reading one, in a task. */
    @Benchmark
    @OperationsPerInvocation(READS)
    public int get(RealLoop real) {
        return real.loop.runUntilComplete(() -> {
            setThem();
            int sum = 0;
            for (int i = 0; i < READS; i++) {
                sum += readOnce();
            }
            return sum;
        });
    }

    /** Not inlined, or the JIT would read once and add ten thousand times. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private int readOnce() {
        return read.get();
    }

    /** The life of a task, as {@link Spawning#empty}. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int spawn(RealLoop real) {
        real.loop.runUntilComplete(() -> {
            setThem();
            for (int i = 0; i < tasks.length; i++) {
                tasks[i] = real.loop.createTask(() -> ran++);
            }
            for (Task<?> task : tasks) {
                task.await();
            }
        });
        return ran;
    }
}
