package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.KeyboardInterruptError;

/** Tells a protocol to pause when too much is buffered in its transport, and knows when it may go on. */
final class WriteFlow {

    /** The limits of all that have set none. */
    static final WriteBufferLimits USUAL =
            new WriteBufferLimits(WriteTransport.DEFAULT_HIGH_WATER / 4, WriteTransport.DEFAULT_HIGH_WATER);

    private static final int WRITES_BEFORE_WARNING = 5;

    private final EventLoop loop;
    private WriteBufferLimits limits = USUAL;
    private boolean paused;
    private int writesAfterEnd;

    WriteFlow(EventLoop loop) {
        this.loop = loop;
    }

    WriteBufferLimits limits() {
        return limits;
    }

    void setLimits(int high, int low) {
        limits = new WriteBufferLimits(low, high);
    }

    /** Called when more is buffered than before, or less may be. */
    void grown(int size, BaseProtocol protocol) {
        if (paused || size <= limits.high()) {
            return;
        }
        paused = true;
        try {
            protocol.pauseWriting();
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            loop.callExceptionHandler(new ExceptionContext("protocol.pauseWriting() failed", e));
        }
    }

    /** Called when less is buffered than before, or more may be. Returns whether the protocol is to be told to go on. */
    boolean shrunk(int size) {
        if (!paused || size > limits.low()) {
            return false;
        }
        paused = false;
        return true;
    }

    /** Called for what cannot be sent any more. */
    void tooLate(String method, Object transport) {
        writesAfterEnd++;
        if (writesAfterEnd >= WRITES_BEFORE_WARNING) {
            Net.LOGGER.log(System.Logger.Level.WARNING, method + "() on a closed transport: " + transport);
        }
    }
}
