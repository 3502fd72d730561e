package io.asyncio4j.conformance;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Coroutine;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.Handle;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.TaskOptions;
import io.asyncio4j.Timeout;
import io.asyncio4j.conformance.Interpreter.Leave;
import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.queue.Queue;
import io.asyncio4j.sync.Barrier;
import io.asyncio4j.sync.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What each operation does: one case for each, and the code of the longer ones below. */
final class Operations {

    private static final int MAX_CALLBACKS = 60;

    /** What one gather collects, gathers in it taken apart: who cancels it cancels all of them. */
    private static final int MAX_GATHERED = 50;

    private static final String NOTHING = "nothing";
    private static final String TOO_MANY = "too many";

    private final Interpreter interpreter;
    private final Shared shared;
    private final Trace trace;

    /** What a task or a gather would pass a cancellation on to. */
    private final Map<Object, List<? extends Future<?>>> waits = new HashMap<>();

    /** How many a gather collects. */
    private final Map<Future<?>, Integer> weights = new HashMap<>();

    private final List<Shielded> shields = new ArrayList<>();
    private final List<Collecting> outcomeGathers = new ArrayList<>();
    private final Set<Future<?>> dropped = new HashSet<>();
    private int callbacksScheduled;

    Operations(Interpreter interpreter, Shared shared) {
        this.interpreter = interpreter;
        this.shared = shared;
        this.trace = interpreter.trace;
    }

