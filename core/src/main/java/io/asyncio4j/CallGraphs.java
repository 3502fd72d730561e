package io.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom. Nothing is kept for that: a future's list of callbacks holds the tasks that wait for it, and the
 * callbacks of {@code gather}, task groups and the like tell for whom they are there ({@link Awaiter}).
 */
final class CallGraphs {

    private CallGraphs() {}

    /** Null if no future is given and the caller is in a callback. */
    static @Nullable FutureCallGraph capture(@Nullable Future<?> given, int depth, int limit) {
        if (depth < 0) {
            throw new IllegalArgumentException("depth = " + depth + " (expected: zero or more)");
        }
        Task<?> current = Task.current();
        Future<?> future = given == null ? current : given;
        if (future != null) {
            future.loop.checkThread();
            return new Capture(current, depth, limit).graph(future);
        }
        if (Asyncio.runningLoop() == null) {
            throw new IllegalStateException("no future was given, and no event loop runs on thread \""
                    + Thread.currentThread().getName() + "\", so there is no current task to look at");
        }
        return null;
    }

    // ---- edges ----

    /** Who waits for a future now, each once, in order. */
    static Set<Future<?>> awaitedBy(Future<?> future) {
        Set<Future<?>> found = new LinkedHashSet<>();
        for (Object callback : future.callbacks()) {
            if (callback instanceof Task<?> task) {
                found.add(task);
            } else if (callback instanceof DoneCallback<?> done && done.callback instanceof Awaiter awaiter) {
                found.addAll(awaiter.awaiters());
            }
        }
        return found;
    }

    static void addAwaitedBy(Future<?> future, Future<?> waiter) {
        if (future.loop != waiter.loop) {
            throw new IllegalArgumentException(
                    waiter + " of " + waiter.loop + " cannot wait for " + future + " of " + future.loop);
        }
        future.loop.checkThread();
        if (!future.done() && !awaitedBy(future).contains(waiter)) {
            future.enqueue(silent(future, new Mark(waiter)));
        }
    }

    static void discardFromAwaitedBy(Future<?> future, Future<?> waiter) {
        var _ = future.removeDoneCallback(new Mark(waiter));
    }

    /** An entry in the list of callbacks that is not called. */
    private static <T extends @Nullable Object> DoneCallback<T> silent(Future<T> future, Mark mark) {
        return new DoneCallback<>(future, mark, Bindings.EMPTY) {
            @Override
            void schedule() {}
        };
    }

    /** What {@link Asyncio#futureAddToAwaitedBy} leaves with a future. */
    private record Mark(Future<?> waiter) implements Consumer<Future<?>>, Awaiter {

        @Override
        public void accept(Future<?> future) {}

        @Override
        public Collection<Future<?>> awaiters() {
            return List.of(waiter);
        }

        @Override
        public String toString() {
            return "awaited by " + Described.brief(waiter);
        }
    }

    // ---- capturing ----

    /** One walk over the graph: without recursion, since chains of tasks may be long. */
    private static final class Capture {

        private final @Nullable Task<?> current;
        private final int depth;
        private final int limit;
        private final Map<Future<?>, FutureCallGraph> finished = new HashMap<>();

        Capture(@Nullable Task<?> current, int depth, int limit) {
            this.current = current;
            this.depth = depth;
            this.limit = limit;
        }

        FutureCallGraph graph(Future<?> root) {
            Deque<Node> path = new ArrayDeque<>();
            Set<Future<?>> onPath = new HashSet<>();
            Node node = new Node(root, limited(stack(root)));
            while (true) {
                onPath.add(node.future);
                Node deeper = null;
                while (deeper == null && node.waiters.hasNext()) {
                    Future<?> waiter = node.waiters.next();
                    FutureCallGraph known = finished.get(waiter);
                    if (known != null) {
                        node.awaitedBy.add(known);
                    } else if (onPath.contains(waiter)) {
                        node.awaitedBy.add(new FutureCallGraph(waiter, limited(stack(waiter)), List.of()));
                    } else {
                        deeper = new Node(waiter, limited(stack(waiter)));
                    }
                }
                if (deeper != null) {
                    path.push(node);
                    node = deeper;
                } else {
                    FutureCallGraph graph = new FutureCallGraph(node.future, node.stack, node.awaitedBy);
                    finished.put(node.future, graph);
                    onPath.remove(node.future);
                    if (path.isEmpty()) {
                        return graph;
                    }
                    node = path.pop();
                    node.awaitedBy.add(graph);
                }
            }
        }

