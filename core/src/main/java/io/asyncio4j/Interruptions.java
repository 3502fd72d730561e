package io.asyncio4j;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** Recognises what the JDK throws out of a blocking call whose thread was interrupted. */
final class Interruptions {

    /** Deeper chains of causes are not searched: they may be cyclic. */
    private static final int MAX_DEPTH = 16;

    private Interruptions() {}

    static boolean isCause(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException
                    || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException))
                    || (cause instanceof SocketException
                            && Thread.currentThread().isInterrupted())) { // "Closed by interrupt"
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
