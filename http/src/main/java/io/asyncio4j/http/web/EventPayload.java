package io.asyncio4j.http.web;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events that code sends, and comments while it is silent. */
record EventPayload(EventSource source, Duration silence) implements Payload {

    @Override
    public String contentType() {
        return "text/event-stream";
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        EventSender sender = new EventSender(sink);
        Pings pings = new Pings(sender, silence);
        Task<@Nullable Void> pinging = Asyncio.createTask(pings::run);
        try {
            source.run(sender);
        } catch (CancelledError e) {
            pings.explain(e);
            throw e;
        } finally {
            pinging.cancel();
        }
    }

    /** Finds out that the client has gone, while nothing is sent: then the code is cancelled. */
    private static final class Pings {

        private final EventSender sender;
        private final Duration silence;
        private final Task<?> owner = Objects.requireNonNull(Asyncio.currentTask());
        private @Nullable IOException lost;

        Pings(EventSender sender, Duration silence) {
            this.sender = sender;
            this.silence = silence;
        }

        void run() {
            try {
                while (true) {
                    long before = sender.sent();
                    Asyncio.sleep(silence);
                    if (sender.sent() == before) {
                        sender.ping();
                    }
                }
            } catch (IOException e) {
                lost = e;
                owner.cancel();
            }
        }

        /** Throws why it was cancelled, if that was here. */
        void explain(CancelledError cancelled) throws IOException {
            if (lost != null && owner.uncancel() == 0) {
                lost.addSuppressed(cancelled);
                throw lost;
            }
        }
    }
}
