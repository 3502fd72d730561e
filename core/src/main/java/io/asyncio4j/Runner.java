package io.asyncio4j;

import io.asyncio4j.internal.loop.CtrlC;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs several main coroutines one after the other on one loop, in one context. The loop is made at the first use.
 *
 * <p>Not thread-safe. Counterpart: {@code asyncio.Runner}.
 */
public final class Runner implements AutoCloseable {

    /** How long {@link #close} waits for the default executor, as in CPython. */
    private static final Duration THREAD_JOIN_TIMEOUT = Duration.ofMinutes(5);

    private final Supplier<EventLoop> loopFactory;
    private @Nullable EventLoop loop;
    private @Nullable Context context;
    private boolean closed;

    private Runner(Supplier<EventLoop> loopFactory) {
        this.loopFactory = loopFactory;
    }

    /** A runner with a standard loop. */
    public static Runner create() {
        return new Runner(EventLoop::create);
    }

    /** A runner whose loop {@code loopFactory} makes. */
    public static Runner create(Supplier<EventLoop> loopFactory) {
        return new Runner(Objects.requireNonNull(loopFactory, "loopFactory"));
    }

    /**
     * Runs a coroutine, or awaits something else, in the main task, and blocks the calling thread until it is done. The
     * first Ctrl-C meanwhile cancels the main task, and so does an interrupt of the thread; the second Ctrl-C ends the JVM
     * at once.
     *
     * @return what the coroutine returns
     * @throws KeyboardInterruptError if Ctrl-C was what cancelled the main task
     * @throws CancelledError if something else did
     * @throws RuntimeException the coroutine's exception, if it is unchecked
     * @throws java.util.concurrent.CompletionException around that exception, if it is a checked one
     * @throws IllegalStateException if this runner is closed, or a loop runs on this thread
     */
    public <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(main, null);
    }

    /** The same for a coroutine without a result. */
    public void run(Coroutine.OfVoid main) {
        run(new VoidCoroutine<>(main), null);
    }

    /** The same in a given context, or this runner's own if it is null. */
    public <T extends @Nullable Object> T run(Awaitable<T> main, @Nullable Context givenContext) {
        Objects.requireNonNull(main, "main");
        if (Asyncio.runningLoop() != null) {
            throw new IllegalStateException("run() cannot be called from a running event loop");
        }
        EventLoop eventLoop = getLoop();
        Context mainContext = Objects.requireNonNull(givenContext == null ? context : givenContext);
        Task<T> task = eventLoop.createTask(AwaitingCoroutine.of(main), TaskOptions.DEFAULT.withContext(mainContext));
        task.doNotReportDestroyed();
        try (CtrlC ctrlC = CtrlC.install(() -> eventLoop.core.schedule(task::cancel))) {
            eventLoop.core.onInterrupt(() -> interrupted(task));
            try {
                return eventLoop.runUntilComplete(task);
            } catch (CancelledError e) {
                if (ctrlC.presses() > 0 && task.uncancel() == 0) {
                    KeyboardInterruptError interrupt = new KeyboardInterruptError("Ctrl-C");
                    interrupt.initCause(e);
                    throw interrupt;
                }
                throw e;
            } finally {
                eventLoop.core.onInterrupt(null);
            }
        }
    }

    private static void interrupted(Task<?> main) {
        main.cancel("thread \"" + Thread.currentThread().getName() + "\" was interrupted");
    }

    /**
     * The loop, made now if this runner was not used before.
     *
     * @throws IllegalStateException if this runner is closed
     */
    public EventLoop getLoop() {
        if (closed) {
            throw new IllegalStateException("Runner is closed");
        }
        EventLoop made = loop;
        if (made == null) {
            made = Objects.requireNonNull(loopFactory.get(), "loopFactory returned null");
            loop = made;
            context = Context.copy();
        }
        return made;
    }

    /**
     * Cancels the tasks that are left and waits for them, closes the asynchronous generators that are left, waits for the
     * jobs of the default executor (300 s at the most), and closes the loop. Blocks the calling thread. Closing again does
     * nothing.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        EventLoop ending = loop;
        if (ending == null) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // it has ended the main task, and must not end the cleaning up
        ending.core.onInterrupt(() -> {}); // nor must one that comes now; the loop keeps it for the thread
        try {
            cancelAllTasks(ending);
            ending.runUntilComplete(() -> {
                ending.shutdownAsyncgens();
                ending.shutdownDefaultExecutor(THREAD_JOIN_TIMEOUT);
            });
        } finally {
            ending.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void cancelAllTasks(EventLoop loop) {
        Set<Task<?>> left = loop.allTasks();
        if (left.isEmpty()) {
            return;
        }
        left.forEach(Task::cancel);
        loop.runUntilComplete(Asyncio.<@Nullable Object>gatherOutcomes(left));
        for (Task<?> task : left) {
            if (!task.cancelled() && task.exception() != null) {
                loop.callExceptionHandler(
                        new ExceptionContext("unhandled exception during Asyncio.run() shutdown", task.exception())
                                .withTask(task));
            }
        }
    }
}
