package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.PythonBlocks.at;
import static io.asyncio4j.conformance.PythonBlocks.limit;
import static io.asyncio4j.conformance.PythonBlocks.slots;
import static io.asyncio4j.conformance.SourceText.literal;
import static io.asyncio4j.conformance.SourceText.seconds;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes statements without blocks in Python. */
final class PythonStatement {

    private final Facts facts;
    private final String function;

    PythonStatement(Facts facts, String function) {
        this.facts = facts;
        this.function = function;
    }

    /** One line or two; none, if nothing happens. */
    String lines(Op op) {
        return switch (op) {
            case Op.Sleep(int ms) -> "await asyncio.sleep(" + seconds(ms) + ")";
            case Op.Yield() -> "await asyncio.sleep(0)";
            case Op.Raise(String message) -> "raise " + boom(message);
            case Op.RaiseCancelled(String message) -> "raise asyncio.CancelledError(" + text(message) + ")";
            case Op.Return(int value) -> function.startsWith("generator") ? "return" : "return " + value;
            case Op.Stop() -> "loop.stop()";
            case Op.Report(String message) -> "loop.call_exception_handler({\"message\": " + literal(message) + "})";

            case Op.Spawn spawn -> "t" + spawn.slot() + " = " + task(spawn);
            case Op.NewFuture(int slot) -> "t" + slot + " = loop.create_future()";
            case Op.Await(int slot) -> print("t" + slot + " =", "await t" + slot);
            case Op.Result(int slot) -> print("t" + slot + " =", "t" + slot + ".result()");
            case Op.Failure(int slot) -> print("t" + slot + " failed with", "repr(t" + slot + ".exception())");
            case Op.Look(int slot) -> look("t" + slot, facts.slotType(slot));
            case Op.SetResult(int slot, int value) -> "t" + slot + ".set_result(" + value + ")";
            case Op.SetException(int slot, String message) -> "t" + slot + ".set_exception(" + boom(message) + ")";
            case Op.Cancel(int slot, String message) ->
                print("cancel t" + slot, "t" + slot + ".cancel(" + text(message) + ")");
            case Op.CancelCurrent(String message) -> "asyncio.current_task().cancel(" + text(message) + ")";
            case Op.Uncancel() -> print("uncancel", "asyncio.current_task().uncancel()");
            case Op.AddCallback(int slot, int callback) -> "t" + slot + ".add_done_callback(callback" + callback + ")";
            case Op.RemoveCallback(int slot, int callback) ->
                print("callbacks removed", "t" + slot + ".remove_done_callback(callback" + callback + ")");

            case Op.Gather(int slot, List<Integer> of, boolean outcomes) -> gather(slot, slots(of), outcomes);
            case Op.GatherBodies(int slot, List<Integer> bodies, boolean outcomes) ->
                gather(
                        slot,
                        bodies.stream().map(body -> "body" + body + "()").collect(Collectors.joining(", ")),
                        outcomes);
            case Op.Wait wait -> waitUntil(wait);
            case Op.StartCompleted(int iterator, List<Integer> of, Integer timeout) ->
                "iterator" + iterator + " = " + PythonBlocks.completed(of, timeout);
            case Op.NextCompleted(int iterator) ->
                print("iterator" + iterator + " gave", "(await anext(iterator" + iterator + ")).result()");
            case Op.WaitFor(int slot, Integer timeout) ->
                print("t" + slot + " =", "await asyncio.wait_for(t" + slot + ", " + limit(timeout) + ")");
            case Op.WaitForBody(int body, Integer timeout) ->
                print("body" + body + " =", "await asyncio.wait_for(body" + body + "(), " + limit(timeout) + ")");
            case Op.Shield(int slot, int of) -> "t" + slot + " = asyncio.shield(t" + of + ")";
            case Op.GroupSpawn(int group, int slot, int body) ->
                "t" + slot + " = group" + group + ".create_task(body" + body + "())";
            case Op.CancelGroup(int group) -> "group" + group + ".cancel()  # Python 3.15";

            case Op.Acquire(int lock) -> awaited("lock" + lock, "acquire()", "acquired");
            case Op.Release(int lock) -> "lock" + lock + ".release()";
            case Op.SetEvent(int event) -> "event" + event + ".set()";
            case Op.ClearEvent(int event) -> "event" + event + ".clear()";
            case Op.WaitEvent(int event) -> awaited("event" + event, "wait()", "is set");
            case Op.AcquireSemaphore(int semaphore) -> awaited("semaphore" + semaphore, "acquire()", "acquired");
            case Op.ReleaseSemaphore(int semaphore) -> "semaphore" + semaphore + ".release()";
            case Op.AcquireCondition(int condition) -> awaited("condition" + condition, "acquire()", "acquired");
            case Op.ReleaseCondition(int condition) -> "condition" + condition + ".release()";
            case Op.WaitCondition(int condition) -> awaited("condition" + condition, "wait()", "notified");
            case Op.WaitConditionFor(int condition, int counter, int atLeast) ->
                awaited(
                        "condition" + condition,
                        "wait_for(lambda: counter" + counter + " >= " + atLeast + ")",
                        "holds");
            case Op.Notify(int condition, int n) -> "condition" + condition + ".notify(" + n + ")";
            case Op.NotifyAll(int condition) -> "condition" + condition + ".notify_all()";
            case Op.Count(int counter) -> "counter" + counter + " += 1";
            case Op.WaitBarrier(int barrier) -> got("barrier" + barrier, "index", "wait()");
            case Op.ResetBarrier(int barrier) -> "await barrier" + barrier + ".reset()";
            case Op.AbortBarrier(int barrier) -> "await barrier" + barrier + ".abort()";

            case Op.Put(int queue, int item) -> awaited("queue" + queue, "put(" + item + ")", "took " + item);
            case Op.PutNowait(int queue, int item) -> "queue" + queue + ".put_nowait(" + item + ")";
            case Op.Get(int queue) -> got("queue" + queue, "gave", "get()");
            case Op.GetNowait(int queue) -> print("queue" + queue + " gave", "queue" + queue + ".get_nowait()");
            case Op.TaskDone(int queue) -> "queue" + queue + ".task_done()";
            case Op.Join(int queue) -> awaited("queue" + queue, "join()", "joined");
            case Op.Shutdown(int queue, boolean immediate) ->
                "queue" + queue + ".shutdown(" + (immediate ? "immediate=True" : "") + ")";

            case Op.CallSoon(int handle, int callback) -> schedule(handle, "call_soon(callback" + callback + ")");
            case Op.CallLater(int handle, int ms, int callback) ->
                schedule(handle, "call_later(" + seconds(ms) + ", callback" + callback + ")");
            case Op.CallAt(int handle, int ms, int callback) ->
                schedule(handle, "call_at(" + at(ms) + ", callback" + callback + ")");
            case Op.CancelHandle(int handle) -> "handle" + handle + ".cancel()";

            case Op.SetVar(int variable, int value) -> "variable" + variable + ".set(" + value + ")";
            case Op.GetVar(int variable) -> print("variable" + variable + " =", "variable" + variable + ".get()");
            case Op.Bind(int variable, int value) ->
                "tokens.append((variable" + variable + ", variable" + variable + ".set(" + value + ")))";
            case Op.Unbind() -> "variable, token = tokens.pop()\nvariable.reset(token)";

            case Op.NewGenerator(int generator, int body) -> "g" + generator + " = generator" + body + "()";
            case Op.Send(int generator, Integer value) ->
                value == null
                        ? print("g" + generator + " gave", "await anext(g" + generator + ")")
                        : got("g" + generator, "gave", "asend(" + value + ")");
            case Op.Throw(int generator, String message) ->
                got("g" + generator, "gave", "athrow(" + boom(message) + ")");
            case Op.CloseGenerator(int generator) -> "await g" + generator + ".aclose()";
            case Op.YieldValue(int value) ->
                facts.sendsValues() ? print("received", "(yield " + value + ")") : "yield " + value;

            case Op.Block _, Op.AsCompleted _, Op.Reschedule _ -> throw new AssertionError(op);
        };
    }

