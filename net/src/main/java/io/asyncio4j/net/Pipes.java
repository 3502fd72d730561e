package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.process.Platform;
import io.asyncio4j.net.internal.process.WriteEnd;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Named pipes (FIFOs), terminals, and the standard streams of this JVM: meant for {@code import static}. All functions are
 * called in a task.
 *
 * <p>What {@link Subprocesses} says of threads is true here, too; where the standard streams are files or sockets, they have a
 * thread each on Linux as well.
 *
 * <p>Counterpart: the loop's {@code connect_read_pipe} and {@code connect_write_pipe}.
 */
public final class Pipes {

    private Pipes() {}

    // ---- streams ----

    /**
     * Opens a FIFO or a terminal to read from. Does not suspend: somebody who writes may come later. The stream ends when all
     * who had opened it for writing have closed it.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if it must not be read
     * @throws IOException if it cannot be opened, or is neither a FIFO nor a terminal; Unix sockets are for {@link Streams}
     */
    public static ReadPipe openReadPipe(Path path) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        StreamReaderProtocol protocol = new StreamReaderProtocol(loop, StreamReader.DEFAULT_LIMIT, null);
        var _ = LoopPipes.of(loop);
        ReadPipeTransport transport =
                new ReadPipeTransport(loop, Platform.openToRead(path), path.toString(), protocol, null);
        transport.start();
        return new ReadPipe(protocol.reader(), transport);
    }

    /**
     * Opens a FIFO or a terminal to write to. Does not suspend.
     *
     * @throws java.net.ConnectException if it is a FIFO that nobody has opened for reading
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if it must not be written to
     * @throws IOException if it cannot be opened, or is neither a FIFO nor a terminal; Unix sockets are for {@link Streams}
     */
    public static StreamWriter openWritePipe(Path path) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        return writer(loop, Platform.openToWrite(path), path.toString());
    }

    private static StreamWriter writer(EventLoop loop, WriteEnd end, String name) {
        StreamReaderProtocol protocol = new StreamReaderProtocol(loop, StreamReader.DEFAULT_LIMIT, null);
        new WritePipeTransport(loop, end, name, protocol, null).start();
        return protocol.writer();
    }

    /**
     * Reads the standard input of this JVM; each loop has one reader of it. What {@code System.in} has read ahead is not seen
     * here, and the other way round. Does not suspend. Counterpart: {@code connect_read_pipe} with {@code sys.stdin}.
     */
    public static StreamReader standardInput() {
        EventLoop loop = Asyncio.getRunningLoop();
        LoopPipes pipes = LoopPipes.of(loop);
        if (pipes.standardInput == null) {
            StreamReaderProtocol protocol = new StreamReaderProtocol(loop, StreamReader.DEFAULT_LIMIT, null);
            new ReadPipeTransport(loop, Platform.standardInput(), "standard input", protocol, null).start();
            pipes.standardInput = protocol.reader();
        }
        return pipes.standardInput;
    }

    /**
     * Writes to the standard output of this JVM; each loop has one writer. Closing it leaves {@code System.out} open. What is
     * written last is sent for sure if {@code close} and {@code waitClosed} are called. Does not suspend. Counterpart:
     * {@code connect_write_pipe} with {@code sys.stdout}.
     */
    public static StreamWriter standardOutput() {
        EventLoop loop = Asyncio.getRunningLoop();
        LoopPipes pipes = LoopPipes.of(loop);
        StreamWriter writer = pipes.standardOutput;
        if (writer == null || writer.isClosing()) {
            writer = writer(loop, Platform.standardOutput(FileDescriptor.out), "standard output");
            pipes.standardOutput = writer;
        }
        return writer;
    }

    /** Writes to the standard error of this JVM, as {@link #standardOutput} does to its output. */
    public static StreamWriter standardError() {
        EventLoop loop = Asyncio.getRunningLoop();
        LoopPipes pipes = LoopPipes.of(loop);
        StreamWriter writer = pipes.standardError;
        if (writer == null || writer.isClosing()) {
            writer = writer(loop, Platform.standardOutput(FileDescriptor.err), "standard error");
            pipes.standardError = writer;
        }
        return writer;
    }

    // ---- transports and protocols ----

    /**
     * Opens a FIFO or a terminal to read from, with a transport and a protocol. Suspends until the protocol's
     * {@code connectionMade} was called.
     *
     * @throws IOException as {@link #openReadPipe} does
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the pipe is closed
     */
    public static <P extends StreamProtocol> Endpoint<ReadTransport, P> connectReadPipe(
            Supplier<? extends P> protocolFactory, Path path) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        P protocol = protocolFactory.get();
        ReadPipeTransport transport =
                new ReadPipeTransport(loop, Platform.openToRead(path), path.toString(), protocol, null);
        return connect(transport, transport, protocol);
    }

    /** The same with the standard input of this JVM. */
    public static <P extends StreamProtocol> Endpoint<ReadTransport, P> connectStandardInput(
            Supplier<? extends P> protocolFactory) {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        P protocol = protocolFactory.get();
        ReadPipeTransport transport =
                new ReadPipeTransport(loop, Platform.standardInput(), "standard input", protocol, null);
        return connect(transport, transport, protocol);
    }

    /**
     * Opens a FIFO or a terminal to write to, with a transport and a protocol. Suspends until the protocol's
     * {@code connectionMade} was called.
     *
     * @throws IOException as {@link #openWritePipe} does
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the pipe is closed
     */
    public static <P extends StreamProtocol> Endpoint<WriteTransport, P> connectWritePipe(
            Supplier<? extends P> protocolFactory, Path path) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        P protocol = protocolFactory.get();
        WritePipeTransport transport =
                new WritePipeTransport(loop, Platform.openToWrite(path), path.toString(), protocol, null);
        return connect(transport, transport, protocol);
    }

    /** The same with the standard output of this JVM. */
    public static <P extends StreamProtocol> Endpoint<WriteTransport, P> connectStandardOutput(
            Supplier<? extends P> protocolFactory) {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        P protocol = protocolFactory.get();
        WriteEnd end = Platform.standardOutput(FileDescriptor.out);
        WritePipeTransport transport = new WritePipeTransport(loop, end, "standard output", protocol, null);
        return connect(transport, transport, protocol);
    }

    /** @param transport a {@link PipeTransport}, of which only one direction is shown */
    private static <T extends BaseTransport, P extends StreamProtocol> Endpoint<T, P> connect(
            T direction, PipeTransport transport, P protocol) {
        EventLoop loop = transport.loop;
        Future<@Nullable Void> made = loop.createFuture();
        var _ = loop.callSoon(() -> {
            transport.start();
            if (!made.done()) {
                made.setResult(null);
            }
        });
        try {
            made.await();
        } catch (Throwable e) {
            transport.abort();
            throw e;
        }
        return new Endpoint<>(direction, protocol);
    }
}
