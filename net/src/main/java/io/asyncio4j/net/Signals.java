package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.queue.Queue;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Signals of the operating system, one after the other.
 *
 * <pre>{@code
 * try (var signals = Signals.receive("HUP", "USR1")) {
 *     for (String signal : signals) { // suspends until the next one
 *         reload();
 *     }
 * }
 * }</pre>
 *
 * <p>Signals of one kind that arrive before the first of them was taken are one, as for the operating system.
 *
 * <p>To end a program there is {@link Shutdown}. Loop-confined. Counterpart: {@code open_signal_receiver} of anyio and
 * Trio;
 * {@code asyncio} has {@link EventLoop#addSignalHandler(String, Runnable)} only.
 */
public final class Signals implements Iterable<String>, AutoCloseable {

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final Set<String> handled = new LinkedHashSet<>();

    /** What has arrived and was not taken; each kind once. */
    private final Queue<String> arrived = new Queue<>();

    private final Set<String> waiting = new LinkedHashSet<>();

    private Signals() {}

    /**
     * Receives signals until this is closed, instead of what was done with them before. Does not suspend.
     *
     * @param names with or without {@code SIG}: {@code TERM}, {@code HUP}, {@code USR2}
     * @throws IllegalArgumentException if none is named, or there is no such signal here, or nobody can catch it, or the
     *     JVM uses it itself; then nothing has changed
     * @throws IllegalStateException if no loop is running
     */
    public static Signals receive(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("no signals (expected: at least one name, such as TERM)");
        }
        Signals signals = new Signals();
        try {
            for (String name : names) {
                signals.handle(name.startsWith("SIG") ? name.substring("SIG".length()) : name);
            }
        } catch (Throwable e) {
            signals.close();
            throw e;
        }
        return signals;
    }

    private void handle(String name) {
        loop.addSignalHandler(name, () -> arrived(name));
        handled.add(name);
    }

    /** In the loop. */
    void arrived(String name) {
        if (handled.contains(name) && waiting.add(name)) {
            arrived.putNowait(name);
        }
    }

    /**
     * The next signal. Suspends until there is one.
     *
     * @return its name without {@code SIG}
     * @throws io.asyncio4j.queue.QueueShutDownException if this is closed
     */
    public String next() {
        return taken(arrived.get());
    }

    private String taken(String name) {
        waiting.remove(name);
        return name;
    }

    /** The signals that arrive, until this is closed. {@code hasNext} suspends until there is one. */
    @Override
    public Iterator<String> iterator() {
        Iterator<String> names = arrived.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return names.hasNext();
            }

            @Override
            public String next() {
                return taken(names.next());
            }
        };
    }

    /**
     * Ends the receiving, and lets signals do again what they did before, unless the loop had handlers for them. Those that
     * were not taken are dropped; who waits for one waits no longer. Does not suspend. Closing again does nothing.
     */
    @Override
    public void close() {
        List.copyOf(handled).forEach(loop::removeSignalHandler);
        handled.clear();
        arrived.shutdown(true);
    }

    @Override
    public String toString() {
        return "<Signals " + handled + (waiting.isEmpty() ? "" : " arrived=" + waiting) + ">";
    }
}
