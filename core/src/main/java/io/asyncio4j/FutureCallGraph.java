package io.asyncio4j;

import java.util.List;

/**
 * Where a future or task stands, and who waits for it: a snapshot that {@link Asyncio#captureCallGraph()} takes. Immutable.
 * Its {@code toString} is what {@link Asyncio#printCallGraph()} prints.
 *
 * <p>Several may wait for one, so this is a graph in which each future has one node. Where futures wait for each other in
 * a circle, the one that closes it appears once more, with nobody who waits for it.
 *
 * <p>Counterpart: {@code asyncio.FutureCallGraph}; its {@code FrameCallGraphEntry} is a {@link StackTraceElement} here.
 *
 * @param future the future or task
 * @param callStack the frames of a task that has started and is not done, innermost first; otherwise empty
 * @param awaitedBy who waits for it, in the order in which they began to
 */
public record FutureCallGraph(Future<?> future, List<StackTraceElement> callStack, List<FutureCallGraph> awaitedBy) {

    /** Copies the lists. */
    public FutureCallGraph {
        callStack = List.copyOf(callStack);
        awaitedBy = List.copyOf(awaitedBy);
    }

    @Override
    public String toString() {
        return CallGraphs.format(this);
    }
}
