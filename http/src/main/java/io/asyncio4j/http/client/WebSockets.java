package io.asyncio4j.http.client;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.http.HttpProtocolException;
import io.asyncio4j.http.WebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** WebSockets to one place, one after the other, without an end. */
final class WebSockets implements Iterator<WebSocket> {

    /** Opens one. */
    interface Opening {
        WebSocket open() throws IOException;
    }

    private final EventLoop loop;
    private final Backoff backoff;
    private final Opening opening;
    private @Nullable WebSocket last;
    private Duration openedAt = Duration.ZERO;

    /** How many in a row were closed soon. */
    private int shortLived;

    WebSockets(EventLoop loop, Backoff backoff, Opening opening) {
        this.loop = loop;
        this.backoff = backoff;
        this.opening = opening;
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public WebSocket next() {
        if (last != null) {
            last.close();
            last = null;
            boolean lasted = loop.time().minus(openedAt).compareTo(backoff.longestPause()) >= 0;
            shortLived = lasted ? 1 : shortLived + 1;
            Asyncio.sleep(backoff.pause(shortLived));
        }
        for (int attempt = 1; ; attempt++) {
            try {
                WebSocket socket = opening.open();
                openedAt = loop.time();
                last = socket;
                return socket;
            } catch (IOException e) {
                Duration pause = pauseAfter(e, attempt);
                if (pause == null) {
                    throw new UncheckedIOException(e);
                }
                Asyncio.sleep(pause);
            }
        }
    }

    /** Null if there is no hope. */
    private @Nullable Duration pauseAfter(IOException failure, int attempt) {
        if (failure instanceof WebSocketHandshakeException refused) {
            return RetryMiddleware.DEFAULT.statuses().contains(refused.status())
                    ? backoff.pause(attempt, refused.retryAfter())
                    : null;
        }
        return failure instanceof HttpProtocolException || isForCertificate(failure)
                ? null
                : backoff.pause(attempt, null);
    }

    private static boolean isForCertificate(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof CertificateException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
