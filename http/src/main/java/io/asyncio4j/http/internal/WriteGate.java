package io.asyncio4j.http.internal;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Holds back those who write while the peer takes no more. Any number of tasks may wait. */
final class WriteGate {

    private final EventLoop loop;
    private @Nullable Future<@Nullable Void> open;

    WriteGate(EventLoop loop) {
        this.loop = loop;
    }

    boolean isShut() {
        return open != null;
    }

    void shut() {
        open = loop.createFuture();
    }

    void open() {
        Future<@Nullable Void> waited = open;
        open = null;
        if (waited != null && !waited.done()) {
            waited.setResult(null);
        }
    }

    /** It will never open again. */
    void fail(IOException why) {
        Future<@Nullable Void> waited = open;
        open = null;
        if (waited != null && !waited.done()) {
            waited.setException(why);
            var _ = waited.exception(); // those who wait have shields of their own; perhaps nobody does
        }
    }

    /** Suspends while it is shut. */
    void await() throws IOException {
        if (open == null) {
            return;
        }
        try {
            Asyncio.shield(open).await();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException lost) {
                throw lost;
            }
            throw e;
        }
    }
}
