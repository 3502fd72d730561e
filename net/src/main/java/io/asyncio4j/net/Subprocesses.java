package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.net.internal.process.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Child processes: meant for {@code import static}. All functions are called in a task.
 *
 * <p>On Linux (x86-64 and AArch64, kernel 5.4 and glibc 2.29 or newer, and a JVM that allows native access) children need no
 * threads: one thread of the JVM watches all of them. A child inherits no descriptor but its standard streams. Elsewhere, or with
 * {@code -Dasyncio4j.processes=jdk}, the JDK starts them, with a thread for each child and each of its pipes. Then sessions and
 * process groups of their own and signals but TERM and KILL are not there, and of a child that somebody else has killed the
 * return code is not {@code -n} but {@code 128 + n}.
 *
 * <p>A program without a slash in its name is looked for along the {@code PATH} that the child will have. Starting takes
 * the loop for as long as the system needs, usually less than a millisecond.
 *
 * <p>Counterpart: {@code asyncio.subprocess}, and the loop's {@code subprocess_exec} and {@code subprocess_shell}.
 */
public final class Subprocesses {

    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private Subprocesses() {}

    // ---- streams ----

    /** Starts a program which shares the standard streams of this JVM. See {@link #createSubprocessExec(List, SubprocessOptions)}. */
    public static Subprocess createSubprocessExec(String program, String... arguments) throws IOException {
        return createSubprocessExec(SubprocessOptions.DEFAULT, program, arguments);
    }

    /** Starts a program. See {@link #createSubprocessExec(List, SubprocessOptions)}. */
    public static Subprocess createSubprocessExec(SubprocessOptions options, String program, String... arguments)
            throws IOException {
        return createSubprocessExec(
                Stream.concat(Stream.of(program), Stream.of(arguments)).toList(), options);
    }

    /**
     * Starts a program. Does not suspend.
     *
     * @param command the program and its arguments, which no shell interprets
     * @throws java.nio.file.NoSuchFileException if there is no such program, working folder or file to read from
     * @throws java.nio.file.NotDirectoryException if the working folder is a file
     * @throws java.nio.file.AccessDeniedException if the program cannot be executed, or a file not be opened
     * @throws IOException if the child cannot be started for another reason; in each case nothing is left open
     * @throws IllegalArgumentException if the command is empty, or an argument contains a zero character
     * @throws UnsupportedOperationException if the options ask for something that this system does not have
     */
    public static Subprocess createSubprocessExec(List<String> command, SubprocessOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        @Nullable StreamReaderProtocol[] streams = new StreamReaderProtocol[3];
        var _ = LoopPipes.of(loop); // before there is a child that it would have to end
        ChildTransport transport = new ChildTransport(
                loop,
                Platform.spawn(options.request(command)),
                new SubprocessProtocol() {},
                fd -> streams[fd] = new StreamReaderProtocol(loop, options.limit(), null));
        transport.start();
        return new Subprocess(transport, streams);
    }

    /** Lets the shell run a command which shares the standard streams of this JVM. See {@link #createSubprocessExec(List, SubprocessOptions)}. */
    public static Subprocess createSubprocessShell(String command) throws IOException {
        return createSubprocessShell(command, SubprocessOptions.DEFAULT);
    }

    /**
     * Lets the shell run a command: {@code /bin/sh -c}, or {@code cmd.exe /c} on Windows. What comes from elsewhere and is
     * made a part of the command must be quoted. See {@link #createSubprocessExec(List, SubprocessOptions)}.
     */
    public static Subprocess createSubprocessShell(String command, SubprocessOptions options) throws IOException {
        return createSubprocessExec(shell(command), options);
    }

    private static List<String> shell(String command) {
        return WINDOWS ? List.of("cmd.exe", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    // ---- transports and protocols ----

    /**
     * Starts a program with a transport and a protocol. Suspends until the protocol's {@code connectionMade} was called.
     *
     * @param protocolFactory makes the protocol, before the program is started
     * @param command the program and its arguments, which no shell interprets
     * @param options {@link SubprocessOptions#PIPES} to have them all, as Python's default is
     * @throws IOException as {@link #createSubprocessExec(List, SubprocessOptions)} does
     * @throws io.asyncio4j.CancelledError if the task was cancelled; then the process is killed
     * @throws IllegalArgumentException if the command is empty, or an argument contains a zero character
     * @throws UnsupportedOperationException if the options ask for something that this system does not have
     */
    public static <P extends SubprocessProtocol> Endpoint<SubprocessTransport, P> subprocessExec(
            Supplier<? extends P> protocolFactory, List<String> command, SubprocessOptions options) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        var _ = LoopPipes.of(loop);
        P protocol = protocolFactory.get();
        ChildTransport transport = new ChildTransport(loop, Platform.spawn(options.request(command)), protocol, null);
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
            transport.close();
            throw e;
        }
        return new Endpoint<>(transport, protocol);
    }

    /** Lets the shell run a command, with a transport and a protocol. See {@link #subprocessExec}. */
    public static <P extends SubprocessProtocol> Endpoint<SubprocessTransport, P> subprocessShell(
            Supplier<? extends P> protocolFactory, String command, SubprocessOptions options) throws IOException {
        return subprocessExec(protocolFactory, shell(command), options);
    }
}
