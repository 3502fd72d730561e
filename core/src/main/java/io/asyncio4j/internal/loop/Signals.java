package io.asyncio4j.internal.loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The handlers of operating-system signals that one loop, or something in it, has installed. Loop-confined; callbacks run on threads of the JVM. */
public final class Signals implements AutoCloseable {

    private final Map<String, Installed> handlers = new LinkedHashMap<>();

    /** A handler of ours and the one that it has replaced. */
    private record Installed(Signal signal, SignalHandler handler, SignalHandler before) {}

    /**
     * Lets {@code callback} run whenever the signal arrives.
     *
     * @param name with or without {@code SIG}
     * @throws IllegalArgumentException if there is no such signal here, or nobody can catch it, or the JVM itself does
     */
    public void handle(String name, Runnable callback) {
        String plain = plain(name);
        SignalHandler handler = _ -> callback.run();
        var _ = remove(plain);
        try {
            Signal signal = new Signal(plain);
            handlers.put(plain, new Installed(signal, handler, Signal.handle(signal, handler)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "signal " + name + " cannot be handled: " + e.getMessage()
                            + " (expected: one that can be caught and that the JVM leaves alone, such as TERM, HUP or USR2)",
                    e);
        }
    }

    /** Puts back what was there before; false if there is no handler of ours. */
    public boolean remove(String name) {
        Installed installed = handlers.remove(plain(name));
        if (installed == null) {
            return false;
        }
        SignalHandler current = Signal.handle(installed.signal, installed.before);
        if (current != installed.handler) { // somebody has replaced ours since
            var _ = Signal.handle(installed.signal, current);
        }
        return true;
    }

    private static String plain(String name) {
        return name.startsWith("SIG") ? name.substring("SIG".length()) : name;
    }

    /** The number that the system knows a signal by, of which there is one by that name. */
    public static int number(String name) {
        return new Signal(plain(name)).getNumber();
    }

    /** Removes all. */
    @Override
    public void close() {
        List.copyOf(handlers.keySet()).forEach(this::remove);
    }
}
