package io.asyncio4j.conformance;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/** A kind of operation, for each record of {@link Op}, and how to write one that is likely to do something. */
enum Kind {
    SLEEP(Op.Sleep.class, Family.CONTROL, 8, (w, d) -> new Op.Sleep(d.time())),
    YIELD(Op.Yield.class, Family.CONTROL, 7, (w, d) -> new Op.Yield()),
    RAISE(Op.Raise.class, Family.CONTROL, 2, (w, d) -> new Op.Raise(d.boom())),
    RAISE_CANCELLED(Op.RaiseCancelled.class, Family.CONTROL, 1, (w, d) -> new Op.RaiseCancelled(d.cancelMessage())),
    RETURN(Op.Return.class, Family.CONTROL, 1, (w, d) -> new Op.Return(d.value())),
    REPEAT(Op.Repeat.class, Family.CONTROL, 2, (w, d) -> new Op.Repeat(2 + d.below(2), w.block())),
    TRY(Op.Try.class, Family.CONTROL, 7, (w, d) -> w.tryStatement()),
    STOP(Op.Stop.class, Family.CONTROL, 1, (w, d) -> new Op.Stop()),
    REPORT(Op.Report.class, Family.CONTROL, 1, (w, d) -> new Op.Report("r" + d.below(3))),

    SPAWN(Op.Spawn.class, Family.TASKS, 4, (w, d) -> w.spawn()),
    AWAIT(Op.Await.class, Family.TASKS, 8, (w, d) -> new Op.Await(d.slot())),
    LOOK(Op.Look.class, Family.TASKS, 3, (w, d) -> new Op.Look(d.slot())),
    CANCEL(Op.Cancel.class, Family.TASKS, 9, (w, d) -> new Op.Cancel(w.cancelledSlot(), d.cancelMessage())),
    CANCEL_CURRENT(Op.CancelCurrent.class, Family.TASKS, 2, (w, d) -> new Op.CancelCurrent(d.cancelMessage())),
    UNCANCEL(Op.Uncancel.class, Family.TASKS, 2, (w, d) -> new Op.Uncancel()),

    NEW_FUTURE(Op.NewFuture.class, Family.FUTURES, 4, (w, d) -> new Op.NewFuture(d.futureSlot())),
    RESULT(Op.Result.class, Family.FUTURES, 2, (w, d) -> new Op.Result(w.settledSlot())),
    FAILURE(Op.Failure.class, Family.FUTURES, 2, (w, d) -> new Op.Failure(w.settledSlot())),
    SET_RESULT(Op.SetResult.class, Family.FUTURES, 5, (w, d) -> new Op.SetResult(d.futureSlot(), d.value())),
    SET_EXCEPTION(Op.SetException.class, Family.FUTURES, 3, (w, d) -> new Op.SetException(d.futureSlot(), d.boom())),
    ADD_CALLBACK(Op.AddCallback.class, Family.FUTURES, 4, (w, d) -> new Op.AddCallback(d.slot(), w.callback())),
    REMOVE_CALLBACK(
            Op.RemoveCallback.class, Family.FUTURES, 1, (w, d) -> new Op.RemoveCallback(d.slot(), w.callback())),

