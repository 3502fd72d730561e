package io.asyncio4j.net;

import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.KeyboardInterruptError;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What both directions of a pipe share. What the pipe says comes from another thread, through the loop's ready queue. */
abstract class PipeTransport implements Transport, LoopPipes.Resource {

    final EventLoop loop;
    final LoopPipes pipes;

    /** What it is called in messages. */
    final String name;

    private final Context context = Context.copy();
    private final @Nullable Runnable afterLoss;
    private StreamProtocol protocol;

    /** Nothing is received, and nothing more can be written. */
    boolean closing;

    /** The pipe is closed, or about to be. */
    boolean lost;

    /** @param afterLoss what is told when the pipe is closed, after the protocol; null if nobody */
    PipeTransport(EventLoop loop, String name, StreamProtocol protocol, @Nullable Runnable afterLoss) {
        this.loop = loop;
        this.name = name;
        this.pipes = LoopPipes.of(loop);
        this.protocol = StreamProtocols.checked(protocol);
        this.afterLoss = afterLoss;
        pipes.add(this);
    }

    /** Tells the protocol of this transport, and begins. Called in the loop. */
    final void start() {
        guarded("connectionMade", () -> protocol.connectionMade(this));
        if (!closing) {
            begin();
        }
    }

    abstract void begin();

    /** The operating system says that the pipe has failed. */
    final void failed(IOException why) {
        lost(new IOException(name + ": " + why.getMessage(), why));
    }

    /** Makes a callback of this loop one that any thread may call. */
    final Runnable inLoop(Runnable callback) {
        return () -> {
            try {
                var _ = loop.callSoonThreadsafe(callback, context);
            } catch (IllegalStateException e) { // the loop is closed: so is the pipe, or will be in a moment
                return;
            }
        };
    }

    final StreamProtocol protocol() {
        return protocol;
    }

    /** Runs code of the protocol; what it throws ends the pipe. */
    final void guarded(String method, Runnable call) {
        try {
            call.run();
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            loop.callExceptionHandler(new ExceptionContext("Fatal error: protocol." + method + "() call failed.", e));
            lost(e);
        }
    }

    /** Closes the pipe now, and tells the protocol in a later turn. */
    final void lost(@Nullable Throwable cause) {
        if (lost) {
            return;
        }
        release();
        if (!loop.isClosed()) {
            var _ = loop.callSoon(() -> connectionLost(cause), context);
        }
    }

    private void connectionLost(@Nullable Throwable cause) {
        try {
            protocol.connectionLost(cause);
        } finally {
            if (afterLoss != null) {
                afterLoss.run();
            }
        }
    }

    @Override
    public final void release() {
        lost = true;
        closing = true;
        pipes.remove(this);
        closeEnd();
    }

    abstract void closeEnd();

    /** Of foreign protocols nobody knows. */
    @Override
    public final boolean isAwaited() {
        return protocol instanceof StreamReaderProtocol streams ? streams.isAwaited() : !lost;
    }

    @Override
    public final void abort() {
        loop.checkThread();
        lost(null);
    }

    @Override
    public final boolean isClosing() {
        return closing;
    }

    @Override
    public final <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return null;
    }

    @Override
    public final void setProtocol(BaseProtocol newProtocol) {
        loop.checkThread();
        protocol = StreamProtocols.checked(newProtocol);
    }

    @Override
    public final BaseProtocol getProtocol() {
        return protocol;
    }

    // ---- the other direction ----

    private UnsupportedOperationException oneWay(String method) {
        return new UnsupportedOperationException(method + "() of a pipe's other direction: " + this);
    }

    @Override
    public boolean isReading() {
        return false;
    }

    @Override
    public void pauseReading() {
        throw oneWay("pauseReading");
    }

    @Override
    public void resumeReading() {
        throw oneWay("resumeReading");
    }

    @Override
    public void write(ByteBuffer data) {
        throw oneWay("write");
    }

    @Override
    public void writeEof() {
        throw oneWay("writeEof");
    }

    @Override
    public boolean canWriteEof() {
        return false;
    }

    @Override
    public void setWriteBufferLimits(int high, int low) {
        throw oneWay("setWriteBufferLimits");
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        throw oneWay("getWriteBufferLimits");
    }

    @Override
    public int getWriteBufferSize() {
        return 0;
    }

    @Override
    public final String toString() {
        return "<" + getClass().getSimpleName() + (lost ? " closed" : closing ? " closing" : "") + " protocol="
                + protocol + ">";
    }
}
