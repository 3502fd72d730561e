package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.PythonFunction.limit;
import static io.asyncio4j.conformance.SourceText.literal;
import static io.asyncio4j.conformance.SourceText.seconds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes statements without blocks in Python. */
final class PythonStatement {

    private final Outline outline;
    private final PythonFunction in;

    PythonStatement(Outline outline, PythonFunction in) {
        this.outline = outline;
        this.in = in;
    }

    /** One line or two; none, if nothing happens. */
    List<String> lines(Op op) {
        return switch (op) {
            case Op.Sleep(int ms) -> List.of("await asyncio.sleep(" + seconds(ms) + ")");
            case Op.Yield() -> List.of("await asyncio.sleep(0)");
            case Op.Raise(String message) -> List.of("raise " + boom(message));
            case Op.RaiseCancelled(String message) -> List.of("raise asyncio.CancelledError(" + text(message) + ")");
            case Op.Return(int value) -> List.of(in.isGenerator() ? "return" : "return " + value);
            case Op.Stop() -> List.of(in.loop() + ".stop()");
            case Op.Report(String message) ->
                List.of(in.loop() + ".call_exception_handler({\"message\": " + literal(message) + "})");

            case Op.Spawn spawn -> List.of(in.assigned("slots", spawn.slot()) + " = " + task(spawn));
            case Op.NewFuture(int slot) -> List.of(in.assigned("slots", slot) + " = " + in.loop() + ".create_future()");
            case Op.Await(int slot) -> List.of(in.print(t(slot) + " =", "await " + t(slot)));
            case Op.Result(int slot) -> List.of(in.print(t(slot) + " =", t(slot) + ".result()"));
            case Op.Failure(int slot) ->
                List.of(in.print(t(slot) + " failed with", "repr(" + t(slot) + ".exception())"));
            case Op.Look(int slot) -> List.of(look(slot));
            case Op.SetResult(int slot, int value) -> List.of(t(slot) + ".set_result(" + value + ")");
            case Op.SetException(int slot, String message) ->
                List.of(t(slot) + ".set_exception(" + boom(message) + ")");
            case Op.Cancel(int slot, String message) ->
                List.of(in.print("cancel " + t(slot), t(slot) + ".cancel(" + text(message) + ")"));
            case Op.CancelCurrent(String message) -> List.of("asyncio.current_task().cancel(" + text(message) + ")");
            case Op.Uncancel() -> List.of(in.print("uncancel", "asyncio.current_task().uncancel()"));
            case Op.AddCallback(int slot, int callback) ->
                List.of(t(slot) + ".add_done_callback(" + callback(callback) + ")");
            case Op.RemoveCallback(int slot, int callback) ->
                List.of(in.print("callbacks removed", t(slot) + ".remove_done_callback(" + callback(callback) + ")"));

            case Op.Gather(int slot, List<Integer> of, boolean outcomes) ->
                gather(slot, in.names("slots", of), outcomes);
            case Op.GatherBodies(int slot, List<Integer> bodies, boolean outcomes) ->
                gather(slot, String.join(", ", bodies.stream().map(this::body).toList()), outcomes);
            case Op.WaitFor(int slot, Integer timeout) ->
                List.of(in.print(t(slot) + " =", "await asyncio.wait_for(" + t(slot) + ", " + limit(timeout) + ")"));
            case Op.WaitForBody(int body, Integer timeout) ->
                List.of(in.print(
                        Outline.nameOf("bodies", body) + " =",
                        "await asyncio.wait_for(" + body(body) + ", " + limit(timeout) + ")"));
            case Op.Shield(int slot, int of) ->
                List.of(in.assigned("slots", slot) + " = asyncio.shield(" + t(of) + ")");
            case Op.GroupSpawn(int group, int slot, int body) ->
                List.of(in.assigned("slots", slot) + " = " + in.use("groups", group) + ".create_task(" + body(body)
                        + ")");

            case Op.Acquire(int lock) -> acquire("locks", lock);
            case Op.Release(int lock) -> List.of(in.use("locks", lock) + ".release()");
            case Op.SetEvent(int event) -> List.of(in.use("events", event) + ".set()");
            case Op.ClearEvent(int event) -> List.of(in.use("events", event) + ".clear()");
            case Op.WaitEvent(int event) -> awaited(in.use("events", event), "wait()", " is set");
            case Op.AcquireSemaphore(int semaphore) -> acquire("semaphores", semaphore);
            case Op.ReleaseSemaphore(int semaphore) -> List.of(in.use("semaphores", semaphore) + ".release()");
            case Op.AcquireCondition(int condition) -> acquire("conditions", condition);
            case Op.ReleaseCondition(int condition) -> List.of(condition(condition) + ".release()");
            case Op.WaitCondition(int condition) -> awaited(condition(condition), "wait()", " notified");
            case Op.WaitConditionFor(int condition, int counter, int atLeast) ->
                awaited(
                        condition(condition),
                        "wait_for(lambda: " + in.use("counters", counter) + " >= " + atLeast + ")",
                        " holds");
            case Op.Notify(int condition, int n) -> List.of(condition(condition) + ".notify(" + n + ")");
            case Op.NotifyAll(int condition) -> List.of(condition(condition) + ".notify_all()");
            case Op.Count(int counter) -> List.of(in.assigned("counters", counter) + " += 1");
            case Op.WaitBarrier(int barrier) -> got(in.use("barriers", barrier), "index", "wait()");
            case Op.ResetBarrier(int barrier) -> List.of("await " + in.use("barriers", barrier) + ".reset()");
            case Op.AbortBarrier(int barrier) -> List.of("await " + in.use("barriers", barrier) + ".abort()");

            case Op.Put(int queue, int item) -> awaited(queue(queue), "put(" + item + ")", " took " + item);
            case Op.PutNowait(int queue, int item) -> List.of(queue(queue) + ".put_nowait(" + item + ")");
            case Op.Get(int queue) -> got(queue(queue), "gave", "get()");
            case Op.GetNowait(int queue) -> List.of(in.print(queue(queue) + " gave", queue(queue) + ".get_nowait()"));
            case Op.TaskDone(int queue) -> List.of(queue(queue) + ".task_done()");
            case Op.Join(int queue) -> awaited(queue(queue), "join()", " joined");
            case Op.Shutdown(int queue, boolean immediate) ->
                List.of(queue(queue) + ".shutdown(" + (immediate ? "immediate=True" : "") + ")");

            case Op.CallSoon(int handle, int callback) -> schedule(handle, "call_soon(", callback);
            case Op.CallLater(int handle, int ms, int callback) ->
                schedule(handle, "call_later(" + seconds(ms) + ", ", callback);
            case Op.CallAt(int handle, int ms, int callback) ->
                schedule(handle, "call_at(" + in.at(ms) + ", ", callback);
            case Op.CancelHandle(int handle) -> List.of(in.use("handles", handle) + ".cancel()");

            case Op.SetVar(int variable, int value) -> List.of(in.use("variables", variable) + ".set(" + value + ")");
            case Op.GetVar(int variable) -> {
                String name = in.use("variables", variable);
                yield List.of(in.print(name + " =", name + ".get()"));
            }

            case Op.NewGenerator(int generator, int body) ->
                List.of(in.assigned("openGenerators", generator) + " = " + in.use("generators", body) + "()");
            case Op.Send(int generator, Integer value) -> {
                String name = in.use("openGenerators", generator);
                yield List.of(in.print(
                        name + " gave",
                        value == null ? "await anext(" + name + ")" : "await " + name + ".asend(" + value + ")"));
            }
            case Op.Throw(int generator, String message) ->
                got(in.use("openGenerators", generator), "gave", "athrow(" + boom(message) + ")");
            case Op.CloseGenerator(int generator) ->
                List.of("await " + in.use("openGenerators", generator) + ".aclose()");
            case Op.YieldValue(int value) -> List.of(yielded(value));

            case Op.Block _, Op.AsCompleted _, Op.Wait _, Op.Bind _, Op.Unbind _, Op.Reschedule _ ->
                throw new AssertionError(op);
        };
    }

