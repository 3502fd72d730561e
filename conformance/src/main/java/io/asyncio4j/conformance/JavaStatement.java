package io.asyncio4j.conformance;

import static io.asyncio4j.conformance.JavaBlocks.at;
import static io.asyncio4j.conformance.JavaBlocks.duration;
import static io.asyncio4j.conformance.JavaBlocks.limit;
import static io.asyncio4j.conformance.JavaBlocks.slots;
import static io.asyncio4j.conformance.SourceText.literal;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes statements without blocks in Java. */
final class JavaStatement {

    private final Facts facts;
    private final String function;

    JavaStatement(Facts facts, String function) {
        this.facts = facts;
        this.function = function;
    }

    /** One line or two; none, if nothing happens. */
    String lines(Op op) {
        return switch (op) {
            case Op.Sleep(int ms) -> "sleep(" + duration(ms) + ");";
            case Op.Yield() -> "sleep(Duration.ZERO);";
            case Op.Raise(String message) -> "throw " + boom(message) + ";";
            case Op.RaiseCancelled(String message) -> "throw new CancelledError(" + text(message) + ");";
            case Op.Stop() -> "loop.stop();";
            case Op.Report(String message) ->
                "loop.callExceptionHandler(new ExceptionContext(" + literal(message) + ", null));";

            case Op.Spawn spawn -> "t" + spawn.slot() + " = " + task(spawn);
            case Op.NewFuture(int slot) -> "t" + slot + " = loop.createFuture();";
            case Op.Await(int slot) -> got("t" + slot, "=", "await()");
            case Op.Result(int slot) -> got("t" + slot, "=", "result()");
            case Op.Failure(int slot) -> got("t" + slot, "failed with", "exception()");
            case Op.Look(int slot) -> look("t" + slot, facts.slotType(slot));
            case Op.SetResult(int slot, int value) -> setResult("t" + slot, facts.slotType(slot), value);
            case Op.SetException(int slot, String message) -> "t" + slot + ".setException(" + boom(message) + ");";
            case Op.Cancel(int slot, String message) ->
                print("cancel t" + slot, "t" + slot + ".cancel(" + text(message) + ")");
            case Op.CancelCurrent(String message) -> "currentTask().cancel(" + text(message) + ");";
            case Op.Uncancel() -> print("uncancel", "currentTask().uncancel()");
            case Op.AddCallback(int slot, int callback) -> "t" + slot + ".addDoneCallback(onDone" + callback + ");";
            case Op.RemoveCallback(int slot, int callback) ->
                print("callbacks removed", "t" + slot + ".removeDoneCallback(onDone" + callback + ")");

            case Op.Gather(int slot, List<Integer> of, boolean outcomes) -> gather(slot, slots(of), outcomes);
            case Op.GatherBodies(int slot, List<Integer> bodies, boolean outcomes) ->
                gather(
                        slot,
                        bodies.stream().map(body -> "() -> body" + body + "()").collect(Collectors.joining(", ")),
                        outcomes);
            case Op.StartCompleted(int iterator, List<Integer> of, Integer timeout) ->
                "iterator" + iterator + " = " + JavaBlocks.completed(of, timeout) + ".iterator();";
            case Op.NextCompleted(int iterator) -> got("iterator" + iterator, "gave", "next().result()");
            case Op.WaitFor(int slot, Integer timeout) ->
                print("t" + slot + " =", "waitFor(t" + slot + ", " + limit(timeout) + ")");
            case Op.WaitForBody(int body, Integer timeout) ->
                print("body" + body + " =", "waitFor(() -> body" + body + "(), " + limit(timeout) + ")");
            case Op.Shield(int slot, int of) -> "t" + slot + " = shield(t" + of + ");";
            case Op.GroupSpawn(int group, int slot, int body) ->
                "t" + slot + " = group" + group + ".createTask(() -> body" + body + "());";
            case Op.CancelGroup(int group) -> "group" + group + ".cancel();";

            case Op.Acquire(int lock) -> awaited("lock" + lock, "acquire()", "acquired");
            case Op.Release(int lock) -> "lock" + lock + ".release();";
            case Op.SetEvent(int event) -> "event" + event + ".set();";
            case Op.ClearEvent(int event) -> "event" + event + ".clear();";
            case Op.WaitEvent(int event) -> awaited("event" + event, "await()", "is set");
            case Op.AcquireSemaphore(int semaphore) -> awaited("semaphore" + semaphore, "acquire()", "acquired");
            case Op.ReleaseSemaphore(int semaphore) -> "semaphore" + semaphore + ".release();";
            case Op.AcquireCondition(int condition) -> awaited("condition" + condition, "acquire()", "acquired");
            case Op.ReleaseCondition(int condition) -> "condition" + condition + ".release();";
            case Op.WaitCondition(int condition) -> awaited("condition" + condition, "await()", "notified");
            case Op.WaitConditionFor(int condition, int counter, int atLeast) ->
                awaited("condition" + condition, "waitFor(() -> counter" + counter + " >= " + atLeast + ")", "holds");
            case Op.Notify(int condition, int n) -> "condition" + condition + ".signal(" + n + ");";
            case Op.NotifyAll(int condition) -> "condition" + condition + ".signalAll();";
            case Op.Count(int counter) -> "counter" + counter + "++;";
            case Op.WaitBarrier(int barrier) -> got("barrier" + barrier, "index", "await()");
            case Op.ResetBarrier(int barrier) -> "barrier" + barrier + ".reset();";
            case Op.AbortBarrier(int barrier) -> "barrier" + barrier + ".abort();";

            case Op.Put(int queue, int item) -> awaited("queue" + queue, "put(" + item + ")", "took " + item);
            case Op.PutNowait(int queue, int item) -> "queue" + queue + ".putNowait(" + item + ");";
            case Op.Get(int queue) -> got("queue" + queue, "gave", "get()");
            case Op.GetNowait(int queue) -> got("queue" + queue, "gave", "getNowait()");
            case Op.TaskDone(int queue) -> "queue" + queue + ".taskDone();";
            case Op.Join(int queue) -> awaited("queue" + queue, "join()", "joined");
            case Op.Shutdown(int queue, boolean immediate) ->
                "queue" + queue + ".shutdown(" + (immediate ? "true" : "") + ");";

            case Op.CallSoon(int handle, int callback) ->
                schedule(handle, "callSoon(() -> callback" + callback + "())");
            case Op.CallLater(int handle, int ms, int callback) ->
                schedule(handle, "callLater(" + duration(ms) + ", () -> callback" + callback + "())");
            case Op.CallAt(int handle, int ms, int callback) ->
                schedule(handle, "callAt(" + at(ms) + ", () -> callback" + callback + "())");
            case Op.CancelHandle(int handle) -> "handle" + handle + ".cancel();";

            case Op.SetVar(int variable, int value) -> "variable" + variable + ".set(" + value + ");";
            case Op.GetVar(int variable) -> got("variable" + variable, "=", "get()");
            case Op.Unbind() -> "tokens.pop().run();";

            case Op.NewGenerator(int generator, int body) -> "g" + generator + " = generator" + body + "();";
            case Op.Send(int generator, Integer value) ->
                got("g" + generator, "gave", value == null ? "next()" : "send(" + value + ")");
            case Op.Throw(int generator, String message) ->
                got("g" + generator, "gave", "throwInto(" + boom(message) + ")");
            case Op.CloseGenerator(int generator) -> "g" + generator + ".close();";
            case Op.YieldValue(int value) ->
                facts.sendsValues() ? print("received", "out.yield(" + value + ")") : "out.yield(" + value + ");";

            case Op.Block _, Op.Return _, Op.AsCompleted _, Op.Wait _, Op.Bind _, Op.Reschedule _ ->
                throw new AssertionError(op);
        };
    }

