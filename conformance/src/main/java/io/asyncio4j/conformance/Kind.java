package io.asyncio4j.conformance;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** A kind of operation, for each record of {@link Op}, and how to write one that is likely to do something. */
enum Kind {
    SLEEP(Op.Sleep.class, Family.CONTROL, 8, w -> new Op.Sleep(w.time())),
    YIELD(Op.Yield.class, Family.CONTROL, 7, w -> new Op.Yield()),
    RAISE(Op.Raise.class, Family.CONTROL, 2, w -> new Op.Raise(w.boom())),
    RAISE_CANCELLED(Op.RaiseCancelled.class, Family.CONTROL, 1, w -> new Op.RaiseCancelled(w.cancelMessage())),
    RETURN(Op.Return.class, Family.CONTROL, 1, w -> new Op.Return(w.value())),
    REPEAT(Op.Repeat.class, Family.CONTROL, 2, w -> new Op.Repeat(1 + w.below(3), w.block())),
    TRY(Op.Try.class, Family.CONTROL, 7, BodyWriter::tryStatement),
    STOP(Op.Stop.class, Family.CONTROL, 1, w -> new Op.Stop()),
    REPORT(Op.Report.class, Family.CONTROL, 1, w -> new Op.Report("r" + w.below(3))),

    SPAWN(Op.Spawn.class, Family.TASKS, 4, BodyWriter::spawn),
    AWAIT(Op.Await.class, Family.TASKS, 8, w -> new Op.Await(w.slot())),
    LOOK(Op.Look.class, Family.TASKS, 3, w -> new Op.Look(w.slot())),
    CANCEL(
            Op.Cancel.class,
            Family.TASKS,
            9,
            w -> new Op.Cancel(w.chance(75) ? w.taskSlot() : w.slot(), w.cancelMessage())),
    CANCEL_CURRENT(Op.CancelCurrent.class, Family.TASKS, 2, w -> new Op.CancelCurrent(w.cancelMessage())),
    UNCANCEL(Op.Uncancel.class, Family.TASKS, 2, w -> new Op.Uncancel()),

    NEW_FUTURE(Op.NewFuture.class, Family.FUTURES, 2, w -> new Op.NewFuture(w.futureSlot())),
    RESULT(Op.Result.class, Family.FUTURES, 2, w -> new Op.Result(w.slot())),
    FAILURE(Op.Failure.class, Family.FUTURES, 2, w -> new Op.Failure(w.slot())),
    SET_RESULT(Op.SetResult.class, Family.FUTURES, 6, w -> new Op.SetResult(w.futureSlot(), w.value())),
    SET_EXCEPTION(Op.SetException.class, Family.FUTURES, 3, w -> new Op.SetException(w.futureSlot(), w.boom())),
    ADD_CALLBACK(Op.AddCallback.class, Family.FUTURES, 4, w -> new Op.AddCallback(w.slot(), w.any(Thing.CALLBACK))),
    REMOVE_CALLBACK(
            Op.RemoveCallback.class, Family.FUTURES, 1, w -> new Op.RemoveCallback(w.slot(), w.any(Thing.CALLBACK))),

    GATHER(Op.Gather.class, Family.GATHERING, 4, w -> new Op.Gather(w.derivedSlot(), w.slots(), w.chance(40))),
    GATHER_BODIES(
            Op.GatherBodies.class,
            Family.GATHERING,
            2,
            w -> new Op.GatherBodies(w.derivedSlot(), w.children(), w.chance(40))),
    WAIT(Op.Wait.class, Family.GATHERING, 4, w -> new Op.Wait(w.slots(), w.any(BodyWriter.UNTIL), w.timeout(40))),
    AS_COMPLETED(
            Op.AsCompleted.class,
            Family.GATHERING,
            4,
            w -> new Op.AsCompleted(w.slots(), w.timeout(50), 1 + w.below(3))),
    WAIT_FOR(Op.WaitFor.class, Family.TIMEOUTS, 5, w -> new Op.WaitFor(w.slot(), w.timeout(10))),
    WAIT_FOR_BODY(Op.WaitForBody.class, Family.TIMEOUTS, 3, w -> new Op.WaitForBody(w.child(), w.timeout(10))),
    SHIELD(Op.Shield.class, Family.GATHERING, 4, w -> new Op.Shield(w.derivedSlot(), w.slot())),
    TIMEOUT(Op.Timeout.class, Family.TIMEOUTS, 8, w -> new Op.Timeout(w.timeout(12), w.timeoutBlock())),
    TIMEOUT_AT(Op.TimeoutAt.class, Family.TIMEOUTS, 3, w -> new Op.TimeoutAt(w.moment(), w.timeoutBlock())),
    RESCHEDULE(Op.Reschedule.class, Family.TIMEOUTS, 3, BodyWriter::reschedule),
    GROUP(Op.Group.class, Family.GROUPS, 6, BodyWriter::group),
    GROUP_SPAWN(Op.GroupSpawn.class, Family.GROUPS, 6, BodyWriter::groupSpawn),