    /** What the operation gives, for the trace; a {@link Leave} if it ends the body; null if there is nothing to say. */
    @Nullable
    Object perform(Op op, Frame frame) throws Exception {
        return switch (op) {
            // control
            case Op.Sleep(int ms) -> run(() -> Asyncio.sleep(Duration.ofMillis(ms)));
            case Op.Yield() -> run(() -> Asyncio.sleep(Duration.ZERO));
            case Op.Raise(String message) -> throw new Boom(message);
            case Op.RaiseCancelled(String message) -> throw new CancelledError(message);
            case Op.Return(int value) -> new Leave(value);
            case Op.Repeat repeat -> interpreter.repeat(repeat, frame);
            case Op.Try attempt -> interpreter.attempt(attempt, frame);
            case Op.Stop() -> run(interpreter.loop::stop);
            case Op.Report(String message) ->
                run(() -> interpreter.loop.callExceptionHandler(new ExceptionContext(message, null)));

            // tasks and futures
            case Op.Spawn spawn -> spawn(spawn);
            case Op.NewFuture(int slot) -> put(slot, interpreter.loop.createFuture());
            case Op.Await(int slot) -> {
                Future<Object> future = shared.slots[slot];
                yield future == null ? NOTHING : await(future, future::await);
            }
            case Op.Result(int slot) -> with(slot, future -> Show.value(future.result()));
            case Op.Failure(int slot) -> with(slot, future -> Show.value(future.exception()));
            case Op.Look(int slot) -> with(slot, this::look);
            case Op.SetResult(int slot, int value) ->
                isSettledByOthers(slot) ? NOTHING : with(slot, future -> run(() -> future.setResult(value)));
            case Op.SetException(int slot, String message) ->
                isSettledByOthers(slot)
                        ? NOTHING
                        : with(slot, future -> run(() -> future.setException(new Boom(message))));
            case Op.Cancel(int slot, String message) ->
                with(slot, future -> trace.name(future) + " " + Show.value(cancel(future, message)));
            case Op.CancelCurrent(String message) -> Show.value(cancel(current(), message));
            case Op.Uncancel() -> current().uncancel();
            case Op.AddCallback(int slot, int callback) ->
                shared.slots[slot] == null || !maySchedule()
                        ? NOTHING
                        : with(slot, future -> run(() -> future.addDoneCallback(shared.callbacks.get(callback))));
            case Op.RemoveCallback(int slot, int callback) ->
                with(slot, future -> future.removeDoneCallback(shared.callbacks.get(callback)));

            // waiting for several
            case Op.Gather(int slot, List<Integer> of, boolean outcomes) -> gather(slot, futures(of), outcomes);
            case Op.GatherBodies(int slot, List<Integer> bodies, boolean outcomes) ->
                gatherBodies(slot, bodies, outcomes);
            case Op.Wait wait -> waitUntil(wait);
            case Op.AsCompleted asCompleted -> asCompleted(asCompleted);
            case Op.StartCompleted(int iterator, List<Integer> of, Integer timeout) ->
                run(() -> shared.iterators[iterator] =
                        Asyncio.asCompleted(futures(of), duration(timeout)).iterator());
            case Op.NextCompleted(int iterator) -> nextCompleted(shared.iterators[iterator]);
            case Op.WaitFor(int slot, Integer timeout) -> {
                Future<Object> future = shared.slots[slot];
                yield future == null ? NOTHING : await(future, () -> Asyncio.waitFor(future, duration(timeout)));
            }
            case Op.WaitForBody(int body, Integer timeout) -> waitForBody(body, timeout);
            case Op.Shield(int slot, int of) ->
                with(of, inner -> {
                    Future<Object> outer = Asyncio.shield(inner);
                    shields.add(new Shielded(inner, outer));
                    return put(slot, outer);
                });
            case Op.Timeout(Integer ms, List<Op> body) -> inTimeout(Timeout.after(duration(ms)), body, frame);
            case Op.TimeoutAt(int ms, List<Op> body) -> inTimeout(Timeout.at(fromNow(ms)), body, frame);
            case Op.Reschedule(Integer ms) -> {
                Timeout timeout = frame.timeouts.peek();
                yield timeout == null ? NOTHING : run(() -> timeout.reschedule(ms == null ? null : fromNow(ms)));
            }
            case Op.Group group -> group(group, frame);
            case Op.GroupSpawn spawn -> groupSpawn(spawn);
            case Op.CancelGroup(int group) -> {
                TaskGroup cancelled = shared.groups[group];
                yield cancelled == null ? NOTHING : run(cancelled::cancel);
            }

            // synchronisation
            case Op.WithLock(int lock, List<Op> body) ->
                within(shared.locks.get(lock), shared.locks.get(lock)::acquire, body, frame);
            case Op.Acquire(int lock) -> on(shared.locks.get(lock), it -> it.acquire());
            case Op.Release(int lock) -> on(shared.locks.get(lock), it -> it.release());
            case Op.SetEvent(int event) -> on(shared.events.get(event), it -> it.set());
            case Op.ClearEvent(int event) -> on(shared.events.get(event), it -> it.clear());
            case Op.WaitEvent(int event) -> on(shared.events.get(event), it -> it.await());
            case Op.WithSemaphore(int semaphore, List<Op> body) ->
                within(shared.semaphores.get(semaphore), shared.semaphores.get(semaphore)::acquire, body, frame);
            case Op.AcquireSemaphore(int semaphore) -> on(shared.semaphores.get(semaphore), it -> it.acquire());
            case Op.ReleaseSemaphore(int semaphore) -> on(shared.semaphores.get(semaphore), it -> it.release());
            case Op.WithCondition(int condition, List<Op> body) ->
                within(shared.conditions.get(condition), shared.conditions.get(condition)::acquire, body, frame);
            case Op.AcquireCondition(int condition) -> on(shared.conditions.get(condition), it -> it.acquire());
            case Op.ReleaseCondition(int condition) -> on(shared.conditions.get(condition), it -> it.release());
            case Op.WaitCondition(int condition) -> on(shared.conditions.get(condition), it -> it.await());
            case Op.WaitConditionFor(int condition, int counter, int atLeast) ->
                on(shared.conditions.get(condition), it -> it.waitFor(() -> shared.counters[counter] >= atLeast));
            case Op.Notify(int condition, int n) ->
                run(() -> shared.conditions.get(condition).signal(n));
            case Op.NotifyAll(int condition) ->
                run(() -> shared.conditions.get(condition).signalAll());
            case Op.Count(int counter) -> ++shared.counters[counter];
            case Op.WaitBarrier(int barrier) -> waitBarrier(shared.barriers.get(barrier));
            case Op.ResetBarrier(int barrier) -> on(shared.barriers.get(barrier), it -> it.reset());
            case Op.AbortBarrier(int barrier) -> on(shared.barriers.get(barrier), it -> it.abort());

            // queues
            case Op.Put(int queue, int item) -> onQueue(queue, it -> it.put(item));
            case Op.PutNowait(int queue, int item) -> onQueue(queue, it -> it.putNowait(item));
            case Op.Get(int queue) -> fromQueue(queue, Queue::get);
            case Op.GetNowait(int queue) -> fromQueue(queue, Queue::getNowait);
            case Op.TaskDone(int queue) -> onQueue(queue, Queue::taskDone);
            case Op.Join(int queue) -> onQueue(queue, Queue::join);
            case Op.Shutdown(int queue, boolean immediate) -> onQueue(queue, it -> it.shutdown(immediate));

            // callbacks
            case Op.CallSoon(int handle, int callback) ->
                schedule(handle, () -> interpreter.loop.callSoon(plain(callback)));
            case Op.CallLater(int handle, int ms, int callback) ->
                schedule(handle, () -> interpreter.loop.callLater(Duration.ofMillis(ms), plain(callback)));
            case Op.CallAt(int handle, int ms, int callback) ->
                schedule(handle, () -> interpreter.loop.callAt(fromNow(ms), plain(callback)));
            case Op.CancelHandle(int index) -> {
                Handle handle = shared.handles[index];
                yield handle == null ? NOTHING : run(handle::cancel);
            }

            // context variables
            case Op.SetVar(int variable, int value) ->
                run(() -> shared.variables.get(variable).set(value));
            case Op.GetVar(int variable) -> shared.variables.get(variable).get();
            case Op.Bind(int index, int value) -> {
                ContextVar<@Nullable Integer> variable = shared.variables.get(index);
                frame.tokens.push(new Frame.Bound(variable, variable.set(value)));
                yield null;
            }
            case Op.Unbind() -> unbind(frame);

            // asynchronous generators
            case Op.NewGenerator(int generator, int body) ->
                run(() -> shared.openGenerators[generator] = interpreter.generator(body));
            case Op.Iterate iterate -> iterate(iterate, frame);
            case Op.Send(int generator, Integer value) ->
                withGenerator(generator, it -> value == null ? it.next() : it.send(value));
            case Op.Throw(int generator, String message) ->
                withGenerator(generator, it -> it.throwInto(new Boom(message)));
            case Op.CloseGenerator(int generator) -> withGenerator(generator, it -> run(it::close));
            case Op.YieldValue _ -> throw new AssertionError("yield outside of a generator: " + op);
        };
    }