    GATHER(Op.Gather.class, Family.GATHERING, 4, (w, d) -> new Op.Gather(d.derivedSlot(), w.slots(), d.chance(40))),
    GATHER_BODIES(
            Op.GatherBodies.class,
            Family.GATHERING,
            2,
            (w, d) -> new Op.GatherBodies(d.derivedSlot(), w.children(), d.chance(40))),
    WAIT(Op.Wait.class, Family.GATHERING, 4, (w, d) -> new Op.Wait(w.slots(), d.any(OpWriter.UNTIL), d.timeout(40))),
    AS_COMPLETED(
            Op.AsCompleted.class,
            Family.GATHERING,
            4,
            (w, d) -> new Op.AsCompleted(w.slots(), d.timeout(50), 1 + d.below(3))),
    START_COMPLETED(Op.StartCompleted.class, Family.GATHERING, 1, (w, d) -> w.startCompleted()),
    NEXT_COMPLETED(Op.NextCompleted.class, Family.GATHERING, 9, (w, d) -> new Op.NextCompleted(w.iterator())),
    WAIT_FOR(Op.WaitFor.class, Family.TIMEOUTS, 5, (w, d) -> new Op.WaitFor(d.slot(), d.timeout(10))),
    WAIT_FOR_BODY(Op.WaitForBody.class, Family.TIMEOUTS, 3, (w, d) -> new Op.WaitForBody(w.child(), d.timeout(10))),
    SHIELD(Op.Shield.class, Family.GATHERING, 4, (w, d) -> new Op.Shield(d.derivedSlot(), d.slot())),
    TIMEOUT(Op.Timeout.class, Family.TIMEOUTS, 8, (w, d) -> new Op.Timeout(d.timeout(12), w.timeoutBlock())),
    TIMEOUT_AT(Op.TimeoutAt.class, Family.TIMEOUTS, 3, (w, d) -> new Op.TimeoutAt(d.moment(), w.timeoutBlock())),
    RESCHEDULE(Op.Reschedule.class, Family.TIMEOUTS, 3, (w, d) -> w.reschedule()),
    GROUP(Op.Group.class, Family.GROUPS, 6, (w, d) -> w.group()),
    GROUP_SPAWN(Op.GroupSpawn.class, Family.GROUPS, 6, (w, d) -> w.groupSpawn()),

    CANCEL_GROUP(Op.CancelGroup.class, Family.GROUPS, 3, (w, d) -> new Op.CancelGroup(w.openGroup())),

    WITH_LOCK(Op.WithLock.class, Family.LOCKS, 7, (w, d) -> w.with(Thing.LOCK, Op.WithLock::new)),
    ACQUIRE(Op.Acquire.class, Family.LOCKS, 5, (w, d) -> new Op.Acquire(w.acquire(Thing.LOCK))),
    RELEASE(Op.Release.class, Family.LOCKS, 5, (w, d) -> new Op.Release(w.release(Thing.LOCK, Op.Acquire::new))),
    SET_EVENT(Op.SetEvent.class, Family.EVENTS, 5, (w, d) -> new Op.SetEvent(d.any(Thing.EVENT))),
    CLEAR_EVENT(Op.ClearEvent.class, Family.EVENTS, 5, (w, d) -> new Op.ClearEvent(d.any(Thing.EVENT))),
    WAIT_EVENT(Op.WaitEvent.class, Family.EVENTS, 8, (w, d) -> new Op.WaitEvent(d.any(Thing.EVENT))),
    WITH_SEMAPHORE(
            Op.WithSemaphore.class, Family.SEMAPHORES, 6, (w, d) -> w.with(Thing.SEMAPHORE, Op.WithSemaphore::new)),
    ACQUIRE_SEMAPHORE(
            Op.AcquireSemaphore.class,
            Family.SEMAPHORES,
            6,
            (w, d) -> new Op.AcquireSemaphore(w.acquire(Thing.SEMAPHORE))),
    RELEASE_SEMAPHORE(
            Op.ReleaseSemaphore.class,
            Family.SEMAPHORES,
            6,
            (w, d) -> new Op.ReleaseSemaphore(w.release(Thing.SEMAPHORE, Op.AcquireSemaphore::new))),
    WITH_CONDITION(
            Op.WithCondition.class, Family.CONDITIONS, 6, (w, d) -> w.with(Thing.CONDITION, Op.WithCondition::new)),
    ACQUIRE_CONDITION(
            Op.AcquireCondition.class,
            Family.CONDITIONS,
            3,
            (w, d) -> new Op.AcquireCondition(w.acquire(Thing.CONDITION))),
    RELEASE_CONDITION(
            Op.ReleaseCondition.class,
            Family.CONDITIONS,
            3,
            (w, d) -> new Op.ReleaseCondition(w.release(Thing.CONDITION, Op.AcquireCondition::new))),
    WAIT_CONDITION(Op.WaitCondition.class, Family.CONDITIONS, 6, (w, d) -> w.inCondition(Op.WaitCondition::new)),
    WAIT_CONDITION_FOR(
            Op.WaitConditionFor.class,
            Family.CONDITIONS,
            4,
            (w, d) -> w.inCondition(c -> new Op.WaitConditionFor(c, d.any(Thing.COUNTER), 1 + d.below(2)))),
    NOTIFY(Op.Notify.class, Family.CONDITIONS, 5, (w, d) -> w.inCondition(c -> new Op.Notify(c, d.notified()))),
    NOTIFY_ALL(Op.NotifyAll.class, Family.CONDITIONS, 4, (w, d) -> w.inCondition(Op.NotifyAll::new)),
    COUNT(Op.Count.class, Family.CONDITIONS, 4, (w, d) -> new Op.Count(d.any(Thing.COUNTER))),
    WAIT_BARRIER(Op.WaitBarrier.class, Family.BARRIERS, 10, (w, d) -> new Op.WaitBarrier(d.any(Thing.BARRIER))),
    RESET_BARRIER(Op.ResetBarrier.class, Family.BARRIERS, 3, (w, d) -> new Op.ResetBarrier(d.any(Thing.BARRIER))),
    ABORT_BARRIER(Op.AbortBarrier.class, Family.BARRIERS, 1, (w, d) -> new Op.AbortBarrier(d.any(Thing.BARRIER))),

