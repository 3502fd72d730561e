package io.asyncio4j.net;

import io.asyncio4j.Future;
import io.netty.handler.ssl.SslClosedEngineException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Errors of the network, as callers get them. */
final class Failures {

    /** What Netty's native transports put before the text of the operating system. */
    private static final Pattern NATIVE = Pattern.compile("failed with error\\(-?\\d+\\): (.*)$");

    private Failures() {}

    /** Awaits a future that fails with I/O errors only. */
    static <T extends @Nullable Object> T await(Future<T> future) throws IOException {
        try {
            return future.await();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** With what a connection was lost: for those who read or write. */
    static IOException ofConnection(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    /** An exception of the JDK's kind whose message starts with what was tried: {@code connect to host:port}. */
    static IOException of(String attempt, Throwable cause) {
        String message = attempt + ": " + reason(cause);
        IOException failure = switch (cause) {
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case ConnectException _ -> new ConnectException(message);
            case PortUnreachableException _ -> new PortUnreachableException(message);
            case BindException _ -> new BindException(message);
            case SocketTimeoutException _ -> new SocketTimeoutException(message);
            case SSLException _ -> new SSLException(message);
            default -> new SocketException(message);
        };
        failure.initCause(cause);
        return failure;
    }

    /** The same for an attempt to listen. */
    static IOException ofBinding(String attempt, Throwable cause) {
        BindException failure = new BindException(attempt + ": " + reason(cause));
        failure.initCause(cause);
        return failure;
    }

    /** Netty wraps what the operating system says while a socket is made. */
    static Throwable inside(Exception thrown) {
        return thrown.getCause() instanceof IOException io ? io : thrown;
    }

    /** What somebody gets who wants to go on with something that is closed. */
    static IOException closed(BaseTransport transport) {
        return new SocketException(Net.name(transport) + " is closed");
    }

    /** What the operating system says, in the same words on all back ends. */
    static String reason(Throwable cause) {
        if (cause instanceof ClosedChannelException || cause instanceof SslClosedEngineException) {
            return cause.getCause() instanceof IOException why ? reason(why) : "the connection was closed";
        }
        String message = cause.getMessage();
        if (message == null) {
            return cause instanceof PortUnreachableException
                    ? "Connection refused"
                    : cause.getClass().getSimpleName();
        }
        Matcher fromNative = NATIVE.matcher(message);
        String text = fromNative.find() ? fromNative.group(1) : message;
        int address = text.indexOf(": ");
        String reason = address < 0 ? text : text.substring(0, address);
        return reason.equals("Connection reset") ? "Connection reset by peer" : reason; // the JDK's word for it
    }
}