    // ---- what gives nothing, or a state ----

    private interface Action<T> {
        void on(T it) throws Exception;
    }

    private interface Function<T> {
        @Nullable
        Object of(T it) throws Exception;
    }

    private static @Nullable Object run(Runnable code) {
        code.run();
        return null;
    }

    private static <T> String on(T it, Action<T> action) throws Exception {
        action.on(it);
        return Show.state(it);
    }

    private String onQueue(int index, Action<Queue<Integer>> action) throws Exception {
        Queue<Integer> queue = shared.queues.get(index);
        action.on(queue);
        return Show.queue(queue);
    }

    private String fromQueue(int index, Function<Queue<Integer>> function) throws Exception {
        Queue<Integer> queue = shared.queues.get(index);
        return function.of(queue) + " " + Show.queue(queue);
    }

    private @Nullable Object with(int slot, Function<Future<Object>> function) throws Exception {
        Future<Object> future = shared.slots[slot];
        return future == null ? NOTHING : function.of(future);
    }

    private @Nullable Object withGenerator(int index, Function<AsyncGenerator<Integer, @Nullable Integer>> function)
            throws Exception {
        AsyncGenerator<Integer, @Nullable Integer> generator = shared.openGenerators[index];
        return generator == null ? NOTHING : function.of(generator);
    }

    private static Task<?> current() {
        return Objects.requireNonNull(Asyncio.currentTask());
    }

    private static @Nullable Duration duration(@Nullable Integer ms) {
        return ms == null ? null : Duration.ofMillis(ms);
    }

    private Duration fromNow(int ms) {
        return interpreter.loop.time().plusMillis(ms);
    }

    // ---- tasks and futures ----

    @SuppressWarnings("unchecked") // a slot takes any future; only integers are put into them
    private String put(int slot, Future<?> future) {
        shared.slots[slot] = (Future<Object>) future;
        return trace.register(future, "F");
    }

    private String spawn(Op.Spawn spawn) {
        if (!interpreter.mayMakeTask()) {
            return TOO_MANY;
        }
        String name = interpreter.nameOfTask(spawn.body());
        TaskOptions options = spawn.eager() ? TaskOptions.EAGER : TaskOptions.DEFAULT;
        if (spawn.context() != null) {
            options = options.withContext(shared.contexts.get(spawn.context()));
        }
        Task<Integer> task = interpreter.loop.createTask(interpreter.body(spawn.body(), name), options);
        trace.register(task, name);
        return put(spawn.slot(), task);
    }

