package io.asyncio4j.conformance;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a {@link Program}: the name of its record is its name in JSON, too. What it does is said in Python's
 * terms; both interpreters do the same. Integers that are not named otherwise are indexes into the program's objects, times
 * are milliseconds, and a slot holds a future, a task or nothing.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "op")
public sealed interface Op {

    /** What never suspends, and so may stand in a callback, too. */
    sealed interface Plain extends Op {}

    /** What has statements inside. */
    sealed interface Block extends Op {

        List<Op> body();
    }

    // ---- control ----

    /** {@code await sleep(ms)}. */
    record Sleep(int ms) implements Op {}

    /** {@code await sleep(0)}: gives up the turn. */
    record Yield() implements Op {}

    /** {@code raise Boom(message)}. */
    record Raise(String message) implements Plain {}

    /** {@code raise CancelledError(message)}, though nobody has cancelled. */
    record RaiseCancelled(@Nullable String message) implements Op {}

    /** {@code return value}: ends the body, through all blocks. */
    record Return(int value) implements Op {}

    /** {@code for _ in range(times): body}. */
    record Repeat(int times, List<Op> body) implements Block {}

    /**
     * {@code try: body}, {@code except <on>: handler}, {@code finally: cleanup}. No handler if {@code on} is null, no
     * {@code finally} if {@code cleanup} is null.
     *
     * @param rethrow whether the handler ends with {@code raise}
     */
    record Try(
            List<Op> body,
            @Nullable Caught on,
            List<Op> handler,
            boolean rethrow,
            @Nullable List<Op> cleanup) implements Block {}

    /** What an {@code except} catches: {@code ERROR} is {@code Exception}, {@code ALL} is {@code BaseException}. */
    enum Caught {
        BOOM,
        CANCELLED,
        TIMEOUT,
        GROUP,
        ERROR,
        ALL
    }

    /** {@code loop.stop()}. */
    record Stop() implements Plain {}

    /** {@code loop.call_exception_handler({'message': message})}. */
    record Report(String message) implements Plain {}

    // ---- tasks and futures ----

    /**
     * {@code slot = create_task(body)}.
     *
     * @param eager whether with {@code eager_start=True}
     * @param context in which of the program's contexts; null for a copy of the current one
     */
    record Spawn(
            int slot, int body, boolean eager, @Nullable Integer context) implements Plain {}

    /** {@code slot = loop.create_future()}. */
    record NewFuture(int slot) implements Plain {}

    /** {@code await slot}; not if it awaits the current task in its turn. */
    record Await(int slot) implements Op {}

    /** {@code slot.result()}. */
    record Result(int slot) implements Plain {}

    /** {@code slot.exception()}. */
    record Failure(int slot) implements Plain {}

    /** {@code slot.done(), slot.cancelled()}, and {@code slot.cancelling()} of a task. */
    record Look(int slot) implements Plain {}

    /** {@code slot.set_result(value)}. */
    record SetResult(int slot, int value) implements Plain {}

    /** {@code slot.set_exception(Boom(message))}. */
    record SetException(int slot, String message) implements Plain {}

    /** {@code slot.cancel(message)}. */
    record Cancel(int slot, @Nullable String message) implements Plain {}

    /** {@code current_task().cancel(message)}. */
    record CancelCurrent(@Nullable String message) implements Op {}

    /** {@code current_task().uncancel()}. */
    record Uncancel() implements Op {}

    /** {@code slot.add_done_callback(callback)}. */
    record AddCallback(int slot, int callback) implements Plain {}

    /** {@code slot.remove_done_callback(callback)}. */
    record RemoveCallback(int slot, int callback) implements Plain {}

    // ---- waiting for several ----

    /** {@code slot = gather(*of, return_exceptions=outcomes)}, without awaiting it. */
    record Gather(int slot, List<Integer> of, boolean outcomes) implements Plain {}

    /** The same of coroutines, each of which becomes a task. */
    record GatherBodies(int slot, List<Integer> bodies, boolean outcomes) implements Plain {}

    /** {@code await wait(of, timeout=…, return_when=until)}. */
    record Wait(List<Integer> of, Until until, @Nullable Integer timeout) implements Op {}

    /** What {@code wait} waits for. */
    enum Until {
        FIRST_COMPLETED,
        FIRST_EXCEPTION,
        ALL_COMPLETED
    }

    /** {@code async for done in as_completed(of, timeout=…)}, left after {@code limit}; awaits each. */
    record AsCompleted(List<Integer> of, @Nullable Integer timeout, int limit) implements Op {}

    /** {@code iterator = as_completed(of, timeout=…)}, which several tasks may share. */
    record StartCompleted(
            int iterator, List<Integer> of, @Nullable Integer timeout) implements Plain {}

    /** {@code await anext(iterator)}. */
    record NextCompleted(int iterator) implements Op {}

    /** {@code await wait_for(slot, timeout)}; not if it awaits the current task in its turn. */
    record WaitFor(int slot, @Nullable Integer timeout) implements Op {}

    /** The same of a coroutine. */
    record WaitForBody(int body, @Nullable Integer timeout) implements Op {}

    /** {@code slot = shield(of)}, without awaiting it. */
    record Shield(int slot, int of) implements Plain {}

    /** {@code async with timeout(ms): body}; null for no deadline. */
    record Timeout(@Nullable Integer ms, List<Op> body) implements Block {}

