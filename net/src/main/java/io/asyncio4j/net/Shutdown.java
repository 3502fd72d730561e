package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Task;
import io.asyncio4j.sync.Event;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a program end in an orderly way when it is told to: by SIGTERM, by Ctrl-C, by {@link #begin}.
 *
 * <pre>{@code
 * void main() {
 *     run(() -> {
 *         Shutdown.run(shutdown -> {
 *             var pool = openPool();
 *             shutdown.addHook(pool::close);
 *             shutdown.register(startServer(this::serve, null, 8080));
 *             shutdown.await();
 *         });
 *     });
 * }
 * }</pre>
 *
 * <p>What happens then, one after the other:
 *
 * <ol>
 *   <li>The {@linkplain #register registered} servers stop listening; their connections go on until they end or the
 *       {@linkplain ShutdownOptions#drainTimeout time is over}, and then are aborted.
 *   <li>The body is cancelled, if it has not ended, and waited for; with it the tasks that it has put in a task group.
 *   <li>The {@linkplain #addHook hooks} run, the last one first.
 * </ol>
 *
 * <p>The same happens when the body ends on its own or fails, and when the calling task is cancelled. A second signal ends
 * the JVM at once, with the exit status that is usual for it: 143 for TERM, 130 for INT. It does so even if the loop is
 * stuck.
 *
 * <p>Loop-confined. Counterpart: none in {@code asyncio}; {@code run_app} of aiohttp.
 */
public final class Shutdown {

    /** The code that runs until the end. May suspend. */
    @FunctionalInterface
    public interface Main {

        /** Runs the code. */
        void run(Shutdown shutdown) throws Exception;
    }

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final ShutdownOptions options;
    private final List<Server> servers = new ArrayList<>();
    private final Deque<Coroutine.OfVoid> hooks = new ArrayDeque<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Event begun = new Event();
    private @Nullable CancelledError cancelled;
    private @Nullable String signal;

    private Shutdown(ShutdownOptions options) {
        this.options = options;
    }

    // ---- running ----

    /**
     * Runs a body until SIGTERM or Ctrl-C, and then does what has to be done in the end. Suspends.
     *
     * <p>That the body is cancelled, or cancels itself, is no failure.
     *
     * @return which signal it was, as the options name it: {@code TERM} or {@code INT}; null if it was none. (A program
     *     that just returns has the exit status 0 in any case.)
     * @throws RuntimeException or an error: what the body has thrown, if it is unchecked, or else the first hook that
     *     failed; what others have thrown is suppressed in it
     * @throws CompletionException around that exception, if it is a checked one
     * @throws CancelledError if the calling task was cancelled; failures are suppressed in it
     * @throws IllegalArgumentException if a signal cannot be caught
     * @throws IllegalStateException if no loop is running
     */
    public static @Nullable String run(Main body) {
        return run(ShutdownOptions.DEFAULT, body);
    }

    /** The same with options. */
    public static @Nullable String run(ShutdownOptions options, Main body) {
        Objects.requireNonNull(body, "body");
        Shutdown shutdown = new Shutdown(options);
        try (var _ = new EndingSignals(options.signals(), shutdown::signalled)) {
            shutdown.runToTheEnd(body);
        }
        shutdown.throwIfFailed();
        return shutdown.signal;
    }

    private void runToTheEnd(Main body) {
        Task<@Nullable Void> main = loop.createTask(() -> body.run(this));
        main.addDoneCallback(_ -> begin());
        attempt(begun::await);
        begin();
        attempt(() -> sleep(Duration.ZERO)); // others who await it go on before the body can be cancelled
        attempt(this::drainServers);
        while (!main.done()) {
            main.cancel();
            attempt(() -> waitUntil(ALL_COMPLETED, List.of(main)));
        }
        if (!main.cancelled() && main.exception() != null) {
            failures.add(main.exception());
        }
        attempt(this::drainServers); // those that the body has started meanwhile
        Coroutine.OfVoid hook;
        while ((hook = hooks.pollLast()) != null) {
            attempt(hook);
        }
    }

    private void attempt(Coroutine.OfVoid step) {
        try {
            step.run();
        } catch (CancelledError e) {
            cancelled = e;
        } catch (Exception e) {
            failures.add(e);
        } catch (Error e) {
            if (loop.isClosed()) { // so this task is being ended
                throw e;
            }
            failures.add(e);
        }
    }

    private void drainServers() {
        List<Server> draining = List.copyOf(servers);
        servers.clear();
        try {
            gather(draining.stream()
                            .map(server -> loop.createTask(() -> drain(server)))
                            .toList())
                    .await();
        } finally { // if this was cancelled
            draining.forEach(Server::abortClients);
        }
    }

    private void drain(Server server) {
        if (!server.drain(options.drainTimeout())) {
            Net.LOGGER.log(
                    Level.WARNING,
                    "connections were aborted that had not ended {0} after the shutdown began",
                    options.drainTimeout());
        }
    }

    private void throwIfFailed() {
        Throwable thrown = cancelled != null ? cancelled : failures.isEmpty() ? null : failures.removeFirst();
        if (thrown == null) {
            return;
        }
        failures.stream().filter(other -> other != thrown).forEach(thrown::addSuppressed);
        switch (thrown) {
            case Error error -> throw error;
            case RuntimeException unchecked -> throw unchecked;
            default -> throw new CompletionException(thrown);
        }
    }

    private void signalled(String name) {
        if (!begun.isSet()) {
            signal = name;
            begin();
        }
    }

    // ---- what the body does with it ----

    /**
     * Lets a server be drained in the end. Does not suspend.
     *
     * @return the server
     */
    public Server register(Server server) {
        servers.add(Objects.requireNonNull(server, "server"));
        return server;
    }

    /** Lets code run in the end, after what was added later. It may suspend, and fail: then the others run nevertheless. */
    public void addHook(Coroutine.OfVoid hook) {
        hooks.add(Objects.requireNonNull(hook, "hook"));
    }

    /**
     * Suspends until the end begins: for a body that has nothing else to do. It may go on then, for instance close
     * connections that would not end on their own, until the servers are drained; a body that has not ended by then is
     * cancelled.
     *
     * @throws CancelledError if the calling task was cancelled
     */
    public void await() {
        begun.await();
    }

    /** Begins the end, as a signal does. Again, it does nothing. Does not suspend. */
    public void begin() {
        begun.set();
    }

    /** Whether the end has begun: for a body that would rather finish what it is doing than be cancelled. */
    public boolean hasBegun() {
        return begun.isSet();
    }

    @Override
    public String toString() {
        return "<Shutdown" + (begun.isSet() ? " begun" : "") + (signal == null ? "" : " signal=" + signal) + " servers="
                + servers.size() + " hooks=" + hooks.size() + ">";
    }
}