        private List<StackTraceElement> stack(Future<?> future) {
            if (limit == 0 || future.done() || !(future instanceof Task<?> task)) {
                return List.of();
            }
            return task == current ? ownStack(depth) : TaskStack.newestFirst(task);
        }

        private List<StackTraceElement> limited(List<StackTraceElement> stack) {
            int size = stack.size();
            return limit >= 0
                    ? stack.subList(0, Math.min(limit, size))
                    : stack.subList(Math.max(0, size + limit), size);
        }
    }

    /** A future on the way from the root, and which of those that wait for it are still to be visited. */
    private static final class Node {

        final Future<?> future;
        final List<StackTraceElement> stack;
        final Iterator<Future<?>> waiters;
        final List<FutureCallGraph> awaitedBy = new ArrayList<>();

        Node(Future<?> future, List<StackTraceElement> stack) {
            this.future = future;
            this.stack = stack;
            this.waiters = awaitedBy(future).iterator();
        }
    }

    /** The caller's stack; at a depth of 1 it begins with whoever called {@link Asyncio}, at 0 with the call itself. */
    private static List<StackTraceElement> ownStack(int depth) {
        List<StackTraceElement> frames = List.of(Thread.currentThread().getStackTrace());
        int own = 0;
        while (own < frames.size() && isOwn(frames.get(own))) {
            own++;
        }
        int from = Math.min(own - 1 + depth, frames.size());
        return TaskStack.withoutMachinery(frames.subList(from, frames.size()));
    }

    private static boolean isOwn(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.equals("java.lang.Thread")
                || type.equals(CallGraphs.class.getName())
                || type.equals(Capture.class.getName())
                || (type.equals(Asyncio.class.getName())
                        && frame.getMethodName().endsWith("CallGraph"));
    }

    // ---- text ----

    static String text(@Nullable FutureCallGraph graph) {
        return graph == null ? "" : graph.toString();
    }

    static String format(FutureCallGraph graph) {
        StringBuilder text = new StringBuilder();
        Set<Future<?>> shown = new HashSet<>();
        Deque<Level> left = new ArrayDeque<>();
        left.push(new Level(graph, ""));
        while (!left.isEmpty()) {
            Level level = left.pop();
            if (level.append(text, shown.add(level.graph.future()))) {
                level.graph
                        .awaitedBy()
                        .reversed()
                        .forEach(waiter -> left.push(new Level(waiter, level.indent + "    ")));
            }
        }
        return text.toString();
    }

    /** A node and how far it is indented. */
    private record Level(FutureCallGraph graph, String indent) {

        /** Without what was shown before; false if that is all there is to show. */
        boolean append(StringBuilder text, boolean inFull) {
            String id = "id=0x" + Integer.toHexString(System.identityHashCode(graph.future()));
            String head = graph.future() instanceof Task<?> task
                    ? "* Task(name='" + task.getName() + "', " + id + ")"
                    : "* Future(" + id + ")";
            text.append(indent).append(head).append(inFull ? "\n" : " (see above)\n");
            if (inFull && !graph.callStack().isEmpty()) {
                text.append(indent).append("  + Call stack:\n");
                for (StackTraceElement frame : graph.callStack()) {
                    text.append(indent).append("  |   at ").append(frame).append('\n');
                }
            }
            if (inFull && !graph.awaitedBy().isEmpty()) {
                text.append(indent).append("  + Awaited by:\n");
            }
            return inFull;
        }
    }
}
