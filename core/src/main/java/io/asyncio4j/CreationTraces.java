package io.asyncio4j;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Where the futures, tasks and handles of a loop in debug mode were made. Thread-safe. */
final class CreationTraces {

    /** As many as CPython keeps. */
    private static final int MAX_FRAMES = 10;

    /** Classes through which users make things; what is inside them tells nothing. */
    private static final Set<String> DOORS = Set.of(
            "Asyncio",
            "AsCompleted",
            "Bridges",
            "Carried",
            "Carried$OfDoneCallback",
            "CreationTraces",
            "EventLoop",
            "EventLoop$Builder",
            "Futures",
            "GatheringFuture",
            "Runner",
            "Shield",
            "StaggeredRace",
            "TaskFactory",
            "TaskGroup",
            "Timeout",
            "Waiting");

    /** Keys are compared by identity: none of these classes has an equals of its own. */
    private final Map<Object, List<StackTraceElement>> traces = Collections.synchronizedMap(new WeakHashMap<>());

    void add(Object made) {
        traces.put(made, here());
    }

    /** Innermost frame first; empty if it is not known. */
    List<StackTraceElement> of(Object made) {
        return traces.getOrDefault(made, List.of());
    }

    /** The caller's stack, from the first frame on that is not the library's. */
    static List<StackTraceElement> here() {
        return StackWalker.getInstance()
                .walk(frames -> frames.takeWhile(frame -> !frame.getClassName().equals(LoopCore.class.getName()))
                        .filter(frame -> !TaskStack.isMachinery(frame.getClassName(), frame.getMethodName()))
                        .dropWhile(frame -> isDoor(frame.getClassName()))
                        .limit(MAX_FRAMES)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toList());
    }

    private static boolean isDoor(String type) {
        String prefix = "io.asyncio4j.";
        return type.startsWith(prefix) && DOORS.contains(type.substring(prefix.length()));
    }
}