    private static String boom(String message) {
        return "Boom(" + literal(message) + ")";
    }

    private static String text(@Nullable String message) {
        return message == null ? "" : literal(message);
    }

    private static String task(Op.Spawn spawn) {
        String body = "body" + spawn.body() + "()";
        if (spawn.eager()) {
            return "asyncio.eager_task_factory(loop, " + body + ")";
        }
        return "asyncio.create_task(" + body + (spawn.context() == null ? "" : ", context=context" + spawn.context())
                + ")";
    }

    private String look(String t, Facts.SlotType type) {
        String state = t + ".done(), " + t + ".cancelled()";
        return type == Facts.SlotType.TASK
                ? print(t + " done, cancelled, cancelling", state + ", " + t + ".cancelling()")
                : print(t + " done, cancelled", state);
    }

    private static String gather(int slot, String of, boolean outcomes) {
        return of.isEmpty()
                ? ""
                : "t" + slot + " = asyncio.gather(" + of + (outcomes ? ", return_exceptions=True" : "") + ")";
    }

    private String waitUntil(Op.Wait wait) {
        if (wait.of().isEmpty()) {
            return "";
        }
        String futures = "[" + slots(wait.of()) + "]";
        String timeout = wait.timeout() == null ? "" : ", timeout=" + seconds(wait.timeout());
        String until = wait.until() == Op.Until.ALL_COMPLETED ? "" : ", return_when=asyncio." + wait.until();
        return "done, _ = await asyncio.wait(" + futures + timeout + until + ")\n"
                + print("done", "[future in done for future in " + futures + "]");
    }

    private String awaited(String object, String call, String then) {
        return "await " + object + "." + call + "\n" + print(object + " " + then);
    }

    private String got(String object, String verb, String call) {
        return print(object + " " + verb, "await " + object + "." + call);
    }

    private String schedule(int handle, String call) {
        return (facts.cancelsHandle(handle) ? "handle" + handle + " = " : "") + "loop." + call;
    }

    String print(String what) {
        return "print(" + literal(function + ": " + what) + ")";
    }

    String print(String what, String value) {
        return "print(" + literal(function + ": " + what) + ", " + value + ")";
    }
}
