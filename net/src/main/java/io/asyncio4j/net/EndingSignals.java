package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Signals of which the first one goes to a callback in the loop; the next one ends the JVM, even if the loop is stuck. */
final class EndingSignals implements AutoCloseable {

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final Consumer<String> onFirst;
    private final AtomicBoolean arrived = new AtomicBoolean();
    private final io.asyncio4j.internal.loop.Signals handlers = new io.asyncio4j.internal.loop.Signals();

    /**
     * Handles signals until it is closed.
     *
     * @param names with or without {@code SIG}
     * @throws IllegalArgumentException if there is no such signal here, or nobody can catch it, or the JVM uses it itself
     */
    EndingSignals(List<String> names, Consumer<String> onFirst) {
        this.onFirst = onFirst;
        try {
            names.forEach(name -> handlers.handle(name, () -> arrived(name)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** On a thread of the JVM. */
    private void arrived(String name) {
        if (arrived.compareAndSet(false, true)) {
            var _ = loop.callSoonThreadsafe(() -> onFirst.accept(name));
        } else {
            Net.LOGGER.log(Level.WARNING, "signal {0} while the program is shutting down: it ends now", name);
            System.exit(128 + io.asyncio4j.internal.loop.Signals.number(name));
        }
    }

    /** Puts back what was there before. */
    @Override
    public void close() {
        handlers.close();
    }
}