    /** {@code async with timeout_at(loop.time() + ms): body}; may be in the past. */
    record TimeoutAt(int ms, List<Op> body) implements Block {}

    /** {@code reschedule(loop.time() + ms)} of the innermost timeout block of the current task; null for no deadline. */
    record Reschedule(@Nullable Integer ms) implements Op {}

    /** {@code async with TaskGroup() as group: body}. */
    record Group(int group, List<Op> body) implements Block {}

    /** {@code slot = group.create_task(body)}, by any task, at any time. */
    record GroupSpawn(int group, int slot, int body) implements Plain {}

    /** {@code group.cancel()}, by anybody, at any time. */
    record CancelGroup(int group) implements Plain {}

    // ---- synchronisation ----

    /** {@code async with lock: body}. */
    record WithLock(int lock, List<Op> body) implements Block {}

    /** {@code await lock.acquire()}. */
    record Acquire(int lock) implements Op {}

    /** {@code lock.release()}, whoever holds it. */
    record Release(int lock) implements Plain {}

    /** {@code event.set()}. */
    record SetEvent(int event) implements Plain {}

    /** {@code event.clear()}. */
    record ClearEvent(int event) implements Plain {}

    /** {@code await event.wait()}. */
    record WaitEvent(int event) implements Op {}

    /** {@code async with semaphore: body}. */
    record WithSemaphore(int semaphore, List<Op> body) implements Block {}

    /** {@code await semaphore.acquire()}. */
    record AcquireSemaphore(int semaphore) implements Op {}

    /** {@code semaphore.release()}. */
    record ReleaseSemaphore(int semaphore) implements Plain {}

    /** {@code async with condition: body}. */
    record WithCondition(int condition, List<Op> body) implements Block {}

    /** {@code await condition.acquire()}. */
    record AcquireCondition(int condition) implements Op {}

    /** {@code condition.release()}. */
    record ReleaseCondition(int condition) implements Plain {}

    /** {@code await condition.wait()}. */
    record WaitCondition(int condition) implements Op {}

    /** {@code await condition.wait_for(lambda: counter >= atLeast)}. */
    record WaitConditionFor(int condition, int counter, int atLeast) implements Op {}

    /** {@code condition.notify(n)}. */
    record Notify(int condition, int n) implements Plain {}

    /** {@code condition.notify_all()}. */
    record NotifyAll(int condition) implements Plain {}

    /** {@code counter += 1}. */
    record Count(int counter) implements Plain {}

    /** {@code await barrier.wait()}. */
    record WaitBarrier(int barrier) implements Op {}

    /** {@code await barrier.reset()}. */
    record ResetBarrier(int barrier) implements Op {}

    /** {@code await barrier.abort()}. */
    record AbortBarrier(int barrier) implements Op {}

    // ---- queues ----

    /** {@code await queue.put(item)}. */
    record Put(int queue, int item) implements Op {}

    /** {@code queue.put_nowait(item)}. */
    record PutNowait(int queue, int item) implements Plain {}

    /** {@code await queue.get()}. */
    record Get(int queue) implements Op {}

    /** {@code queue.get_nowait()}. */
    record GetNowait(int queue) implements Plain {}

    /** {@code queue.task_done()}. */
    record TaskDone(int queue) implements Plain {}

    /** {@code await queue.join()}. */
    record Join(int queue) implements Op {}

    /** {@code queue.shutdown(immediate)}. */
    record Shutdown(int queue, boolean immediate) implements Plain {}

    // ---- callbacks ----

    /** {@code handle = loop.call_soon(callback)}. */
    record CallSoon(int handle, int callback) implements Plain {}

    /** {@code handle = loop.call_later(ms, callback)}. */
    record CallLater(int handle, int ms, int callback) implements Plain {}

    /** {@code handle = loop.call_at(loop.time() + ms, callback)}; may be in the past. */
    record CallAt(int handle, int ms, int callback) implements Plain {}

    /** {@code handle.cancel()}. */
    record CancelHandle(int handle) implements Plain {}

    // ---- context variables ----

    /** {@code variable.set(value)}. */
    record SetVar(int variable, int value) implements Plain {}

    /** {@code token = variable.set(value)}, to be undone by {@link Unbind}. */
    record Bind(int variable, int value) implements Op {}

    /** {@code variable.get()}. */
    record GetVar(int variable) implements Plain {}

    /** {@code variable.reset(token)}, with the last token of this body that was not used. */
    record Unbind() implements Op {}

    // ---- asynchronous generators ----

    /** {@code generator = body()}. */
    record NewGenerator(int generator, int body) implements Plain {}

    /** {@code async for _ in generator: body}, left by {@code break} after {@code limit} elements; not closed. */
    record Iterate(int generator, int limit, List<Op> body) implements Block {}

    /** {@code await generator.asend(value)}; null is {@code anext(generator)}. */
    record Send(int generator, @Nullable Integer value) implements Op {}

    /** {@code await generator.athrow(Boom(message))}. */
    record Throw(int generator, String message) implements Op {}

    /** {@code await generator.aclose()}. */
    record CloseGenerator(int generator) implements Op {}

    /** {@code yield value}; only among the steps of a {@link Program.GeneratorBody}. */
    record YieldValue(int value) implements Op {}
}