    private static String boom(String message) {
        return "new Boom(" + literal(message) + ")";
    }

    private static String text(@Nullable String message) {
        return message == null ? "" : literal(message);
    }

    private static String task(Op.Spawn spawn) {
        String options = "";
        if (spawn.eager()) {
            options = ", TaskOptions.EAGER";
        } else if (spawn.context() != null) {
            options = ", TaskOptions.DEFAULT.withContext(context" + spawn.context() + ")";
        }
        return "createTask(() -> body" + spawn.body() + "()" + options + ");";
    }

    private String look(String t, Facts.SlotType type) {
        String state = t + ".done() + \" \" + " + t + ".cancelled()";
        return type == Facts.SlotType.TASK
                ? print(t + " done, cancelled, cancelling", state + " + \" \" + " + t + ".cancelling()")
                : print(t + " done, cancelled", state);
    }

    private static String setResult(String t, Facts.SlotType type, int value) {
        String future = type == Facts.SlotType.ANY ? "((Future<Object>) (Future<?>) " + t + ")" : t;
        return future + ".setResult(" + value + ");";
    }

    private static String gather(int slot, String of, boolean outcomes) {
        return of.isEmpty() ? "" : "t" + slot + " = " + (outcomes ? "gatherOutcomes(" : "gather(") + of + ");";
    }

    private String awaited(String object, String call, String then) {
        return object + "." + call + ";\n" + print(object + " " + then);
    }

    private String got(String object, String verb, String call) {
        return print(object + " " + verb, object + "." + call);
    }

    private String schedule(int handle, String call) {
        return (facts.cancelsHandle(handle) ? "handle" + handle + " = " : "") + "loop." + call + ";";
    }

    String print(String what) {
        return "IO.println(" + literal(function + ": " + what) + ");";
    }

    String print(String what, String value) {
        return "IO.println(" + literal(function + ": " + what + " ") + " + " + value + ");";
    }
}
