package io.asyncio4j;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.loop.CtrlC;
import io.asyncio4j.internal.loop.ParkingDriver;
import io.asyncio4j.internal.loop.Signals;
import io.asyncio4j.spi.IoDriver;
import io.asyncio4j.spi.LoopClock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks and tasks, one at a time, on one thread, and waits when there is nothing to run.
 *
 * <p>One turn: take in what other threads posted; wait for I/O, not at all when something is ready, else until the next
 * timer; take in the timers that are due, by deadline, equal ones in order of scheduling; run exactly what was ready at
 * that moment, first in, first out. What that schedules is for the next turn.
 *
 * <p>Loop-confined: call methods on the loop's thread, in its tasks or callbacks, or while it does not run; a call from
 * another thread throws {@link IllegalStateException}. {@link #callSoonThreadsafe} is the door for other threads.
 *
 * <p>Most programs need {@link Asyncio#run} and never meet a loop. Counterpart: {@code asyncio.AbstractEventLoop}.
 */
public final class EventLoop implements AutoCloseable {

    static final Logger LOGGER = System.getLogger("asyncio");

    /** One object, so that what was added can be removed: each evaluation of a method reference may give another. */
    private static final Consumer<Future<?>> STOP_ITS_LOOP = EventLoop::stopLoopOf;

    private static final CoroutineRuntime RUNTIME = CoroutineRuntime.get();

    final LoopCore core;
    private final TaskList tasks = new TaskList();
    private final Set<Failure> failures = new LinkedHashSet<>();
    private final DefaultExecutor defaultExecutor = new DefaultExecutor(this);
    private boolean debug;
    private long slowCallbackNanos;
    private @Nullable ExceptionHandler exceptionHandler;
    private @Nullable TaskFactory taskFactory;
    private @Nullable Signals signals;
    private boolean running;

    /** In debug mode: where this loop's futures, tasks and handles were made. */
    private @Nullable CreationTraces traces;

    /** Only of a loop that was made in debug mode. */
    private final @Nullable Unclosed unclosed;

    private EventLoop(Builder options) {
        this.core = new LoopCore(
                options.clock == null ? LoopClock.create() : options.clock,
                options.driver == null ? new ParkingDriver() : options.driver);
        this.slowCallbackNanos = options.slowCallbackNanos;
        setDebug(options.debug);
        this.unclosed = options.debug ? new Unclosed(this, "event loop", CreationTraces.here()) : null;
    }

    /** A new loop with the standard options. */
    public static EventLoop create() {
        return builder().build();
    }

    /** Options for a new loop. */
    public static Builder builder() {
        return new Builder();
    }

    // ---- running ----

    /**
     * Runs the loop until {@code awaitable} is done; a coroutine becomes a task. Blocks the calling thread.
     *
     * @return its result
     * @throws CancelledError if it was cancelled
     * @throws RuntimeException the exception with which it failed, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if the loop is closed or running, another loop runs on this thread, or {@link #stop}
     *     was called before {@code awaitable} was done; it stays pending and can be waited for again
     * @throws IllegalArgumentException if it is a future of another loop
     */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> awaitable) {
        checkRunnable();
        Future<T> future = Futures.ensureOwn(awaitable, this);
        future.addDoneCallback(STOP_ITS_LOOP);
        try {
            runForever();
        } catch (KeyboardInterruptError e) {
            if (future.peekException() == e) {
                var _ = future.exception(); // the caller gets it from here
            }
            throw e;
        } finally {
            future.removeDoneCallback(STOP_ITS_LOOP);
        }
        if (!future.done()) {
            throw new IllegalStateException("Event loop stopped before Future completed: " + future);
        }
        return future.result();
    }

    /** The same for a coroutine without a result. */
    public void runUntilComplete(Coroutine.OfVoid coroutine) {
        runUntilComplete(new VoidCoroutine<>(coroutine));
    }

    private static void stopLoopOf(Future<?> future) {
        if (!(future.peekException() instanceof KeyboardInterruptError)) { // that one has left the loop already
            future.loop.stop();
        }
    }

    /**
     * Runs the loop until {@link #stop} is called. Blocks the calling thread; called on a virtual thread, the loop runs on
     * a platform thread of its own meanwhile (with the portable runtime it is the other way round). An interrupt of the
     * loop's thread while it waits stops the loop, and the thread stays interrupted. Ctrl-C leaves the loop, too; a second
     * one ends the JVM.
     *
     * @throws KeyboardInterruptError after Ctrl-C, or if a callback or a task threw it; the loop can be run again
     * @throws IllegalStateException if the loop is closed or running, or another loop runs on this thread
     */
    public void runForever() {
        checkRunnable();
        running = true;
        try (CtrlC _ = CtrlC.install(() -> core.schedule(() -> core.escape(new KeyboardInterruptError("Ctrl-C"))))) {
            RUNTIME.callOnLoopThread(() -> core.run(this));
        } finally {
            running = false;
        }
    }

    /**
     * Lets the loop return after the current turn. What is scheduled by then stays for the next run. Before a run, it lets
     * that run do one turn without waiting. Does not suspend. From another thread: {@code callSoonThreadsafe(loop::stop)}.
     *
     * @throws IllegalStateException if called from another thread than the loop's
     */
    public void stop() {
        checkThread();
        core.stop();
    }

    /**
     * Ends the loop for good. Scheduled callbacks are dropped. Pending tasks and exceptions that nobody fetched are
     * reported to the exception handler; the {@code finally} blocks of those tasks run, but cannot suspend. The default
     * executor is shut down, without waiting for its jobs. Closing again does nothing. A loop that is dropped instead is
     * warned of in the log.
     *
     * @throws IllegalStateException if the loop is running
     */
    @Override
    public void close() {
        if (running) {
            throw new IllegalStateException("Cannot close a running event loop");
        }
        if (core.isClosed()) {
            return;
        }
        if (signals != null) {
            signals.close();
        }
        core.close();
        if (unclosed != null) {
            unclosed.closed();
        }
        RUNTIME.callOnLoopThread(() -> tasks.toSet().forEach(Task::destroy));
        List.copyOf(failures).forEach(Failure::report);
        defaultExecutor.shutdownNow();
    }

    /** Whether the loop is running now. Thread-safe. */
    public boolean isRunning() {
        return core.isRunning();
    }

    /** Whether {@link #close} was called. Thread-safe. */
    public boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Refuses calls from a wrong thread; for whatever else is confined to this loop. Returns if the caller is in a task or a
     * callback of this loop, or the loop does not run. Thread-safe.
     *
     * @throws IllegalStateException if another thread than the loop's calls
     */
    public void checkThread() {
        if (!core.mayCall()) {
            throw new IllegalStateException("Non-thread-safe operation invoked on " + this + " from thread \""
                    + Thread.currentThread().getName() + "\", which is not its own; use callSoonThreadsafe()");
        }
    }

    // ---- scheduling ----

    /** The time of this loop's clock: it never goes back, and has nothing to do with the time of day. */
    public Duration time() {
        return Duration.ofNanos(core.clock.nanoTime());
    }

    /**
     * Lets a callback run in the next turn, behind what is scheduled already, in a copy of the current context. It runs
     * outside any task, so it cannot suspend.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public Handle callSoon(Runnable callback) {
        return schedule(callback, core.currentBindings());
    }

    /** The same, in a given context. */
    public Handle callSoon(Runnable callback, Context context) {
        return schedule(callback, Objects.requireNonNull(context, "context"));
    }

    private Handle schedule(Runnable callback, Object context) {
        Objects.requireNonNull(callback, "callback");
        checkOpenAndThread();
        Handle handle = made(new Handle(this, Carried.callback(callback), context));
        core.ready(handle);
        return handle;
    }

    /**
     * Lets a callback run after {@code delay}: zero or less means in the next turn, behind what is scheduled already; more
     * than 292 years means never.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return schedule(deadline(delay), callback, core.currentBindings());
    }

    /** The same, in a given context. */
    public TimerHandle callLater(Duration delay, Runnable callback, Context context) {
        return schedule(deadline(delay), callback, Objects.requireNonNull(context, "context"));
    }

    /**
     * Lets a callback run at a moment of this loop's {@link #time}; one in the past means in the next turn.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public TimerHandle callAt(Duration when, Runnable callback) {
        return schedule(Nanos.saturated(Objects.requireNonNull(when, "when")), callback, core.currentBindings());
    }

    /** The same, in a given context. */
    public TimerHandle callAt(Duration when, Runnable callback, Context context) {
        return schedule(
                Nanos.saturated(Objects.requireNonNull(when, "when")),
                callback,
                Objects.requireNonNull(context, "context"));
    }

    private TimerHandle schedule(long deadlineNanos, Runnable callback, Object context) {
        Objects.requireNonNull(callback, "callback");
        checkOpenAndThread();
        TimerHandle handle = made(new TimerHandle(this, deadlineNanos, Carried.callback(callback), context));
        core.timers.add(deadlineNanos, handle);
        return handle;
    }

    private long deadline(Duration delay) {
        return core.deadline(Nanos.saturated(Objects.requireNonNull(delay, "delay")));
    }

    /**
     * Lets a callback run soon, in a copy of the caller's context, and wakes the loop if it waits. Thread-safe; the
     * callbacks of one thread run in their order. What happens before this call is seen by the callback.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public Handle callSoonThreadsafe(Runnable callback) {
        return post(callback, Context.currentBindings());
    }

    /** The same, in a given context, which must not be in use elsewhere. */
    public Handle callSoonThreadsafe(Runnable callback, Context context) {
        return post(callback, Objects.requireNonNull(context, "context"));
    }

    private Handle post(Runnable callback, Object context) {
        Objects.requireNonNull(callback, "callback");
        Handle handle = made(new Handle(this, Carried.callback(callback), context));
        if (core.isClosed() || !core.post(handle)) {
            throw closedException();
        }
        return handle;
    }

    /** A future that belongs to this loop, pending. */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return made(new Future<>(this));
    }

    /**
     * Starts a task that runs {@code coroutine}, from the next turn on, in a copy of the current context.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.DEFAULT);
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine) {
        return createTask(new VoidCoroutine<>(coroutine), TaskOptions.DEFAULT);
    }

    /** Starts a task with a name. */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.DEFAULT.withName(name));
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, String name) {
        return createTask(new VoidCoroutine<>(coroutine), TaskOptions.DEFAULT.withName(name));
    }

    /**
     * Starts a task with a name, in a given context, or eagerly, as the options say. An eager task runs up to its first
     * suspension before this method returns; nothing else runs meanwhile.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "coroutine");
        Objects.requireNonNull(options, "options");
        if (taskFactory == null) {
            return Task.of(this, coroutine, options);
        }
        checkOpenAndThread();
        return taskFactory.createTask(this, coroutine, options);
    }

    /** The same for a coroutine without a result. */
    public Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, TaskOptions options) {
        return createTask(new VoidCoroutine<>(coroutine), options);
    }

    /** The tasks of this loop that are not done, in order of creation. */
    public Set<Task<?>> allTasks() {
        checkThread();
        return tasks.toSet();
    }

    // ---- I/O ----

    /**
     * What this loop waits with. A loop that was made without a {@link Builder#driver} gets one of the asked-for kind when
     * it is first asked; so programs that need no I/O do not pay for it.
     *
     * @param kind the class of the driver
     * @param make makes one
     * @throws IllegalStateException if the loop has a driver of another kind or is closed, or this is another thread than
     *     the loop's
     */
    public <D extends IoDriver> D driver(Class<D> kind, Supplier<? extends D> make) {
        checkOpenAndThread();
        IoDriver current = core.driver();
        if (current instanceof ParkingDriver) {
            current = make.get();
            core.setDriver(current);
        }
        if (!kind.isInstance(current)) {
            throw new IllegalStateException(
                    "the loop waits with a " + current.getClass().getName() + " (expected: " + kind.getName()
                            + "); make it without a driver of your own");
        }
        return kind.cast(current);
    }

    /**
     * Whether loops run on platform threads, as they do on the standard runtime. On the portable one they run on virtual
     * threads, which native code that waits holds back, and whose thread of the system may change. Thread-safe.
     */
    public static boolean areOnPlatformThreads() {
        return RUNTIME.loopsOnPlatformThreads();
    }

    /**
     * A handle that is not scheduled, for a source of events that will {@link #schedule} it at each one. Its callback runs
     * in a copy of the current context, always the same one.
     */
    public Handle createHandle(Runnable callback) {
        return made(new Handle(
                this, Carried.callback(Objects.requireNonNull(callback, "callback")), core.currentBindings()));
    }

    /**
     * Lets a handle run in the next turn, behind what is scheduled already; scheduled twice, it runs twice. Counterpart:
     * what {@code asyncio.SelectorEventLoop} does with the handle of a reader whenever there is something to read.
     *
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public void schedule(Handle handle) {
        checkOpenAndThread();
        core.ready(handle);
    }

    // ---- executors ----

    /**
     * Runs blocking code in the default executor: a virtual thread for each call, unless {@link #setDefaultExecutor} was
     * called. Does not suspend; await the future. Cancelling the future keeps code that has not started from starting,
     * and lets code that has started go on. The code does not see the caller's context ({@link Asyncio#toThread} does).
     *
     * @throws IllegalStateException if the loop is closed or the executor was shut down
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(Callable<T> code) {
        return Bridges.submit(this, defaultExecutor.get(), code);
    }

    /**
     * Runs blocking code in an executor, as {@link #runInExecutor(Callable)} does.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the executor does not take it
     */
    public <T extends @Nullable Object> Future<T> runInExecutor(Executor executor, Callable<T> code) {
        return Bridges.submit(this, Objects.requireNonNull(executor, "executor"), code);
    }

    /** The same for code without a result, in the default executor. */
    public Future<@Nullable Void> runInExecutor(Body.OfVoid<Exception> code) {
        return runInExecutor(Bridges.callable(code));
    }

    /** The same for code without a result. */
    public Future<@Nullable Void> runInExecutor(Executor executor, Body.OfVoid<Exception> code) {
        return runInExecutor(executor, Bridges.callable(code));
    }

    /** Sets the default executor; the loop shuts it down when it is closed. The one before is not shut down. */
    public void setDefaultExecutor(ExecutorService executor) {
        defaultExecutor.set(Objects.requireNonNull(executor, "executor"));
    }

    /** Waits for the jobs of the default executor and ends it. Suspends. It cannot be used afterwards. */
    public void shutdownDefaultExecutor() {
        defaultExecutor.shutdown(null);
    }

    /** The same; after {@code timeout} it warns and returns while jobs still run. */
    public void shutdownDefaultExecutor(Duration timeout) {
        defaultExecutor.shutdown(Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Closes the asynchronous generators that were started in this loop and have not ended, at the same time, and waits for
     * that. What they throw goes to the exception handler. One that is started later is logged. Suspends.
     *
     * @throws IllegalStateException outside a task of this loop
     */
    public void shutdownAsyncgens() {
        if (Task.currentOrThrow("shutdownAsyncgens()").loop != this) {
            throw new IllegalStateException("shutdownAsyncgens() was called in a task of another loop than " + this);
        }
        core.asyncGenerators().shutdown();
    }

    // ---- signals ----

    /**
     * Lets a callback run in the loop, in a copy of the current context, whenever a signal of the operating system arrives;
     * it replaces an earlier one. Removed when the loop is closed. For Ctrl-C there is {@link Asyncio#run}; this takes its
     * place for the signal {@code INT}.
     *
     * @param signal the name, with or without {@code SIG}: {@code TERM}, {@code HUP}, {@code USR2}
     * @throws IllegalArgumentException if there is no such signal here, or nobody can catch it, or the JVM uses it itself
     * @throws IllegalStateException if the loop is closed, or this is another thread than the loop's
     */
    public void addSignalHandler(String signal, Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        checkOpenAndThread();
        Runnable carried = Carried.callback(callback);
        Bindings context = core.currentBindings();
        signals().handle(Objects.requireNonNull(signal, "signal"), () -> {
            var _ = core.post(new Handle(this, carried, context));
        });
    }

    /** Takes back {@link #addSignalHandler}; false if there was none. */
    public boolean removeSignalHandler(String signal) {
        checkThread();
        return signals != null && signals.remove(Objects.requireNonNull(signal, "signal"));
    }

    private Signals signals() {
        if (signals == null) {
            signals = new Signals();
        }
        return signals;
    }

    // ---- errors and debugging ----

    /** Sets what receives errors that nobody else can; null for {@link #defaultExceptionHandler}. */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        exceptionHandler = handler;
    }

    /** What {@link #setExceptionHandler} was given, or null. */
    public @Nullable ExceptionHandler getExceptionHandler() {
        return exceptionHandler;
    }

    /**
     * Reports an error to the exception handler, which runs in the context of the task or callback that the error is about.
     * If the handler throws, that is logged. Does not throw.
     */
    public void callExceptionHandler(ExceptionContext context) {
        try {
            Object current = context.sourceTraceback().isEmpty() ? core.observedItem() : null;
            ExceptionContext full = current == null ? context : context.withHandleTraceback(traceOf(current));
            ExceptionHandler handler = exceptionHandler != null ? exceptionHandler : EventLoop::defaultExceptionHandler;
            Context about = full.contextOfWhatItIsAbout();
            if (about != null) {
                about.runRegardless(() -> handler.handle(this, full));
            } else {
                handler.handle(this, full);
            }
        } catch (KeyboardInterruptError e) {
            core.escape(e);
        } catch (Throwable e) {
            LOGGER.log(Level.ERROR, "Unhandled error in exception handler, called with " + context, e);
        }
    }

    /**
     * Logs an error, at level {@code ERROR}, to the system logger {@code asyncio}: the message, the exception, and a line for
     * each other component of {@code context} that is there. Handlers of your own may end with it.
     */
    public void defaultExceptionHandler(ExceptionContext context) {
        LOGGER.log(Level.ERROR, context.text(), context.exception());
    }

    /** Whether debug mode is on, see {@link #setDebug}. */
    public boolean getDebug() {
        return debug;
    }

    /**
     * Turns debug mode on or off; new loops have it on with {@code -Dasyncio4j.debug=true}. In debug mode
     *
     * <ul>
     *   <li>a step of a task, or a callback, that takes {@link #slowCallbackDuration} or longer is logged, and while it still
     *       blocks the loop, so is its stack, by a thread of its own that goes by real time;
     *   <li>futures, tasks and handles remember where they were made; their {@code toString} and
     *       {@link ExceptionContext#sourceTraceback} tell.
     * </ul>
     *
     * <p>A loop that was made in debug mode and becomes unreachable without having been closed is logged, too.
     *
     * @throws IllegalStateException if called from another thread than the loop's
     */
    public void setDebug(boolean enabled) {
        checkThread();
        debug = enabled;
        traces = !enabled ? null : traces == null ? new CreationTraces() : traces;
        core.setSlowNanos(enabled ? slowCallbackNanos : -1);
    }

    /** What counts as a slow callback in debug mode: 100 ms at first. */
    public Duration slowCallbackDuration() {
        return Duration.ofNanos(slowCallbackNanos);
    }

    /**
     * Sets what counts as a slow callback in debug mode.
     *
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if called from another thread than the loop's
     */
    public void setSlowCallbackDuration(Duration duration) {
        checkThread();
        slowCallbackNanos = Nanos.notNegative("slowCallbackDuration", duration);
        setDebug(debug);
    }

    /** Sets what makes this loop's tasks; null for the standard way. */
    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    /** What {@link #setTaskFactory} was given, or null. */
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    @Override
    public String toString() {
        return "<EventLoop running=" + isRunning() + " closed=" + isClosed() + " debug=" + debug + ">";
    }

    // ---- for the classes of this package ----

    void checkOpenAndThread() {
        if (core.isClosed()) {
            throw closedException();
        }
        checkThread();
    }

    private IllegalStateException closedException() {
        return new IllegalStateException("Event loop is closed (call came from thread \""
                + Thread.currentThread().getName() + "\")");
    }

    private void checkRunnable() {
        if (core.isClosed()) {
            throw closedException();
        }
        if (running) {
            throw new IllegalStateException("This event loop is already running");
        }
        EventLoop other = Asyncio.runningLoop();
        if (other != null) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running: " + other);
        }
    }

    void addTimer(Duration delay, SleepFuture<?> sleep) {
        checkOpenAndThread();
        core.timers.add(deadline(delay), sleep);
    }

    /** In debug mode, takes note of where something was made, which is returned. */
    <T> T made(T something) {
        CreationTraces kept = traces;
        if (kept != null) {
            kept.add(something);
        }
        return something;
    }

    /** Where something was made, innermost frame first; empty if that is not known. */
    List<StackTraceElement> traceOf(Object something) {
        CreationTraces kept = traces;
        return kept == null ? List.of() : kept.of(something);
    }

    /** The same in one line, for {@code toString}. */
    String origin(Object something) {
        List<StackTraceElement> trace = traceOf(something);
        return trace.isEmpty() ? "" : " created at " + trace.getFirst();
    }

    TaskList tasks() {
        return tasks;
    }

    /** The exceptions that nobody has fetched yet. */
    Set<Failure> failures() {
        return failures;
    }

    /** Options for a new loop. Not thread-safe. */
    public static final class Builder {

        private boolean debug = Boolean.getBoolean("asyncio4j.debug");
        private long slowCallbackNanos = 100_000_000;
        private @Nullable LoopClock clock;
        private @Nullable IoDriver driver;

        private Builder() {}

        /** Debug mode, see {@link EventLoop#setDebug}. */
        public Builder debug(boolean enabled) {
            debug = enabled;
            return this;
        }

        /** What counts as a slow callback, see {@link EventLoop#setSlowCallbackDuration}. */
        public Builder slowCallbackDuration(Duration duration) {
            slowCallbackNanos = Nanos.notNegative("slowCallbackDuration", duration);
            return this;
        }

        /** The clock; if not given, {@link LoopClock#create}. One clock serves one loop. */
        public Builder clock(LoopClock loopClock) {
            clock = Objects.requireNonNull(loopClock, "loopClock");
            return this;
        }

        /** What waits for I/O; if not given, the loop's thread is parked. One driver serves one loop. */
        public Builder driver(IoDriver ioDriver) {
            driver = Objects.requireNonNull(ioDriver, "ioDriver");
            return this;
        }

        /** Makes the loop. */
        public EventLoop build() {
            return new EventLoop(this);
        }
    }
}
