package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.JavaBlocks.duration;
import static io.asyncio4j.conformance.JavaBlocks.limit;
import static io.asyncio4j.conformance.SourceText.literal;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes statements without blocks in Java. */
final class JavaStatement {

    private final Outline outline;
    private final JavaBlocks in;

    JavaStatement(Outline outline, JavaBlocks in) {
        this.outline = outline;
        this.in = in;
    }

    /** One line or two; none, if nothing happens. */
    List<String> lines(Op op) {
        return switch (op) {
            case Op.Sleep(int ms) -> List.of("sleep(" + duration(ms) + ");");
            case Op.Yield() -> List.of("sleep(Duration.ZERO);");
            case Op.Raise(String message) -> List.of("throw " + boom(message) + ";");
            case Op.RaiseCancelled(String message) ->
                List.of("throw new " + in.imported("CancelledError") + "(" + text(message) + ");");
            case Op.Stop() -> List.of(in.loop() + ".stop();");
            case Op.Report(String message) ->
                List.of(in.loop() + ".callExceptionHandler(new " + in.imported("ExceptionContext") + "("
                        + literal(message) + ", null));");

            case Op.Spawn spawn -> assign(spawn.slot(), task(spawn));
            case Op.NewFuture(int slot) -> future(slot);
            case Op.Await(int slot) -> List.of(in.print(t(slot) + " =", t(slot) + ".await()"));
            case Op.Result(int slot) -> List.of(in.print(t(slot) + " =", t(slot) + ".result()"));
            case Op.Failure(int slot) -> List.of(in.print(t(slot) + " failed with", t(slot) + ".exception()"));
            case Op.Look(int slot) -> List.of(look(slot));
            case Op.SetResult(int slot, int value) -> List.of(ofAnything(slot) + ".setResult(" + value + ");");
            case Op.SetException(int slot, String message) ->
                List.of(t(slot) + ".setException(" + boom(message) + ");");
            case Op.Cancel(int slot, String message) ->
                List.of(in.print("cancel " + t(slot), t(slot) + ".cancel(" + text(message) + ")"));
            case Op.CancelCurrent(String message) -> List.of("currentTask().cancel(" + text(message) + ");");
            case Op.Uncancel() -> List.of(in.print("uncancel", "currentTask().uncancel()"));
            case Op.AddCallback(int slot, int callback) ->
                List.of(t(slot) + ".addDoneCallback("
                        + (isRemoved(callback) ? "on" + callback : "_ -> " + call(callback)) + ");");
            case Op.RemoveCallback(int slot, int callback) -> {
                in.use("callbacks", callback);
                yield List.of(in.print("callbacks removed", t(slot) + ".removeDoneCallback(on" + callback + ")"));
            }

            case Op.Gather(int slot, List<Integer> of, boolean outcomes) ->
                gather(slot, of.stream().map(this::t).collect(Collectors.joining(", ")), outcomes);
            case Op.GatherBodies(int slot, List<Integer> bodies, boolean outcomes) ->
                gather(slot, bodies.stream().map(this::body).collect(Collectors.joining(", ")), outcomes);
            case Op.WaitFor(int slot, Integer timeout) ->
                List.of(in.print(t(slot) + " =", "waitFor(" + t(slot) + ", " + limit(timeout) + ")"));
            case Op.WaitForBody(int body, Integer timeout) ->
                List.of(in.print(
                        Outline.nameOf("bodies", body) + " =", "waitFor(" + body(body) + ", " + limit(timeout) + ")"));
            case Op.Shield(int slot, int of) -> assign(slot, "shield(" + t(of) + ")");
            case Op.GroupSpawn(int group, int slot, int body) ->
                assign(slot, in.variable("groups", group) + ".createTask(" + body(body) + ")");

            case Op.Acquire(int lock) -> acquire("locks", lock);
            case Op.Release(int lock) -> List.of(in.use("locks", lock) + ".release();");
            case Op.SetEvent(int event) -> List.of(in.use("events", event) + ".set();");
            case Op.ClearEvent(int event) -> List.of(in.use("events", event) + ".clear();");
            case Op.WaitEvent(int event) -> awaited(in.use("events", event), "await()", " is set");
            case Op.AcquireSemaphore(int semaphore) -> acquire("semaphores", semaphore);
            case Op.ReleaseSemaphore(int semaphore) -> List.of(in.use("semaphores", semaphore) + ".release();");
            case Op.AcquireCondition(int condition) -> acquire("conditions", condition);
            case Op.ReleaseCondition(int condition) -> List.of(condition(condition) + ".release();");
            case Op.WaitCondition(int condition) -> awaited(condition(condition), "await()", " notified");
            case Op.WaitConditionFor(int condition, int counter, int atLeast) ->
                awaited(
                        condition(condition),
                        "waitFor(() -> " + in.use("counters", counter) + " >= " + atLeast + ")",
                        " holds");
            case Op.Notify(int condition, int n) -> List.of(condition(condition) + ".signal(" + n + ");");
            case Op.NotifyAll(int condition) -> List.of(condition(condition) + ".signalAll();");
            case Op.Count(int counter) -> List.of(in.use("counters", counter) + "++;");
            case Op.WaitBarrier(int barrier) -> got(in.use("barriers", barrier), "index", "await()");
            case Op.ResetBarrier(int barrier) -> List.of(in.use("barriers", barrier) + ".reset();");
            case Op.AbortBarrier(int barrier) -> List.of(in.use("barriers", barrier) + ".abort();");

            case Op.Put(int queue, int item) -> awaited(queue(queue), "put(" + item + ")", " took " + item);
            case Op.PutNowait(int queue, int item) -> List.of(queue(queue) + ".putNowait(" + item + ");");
            case Op.Get(int queue) -> got(queue(queue), "gave", "get()");
            case Op.GetNowait(int queue) -> got(queue(queue), "gave", "getNowait()");
            case Op.TaskDone(int queue) -> List.of(queue(queue) + ".taskDone();");
            case Op.Join(int queue) -> awaited(queue(queue), "join()", " joined");
            case Op.Shutdown(int queue, boolean immediate) ->
                List.of(queue(queue) + ".shutdown(" + (immediate ? "true" : "") + ");");

            case Op.CallSoon(int handle, int callback) -> schedule(handle, "callSoon(", callback);
            case Op.CallLater(int handle, int ms, int callback) ->
                schedule(handle, "callLater(" + duration(ms) + ", ", callback);
            case Op.CallAt(int handle, int ms, int callback) ->
                schedule(handle, "callAt(" + in.at(ms) + ", ", callback);
            case Op.CancelHandle(int handle) -> List.of(in.variable("handles", handle) + ".cancel();");

            case Op.SetVar(int variable, int value) -> List.of(in.use("variables", variable) + ".set(" + value + ");");
            case Op.GetVar(int variable) -> got(in.use("variables", variable), "=", "get()");

            case Op.NewGenerator(int generator, int body) ->
                List.of(in.assignment("openGenerators", generator, "var", in.use("generators", body) + "()"));
            case Op.Send(int generator, Integer value) ->
                got(generator(generator), "gave", value == null ? "next()" : "send(" + value + ")");
            case Op.Throw(int generator, String message) ->
                got(generator(generator), "gave", "throwInto(" + boom(message) + ")");
            case Op.CloseGenerator(int generator) -> List.of(generator(generator) + ".close();");
            case Op.YieldValue(int value) -> List.of(yielded(value));

            case Op.Block _, Op.Return _, Op.AsCompleted _, Op.Wait _, Op.Bind _, Op.Unbind _, Op.Reschedule _ ->
                throw new AssertionError(op);
        };
    }

