package io.asyncio4j;

import java.lang.System.Logger.Level;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous generators that were started in a loop and have not ended. Loop-confined. Counterpart: CPython's
 * {@code sys.set_asyncgen_hooks} and what a loop does with it.
 */
final class AsyncGenerators {

    private final EventLoop loop;
    private final Set<Open> open = new LinkedHashSet<>();
    private final ReferenceQueue<Object> lost = new ReferenceQueue<>();
    private boolean shutDown;

    AsyncGenerators(EventLoop loop) {
        this.loop = loop;
    }

    /** Takes note of a generator that starts; the result is to be called when it has ended. */
    Runnable add(Object generator, Runnable close) {
        if (shutDown) {
            EventLoop.LOGGER.log(
                    Level.WARNING, "{0} was started after shutdownAsyncgens(); nobody will close it", close.toString());
        }
        Open entry = new Open(generator, lost, close);
        open.add(entry);
        return () -> {
            if (loop.core.mayCall()) { // else it has ended elsewhere; closing it once more does nothing
                open.remove(entry);
            }
        };
    }

    /** Starts tasks that close the generators which nobody has any more. */
    void closeLost() {
        for (Reference<?> entry = lost.poll(); entry != null; entry = lost.poll()) {
            if (entry instanceof Open generator && open.remove(generator)) {
                loop.createTask(generator.close::run);
            }
        }
    }

    /** Closes all. Suspends. */
    void shutdown() {
        shutDown = true;
        List<Open> left = List.copyOf(open);
        open.clear();
        List<Task<?>> closing = new ArrayList<>();
        left.forEach(generator -> closing.add(loop.createTask(generator.close::run)));
        var outcomes = Asyncio.<@Nullable Object>gatherOutcomes(closing).await();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Failure<?>(Throwable thrown)
                    && !(thrown instanceof CancelledError)) {
                loop.callExceptionHandler(new ExceptionContext(
                        "an error occurred during closing of asynchronous generator " + left.get(i).close, thrown));
            }
        }
    }

    /** One of them; it does not keep it. */
    private static final class Open extends WeakReference<Object> {

        private final Runnable close;

        Open(Object generator, ReferenceQueue<Object> lost, Runnable close) {
            super(generator, lost);
            this.close = close;
        }
    }
}
