package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Fiber;
import io.asyncio4j.internal.coroutine.FiberHost;
import io.asyncio4j.internal.loop.Inbox;
import io.asyncio4j.internal.loop.ReadyQueue;
import io.asyncio4j.internal.loop.TimerHeap;
import io.asyncio4j.spi.IoDriver;
import io.asyncio4j.spi.LoopClock;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The turns of an event loop: what {@link EventLoop} is the face of. Loop-confined, but for {@link #post} and
 * {@link #inLoop}.
 *
 * <p>What waits in the ready queue is a {@link Task} (its next step), a {@link Handle}, a {@link SleepFuture} (its time is
 * over), a {@link Fiber} (foreign code lets it go on) or a plain {@link Runnable} (something internal).
 */
final class LoopCore implements FiberHost {

    /** While handles stay ready, I/O is polled after this many of them at the latest (or after one turn). */
    private static final int HANDLES_PER_POLL = 64;

    final LoopClock clock;
    final TimerHeap timers = new TimerHeap(LoopCore::isCancelled);
    private IoDriver driver;
    private final ReadyQueue ready = new ReadyQueue();
    private final Inbox inbox;
    private final Consumer<Object> timerDue = this::timerDue;

    /** The thread that runs the loop, while one does. Other threads read it to find out that it is not theirs. */
    private volatile @Nullable Thread thread;

    private volatile boolean closed;
    private @Nullable ClassLoader contextClassLoader;
    private ThreadState threadState = ThreadState.get();
    private @Nullable Task<?> runningTask;

    /** A task that the running one has started eagerly, and for whose first step it has left its fiber. */
    private @Nullable Task<?> eagerTask;

    private int eagerSteps;
    private @Nullable KeyboardInterruptError escaped;
    private @Nullable Runnable interruptHook;
    private boolean stopping;
    private boolean interruptPending;
    private boolean wasInterrupted;

    private final StepObserver observer = new StepObserver(this);

    /** Whether steps go through the observer. Decided once a turn. */
    private boolean observed;

    private @Nullable AsyncGenerators asyncGenerators;

    /** How many handles of this turn's batch have not run yet. */
    private int batch;

    private int handlesSincePoll;

    /** Jobs in executors and blocked tasks: their end will wake the loop. */
    private int externalWork;

    /** Tasks and callbacks that block in calls of the JDK. */
    private int blockedFibers;

    /** Of a callback that runs on a fiber now, because others block. */
    private @Nullable Thread callbackThread;

    LoopCore(LoopClock clock, IoDriver driver) {
        this.clock = clock;
        this.driver = driver;
        this.inbox = new Inbox(this::wakeup);
    }

    IoDriver driver() {
        return driver;
    }

    /**
     * Changes the way to wait. A wake-up is not lost to the driver before: whoever wakes the loop has seen that it is
     * asleep, and it falls asleep over the new one only.
     */
    void setDriver(IoDriver other) {
        driver.close();
        driver = other;
    }

    /** Called from other threads, which see the driver over which the loop has fallen asleep. */
    private void wakeup() {
        driver.wakeup();
    }

    // ---- turns ----

    /** Runs turns on the calling thread until {@link #stop} is called. */
    void run(EventLoop loop) {
        ThreadState state = ThreadState.get();
        Object outside = state.context;
        threadState = state;
        state.running = loop;
        contextClassLoader = Thread.currentThread().getContextClassLoader();
        thread = Thread.currentThread();
        interruptPending = Thread.interrupted();
        try {
            observer.loopStarts(thread);
            do {
                turn();
            } while (!stopping);
        } finally {
            stopping = false;
            observer.loopEnds();
            thread = null;
            state.running = null;
            state.context = outside;
            if (wasInterrupted || interruptPending) {
                wasInterrupted = false;
                interruptPending = false;
                Thread.currentThread().interrupt();
            }
        }
    }

    private void turn() {
        if (interruptPending) {
            interrupted();
        }
        inbox.drainTo(ready);
        if (asyncGenerators != null) {
            asyncGenerators.closeLost();
        }
        if (ready.isEmpty() && !stopping) {
            waitForWork();
        } else if (handlesSincePoll >= HANDLES_PER_POLL || stopping) {
            poll(0);
        }
        if (timers.size() > 0) {
            timers.takeDue(clock.nanoTime(), timerDue);
        }
        batch = ready.size();
        handlesSincePoll += batch;
        observed = observer.isWanted();
        if (observed) {
            runBatchObserved();
        } else {
            runBatch();
        }
    }

    private void runBatchObserved() {
        int handles = batch;
        Object event = FlightRecording.turnBegins();
        runBatch();
        FlightRecording.turnEnds(event, handles);
    }

    private void runBatch() {
        while (batch > 0) {
            batch--;
            run(ready.remove());
            if (escaped != null) {
                KeyboardInterruptError error = escaped;
                escaped = null;
                throw error;
            }
        }
    }

    private void waitForWork() {
        long deadline = timers.nextDeadline();
        long untilTimer = deadline == Long.MAX_VALUE ? deadline : Math.max(0, deadline - clock.nanoTime());
        if (untilTimer > 0 && untilTimer < Long.MAX_VALUE && clock.jumps()) {
            jumpOrWait(untilTimer);
        } else {
            await(untilTimer == 0 ? 0 : clock.waitNanos(untilTimer, externalWork > 0));
        }
    }

    /** A clock jumps over the time until the next timer only if there is nothing to do before that, nor will be. */
    private void jumpOrWait(long untilTimer) {
        int handled = poll(0);
        boolean external = externalWork > 0 || driver.hasExternalWork();
        inbox.drainTo(ready);
        if (handled == 0 && ready.isEmpty()) {
            long wait = clock.waitNanos(untilTimer, external);
            if (wait > 0) {
                await(wait);
            }
        }
    }

    private void await(long nanos) {
        poll(nanos > 0 && !Thread.currentThread().isInterrupted() && inbox.fallAsleep() ? nanos : 0);
        inbox.drainTo(ready);
    }

    private int poll(long timeoutNanos) {
        driver.flush();
        int handled = driver.poll(ready.isEmpty() ? timeoutNanos : 0);
        handlesSincePoll = 0;
        interruptPending |= Thread.interrupted();
        return handled;
    }

    private void interrupted() {
        interruptPending = false;
        wasInterrupted = true;
        if (interruptHook != null) {
            interruptHook.run();
        } else {
            stop();
        }
    }

    private void timerDue(Object timer) {
        if (timer instanceof TimerHandle handle) {
            handle.leftHeap();
        } else {
            ((SleepFuture<?>) timer).leftHeap();
        }
        ready.add(timer);
    }

    private static boolean isCancelled(Object timer) {
        return timer instanceof Handle handle ? handle.cancelled() : ((Future<?>) timer).cancelled();
    }

    private void run(Object item) {
        if (observed) {
            observer.run(item);
        } else {
            dispatch(item);
        }
    }

    void dispatch(Object item) {
        if (item instanceof Task<?> task) {
            task.step();
        } else if (item instanceof SleepFuture<?> sleep) {
            sleep.wake();
        } else if (item instanceof Fiber fiber) {
            fiber.wake();
        } else if (blockedFibers == 0) {
            call(item, threadState);
        } else {
            BlockableCallback.run(this, Objects.requireNonNull(threadState.running), item);
        }
    }

    /** Runs a handle or something internal. */
    static void call(Object item, ThreadState state) {
        if (item instanceof Handle handle) {
            handle.run(state);
        } else {
            state.context = Bindings.EMPTY; // not that of the callback before
            ((Runnable) item).run();
        }
    }

    /** Makes {@code next}, if it is not null, what is known of the thread that runs callbacks; returns what it was. */
    ThreadState swapThreadState(@Nullable ThreadState next) {
        ThreadState before = threadState;
        if (next != null) {
            threadState = next;
        }
        return before;
    }

    /** Lets the loop return after this turn. */
    void stop() {
        stopping = true;
    }

    /** Ends the current run of the loop by throwing {@code error} from it. */
    void escape(KeyboardInterruptError error) {
        escaped = error;
    }

    /** Drops all that is scheduled and refuses what other threads post. */
    void close() {
        closed = true;
        inbox.close();
        ready.clear();
        timers.clear();
        driver.close();
    }

    // ---- scheduling ----

    /** Lets {@code item} have its turn. */
    void ready(Object item) {
        ready.add(item);
    }

    /** The same for any thread; false if the loop is closed. */
    boolean post(Object item) {
        if (inLoop()) {
            ready.add(item);
            return true;
        }
        return inbox.post(item);
    }

    /** The same for something internal, which runs outside any context. */
    boolean schedule(Runnable work) {
        return post(work);
    }

    /** When a delay from now is over. */
    long deadline(long delayNanos) {
        return Nanos.add(clock.nanoTime(), delayNanos);
    }

    void externalWork(int change) {
        externalWork += change;
    }

    void blocked(int change) {
        blockedFibers += change;
        externalWork(change);
    }

    /** Debug mode, with this limit for steps, or none if it is negative. */
    void setSlowNanos(long nanos) {
        observer.setSlowNanos(nanos);
        observed |= nanos >= 0;
    }

    /** The task or handle that runs now; null if none does, or nobody observes the loop. */
    @Nullable
    Object observedItem() {
        return observer.current();
    }

    void taskEnded(Task<?> task) {
        if (observed) {
            FlightRecording.taskEnded(task);
        }
    }

    /** What an interrupt of the loop's thread does; null to stop the loop. */
    void onInterrupt(@Nullable Runnable hook) {
        interruptHook = hook;
    }

    // ---- who runs ----

    void callbackRunsOn(@Nullable Thread fiberThread) {
        callbackThread = fiberThread;
    }

    /** The thread whose stack is that of the step under way. For the watchdog, whose thread calls it. */
    Thread busyThread(Thread loopThread) {
        Task<?> task = runningTask;
        Thread onFiber = task == null ? callbackThread : task.thread();
        return onFiber == null ? loopThread : onFiber;
    }

    boolean isRunning() {
        return thread != null;
    }

    /** Whether the loop does not run, or the caller is in it. */
    boolean mayCall() {
        Thread owner = thread;
        return owner == null || isOwn(owner);
    }

    private boolean isOwn(Thread owner) {
        Thread current = Thread.currentThread();
        Task<?> task = runningTask;
        return current == owner || (task != null && task.thread() == current) || isInStrand();
    }

    /** On the hand-off runtime generators and greenlets have threads of their own. */
    private boolean isInStrand() {
        EventLoop loop = Asyncio.runningLoop();
        return loop != null && loop.core == this && Task.current() == runningTask;
    }

    @Nullable
    Task<?> runningTask() {
        return runningTask;
    }

    void enter(Task<?> task) {
        runningTask = task;
    }

    void leave() {
        runningTask = null;
    }

    void runEagerly(Task<?> task) {
        eagerTask = task;
    }

    @Nullable
    Task<?> takeEager() {
        Task<?> task = eagerTask;
        eagerTask = null;
        return task;
    }

    /** Counts the eager first steps that are under way, one inside the other. */
    void eagerSteps(int change) {
        eagerSteps += change;
    }

    /** The content of the current context, for a caller that is in this loop if it runs. */
    Bindings currentBindings() {
        if (thread == null) {
            return Context.currentBindings();
        }
        return runningTask != null ? runningTask.bindings() : threadState.bindings();
    }

    // ---- what fibers need ----

    @Override
    public Runnable closeWithLoop(Object owner, Runnable close) {
        return asyncGenerators().add(owner, close);
    }

    /** Made at first use. Called on the loop's thread while the loop runs. */
    AsyncGenerators asyncGenerators() {
        if (asyncGenerators == null) {
            asyncGenerators = new AsyncGenerators(Objects.requireNonNull(threadState.running));
        }
        return asyncGenerators;
    }

    @Override
    public boolean inLoop() {
        Thread owner = thread;
        return owner != null && isOwn(owner);
    }

    @Override
    public boolean schedule(Fiber fiber) {
        return post(fiber);
    }

    @Override
    public void noteInterrupt() {
        Thread owner = thread;
        if (owner != null && owner.isInterrupted()) {
            interruptPending = true;
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public @Nullable ClassLoader contextClassLoader() {
        return contextClassLoader;
    }

    @Override
    public String threadName(Object body) {
        return body instanceof Task<?> task ? task.getName() : "asyncio-callback";
    }

    @Override
    public void runBody(Fiber fiber, Object body) {
        if (body instanceof BlockableCallback callback) {
            callback.runOnFiber();
            return;
        }
        Task<?> task = (Task<?>) body;
        runningTask = task;
        if (observed) {
            FlightRecording.taskStarted(task);
        }
        task.runOn(fiber);
    }

    @Override
    public void continueBlocked(Object body) {
        if (body instanceof BlockableCallback callback) {
            callback.continueBlocked();
        } else {
            ((Task<?>) body).continueBlocked();
        }
    }

    /** When observed, each task is a step of its own, so that it can be timed. */
    @Override
    public @Nullable Object nextBody() {
        if (batch > 0
                && runningTask != null // a callback's fiber is for that callback
                && runningTask.isCompletedOnFiber()
                && eagerSteps == 0
                && !observed
                && escaped == null
                && ready.peek() instanceof Task<?> task
                && task.isFresh()) {
            batch--;
            return Objects.requireNonNull(ready.remove());
        }
        return null;
    }
}