    WITH_LOCK(Op.WithLock.class, Family.LOCKS, 7, w -> w.with(Thing.LOCK, Op.WithLock::new)),
    ACQUIRE(Op.Acquire.class, Family.LOCKS, 5, w -> new Op.Acquire(w.acquire(Thing.LOCK))),
    RELEASE(Op.Release.class, Family.LOCKS, 5, w -> new Op.Release(w.release(Thing.LOCK, Op.Acquire::new))),
    SET_EVENT(Op.SetEvent.class, Family.EVENTS, 5, w -> new Op.SetEvent(w.any(Thing.EVENT))),
    CLEAR_EVENT(Op.ClearEvent.class, Family.EVENTS, 5, w -> new Op.ClearEvent(w.any(Thing.EVENT))),
    WAIT_EVENT(Op.WaitEvent.class, Family.EVENTS, 8, w -> new Op.WaitEvent(w.any(Thing.EVENT))),
    WITH_SEMAPHORE(Op.WithSemaphore.class, Family.SEMAPHORES, 6, w -> w.with(Thing.SEMAPHORE, Op.WithSemaphore::new)),
    ACQUIRE_SEMAPHORE(
            Op.AcquireSemaphore.class, Family.SEMAPHORES, 6, w -> new Op.AcquireSemaphore(w.acquire(Thing.SEMAPHORE))),
    RELEASE_SEMAPHORE(
            Op.ReleaseSemaphore.class,
            Family.SEMAPHORES,
            6,
            w -> new Op.ReleaseSemaphore(w.release(Thing.SEMAPHORE, Op.AcquireSemaphore::new))),
    WITH_CONDITION(Op.WithCondition.class, Family.CONDITIONS, 6, w -> w.with(Thing.CONDITION, Op.WithCondition::new)),
    ACQUIRE_CONDITION(
            Op.AcquireCondition.class, Family.CONDITIONS, 3, w -> new Op.AcquireCondition(w.acquire(Thing.CONDITION))),
    RELEASE_CONDITION(
            Op.ReleaseCondition.class,
            Family.CONDITIONS,
            3,
            w -> new Op.ReleaseCondition(w.release(Thing.CONDITION, Op.AcquireCondition::new))),
    WAIT_CONDITION(Op.WaitCondition.class, Family.CONDITIONS, 6, w -> w.inCondition(Op.WaitCondition::new)),
    WAIT_CONDITION_FOR(
            Op.WaitConditionFor.class,
            Family.CONDITIONS,
            4,
            w -> w.inCondition(c -> new Op.WaitConditionFor(c, w.any(Thing.COUNTER), 1 + w.below(2)))),
    NOTIFY(Op.Notify.class, Family.CONDITIONS, 5, w -> w.inCondition(c -> new Op.Notify(c, w.notified()))),
    NOTIFY_ALL(Op.NotifyAll.class, Family.CONDITIONS, 4, w -> w.inCondition(Op.NotifyAll::new)),
    COUNT(Op.Count.class, Family.CONDITIONS, 4, w -> new Op.Count(w.any(Thing.COUNTER))),
    WAIT_BARRIER(Op.WaitBarrier.class, Family.BARRIERS, 10, w -> new Op.WaitBarrier(w.any(Thing.BARRIER))),
    RESET_BARRIER(Op.ResetBarrier.class, Family.BARRIERS, 3, w -> new Op.ResetBarrier(w.any(Thing.BARRIER))),
    ABORT_BARRIER(Op.AbortBarrier.class, Family.BARRIERS, 1, w -> new Op.AbortBarrier(w.any(Thing.BARRIER))),

    PUT(Op.Put.class, Family.QUEUES, 7, w -> new Op.Put(w.any(Thing.QUEUE), w.value())),
    PUT_NOWAIT(Op.PutNowait.class, Family.QUEUES, 4, w -> new Op.PutNowait(w.any(Thing.QUEUE), w.value())),
    GET(Op.Get.class, Family.QUEUES, 8, BodyWriter::get),
    GET_NOWAIT(Op.GetNowait.class, Family.QUEUES, 3, w -> new Op.GetNowait(w.any(Thing.QUEUE))),
    TASK_DONE(Op.TaskDone.class, Family.QUEUES, 4, BodyWriter::taskDone),
    JOIN(Op.Join.class, Family.QUEUES, 3, w -> new Op.Join(w.any(Thing.QUEUE))),
    SHUTDOWN(Op.Shutdown.class, Family.QUEUES, 1, w -> new Op.Shutdown(w.any(Thing.QUEUE), w.chance(40))),

    CALL_SOON(Op.CallSoon.class, Family.CALLBACKS, 5, w -> new Op.CallSoon(w.any(Thing.HANDLE), w.any(Thing.CALLBACK))),
    CALL_LATER(
            Op.CallLater.class,
            Family.CALLBACKS,
            5,
            w -> new Op.CallLater(w.any(Thing.HANDLE), w.time(), w.any(Thing.CALLBACK))),
    CALL_AT(
            Op.CallAt.class,
            Family.CALLBACKS,
            3,
            w -> new Op.CallAt(w.any(Thing.HANDLE), w.moment(), w.any(Thing.CALLBACK))),
    CANCEL_HANDLE(Op.CancelHandle.class, Family.CALLBACKS, 3, w -> new Op.CancelHandle(w.any(Thing.HANDLE))),

