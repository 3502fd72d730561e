package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Fiber;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stacks of tasks, without the frames that every task has in common. */
final class TaskStack {

    private static final String BATON = Fiber.class.getPackageName() + ".Baton";

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
        return failure == null
                ? newestFirst(task).reversed()
                : withoutMachinery(List.of(failure.getStackTrace())).reversed();
    }

    /** The frames of a task that has started and is not done; otherwise none. */
    static List<StackTraceElement> newestFirst(Task<?> task) {
        Thread thread = task.done() ? null : task.thread();
        return thread == null ? List.of() : withoutMachinery(fromSuspension(List.of(thread.getStackTrace())));
    }

    /** Without how the thread is about to park, which it may still do while others run (on the hand-off runtime). */
    private static List<StackTraceElement> fromSuspension(List<StackTraceElement> frames) {
        for (int i = 0; i < frames.size(); i++) {
            if (handsOver(frames.get(i))) {
                return frames.subList(i, frames.size());
            }
        }
        return frames;
    }

    /** Suspends the task, or waits for the body of a generator, which has a thread of its own. */
    private static boolean handsOver(StackTraceElement frame) {
        return frame.getClassName().equals(BATON)
                || (frame.getClassName().equals(Fiber.class.getName())
                        && frame.getMethodName().equals("suspend"));
    }

    /** The coroutine's own frame, in which it waits; null unless it is suspended and the caller may look at it. */
    static @Nullable StackTraceElement outermost(Task<?> task) {
        List<StackTraceElement> frames = task.loop.core.mayCall() ? newestFirst(task) : List.of();
        return frames.isEmpty() ? null : frames.getLast();
    }

    static List<StackTraceElement> withoutMachinery(List<StackTraceElement> frames) {
        return frames.stream()
                .filter(frame -> !isMachinery(frame.getClassName(), frame.getMethodName()))
                .toList();
    }

    /** The part of a thread's stack, newest first, that the loop has called. */
    static List<StackTraceElement> aboveTheLoop(List<StackTraceElement> frames) {
        return withoutMachinery(frames.stream()
                .takeWhile(frame -> !frame.getClassName().equals(LoopCore.class.getName()))
                .toList());
    }

    /** One line for each frame, as the JDK prints them. */
    static String lines(List<StackTraceElement> frames) {
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> text.append("\n\tat ").append(frame));
        return text.toString();
    }

    /** The virtual thread's own frames, and how the library runs and suspends a coroutine. */
    static boolean isMachinery(String type, String method) {
        return type.startsWith("java.lang.VirtualThread")
                || type.startsWith("jdk.internal.vm.")
                || type.startsWith("io.asyncio4j.internal.")
                || type.startsWith("java.util.concurrent.locks.LockSupport")
                || type.startsWith("java.lang.System$")
                || (type.equals("java.lang.Thread") && !method.equals("sleep"))
                || (type.startsWith("io.asyncio4j.") && HIDDEN.contains(type.substring("io.asyncio4j.".length())));
    }

    private static final Set<String> HIDDEN = Set.of(
            "Task",
            "TaskStack",
            "Future",
            "LoopCore",
            "StepObserver",
            "Handle",
            "DoneCallback",
            "VoidCoroutine",
            "AwaitingCoroutine",
            "Carried$OfCoroutine",
            "generator.Generator",
            "generator.GeneratorFrame",
            "generator.CoroutineObject",
            "generator.Greenlet",
            "generator.GreenletFrame",
            "generator.Greenlets");
}