    PUT(Op.Put.class, Family.QUEUES, 7, (w, d) -> new Op.Put(d.any(Thing.QUEUE), d.value())),
    PUT_NOWAIT(Op.PutNowait.class, Family.QUEUES, 4, (w, d) -> new Op.PutNowait(d.any(Thing.QUEUE), d.value())),
    GET(Op.Get.class, Family.QUEUES, 8, (w, d) -> w.get()),
    GET_NOWAIT(Op.GetNowait.class, Family.QUEUES, 3, (w, d) -> w.getNowait()),
    TASK_DONE(Op.TaskDone.class, Family.QUEUES, 4, (w, d) -> w.taskDone()),
    JOIN(Op.Join.class, Family.QUEUES, 3, (w, d) -> new Op.Join(d.any(Thing.QUEUE))),
    SHUTDOWN(Op.Shutdown.class, Family.QUEUES, 1, (w, d) -> new Op.Shutdown(d.any(Thing.QUEUE), d.chance(40))),

    CALL_SOON(Op.CallSoon.class, Family.CALLBACKS, 5, (w, d) -> new Op.CallSoon(d.any(Thing.HANDLE), w.callback())),
    CALL_LATER(
            Op.CallLater.class,
            Family.CALLBACKS,
            5,
            (w, d) -> new Op.CallLater(d.any(Thing.HANDLE), d.time(), w.callback())),
    CALL_AT(
            Op.CallAt.class,
            Family.CALLBACKS,
            3,
            (w, d) -> new Op.CallAt(d.any(Thing.HANDLE), d.moment(), w.callback())),
    CANCEL_HANDLE(Op.CancelHandle.class, Family.CALLBACKS, 3, (w, d) -> new Op.CancelHandle(d.any(Thing.HANDLE))),

    SET_VAR(Op.SetVar.class, Family.CONTEXT, 3, (w, d) -> new Op.SetVar(d.any(Thing.VARIABLE), d.value())),
    BIND(Op.Bind.class, Family.CONTEXT, 4, (w, d) -> w.bind()),
    GET_VAR(Op.GetVar.class, Family.CONTEXT, 5, (w, d) -> new Op.GetVar(d.any(Thing.VARIABLE))),
    UNBIND(Op.Unbind.class, Family.CONTEXT, 4, (w, d) -> w.unbind()),

