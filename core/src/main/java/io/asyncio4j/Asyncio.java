package io.asyncio4j;

import io.asyncio4j.internal.coroutine.Unchecked;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The functions to start with, meant for {@code import static}. Names are Python's, in camelCase; the one exception is
 * {@link #waitUntil} for {@code asyncio.wait}, since every Java object has a {@code wait} of its own.
 *
 * <pre>{@code
 * void main() {
 *     run(() -> {
 *         var hello = createTask(() -> sayAfter(1, "hello"));
 *         var world = createTask(() -> sayAfter(2, "world"));
 *         hello.await();
 *         world.await();
 *     });
 * }
 * }</pre>
 *
 * <p>Functions that suspend say so; they are called in a task. A cancelled task gets {@link CancelledError} from them.
 */
public final class Asyncio {

    private Asyncio() {}

    // ---- running ----

    /**
     * Runs a coroutine (or awaits something else) on a new loop: the entry point of a program. When it is done, the tasks
     * that are left are cancelled and waited for, then asynchronous generators are closed and the jobs of the default
     * executor waited for, and the loop is closed. Blocks the calling thread. The first Ctrl-C cancels the coroutine, the
     * second one ends the JVM. Counterpart: {@code asyncio.run}.
     *
     * @return what the coroutine returns
     * @throws KeyboardInterruptError after Ctrl-C
     * @throws RuntimeException the coroutine's exception, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if a loop runs on this thread: there, call the coroutine or make a task
     */
    public static <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(main, EventLoop::create);
    }

    /** The same for a coroutine without a result. */
    public static void run(Coroutine.OfVoid main) {
        run(new VoidCoroutine<>(main), EventLoop::create);
    }

    /** The same on a loop that {@code loopFactory} makes. */
    public static <T extends @Nullable Object> T run(Awaitable<T> main, Supplier<EventLoop> loopFactory) {
        Objects.requireNonNull(main, "main");
        if (runningLoop() != null) {
            throw new IllegalStateException("Asyncio.run() cannot be called from a running event loop"
                    + "; call the coroutine itself, or createTask() it");
        }
        Runner runner = Runner.create(loopFactory);
        T result;
        try {
            result = runner.run(main);
        } catch (Throwable thrown) {
            try {
                runner.close();
            } catch (Throwable onClose) {
                if (onClose != thrown) { // a KeyboardInterruptError may come out of several tasks
                    thrown.addSuppressed(onClose);
                }
            }
            throw thrown;
        }
        runner.close();
        return result;
    }

    /** The same on a loop that {@code loopFactory} makes, for a coroutine without a result. */
    public static void run(Coroutine.OfVoid main, Supplier<EventLoop> loopFactory) {
        run(new VoidCoroutine<>(main), loopFactory);
    }

    /**
     * Starts a task on the running loop, see {@link EventLoop#createTask(Coroutine)}. Does not suspend.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return getRunningLoop().createTask(coroutine);
    }

    /** The same for a coroutine without a result. */
    public static Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine) {
        return getRunningLoop().createTask(coroutine);
    }

    /** Starts a task with a name. */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return getRunningLoop().createTask(coroutine, name);
    }

    /** Starts a task with a name, for a coroutine without a result. */
    public static Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, String name) {
        return getRunningLoop().createTask(coroutine, name);
    }

    /**
     * Starts a task with a name, in a given context, or eagerly, as the options say. An eager task runs up to its first
     * suspension before this method returns; nothing else runs meanwhile.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, TaskOptions options) {
        return getRunningLoop().createTask(coroutine, options);
    }

    /** The same for a coroutine without a result. */
    public static Task<@Nullable Void> createTask(Coroutine.OfVoid coroutine, TaskOptions options) {
        return getRunningLoop().createTask(coroutine, options);
    }

    /**
     * A future as it is; for anything else a new task that awaits it, on the current loop. Does not suspend.
     *
     * @throws IllegalStateException if there is no current loop
     */
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return awaitable instanceof Future<T> future ? future : Futures.ensure(awaitable, getEventLoop());
    }

    /** A new task for a coroutine without a result. */
    public static Future<@Nullable Void> ensureFuture(Coroutine.OfVoid coroutine) {
        return ensureFuture(new VoidCoroutine<>(coroutine));
    }

    // ---- sleeping and waiting ----

    /**
     * Suspends the calling task for {@code delay}; zero or less means for one turn of the loop. Other tasks run meanwhile.
     * A delay of 292 years or more never ends.
     *
     * @throws CancelledError if the task was cancelled meanwhile
     * @throws IllegalStateException outside a task
     */
    public static void sleep(Duration delay) {
        Task.currentOrThrow("sleep()").<@Nullable Void>sleep(Objects.requireNonNull(delay, "delay"), null);
    }

    /** Sleeps, as {@link #sleep(Duration)} does, and returns {@code result}. */
    public static <T extends @Nullable Object> T sleep(Duration delay, T result) {
        return Task.currentOrThrow("sleep()").sleep(Objects.requireNonNull(delay, "delay"), result);
    }

    /**
     * Runs awaitables concurrently: coroutines become tasks at once. Does not suspend; await the future. Its result is the
     * list of their results, in the order of the arguments. If one fails, the future fails with its exception, and the
     * others go on; a second failure is dropped. A cancelled one counts as failed with {@link CancelledError}, and does
     * not cancel the future. Cancelling the future cancels all of them. A future that is given twice counts twice; a
     * coroutine that is given twice runs twice (in Python, once).
     *
     * @throws IllegalArgumentException if they are futures of different loops
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<T>> gather(Awaitable<? extends T>... awaitables) {
        return gather(Arrays.asList(awaitables));
    }

    /** The same for coroutines without results; the list holds nulls. */
    public static Future<List<@Nullable Void>> gather(Coroutine.OfVoid... coroutines) {
        return gather(returningNull(coroutines));
    }

    /** The same for a collection. */
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        EventLoop loop = loopOf(awaitables);
        return GatheringFuture.ofResults(loop, Futures.ensureAll(awaitables, loop));
    }

    /**
     * Runs awaitables concurrently, as {@link #gather(Collection)} does, but waits for all of them and lists how each one
     * ended. Counterpart: {@code gather(…, return_exceptions=True)}.
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            Awaitable<? extends T>... awaitables) {
        return gatherOutcomes(Arrays.asList(awaitables));
    }

    /** The same for coroutines without results. */
    public static Future<List<Outcome<@Nullable Void>>> gatherOutcomes(Coroutine.OfVoid... coroutines) {
        return gatherOutcomes(returningNull(coroutines));
    }

    /** The same for a collection. */
    public static <T extends @Nullable Object> Future<List<Outcome<T>>> gatherOutcomes(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        EventLoop loop = loopOf(awaitables);
        return GatheringFuture.ofOutcomes(loop, Futures.ensureAll(awaitables, loop));
    }

    /**
     * Runs awaitables concurrently (coroutines become tasks, in order) and suspends until as many are done as {@code when}
     * says. Throws none of their exceptions, and cancels none of them. Counterpart: {@code asyncio.wait}, which takes no
     * coroutines any more.
     *
     * @throws IllegalArgumentException if there are none
     * @throws CancelledError if the calling task was cancelled; the awaitables go on
     */
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen when, Collection<? extends Awaitable<? extends T>> awaitables) {
        return waitUntil(when, awaitables, null);
    }

    /** The same, but returns after {@code timeout} in any case; null means no limit. */
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen when, Collection<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        Objects.requireNonNull(when, "when");
        if (awaitables.isEmpty()) {
            throw new IllegalArgumentException("awaitables = [] (expected: at least one)");
        }
        EventLoop loop = Task.currentOrThrow("waitUntil()").loop;
        return Waiting.until(loop, when, Futures.<T>ensureSet(awaitables, loop), timeout);
    }

    /**
     * Runs awaitables concurrently (coroutines become tasks, at once) and iterates over them in the order in which they
     * get done: {@code next()} suspends until one more is. It returns the futures and tasks that were given. This method
     * does not suspend.
     *
     * @throws IllegalArgumentException if there is a future of another loop than the current one
     * @throws IllegalStateException if there is no current loop
     */
    public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return asCompleted(awaitables, null);
    }

    /**
     * The same with a limit for all of them, null for none. When it is over, {@code next()} throws a
     * {@link java.util.concurrent.CompletionException} around a {@link TimeoutException}; what is not done goes on.
     */
    public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables, @Nullable Duration timeout) {
        EventLoop loop = getEventLoop();
        AsCompleted<T> iterator = new AsCompleted<>(loop, Futures.<T>ensureSet(awaitables, loop), timeout);
        return () -> iterator;
    }

    /**
     * Runs attempts at one thing until the first of them succeeds, and suspends until then. They are started in order, the
     * next one when {@code delay} has passed or the one before has failed, whichever comes first. The first success cancels
     * the others, and waits for them, so this may take longer. If all fail, the result says so; this does not throw.
     * Counterpart: {@code asyncio.staggered.staggered_race}.
     *
     * @param delay how long to wait for an attempt before the next one is started as well; null to wait until it has failed
     * @throws CancelledError if the calling task was cancelled; by then all attempts have been, too, and have ended. What
     *     one of them has returned all the same is dropped
     * @throws IllegalStateException if the caller is not in a task
     */
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            @Nullable Duration delay, Collection<? extends Coroutine<? extends T>> attempts) {
        return StaggeredRace.run(delay, attempts);
    }

    /** The same for attempts that are listed here. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> RaceResult<T> staggeredRace(
            @Nullable Duration delay, Coroutine<? extends T>... attempts) {
        return StaggeredRace.run(delay, Arrays.asList(attempts));
    }

    /**
     * A future that follows {@code awaitable} and can be cancelled without it. Does not suspend; await the future. A future
     * that is done is returned as it is. If the outer future was cancelled and the inner one fails, the exception handler
     * is told, unless somebody else asks for the exception.
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shield.around(ensureFuture(awaitable));
    }

    /** The same for a coroutine without a result. */
    public static Future<@Nullable Void> shield(Coroutine.OfVoid coroutine) {
        return shield(new VoidCoroutine<>(coroutine));
    }

    /**
     * Awaits with a time limit: when it is over, what is awaited is cancelled <em>and waited for</em>, so this may take
     * longer. If it refuses the cancellation and returns, or fails by itself, that is what comes out. Suspends.
     *
     * @param awaitable a future, or a coroutine, which runs in the calling task
     * @param timeout the limit; null for none; zero or less gives the value only if it is there already, and does not
     *     start a coroutine
     * @throws TimeoutException if the limit ended it
     * @throws CancelledError if the calling task was cancelled (then what is awaited was, too), or what is awaited was
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        Objects.requireNonNull(awaitable, "awaitable");
        if (timeout != null && !timeout.isPositive()) {
            return resultNow(awaitable, timeout);
        }
        return Timeout.after(timeout).run(() -> awaitInline(awaitable));
    }

    /** The same for a coroutine without a result. */
    public static void waitFor(Coroutine.OfVoid coroutine, @Nullable Duration timeout) throws TimeoutException {
        waitFor(new VoidCoroutine<>(coroutine), timeout);
    }

    private static <T extends @Nullable Object> T resultNow(Awaitable<T> awaitable, Duration timeout)
            throws TimeoutException {
        Future<T> future = ensureFuture(awaitable);
        if (future.done()) {
            return future.result();
        }
        Waiting.cancelAndWait(future);
        try {
            return future.result();
        } catch (CancelledError e) {
            TimeoutException thrown = new TimeoutException("not done, and timeout = " + timeout);
            thrown.initCause(e);
            throw thrown;
        }
    }

    /** Checked exceptions as {@link Future#await} throws them. */
    private static <T extends @Nullable Object> T awaitInline(Awaitable<T> awaitable) {
        try {
            return awaitable.await();
        } catch (Exception e) {
            throw Unchecked.of(e);
        }
    }

    /**
     * Runs a block of code, in the calling task, with a time limit, see {@link Timeout}. May suspend.
     *
     * @param delay the limit; null for none
     * @return what the block returns
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <T extends @Nullable Object, X extends Exception> T timeout(@Nullable Duration delay, Body<T, X> body)
            throws X, TimeoutException {
        return Timeout.after(delay).run(body);
    }

    /**
     * The same for a block without a result.
     *
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <X extends Exception> void timeout(@Nullable Duration delay, Body.OfVoid<X> body)
            throws X, TimeoutException {
        Timeout.after(delay).run(body);
    }

    /**
     * The same for a block that moves its own deadline.
     *
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <X extends Exception> void timeout(@Nullable Duration delay, ScopedBody<X> body)
            throws X, TimeoutException {
        Timeout scope = Timeout.after(delay);
        scope.run(() -> body.run(scope));
    }

    /**
     * Runs a block of code, in the calling task, under a time limit at a moment, see {@link Timeout}. May suspend.
     *
     * @param when a moment of the loop's {@link EventLoop#time}; null for no limit, one in the past for the first suspension
     * @return what the block returns
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <T extends @Nullable Object, X extends Exception> T timeoutAt(
            @Nullable Duration when, Body<T, X> body) throws X, TimeoutException {
        return Timeout.at(when).run(body);
    }

    /**
     * The same for a block without a result.
     *
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <X extends Exception> void timeoutAt(@Nullable Duration when, Body.OfVoid<X> body)
            throws X, TimeoutException {
        Timeout.at(when).run(body);
    }

    /**
     * The same for a block that moves its own deadline.
     *
     * @throws X what the block throws
     * @throws TimeoutException if the limit ended the block
     */
    public static <X extends Exception> void timeoutAt(@Nullable Duration when, ScopedBody<X> body)
            throws X, TimeoutException {
        Timeout scope = Timeout.at(when);
        scope.run(() -> body.run(scope));
    }

    /**
     * A block of code that is given the time limit under which it runs.
     *
     * @param <X> the checked exceptions that it throws
     */
    @FunctionalInterface
    public interface ScopedBody<X extends Exception> {

        /**
         * Runs the block.
         *
         * @throws X what the block fails with
         */
        void run(Timeout scope) throws X;
    }

    // ---- threads, and futures of the JDK ----

    /**
     * Runs blocking code in the loop's default executor, in a copy of the current context, and suspends until it is done.
     * (On the standard runtime most blocking calls can simply be made in a task.) If the calling task is cancelled, the
     * code goes on and its result is dropped.
     *
     * @throws RuntimeException the code's exception, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> code) {
        Objects.requireNonNull(code, "code");
        Context context = Context.copy();
        return getRunningLoop()
                .<T>runInExecutor(Carried.<T>callable(() -> context.<T, Exception>call(code::call)))
                .await();
    }

    /** The same for code without a result. */
    public static void toThread(Body.OfVoid<Exception> code) {
        toThread(Bridges.callable(code));
    }

    /** Runs blocking code in an executor, see {@link EventLoop#runInExecutor(Executor, Callable)}. Does not suspend. */
    public static <T extends @Nullable Object> Future<T> runInExecutor(Executor executor, Callable<T> code) {
        return getRunningLoop().runInExecutor(executor, code);
    }

    /** The same for code without a result. */
    public static Future<@Nullable Void> runInExecutor(Executor executor, Body.OfVoid<Exception> code) {
        return getRunningLoop().runInExecutor(executor, code);
    }

    /**
     * Starts a task on a loop from another thread. Thread-safe; not to be waited for on the loop's own thread. Cancelling
     * the returned future cancels the task.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> coroutine, EventLoop loop) {
        return Bridges.submit(loop, Objects.requireNonNull(coroutine, "coroutine"));
    }

    /** The same for a coroutine without a result. */
    public static CompletableFuture<@Nullable Void> runCoroutineThreadsafe(Coroutine.OfVoid coroutine, EventLoop loop) {
        return Bridges.submit(loop, new VoidCoroutine<>(coroutine));
    }

    /**
     * A future of the current loop that follows a stage; cancelling it cancels the stage. Does not suspend.
     *
     * @throws IllegalStateException if there is no current loop
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return Bridges.wrap(getEventLoop(), Objects.requireNonNull(stage, "stage"));
    }

    /**
     * A future of the current loop that follows one of the JDK, by means of a thread of the default executor unless it is a
     * stage; cancelling it cancels that one. Does not suspend.
     *
     * @throws IllegalStateException if there is no current loop
     */
    @SuppressWarnings("unchecked")
    public static <T extends @Nullable Object> Future<T> wrapFuture(java.util.concurrent.Future<T> future) {
        Objects.requireNonNull(future, "future");
        return future instanceof CompletionStage<?> stage
                ? wrapFuture((CompletionStage<T>) stage)
                : Bridges.wrap(getEventLoop(), future);
    }

    /** The same for what is both, such as {@link CompletableFuture}. */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletableFuture<T> future) {
        return wrapFuture((CompletionStage<T>) future);
    }

    /** Suspends until a stage is done, and cancels it if the calling task is cancelled. Throws as {@link Future#await}. */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return wrapFuture(stage).await();
    }

    // ---- loops and tasks ----

    /**
     * The loop that runs on this thread. Thread-safe.
     *
     * @throws IllegalStateException if there is none
     */
    public static EventLoop getRunningLoop() {
        EventLoop loop = runningLoop();
        if (loop == null) {
            throw new IllegalStateException("no running event loop on thread \""
                    + Thread.currentThread().getName() + "\"; call this in a coroutine that runs under Asyncio.run()");
        }
        return loop;
    }

    static @Nullable EventLoop runningLoop() {
        Task<?> task = Task.current();
        return task != null ? task.loop : ThreadState.get().running;
    }

    /**
     * The running loop, else the one that {@link #setEventLoop} was given on this thread. Thread-safe.
     *
     * @throws IllegalStateException if there is neither
     */
    public static EventLoop getEventLoop() {
        EventLoop running = runningLoop();
        EventLoop loop = running != null ? running : ThreadState.get().set;
        if (loop == null) {
            throw new IllegalStateException("There is no current event loop in thread \""
                    + Thread.currentThread().getName() + "\"; use Asyncio.run() or setEventLoop()");
        }
        return loop;
    }

    /** Makes a loop this thread's current one, or none if it is null. Thread-safe. */
    public static void setEventLoop(@Nullable EventLoop loop) {
        ThreadState.get().set = loop;
    }

    /** A new loop. It is not made the current one. */
    public static EventLoop newEventLoop() {
        return EventLoop.create();
    }

    /**
     * The task in which the caller runs; null in a callback of the loop.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static @Nullable Task<?> currentTask() {
        Task<?> task = Task.current();
        if (task == null) {
            var _ = getRunningLoop();
        }
        return task;
    }

    /**
     * The tasks of the running loop that are not done, the calling one included, in order of creation.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static Set<Task<?>> allTasks() {
        return getRunningLoop().allTasks();
    }

    /** The tasks of a loop that are not done, see {@link EventLoop#allTasks}. */
    public static Set<Task<?>> allTasks(EventLoop loop) {
        return loop.allTasks();
    }

    // ---- who waits for whom ----

    /**
     * Where the calling task stands, who waits for it, who waits for those, and so on; null in a callback. Does not suspend.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static @Nullable FutureCallGraph captureCallGraph() {
        return CallGraphs.capture(null, 1, Integer.MAX_VALUE);
    }

    /**
     * The same for a future or task.
     *
     * @throws IllegalStateException if this is another thread than its loop's
     */
    public static FutureCallGraph captureCallGraph(Future<?> future) {
        return Objects.requireNonNull(
                CallGraphs.capture(Objects.requireNonNull(future, "future"), 1, Integer.MAX_VALUE));
    }

    /**
     * The same with limits. A stack has its innermost frame first. Counterpart: {@code asyncio.capture_call_graph}.
     *
     * @param future null for the calling task
     * @param depth where the stack of the calling task begins: 1 with the method that calls this one, 2 with the one that
     *     calls that, and so on
     * @param limit how many frames each stack has at the most: the innermost ones, or the outermost ones if it is negative;
     *     0 for who waits for whom only, {@link Integer#MAX_VALUE} for all
     * @return null if {@code future} is null, in a callback
     * @throws IllegalStateException if {@code future} is null and no loop runs on this thread, or if this is another thread
     *     than the one of the future's loop
     * @throws IllegalArgumentException if {@code depth} is negative
     */
    public static @Nullable FutureCallGraph captureCallGraph(@Nullable Future<?> future, int depth, int limit) {
        return CallGraphs.capture(future, depth, limit);
    }

    /** {@link #captureCallGraph()} as text, a line for each frame; empty in a callback. */
    public static String formatCallGraph() {
        return CallGraphs.text(CallGraphs.capture(null, 1, Integer.MAX_VALUE));
    }

    /** {@link #captureCallGraph(Future)} as text. */
    public static String formatCallGraph(Future<?> future) {
        return CallGraphs.text(CallGraphs.capture(Objects.requireNonNull(future, "future"), 1, Integer.MAX_VALUE));
    }

    /** {@link #captureCallGraph(Future, int, int)} as text. Counterpart: {@code asyncio.format_call_graph}. */
    public static String formatCallGraph(@Nullable Future<?> future, int depth, int limit) {
        return CallGraphs.text(CallGraphs.capture(future, depth, limit));
    }

    /** Prints {@link #captureCallGraph()} to {@link System#out}; nothing in a callback. */
    public static void printCallGraph() {
        System.out.print(CallGraphs.text(CallGraphs.capture(null, 1, Integer.MAX_VALUE)));
    }

    /** Prints {@link #captureCallGraph(Future)} to {@link System#out}. */
    public static void printCallGraph(Future<?> future) {
        System.out.print(
                CallGraphs.text(CallGraphs.capture(Objects.requireNonNull(future, "future"), 1, Integer.MAX_VALUE)));
    }

    /** Prints {@link #captureCallGraph(Future, int, int)}. Counterpart: {@code asyncio.print_call_graph}. */
    public static void printCallGraph(@Nullable Future<?> future, int depth, int limit, PrintStream out) {
        out.print(CallGraphs.text(CallGraphs.capture(future, depth, limit)));
    }

    /**
     * Lets call graphs show that {@code waiter} waits for {@code future}, until that is done or this is taken back. For
     * combinators of your own that wait by means of callbacks; those of this library, and {@code await()}, are seen anyway.
     * Has no other effect; a second time, or for a future that is done, none at all.
     *
     * @throws IllegalArgumentException if they belong to different loops
     * @throws IllegalStateException if this is another thread than their loop's
     */
    public static void futureAddToAwaitedBy(Future<?> future, Future<?> waiter) {
        CallGraphs.addAwaitedBy(future, waiter);
    }

    /**
     * Takes {@link #futureAddToAwaitedBy} back; does nothing if there is nothing to take back.
     *
     * @throws IllegalStateException if this is another thread than their loop's
     */
    public static void futureDiscardFromAwaitedBy(Future<?> future, Future<?> waiter) {
        CallGraphs.discardFromAwaitedBy(future, waiter);
    }

    // ---- kinds ----

    /** Whether something is a {@link Future} (a task is one, too). */
    public static boolean isFuture(@Nullable Object object) {
        return object instanceof Future;
    }

    /** Whether something is a coroutine that {@link #createTask} takes. */
    public static boolean isCoroutine(@Nullable Object object) {
        return object instanceof Coroutine || object instanceof Coroutine.OfVoid;
    }

    private static List<Coroutine<@Nullable Void>> returningNull(Coroutine.OfVoid... coroutines) {
        return Arrays.stream(coroutines)
                .<Coroutine<@Nullable Void>>map(VoidCoroutine::new)
                .toList();
    }

    /** The loop of the first future among them, else the current one. */
    private static EventLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
        for (Awaitable<?> awaitable : awaitables) {
            if (awaitable instanceof Future<?> future) {
                return future.loop;
            }
        }
        return getEventLoop();
    }
}