    private @Nullable String await(Future<Object> future, Body awaiting) throws Exception {
        Task<?> me = current();
        if (reaches(future, me)) {
            return "circle";
        }
        waits.put(me, List.of(future));
        try {
            return Show.value(awaiting.run());
        } catch (Throwable e) {
            if (future.done()) {
                dropped.add(future);
            }
            throw e;
        } finally {
            waits.remove(me);
        }
    }

    private interface Body {
        Object run() throws Exception;
    }

    /** Whether a cancellation of the future would be passed on to the task. */
    private boolean reaches(Future<?> future, Task<?> task) {
        if (future == task) {
            return true;
        }
        for (Future<?> inner : waits.getOrDefault(future, List.of())) {
            if (reaches(inner, task)) {
                return true;
            }
        }
        return false;
    }

    /** A gather's result cannot be set; a shield's can, but CPython then reports an error later. */
    private boolean isSettledByOthers(int slot) {
        Future<Object> future = shared.slots[slot];
        return (waits.containsKey(future) && !(future instanceof Task))
                || shields.stream().anyMatch(shield -> shield.outer == future && shield.inner != future);
    }

    private String look(Future<?> future) {
        String text = trace.name(future) + " done " + Show.value(future.done()) + " cancelled "
                + Show.value(future.cancelled());
        return future instanceof Task<?> task ? text + " cancelling " + task.cancelling() : text;
    }

    private static boolean cancel(Future<?> future, @Nullable String message) {
        return message == null ? future.cancel() : future.cancel(message);
    }

    // ---- waiting for several ----

    private List<Future<Object>> futures(List<Integer> slots) {
        List<Future<Object>> futures = new ArrayList<>();
        for (int slot : slots) {
            Future<Object> future = shared.slots[slot];
            if (future != null) {
                futures.add(future);
            }
        }
        return futures;
    }

    private String gather(int slot, List<Future<Object>> of, boolean outcomes) {
        int weight =
                of.stream().mapToInt(future -> weights.getOrDefault(future, 1)).sum();
        if (weight > MAX_GATHERED) {
            return TOO_MANY;
        }
        String name = putGather(slot, of, of, outcomes);
        if (!of.isEmpty()) {
            weights.put(shared.slots[slot], weight);
        }
        return name;
    }

    private String gatherBodies(int slot, List<Integer> bodies, boolean outcomes) {
        List<Awaitable<Object>> coroutines = new ArrayList<>();
        List<Future<?>> children = new ArrayList<>();
        for (int body : bodies) {
            if (interpreter.mayMakeTask()) {
                Coroutine<Integer> coroutine = interpreter.body(body, interpreter.nameOfTask(body));
                coroutines.add((Coroutine<Object>) () -> {
                    children.add(current());
                    return coroutine.run();
                });
            }
        }
        return putGather(slot, coroutines, children, outcomes);
    }

    private String putGather(
            int slot,
            Collection<? extends Awaitable<Object>> of,
            List<? extends Future<?>> children,
            boolean outcomes) {
        if (of.isEmpty()) {
            return NOTHING;
        }
        Future<?> future = outcomes ? Asyncio.gatherOutcomes(of) : Asyncio.gather(of);
        waits.put(future, children);
        if (outcomes) {
            outcomeGathers.add(new Collecting(future, children));
        }
        return put(slot, future);
    }

    private String waitUntil(Op.Wait wait) {
        List<Future<Object>> of = futures(wait.of());
        if (of.isEmpty()) {
            return NOTHING;
        }
        ReturnWhen when = ReturnWhen.valueOf(wait.until().name());
        var result = Asyncio.waitUntil(when, of, duration(wait.timeout()));
        return "done [" + names(result.done()) + "] pending [" + names(result.pending()) + "]";
    }

    private String names(Collection<? extends Future<?>> futures) {
        return futures.stream().map(trace::name).collect(Collectors.joining(", "));
    }

    private int asCompleted(Op.AsCompleted op) {
        int count = 0;
        for (Future<Object> future : Asyncio.asCompleted(futures(op.of()), duration(op.timeout()))) {
            trace.emit("completed " + trace.name(future) + " " + Interpreter.state(future));
            count++;
            if (count == op.limit()) {
                break;
            }
        }
        return count;
    }

    private String nextCompleted(@Nullable Iterator<Future<Object>> iterator) {
        if (iterator == null) {
            return NOTHING;
        }
        if (!iterator.hasNext()) {
            return "nothing left";
        }
        Future<Object> future = iterator.next();
        return trace.name(future) + " " + Interpreter.state(future);
    }

