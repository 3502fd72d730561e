package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.coroutine.Fiber;
import io.asyncio4j.internal.coroutine.FiberUnwind;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that a loop runs concurrently with others, and the future of its result. Made by
 * {@link Asyncio#createTask}; it starts in the loop's next turn, in a copy of its creator's context.
 *
 * <p>Cancelling it throws {@link CancelledError} at the point where it is suspended, in the next turn; a blocking call of
 * the JDK in which it sits is interrupted instead, and if the resulting exception leaves the coroutine, the task counts
 * as cancelled.
 *
 * <p>Loop-confined. Its thread bears its name. Counterpart: {@code asyncio.Task}.
 *
 * @param <T> what the coroutine returns
 */
public final class Task<T extends @Nullable Object> extends Future<T> {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final CoroutineRuntime RUNTIME = CoroutineRuntime.get();

    /** What a task is doing. CPython has no such query. */
    public enum State {
        /** Not started, or suspended, or blocked in a call of the JDK. */
        PENDING,
        /** The caller's own task. */
        RUNNING,
        /** Has returned or thrown. */
        DONE,
        /** Has let a cancellation out. */
        CANCELLED
    }

    /** A {@link Coroutine} or a {@link Coroutine.OfVoid}. */
    private final Object code;

    private final int number = COUNTER.incrementAndGet();
    private @Nullable String name;

    /** {@link Bindings} until someone writes to the context or asks for it. */
    private Object context;

    private @Nullable Fiber fiber;
    private @Nullable Future<?> waitingFor;
    private @Nullable Cancellation cancellation;

    /** Nobody else will report it when it is destroyed while pending. */
    private boolean reportDestroyed = true;

    /** Whether it has gone on after a suspension: then the loop completes it, not the fiber, see {@link #runOn}. */
    private boolean resumed;

    /** Links of {@link TaskList}. */
    @Nullable
    Task<?> previous;

    @Nullable
    Task<?> next;

    private Task(EventLoop loop, Coroutine<T> coroutine, @Nullable String name, Object context) {
        super(loop);
        Coroutine<T> carried = Carried.coroutine(coroutine);
        this.code = carried instanceof VoidCoroutine<T> wrapped ? wrapped.code() : carried;
        this.name = name;
        this.context = context;
    }

    /**
     * Makes a task, and schedules it, or runs its first step at once, as the options say. For task factories; everybody
     * else calls {@link EventLoop#createTask}.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public static <T extends @Nullable Object> Task<T> of(EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
        Context context = options.context();
        Task<T> task = make(loop, coroutine, options.name(), context == null ? loop.core.currentBindings() : context);
        if (Boolean.TRUE.equals(options.eagerStart()) && loop.isRunning()) {
            task.startEagerly();
        } else {
            loop.core.ready(task);
        }
        return task;
    }

    /** Runs the first step now. */
    private void startEagerly() {
        Task<?> creator = loop.core.runningTask();
        if (creator == null) {
            stepEagerly();
        } else {
            creator.letRun(this);
        }
    }

    private static <T extends @Nullable Object> Task<T> make(
            EventLoop loop, Coroutine<T> coroutine, @Nullable String name, Object context) {
        Objects.requireNonNull(coroutine, "coroutine");
        loop.checkOpenAndThread();
        Task<T> task = new Task<>(loop, coroutine, name, context);
        loop.tasks().add(task);
        return loop.made(task);
    }

    /** The task on whose fiber the caller runs, or null. Thread-safe. */
    static @Nullable Task<?> current() {
        Fiber fiber = RUNTIME.currentFiber();
        return fiber != null && fiber.body() instanceof Task<?> task ? task : null;
    }

    static Task<?> currentOrThrow(String operation) {
        Task<?> task = current();
        if (task == null) {
            throw outside(operation);
        }
        return task;
    }

    static IllegalStateException outside(String operation) {
        return new IllegalStateException(operation + " was called outside a task, on thread \""
                + Thread.currentThread().getName()
                + "\"; call it in a coroutine that runs under Asyncio.run() or createTask()");
    }

    // ---- naming and looking ----

    /** The name: {@code Task-N}, counted in this JVM, unless another one was given. */
    public String getName() {
        String given = name;
        return given != null ? given : "Task-" + number;
    }

    /** Renames this task, and its thread if it has started. */
    public void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
        if (fiber != null) {
            fiber.thread().setName(name);
        }
    }

    /** The coroutine that this task runs. */
    @SuppressWarnings("unchecked")
    public Coroutine<T> getCoro() {
        return switch (code) {
            case Coroutine.OfVoid of -> new VoidCoroutine<>(of);
            case Carried.OfCoroutine<?> carried -> (Coroutine<T>) carried.coroutine();
            default -> (Coroutine<T>) code;
        };
    }

    /** The context that this task runs in. */
    public Context getContext() {
        if (!(context instanceof Context)) {
            context = new Context((Bindings) context);
        }
        return (Context) context;
    }

    void setContext(Context context) {
        this.context = context;
    }

    Bindings bindings() {
        return context instanceof Bindings bindings ? bindings : ((Context) context).bindings();
    }

    /** What this task is doing now. */
    public State state() {
        if (cancelled()) {
            return State.CANCELLED;
        }
        return done() ? State.DONE : loop.core.runningTask() == this ? State.RUNNING : State.PENDING;
    }

    /** The whole stack, as {@link #getStack(int)} without a limit. */
    public List<StackTraceElement> getStack() {
        return getStack(Integer.MAX_VALUE);
    }

    /**
     * Where this task is: the frames of a suspended or blocked one, from the coroutine's outermost method to the one
     * that waits; those of the exception, if it failed; none, if it has not started, has returned or was cancelled.
     * Oldest first. Does not suspend.
     *
     * <p>Difference from CPython: the whole chain of a suspended task, not only its outermost frame.
     *
     * @param limit how many frames at most: the newest of a suspended task, the oldest of an exception
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public List<StackTraceElement> getStack(int limit) {
        return TaskStack.of(this, limit);
    }

    /** Prints the stack to {@link System#err}. */
    public void printStack() {
        printStack(Integer.MAX_VALUE, System.err);
    }

    /**
     * Prints what {@link #getStack(int)} returns, under a line that names this task.
     *
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public void printStack(int limit, PrintStream out) {
        TaskStack.print(this, limit, out);
    }

    /** The thread that this task runs on, once it has started and until it is done. */
    @Nullable
    Thread thread() {
        return fiber == null ? null : fiber.thread();
    }

    // ---- completing and cancelling ----

    /**
     * Not possible: the coroutine alone decides.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setResult(T result) {
        throw new UnsupportedOperationException("Task does not support setResult: " + this + " returns its own result");
    }

    /**
     * Not possible: the coroutine alone decides.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException(
                "Task does not support setException: " + this + " throws its own exception; cancel() it");
    }

    /**
     * Asks this task to end: {@link CancelledError} is thrown in it in the loop's next turn (at its next suspension, if it
     * is the calling task). It may clean up, and may refuse by catching the error; then it is not {@link #cancelled}. A
     * task that has not started never enters its coroutine. Does not suspend.
     *
     * @param message what the error says, or null; of several requests before the delivery the first one's
     * @return false if this task is done; if it has failed, its exception counts as fetched
     */
    @Override
    public boolean cancel(@Nullable String message) {
        loop.checkThread();
        if (done()) {
            return super.cancel(message);
        }
        if (cancellation == null) {
            cancellation = new Cancellation();
        }
        cancellation.requests++;
        if (waitingFor != null && waitingFor.cancelIfPending(message)) {
            return true;
        }
        cancellation.pending = true;
        cancellation.message = message;
        if (isBlocked()) {
            cancellation.interrupt(Objects.requireNonNull(thread()));
        }
        return true;
    }

    /** How many requests to cancel were made and not taken back. */
    public int cancelling() {
        return cancellation == null ? 0 : cancellation.requests;
    }

    /**
     * Takes back one request to cancel, as whoever asked for it and has handled it should. At zero a cancellation that
     * was not delivered yet is forgotten.
     *
     * @return how many requests are left
     */
    public int uncancel() {
        loop.checkThread();
        if (cancellation == null) {
            return 0;
        }
        if (cancellation.requests > 0 && --cancellation.requests == 0) {
            cancellation.pending = false;
            cancellation.forgetInterrupt(loop.core.runningTask() == this);
        }
        return cancellation.requests;
    }

    /** Blocked in foreign code, so that only an interrupt reaches it. */
    private boolean isBlocked() {
        return fiber != null && fiber.state() == Fiber.State.GOING && loop.core.runningTask() != this;
    }

    private boolean mustCancel() {
        return cancellation != null && cancellation.pending;
    }

    /** See {@link Cancellation#interpret}. */
    Throwable interpret(Throwable thrown) {
        return cancellation == null ? thrown : cancellation.interpret(thrown);
    }

    // ---- on the loop's thread: one step ----

    /** Whether a fiber that has run to its end may take this task on without going through the loop. */
    boolean isFresh() {
        return fiber == null && !mustCancel();
    }

    /**
     * Runs until the next suspension: the counterpart of CPython's {@code Task.__step}.
     *
     * <p>A suspension that failed (the stack could not be left, or has overflowed) has announced a step that is not due.
     */
    void step() {
        if (done() || (fiber != null && fiber.state() != Fiber.State.SUSPENDED) || isWaiting()) {
            return;
        }
        if (cancellation != null && cancellation.pending) {
            cancellation.pending = false;
            cancellation.due = waitingFor == null || !waitingFor.throwsCancelled();
        }
        waitingFor = null;
        if (fiber == null) {
            if (cancellation != null && cancellation.due) {
                completeCancelled(cancellation.message);
                ended();
                return;
            }
            fiber = RUNTIME.newFiber(loop.core, this);
        } else {
            resumed = true;
        }
        resume(fiber);
    }

    /** The first step of a task that does not wait for its turn. */
    private void stepEagerly() {
        loop.core.eagerSteps(1);
        step();
        loop.core.eagerSteps(-1);
    }

    private boolean isWaiting() {
        return waitingFor != null && !waitingFor.done();
    }

    private void resume(Fiber on) {
        loop.core.enter(this);
        on.resume();
        for (Task<?> eager = loop.core.takeEager(); eager != null; eager = loop.core.takeEager()) {
            eager.stepEagerly();
            loop.core.enter((Task<?>) on.body());
            on.resume();
        }
        loop.core.leave();
        if (on.state() == Fiber.State.GOING) {
            ((Task<?>) on.body()).blocked();
        } else if (on.state() == Fiber.State.ENDED && !done() && !loop.isClosed()) {
            completeReturned();
        }
    }

    /** A blocking call of the JDK has taken this task off the loop's thread. */
    private void blocked() {
        loop.core.blocked(1);
        if (cancellation != null && cancellation.pending && !cancellation.hasInterrupted()) {
            cancellation.interrupt(Objects.requireNonNull(thread()));
        }
    }

    /** That call can go on. */
    void continueBlocked() {
        loop.core.blocked(-1);
        resume(Objects.requireNonNull(fiber));
    }

    /** The loop is closed and this task is still pending. */
    void destroy() {
        if (reportDestroyed) {
            loop.callExceptionHandler(
                    new ExceptionContext("Task was destroyed but it is pending!", null).withTask(this));
        }
        if (fiber != null) {
            loop.core.enter(this);
            fiber.unwind();
            loop.core.leave();
        }
    }

    /** Whoever created this task answers for it: it is not reported when it is destroyed while pending. */
    void doNotReportDestroyed() {
        reportDestroyed = false;
    }

    // ---- on the fiber ----

    /** Whether the fiber that has run this task to its end may go on with another one. */
    boolean isCompletedOnFiber() {
        return !resumed;
    }

    /**
     * Runs the coroutine to its end. Does not throw. What follows a suspension does not branch, see {@link Fiber}; and if there
     * was one, the rest is left to the loop's own code, for the same reason.
     */
    void runOn(Fiber runningFiber) {
        fiber = runningFiber;
        try {
            returned(call());
        } catch (Throwable thrown) {
            threw(thrown);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // T is nullable where the code returns nothing
    private T call() throws Exception {
        if (code instanceof Coroutine.OfVoid of) {
            of.run();
            return null;
        }
        return ((Coroutine<T>) code).run();
    }

    private void returned(T result) {
        if (loop.isClosed()) {
            return;
        }
        reserve(result);
        if (!resumed) {
            completeReturned();
        }
    }

    private void threw(Throwable thrown) {
        if (!loop.isClosed()) {
            completeThrown(interpret(thrown));
        } else if (!(thrown instanceof FiberUnwind)) { // nobody waits, but somebody may want to know
            loop.callExceptionHandler(
                    new ExceptionContext("Exception in the cleanup of a task that was destroyed", thrown)
                            .withTask(this));
        }
    }

    /** The coroutine has returned what is reserved. */
    private void completeReturned() {
        if (cancellation != null && cancellation.pending) {
            cancellation.pending = false;
            completeCancelled(cancellation.message);
        } else {
            succeedWithReserved();
        }
        ended();
    }

    private void completeThrown(Throwable thrown) {
        if (thrown instanceof CancelledError) {
            completeCancelled(thrown);
        } else {
            fail(thrown);
            if (thrown instanceof KeyboardInterruptError interrupt) {
                loop.core.escape(interrupt);
            }
        }
        ended();
    }

    private void ended() {
        fiber = null;
        loop.tasks().remove(this);
        loop.core.taskEnded(this);
    }

    /** Suspends until {@code future} is done. */
    void waitFor(Future<?> future) {
        if (future.loop != loop) {
            throw new IllegalStateException(this + " got " + future + " attached to a different loop (" + future.loop
                    + ", not " + loop + "); pass results between loops with toCompletableFuture()");
        }
        if (future == this) {
            throw new IllegalStateException("Task cannot await on itself: " + this);
        }
        future.addWaiter(this);
        waitingFor = future;
        if (cancellation != null && cancellation.pending && future.cancel(cancellation.message)) {
            cancellation.pending = false;
        }
        try {
            Objects.requireNonNull(fiber).suspend();
        } catch (Throwable e) { // the stack could not be left, or has overflowed, or the loop is closed
            waitingFor = null;
            future.removeWaiter(this);
            throw e;
        }
        throwIfCancelled();
    }

    /** Suspends for a while, or for one turn if that is not positive. */
    <R extends @Nullable Object> R sleep(Duration delay, R result) {
        if (!delay.isPositive()) {
            yieldTurn();
            return result;
        }
        SleepFuture<R> future = new SleepFuture<>(loop, result);
        loop.addTimer(delay, future);
        waitFor(future); // not await(): a frame less on the stack of a sleeping task
        return future.result();
    }

    private void yieldTurn() {
        loop.core.ready(this);
        Objects.requireNonNull(fiber).suspend();
        throwIfCancelled();
    }

    /** Leaves this task's fiber for {@code eager}'s first step: one stack cannot run on top of another. */
    private void letRun(Task<?> eager) {
        loop.core.runEagerly(eager);
        try {
            Objects.requireNonNull(fiber).suspend();
        } catch (IllegalStateException e) { // the stack could not be left: as usual, then
            loop.core.ready(Objects.requireNonNull(loop.core.takeEager()));
        }
    }

    private void throwIfCancelled() {
        if (cancellation != null) {
            cancellation.throwIfDue();
        }
    }

    /** The coroutine, for humans. */
    String codeText() {
        return Described.code(code);
    }

    @Override
    public String toString() {
        Future<?> waited = waitingFor;
        StackTraceElement frame = TaskStack.outermost(this);
        return describe(
                "Task",
                " name='" + getName() + "' coro=" + codeText()
                        + (frame == null ? "" : " at " + frame)
                        + (waited == null ? "" : " wait_for=" + Described.waitedFor(waited)));
    }
}
