package io.asyncio4j.internal.loop;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C (SIGINT) while a main task runs: the first one goes to a callback, the second one does what it did before,
 * that is, ends the JVM. At most one is installed at a time.
 */
public final class CtrlC implements AutoCloseable {

    private static final Signal INT = new Signal("INT");
    private static @Nullable CtrlC installed;

    private final Runnable callback;
    private final AtomicInteger presses = new AtomicInteger();
    private @Nullable SignalHandler previous;

    private CtrlC(Runnable callback) {
        this.callback = callback;
    }

    /**
     * Lets {@code callback} run, on a thread of the JVM, at the first Ctrl-C until the returned object is closed. Does
     * nothing where the program has a handler of its own, another loop has installed one, or the JVM leaves signals
     * alone ({@code -Xrs}).
     */
    public static synchronized CtrlC install(Runnable callback) {
        CtrlC ctrlC = new CtrlC(callback);
        if (installed == null) {
            try {
                SignalHandler before = Signal.handle(INT, ctrlC::pressed);
                if (before.getClass().getPackageName().equals("sun.misc")) {
                    ctrlC.previous = before;
                    installed = ctrlC;
                } else { // the program's own handler: leave it
                    Signal.handle(INT, before);
                }
            } catch (IllegalArgumentException e) {
                System.getLogger("asyncio").log(System.Logger.Level.DEBUG, "Ctrl-C is left to the JVM", e);
            }
        }
        return ctrlC;
    }

    /** How often Ctrl-C was pressed. Thread-safe. */
    public int presses() {
        return presses.get();
    }

    @Override
    public void close() {
        synchronized (CtrlC.class) {
            if (installed == this) {
                Signal.handle(INT, previous);
                installed = null;
            }
        }
    }

    private void pressed(Signal signal) {
        if (presses.incrementAndGet() == 1) {
            callback.run();
        } else if (previous != null) {
            previous.handle(signal);
        }
    }
}