    private String t(int slot) {
        return in.use("slots", slot);
    }

    private String queue(int queue) {
        return in.use("queues", queue);
    }

    private String condition(int condition) {
        return in.use("conditions", condition);
    }

    private String callback(int callback) {
        return in.use("callbacks", callback);
    }

    /** A coroutine. */
    private String body(int body) {
        return body == 0 ? "main()" : in.use("bodies", body) + "()";
    }

    private String boom(String message) {
        return in.boom() + "(" + literal(message) + ")";
    }

    private static String text(@Nullable String message) {
        return message == null ? "" : literal(message);
    }

    private String task(Op.Spawn spawn) {
        if (spawn.eager()) {
            return "asyncio.eager_task_factory(" + in.loop() + ", " + body(spawn.body()) + ")";
        }
        String context = spawn.context() == null ? "" : ", context=" + in.use("contexts", spawn.context());
        return "asyncio.create_task(" + body(spawn.body()) + context + ")";
    }

    private String look(int slot) {
        String t = t(slot);
        String state = t + ".done(), " + t + ".cancelled()";
        return SlotType.of(outline, slot) == SlotType.TASK
                ? in.print(t + " done, cancelled, cancelling", state + ", " + t + ".cancelling()")
                : in.print(t + " done, cancelled", state);
    }

    private List<String> gather(int slot, String of, boolean outcomes) {
        return of.isEmpty()
                ? List.of()
                : List.of(in.assigned("slots", slot) + " = asyncio.gather(" + of
                        + (outcomes ? ", return_exceptions=True" : "") + ")");
    }

    private List<String> acquire(String kind, int index) {
        return awaited(in.use(kind, index), "acquire()", " acquired");
    }

    private List<String> awaited(String object, String call, String then) {
        return List.of("await " + object + "." + call, in.print(object + then));
    }

    private List<String> got(String object, String verb, String call) {
        return List.of(in.print(object + " " + verb, "await " + object + "." + call));
    }

    private List<String> schedule(int handle, String call, int callback) {
        String variable = outline.isRead("handles", handle) ? in.assigned("handles", handle) + " = " : "";
        return List.of(variable + in.loop() + "." + call + callback(callback) + ")");
    }

    private String yielded(int value) {
        boolean isSent = outline.operations().anyMatch(op -> op instanceof Op.Send send && send.value() != null);
        return isSent ? in.print("received", "(yield " + value + ")") : "yield " + value;
    }
}
