package io.asyncio4j.net;

import io.asyncio4j.Context;
import io.asyncio4j.EventLoop;
import io.asyncio4j.ExceptionContext;
import io.asyncio4j.Future;
import io.asyncio4j.KeyboardInterruptError;
import io.asyncio4j.net.internal.process.Child;
import io.asyncio4j.net.internal.process.Platform;
import io.asyncio4j.net.internal.process.ReadEnd;
import io.asyncio4j.net.internal.process.WriteEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The transport of a child. Each pipe has a transport and a protocol of its own. */
final class ChildTransport implements SubprocessTransport, LoopPipes.Resource {

    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;

    private final EventLoop loop;
    private final Child child;
    private final Context context = Context.copy();
    private final @Nullable PipeTransport[] pipes = new PipeTransport[3];
    private final List<Future<Integer>> exitWaiters = new ArrayList<>(1);

    /** Whether the protocol is foreign code. */
    private final boolean forProtocol;

    private SubprocessProtocol protocol;
    private OptionalInt returncode = OptionalInt.empty();
    private int openPipes;
    private boolean closed;

    /** @param pipeProtocols makes the protocol for a pipe; null for those that hand on to {@code protocol} */
    ChildTransport(
            EventLoop loop,
            Child child,
            SubprocessProtocol protocol,
            @Nullable IntFunction<? extends StreamProtocol> pipeProtocols) {
        this.loop = loop;
        this.child = child;
        this.protocol = protocol;
        this.forProtocol = pipeProtocols == null;
        IntFunction<? extends StreamProtocol> factory = pipeProtocols == null ? Forwarding::new : pipeProtocols;
        WriteEnd stdin = child.stdin();
        if (stdin != null) {
            openPipes++;
            pipes[0] = new WritePipeTransport(
                    loop, stdin, "stdin of process " + child.pid(), factory.apply(0), this::pipeClosed);
        }
        addReader(1, child.stdout(), factory);
        addReader(2, child.stderr(), factory);
        LoopPipes.of(loop).add(this);
    }

    private void addReader(int fd, @Nullable ReadEnd end, IntFunction<? extends StreamProtocol> factory) {
        if (end != null) {
            openPipes++;
            String name = (fd == 1 ? "stdout" : "stderr") + " of process " + child.pid();
            pipes[fd] = new ReadPipeTransport(loop, end, name, factory.apply(fd), this::pipeClosed);
        }
    }

    /** Tells the protocol of this transport, and begins. Called in the loop. */
    void start() {
        guarded("connectionMade", () -> protocol.connectionMade(this));
        for (PipeTransport pipe : pipes) {
            if (pipe != null) {
                pipe.start();
            }
        }
        child.whenEnded(code -> {
            try {
                var _ = loop.callSoonThreadsafe(() -> exited(code), context);
            } catch (IllegalStateException e) { // the loop is closed: nobody wants to know
                return;
            }
        });
    }

    // ---- what happens ----

    private void exited(int code) {
        returncode = OptionalInt.of(code);
        LoopPipes.of(loop).remove(this);
        guarded("processExited", protocol::processExited);
        for (Future<Integer> each : exitWaiters) {
            if (!each.done()) {
                each.setResult(code);
            }
        }
        exitWaiters.clear();
        finishIfOver();
    }

    private void pipeClosed() {
        openPipes--;
        finishIfOver();
    }

    private void finishIfOver() {
        if (returncode.isPresent() && openPipes == 0) {
            closed = true;
            var _ = loop.callSoon(() -> protocol.connectionLost(null), context);
        }
    }

    private void guarded(String method, Runnable call) {
        try {
            call.run();
        } catch (KeyboardInterruptError e) {
            throw e;
        } catch (Throwable e) {
            loop.callExceptionHandler(new ExceptionContext("Fatal error: protocol." + method + "() call failed.", e));
            close();
        }
    }

    /** Suspends until the process has ended. */
    int waitFor() {
        loop.checkThread();
        if (returncode.isPresent()) {
            return returncode.getAsInt();
        }
        Future<Integer> waiter = loop.createFuture();
        exitWaiters.add(waiter);
        try {
            return waiter.await();
        } finally {
            exitWaiters.remove(waiter);
        }
    }

    // ---- the process ----

    @Override
    public long getPid() {
        return child.pid();
    }

    @Override
    public OptionalInt getReturncode() {
        return returncode;
    }

    @Override
    public @Nullable Transport getPipeTransport(int fd) {
        return fd >= 0 && fd < pipes.length ? pipes[fd] : null;
    }

    @Override
    public void sendSignal(int signal) {
        loop.checkThread();
        Platform.checkSignal(signal);
        if (returncode.isPresent()) {
            throw new IllegalStateException("signal " + signal + " to process " + child.pid()
                    + ", which has ended with return code " + returncode.getAsInt());
        }
        child.signal(signal);
    }

    @Override
    public void sendSignal(String signal) {
        sendSignal(Platform.signalNumber(signal));
    }

    @Override
    public void terminate() {
        sendSignal(SIGTERM);
    }

    @Override
    public void kill() {
        sendSignal(SIGKILL);
    }

    @Override
    public void killTree() {
        loop.checkThread();
        if (returncode.isEmpty()) {
            child.killTree();
        }
    }

    // ---- the transport ----

    @Override
    public void close() {
        loop.checkThread();
        if (closed) {
            return;
        }
        closed = true;
        closePipes();
        if (returncode.isEmpty()) {
            child.signal(SIGKILL);
        }
    }

    /** Closes the pipes at once. */
    void closePipes() {
        for (PipeTransport pipe : pipes) {
            if (pipe != null) {
                pipe.abort();
            }
        }
    }

    /** The pipes are released as all others; the end of the process is noticed without the loop. */
    @Override
    public void release() {
        closed = true;
        child.killTree();
    }

    @Override
    public boolean isAwaited() {
        return forProtocol || !exitWaiters.isEmpty();
    }

    @Override
    public boolean isClosing() {
        return closed;
    }

    @Override
    public <T> @Nullable T getExtraInfo(ExtraInfo<T> what) {
        return null;
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        loop.checkThread();
        if (!(newProtocol instanceof SubprocessProtocol expected)) {
            throw new IllegalArgumentException("protocol " + newProtocol + " (expected: a SubprocessProtocol)");
        }
        protocol = expected;
    }

    @Override
    public BaseProtocol getProtocol() {
        return protocol;
    }

    @Override
    public String toString() {
        return "<" + "SubprocessTransport" + (closed ? " closed" : "") + " pid=" + child.pid()
                + (returncode.isPresent() ? " returncode=" + returncode.getAsInt() : " running") + ">";
    }

    /** Hands on what a pipe has to say. */
    private final class Forwarding implements Protocol {

        private final int fd;

        Forwarding(int fd) {
            this.fd = fd;
        }

        @Override
        public void dataReceived(byte[] data) {
            protocol.pipeDataReceived(fd, data);
        }

        @Override
        public void pauseWriting() {
            protocol.pauseWriting();
        }

        @Override
        public void resumeWriting() {
            protocol.resumeWriting();
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            protocol.pipeConnectionLost(fd, cause);
        }
    }
}