    SET_VAR(Op.SetVar.class, Family.CONTEXT, 3, w -> new Op.SetVar(w.any(Thing.VARIABLE), w.value())),
    BIND(Op.Bind.class, Family.CONTEXT, 4, BodyWriter::bind),
    GET_VAR(Op.GetVar.class, Family.CONTEXT, 5, w -> new Op.GetVar(w.any(Thing.VARIABLE))),
    UNBIND(Op.Unbind.class, Family.CONTEXT, 4, BodyWriter::unbind),

    NEW_GENERATOR(Op.NewGenerator.class, Family.GENERATORS, 3, BodyWriter::newGenerator),
    ITERATE(Op.Iterate.class, Family.GENERATORS, 5, w -> new Op.Iterate(w.generator(), 1 + w.below(4), w.block())),
    SEND(Op.Send.class, Family.GENERATORS, 6, w -> new Op.Send(w.generator(), w.chance(50) ? null : w.value())),
    THROW(Op.Throw.class, Family.GENERATORS, 3, w -> new Op.Throw(w.generator(), w.boom())),
    CLOSE_GENERATOR(Op.CloseGenerator.class, Family.GENERATORS, 3, w -> new Op.CloseGenerator(w.generator())),
    YIELD_VALUE(Op.YieldValue.class, Family.GENERATORS, 1, BodyWriter::yieldValue);

    /** What often fails in ordinary use. */
    static final Set<Kind> RISKY = EnumSet.of(
            RAISE,
            RAISE_CANCELLED,
            RESULT,
            FAILURE,
            SET_RESULT,
            SET_EXCEPTION,
            RELEASE,
            RELEASE_SEMAPHORE,
            RELEASE_CONDITION,
            NOTIFY,
            NOTIFY_ALL,
            WAIT_BARRIER,
            PUT_NOWAIT,
            GET_NOWAIT,
            TASK_DONE,
            THROW,
            SEND,
            CANCEL_CURRENT,
            AWAIT,
            WAIT_FOR,
            WAIT_FOR_BODY,
            TIMEOUT,
            TIMEOUT_AT,
            GROUP,
            GROUP_SPAWN);

    /** What may wait for ever. */
    static final Set<Kind> WAITING = EnumSet.of(
            AWAIT,
            WAIT,
            AS_COMPLETED,
            WITH_LOCK,
            ACQUIRE,
            WAIT_EVENT,
            WITH_SEMAPHORE,
            ACQUIRE_SEMAPHORE,
            WITH_CONDITION,
            ACQUIRE_CONDITION,
            WAIT_CONDITION,
            WAIT_CONDITION_FOR,
            WAIT_BARRIER,
            PUT,
            GET,
            JOIN);

    /** What wakes somebody up. */
    static final Set<Kind> WAKING = EnumSet.of(
            SPAWN,
            GROUP_SPAWN,
            SET_RESULT,
            SET_EXCEPTION,
            CANCEL,
            GATHER,
            SHIELD,
            RELEASE,
            RELEASE_SEMAPHORE,
            RELEASE_CONDITION,
            WITH_LOCK,
            WITH_SEMAPHORE,
            WITH_CONDITION,
            SET_EVENT,
            NOTIFY,
            NOTIFY_ALL,
            WAIT_BARRIER,
            PUT,
            PUT_NOWAIT,
            GET,
            GET_NOWAIT,
            TASK_DONE);

    /** What puts a future into the slot of derived ones. */
    static final Set<Kind> DERIVING = EnumSet.of(GATHER, GATHER_BODIES, SHIELD);

    private static final Map<Family, List<Kind>> BY_FAMILY = new EnumMap<>(Family.class);

    static {
        for (Family family : Family.values()) {
            BY_FAMILY.put(
                    family,
                    Arrays.stream(values())
                            .filter(kind -> kind.family == family)
                            .toList());
        }
    }

    final Class<? extends Op> type;
    final Family family;
    final int weight;
    final boolean plain;
    final boolean block;

    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    private final Function<BodyWriter, Op> writer;

    Kind(Class<? extends Op> type, Family family, int weight, Function<BodyWriter, Op> writer) {
        this.type = type;
        this.family = family;
        this.weight = weight;
        this.writer = writer;
        plain = Op.Plain.class.isAssignableFrom(type);
        block = Op.Block.class.isAssignableFrom(type);
    }

    /** The operation, perhaps in a block that it needs; what must stand before it is added to the writer. */
    Op write(BodyWriter writer) {
        return this.writer.apply(writer);
    }

    static List<Kind> of(Family family) {
        return Objects.requireNonNull(BY_FAMILY.get(family));
    }
}