    private String t(int slot) {
        return in.variable("slots", slot);
    }

    private String generator(int generator) {
        return in.variable("openGenerators", generator);
    }

    private String queue(int queue) {
        return in.use("queues", queue);
    }

    private String condition(int condition) {
        return in.use("conditions", condition);
    }

    private String call(int callback) {
        return in.use("callbacks", callback) + "()";
    }

    /** A callback that can be removed is one object. */
    private boolean isRemoved(int callback) {
        return outline.operations()
                .anyMatch(op -> op instanceof Op.RemoveCallback remove && remove.callback() == callback);
    }

    /** A coroutine. */
    private String body(int body) {
        return "() -> " + Outline.nameOf("bodies", body) + "()";
    }

    private String boom(String message) {
        return "new " + in.boom() + "(" + literal(message) + ")";
    }

    private static String text(@Nullable String message) {
        return message == null ? "" : literal(message);
    }

    private List<String> assign(int slot, String value) {
        return List.of(in.assignment("slots", slot, "var", value));
    }

    private List<String> future(int slot) {
        String value = in.loop() + ".createFuture()";
        String assignment = in.assignment("slots", slot, "Future<Integer>", value);
        if (assignment.startsWith("Future")) {
            in.imported("Future");
        }
        return List.of(assignment);
    }

    private String task(Op.Spawn spawn) {
        String options = "";
        if (spawn.eager()) {
            options = ", " + in.imported("TaskOptions") + ".EAGER";
        } else if (spawn.context() != null) {
            options = ", " + in.imported("TaskOptions") + ".DEFAULT.withContext(" + in.use("contexts", spawn.context())
                    + ")";
        }
        return "createTask(" + body(spawn.body()) + options + ")";
    }

    private String look(int slot) {
        String t = t(slot);
        String state = t + ".done() + \" \" + " + t + ".cancelled()";
        return SlotType.of(outline, slot) == SlotType.TASK
                ? in.print(t + " done, cancelled, cancelling", state + " + \" \" + " + t + ".cancelling()")
                : in.print(t + " done, cancelled", state);
    }

    /** As a future of which any result can be set. */
    private String ofAnything(int slot) {
        return SlotType.of(outline, slot) == SlotType.ANY
                ? "((" + in.imported("Future") + "<Object>) (Future<?>) " + t(slot) + ")"
                : t(slot);
    }

    private List<String> gather(int slot, String of, boolean outcomes) {
        return of.isEmpty() ? List.of() : assign(slot, (outcomes ? "gatherOutcomes(" : "gather(") + of + ")");
    }

    private List<String> acquire(String kind, int index) {
        return awaited(in.use(kind, index), "acquire()", " acquired");
    }

    private List<String> awaited(String object, String call, String then) {
        return List.of(object + "." + call + ";", in.print(object + then));
    }

    private List<String> got(String object, String verb, String call) {
        return List.of(in.print(object + " " + verb, object + "." + call));
    }

    private List<String> schedule(int handle, String call, int callback) {
        return List.of(
                in.assignment("handles", handle, "var", in.loop() + "." + call + "() -> " + call(callback) + ")"));
    }

    private String yielded(int value) {
        boolean isSent = outline.operations().anyMatch(op -> op instanceof Op.Send send && send.value() != null);
        return isSent ? in.print("received", "out.yield(" + value + ")") : "out.yield(" + value + ");";
    }
}
