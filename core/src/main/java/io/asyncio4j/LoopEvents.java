package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The events of the JDK Flight Recorder. Reached through {@link FlightRecording} alone. */
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
final class LoopEvents {

    private static final TaskStart TASK_START = new TaskStart();
    private static final TaskEnd TASK_END = new TaskEnd();
    private static final TaskStep TASK_STEP = new TaskStep();
    private static final LoopLag LOOP_LAG = new LoopLag();

    private LoopEvents() {}

    /**
     * An event of a platform thread is lost if a virtual thread that it carries was the last to make one (so in JDK 25);
     * one of a virtual thread is not.
     */
    private static void commit(Event event) {
        CoroutineRuntime.get().callOnVirtualThread(event::commit);
    }

    static boolean anyEnabled() {
        return TASK_STEP.isEnabled() || LOOP_LAG.isEnabled() || TASK_START.isEnabled() || TASK_END.isEnabled();
    }

    static void taskStarted(Task<?> task) {
        if (TASK_START.isEnabled()) {
            TaskStart event = new TaskStart();
            event.name = task.getName();
            event.coroutine = task.codeText();
            commit(event);
        }
    }

    static void taskEnded(Task<?> task) {
        if (TASK_END.isEnabled()) {
            TaskEnd event = new TaskEnd();
            event.name = task.getName();
            event.coroutine = task.codeText();
            event.state = task.cancelled() ? "cancelled" : task.peekException() == null ? "returned" : "failed";
            commit(event);
        }
    }

    static Object stepBegins() {
        TaskStep event = new TaskStep();
        event.begin();
        return event;
    }

    static void stepEnds(Object step, Object what) {
        TaskStep event = (TaskStep) step;
        event.end();
        if (event.shouldCommit()) {
            event.name = what instanceof Task<?> task ? task.getName() : null;
            event.code = what instanceof Task<?> task ? task.codeText() : what.toString();
            commit(event);
        }
    }

    static Object turnBegins() {
        LoopLag event = new LoopLag();
        event.begin();
        return event;
    }

    static void turnEnds(Object lag, int handles) {
        LoopLag event = (LoopLag) lag;
        event.end();
        if (event.shouldCommit()) {
            event.handles = handles;
            commit(event);
        }
    }

    @Name("asyncio4j.TaskStart")
    @Label("Task Start")
    @Description("A task runs for the first time")
    @Category("asyncio4j")
    @StackTrace(false)
    private static final class TaskStart extends Event {

        @Label("Name")
        @Nullable
        String name;

        @Label("Coroutine")
        @Nullable
        String coroutine;
    }

    @Name("asyncio4j.TaskEnd")
    @Label("Task End")
    @Description("A task is done")
    @Category("asyncio4j")
    @StackTrace(false)
    private static final class TaskEnd extends Event {

        @Label("Name")
        @Nullable
        String name;

        @Label("Coroutine")
        @Nullable
        String coroutine;

        @Label("State")
        @Description("returned, failed or cancelled")
        @Nullable
        String state;
    }

    @Name("asyncio4j.TaskStep")
    @Label("Task Step")
    @Description("A task's way from one suspension to the next, or a callback: nothing else ran on the loop meanwhile")
    @Category("asyncio4j")
    @StackTrace(false)
    @Threshold("20 ms")
    private static final class TaskStep extends Event {

        @Label("Name")
        @Description("The task's name; none for a callback")
        @Nullable
        String name;

        @Label("Code")
        @Description("The coroutine or callback")
        @Nullable
        String code;
    }

    @Name("asyncio4j.LoopLag")
    @Label("Loop Lag")
    @Description("All that was ready in one turn of a loop: what became ready meanwhile had to wait")
    @Category("asyncio4j")
    @StackTrace(false)
    @Threshold("20 ms")
    private static final class LoopLag extends Event {

        @Label("Handles")
        @Description("How many tasks and callbacks were ready")
        int handles;
    }
}
