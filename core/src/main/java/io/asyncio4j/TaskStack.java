package io.asyncio4j;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Stacks of tasks, without the frames that every task has in common. */
final class TaskStack {

    private TaskStack() {}

    static List<StackTraceElement> of(Task<?> task, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit = " + limit + " (expected: zero or more)");
        }
        List<StackTraceElement> frames = oldestFirst(task);
        if (frames.size() <= limit) {
            return frames;
        }
        return task.done() ? frames.subList(0, limit) : frames.subList(frames.size() - limit, frames.size());
    }

    static void print(Task<?> task, int limit, PrintStream out) {
        List<StackTraceElement> frames = of(task, limit);
        Throwable failure = task.peekException();
        if (frames.isEmpty()) {
            out.println("No stack for " + task);
        } else {
            out.println((failure == null ? "Stack for " : "Traceback for ") + task + " (most recent call last):");
            frames.forEach(frame -> out.println("  at " + frame));
        }
        if (failure != null) {
            out.println(failure);
        }
    }

    private static List<StackTraceElement> oldestFirst(Task<?> task) {
        Throwable failure = task.peekException();
        Thread thread = task.thread();
        StackTraceElement[] newestFirst;
        if (failure != null) {
            newestFirst = failure.getStackTrace();
        } else if (thread != null && !task.done()) {
            newestFirst = thread.getStackTrace();
        } else {
            return List.of();
        }
        List<StackTraceElement> frames = new ArrayList<>(Arrays.asList(newestFirst));
        frames.removeIf(TaskStack::isMachinery);
        Collections.reverse(frames);
        return frames;
    }

    /** The virtual thread's own frames, and how the library runs and suspends a coroutine. */
    private static boolean isMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.lang.VirtualThread")
                || type.startsWith("jdk.internal.vm.")
                || type.startsWith("io.asyncio4j.internal.")
                || type.startsWith("java.util.concurrent.locks.LockSupport")
                || type.startsWith("java.lang.System$")
                || (type.equals("java.lang.Thread") && !Objects.equals(frame.getMethodName(), "sleep"))
                || (type.startsWith("io.asyncio4j.") && HIDDEN.contains(type.substring("io.asyncio4j.".length())));
    }

    private static final List<String> HIDDEN = List.of(
            "Task",
            "TaskStack",
            "Future",
            "LoopCore",
            "VoidCoroutine",
            "generator.Generator",
            "generator.GeneratorFrame",
            "generator.CoroutineObject",
            "generator.Greenlet",
            "generator.GreenletFrame",
            "generator.Greenlets");
}