    NEW_GENERATOR(Op.NewGenerator.class, Family.GENERATORS, 3, (w, d) -> w.newGenerator()),
    ITERATE(Op.Iterate.class, Family.GENERATORS, 5, (w, d) -> new Op.Iterate(w.generator(), 1 + d.below(4), w.block())),
    SEND(Op.Send.class, Family.GENERATORS, 6, (w, d) -> new Op.Send(w.generator(), d.chance(70) ? null : d.value())),
    THROW(Op.Throw.class, Family.GENERATORS, 3, (w, d) -> new Op.Throw(w.generator(), d.boom())),
    CLOSE_GENERATOR(Op.CloseGenerator.class, Family.GENERATORS, 3, (w, d) -> new Op.CloseGenerator(w.generator())),
    YIELD_VALUE(Op.YieldValue.class, Family.GENERATORS, 1, (w, d) -> w.yieldValue());

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
            NEXT_COMPLETED,
            TIMEOUT,
            TIMEOUT_AT,
            GROUP,
            GROUP_SPAWN);

    /** What may wait for ever, and for what. */
    static final Map<Kind, List<Kind>> ANSWERS = new EnumMap<>(Map.ofEntries(
            entry(AWAIT, List.of(SET_RESULT, SET_EXCEPTION, CANCEL, CANCEL)),
            entry(WAIT, List.of(SET_RESULT, SET_EXCEPTION, CANCEL)),
            entry(AS_COMPLETED, List.of(SET_RESULT, SET_EXCEPTION, CANCEL)),
            entry(NEXT_COMPLETED, List.of(SET_RESULT, SET_EXCEPTION, CANCEL)),
            entry(WITH_LOCK, List.of(WITH_LOCK, ACQUIRE, RELEASE)),
            entry(ACQUIRE, List.of(WITH_LOCK, ACQUIRE, RELEASE)),
            entry(WAIT_EVENT, List.of(SET_EVENT)),
            entry(WITH_SEMAPHORE, List.of(WITH_SEMAPHORE, ACQUIRE_SEMAPHORE, RELEASE_SEMAPHORE)),
            entry(ACQUIRE_SEMAPHORE, List.of(WITH_SEMAPHORE, RELEASE_SEMAPHORE)),
            entry(WITH_CONDITION, List.of(WITH_CONDITION, NOTIFY)),
            entry(ACQUIRE_CONDITION, List.of(WITH_CONDITION, RELEASE_CONDITION)),
            entry(WAIT_CONDITION, List.of(NOTIFY, NOTIFY_ALL)),
            entry(WAIT_CONDITION_FOR, List.of(COUNT, NOTIFY, NOTIFY_ALL)),
            entry(WAIT_BARRIER, List.of(WAIT_BARRIER)),
            entry(PUT, List.of(GET)),
            entry(GET, List.of(PUT)),
            entry(JOIN, List.of(TASK_DONE))));

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
    private final BiFunction<OpWriter, Draft, Op> writer;

    Kind(Class<? extends Op> type, Family family, int weight, BiFunction<OpWriter, Draft, Op> writer) {
        this.type = type;
        this.family = family;
        this.weight = weight;
        this.writer = writer;
        plain = Op.Plain.class.isAssignableFrom(type);
        block = Op.Block.class.isAssignableFrom(type);
    }

    /** The operation, perhaps in a block that it needs; what must stand before it is written there. */
    Op write(OpWriter ops, Draft draft) {
        return writer.apply(ops, draft);
    }

    boolean raisesCancelled() {
        return this == RAISE_CANCELLED || this == CANCEL_CURRENT;
    }

    static List<Kind> of(Family family) {
        return Objects.requireNonNull(BY_FAMILY.get(family));
    }
}