    private String waitForBody(int body, @Nullable Integer timeout) throws Exception {
        if (!interpreter.mayMakeTask()) {
            return TOO_MANY;
        }
        Coroutine<Integer> coroutine = () -> interpreter.innerBody(body);
        return Show.value(Asyncio.waitFor(coroutine, duration(timeout)));
    }

    private record Shielded(Future<?> inner, Future<?> outer) {}

    private record Collecting(Future<?> gather, List<? extends Future<?>> children) {}

    /**
     * Whether CPython may drop the future's error, and asyncio4j reports it: of a future that fails in the turn in which who
     * awaits it is cancelled; of the children of a cancelled gather that collects errors; of a task whose shield was
     * cancelled (3.13).
     */
    boolean isDropped(Future<?> future) {
        return dropped.contains(future)
                || shields.stream().anyMatch(shield -> shield.inner == future && shield.outer.cancelled())
                || outcomeGathers.stream()
                        .anyMatch(it -> it.children.contains(future) && it.gather.done() && hasFailed(it.gather));
    }

    private static boolean hasFailed(Future<?> future) {
        return !future.cancelled() && future.exception() != null;
    }

    private Object inTimeout(Timeout timeout, List<Op> body, Frame frame) throws Exception {
        frame.timeouts.push(timeout);
        Leave left;
        try {
            left = timeout.run(() -> interpreter.block(body, frame));
        } finally {
            frame.timeouts.pop();
        }
        return left == null ? "expired " + Show.value(timeout.expired()) : left;
    }

    private @Nullable Leave group(Op.Group op, Frame frame) {
        @Nullable Leave[] left = new Leave[1]; // null, too, if the group is cancelled, which ends the block
        TaskGroup.run(group -> {
            shared.groups[op.group()] = group;
            left[0] = interpreter.block(op.body(), frame);
        });
        return left[0];
    }

    private String groupSpawn(Op.GroupSpawn spawn) {
        TaskGroup group = shared.groups[spawn.group()];
        if (group == null) {
            return NOTHING;
        }
        if (!interpreter.mayMakeTask()) {
            return TOO_MANY;
        }
        String name = interpreter.nameOfTask(spawn.body());
        Task<Integer> task = group.createTask(interpreter.body(spawn.body(), name));
        trace.register(task, name);
        return put(spawn.slot(), task);
    }

    // ---- synchronisation ----

    private Object within(Object lock, Supplier<Held> acquire, List<Op> body, Frame frame) throws Exception {
        Leave left;
        try (var _ = acquire.get()) {
            trace.emit("entered " + Show.state(lock));
            left = interpreter.block(body, frame);
        }
        return left == null ? Show.state(lock) : left;
    }

    /** After a cancellation CPython may give an index twice (gh-155233), asyncio4j does not: then it is not shown. */
    private String waitBarrier(Barrier barrier) throws BrokenBarrierException {
        int index;
        try {
            index = barrier.await();
        } catch (CancelledError e) {
            shared.disturbed.add(barrier);
            throw e;
        }
        return (shared.disturbed.contains(barrier) ? "?" : index) + " " + Show.state(barrier);
    }

    // ---- callbacks, context variables, generators ----

    private boolean maySchedule() {
        callbacksScheduled++;
        return callbacksScheduled <= MAX_CALLBACKS;
    }

    private Runnable plain(int callback) {
        return () -> interpreter.callback(callback, List.of());
    }

    private @Nullable String schedule(int index, Supplier<Handle> scheduling) {
        if (!maySchedule()) {
            return TOO_MANY;
        }
        shared.handles[index] = scheduling.get();
        return null;
    }

    private static @Nullable Object unbind(Frame frame) {
        Frame.Bound bound = frame.tokens.poll();
        if (bound == null) {
            return NOTHING;
        }
        bound.variable().reset(bound.token());
        return bound.variable().get();
    }

    private Object iterate(Op.Iterate iterate, Frame frame) throws Exception {
        AsyncGenerator<Integer, @Nullable Integer> generator = shared.openGenerators[iterate.generator()];
        if (generator == null) {
            return NOTHING;
        }
        int count = 0;
        for (int element : generator) {
            trace.emit("element " + element);
            count++;
            Leave left = interpreter.block(iterate.body(), frame);
            if (left != null) {
                return left;
            }
            if (count == iterate.limit()) {
                break;
            }
        }
        return count;
    }
}
