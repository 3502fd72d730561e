package io.asyncio4j.net.internal.process;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Starts children and opens pipes in the best way that this system has. Thread-safe. */
public final class Platform {

    /** The system property that selects the way: {@code native} (the default where it works) or {@code jdk}. */
    public static final String PROPERTY = "asyncio4j.processes";

    private static final int HIGHEST_SIGNAL = 64;

    /** Names at the places of their numbers on Linux; those of TERM and KILL are the same everywhere. */
    private static final List<String> SIGNALS = List.of(
            ("- HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU"
                            + " URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
                    .split(" "));

    private Platform() {}

    /** Asked for once, if at all: it loads much. */
    private static final class Native {

        static final boolean WORKS = works();

        private static boolean works() {
            String cpu = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
            if (!System.getProperty("os.name").equals("Linux") || !(cpu.equals("amd64") || cpu.equals("aarch64"))) {
                return false;
            }
            try {
                Spawner.check();
                return true;
            } catch (RuntimeException | LinkageError e) { // an old kernel or C library, or a JVM without native access
                return false;
            }
        }
    }

    /**
     * Whether children and pipes need no threads of their own.
     *
     * @throws IllegalArgumentException if the property has another value
     */
    public static boolean isNative() {
        String wanted = System.getProperty(PROPERTY, "native");
        return switch (wanted) {
            case "native" -> Native.WORKS;
            case "jdk" -> false;
            default -> throw new IllegalArgumentException(PROPERTY + " = \"" + wanted + "\" (expected: native or jdk)");
        };
    }

    /**
     * Starts a child.
     *
     * @throws IOException if it cannot be started; then nothing is left open
     * @throws UnsupportedOperationException if something is asked for that this system does not have
     */
    public static Child spawn(SpawnRequest request) throws IOException {
        return isNative() ? Spawner.spawn(request) : JdkChild.spawn(request);
    }

    /**
     * The number of a signal.
     *
     * @param name with or without {@code SIG}
     * @throws IllegalArgumentException if there is no such signal here
     */
    public static int signalNumber(String name) {
        int number = SIGNALS.indexOf(name.startsWith("SIG") ? name.substring("SIG".length()) : name);
        if (number < 1) {
            throw new IllegalArgumentException("signal \"" + name + "\" (expected: one of "
                    + String.join(", ", SIGNALS.subList(1, SIGNALS.size())) + ")");
        }
        return number;
    }

    /**
     * Checks the number of a signal.
     *
     * @throws IllegalArgumentException if there is no such signal
     */
    public static int checkSignal(int number) {
        if (number < 1 || number > HIGHEST_SIGNAL) {
            throw new IllegalArgumentException("signal " + number + " (expected: 1 to " + HIGHEST_SIGNAL + ")");
        }
        return number;
    }

    // ---- pipes ----

    /**
     * Opens a FIFO or a terminal to read from. Does not wait for somebody who writes.
     *
     * @throws IOException if it cannot be opened, or is neither
     */
    public static ReadEnd openToRead(Path path) throws IOException {
        checkKind(path);
        return isNative() ? open(path, Libc.O_RDONLY) : new PumpedReader(() -> new FileInputStream(path.toFile()));
    }

    /**
     * Opens a FIFO or a terminal to write to.
     *
     * @throws ConnectException if it is a FIFO from which nobody reads
     * @throws IOException if it cannot be opened, or is neither
     */
    public static WriteEnd openToWrite(Path path) throws IOException {
        checkKind(path);
        return isNative() ? open(path, Libc.O_WRONLY) : new PumpedWriter(() -> new FileOutputStream(path.toFile()));
    }

    private static void checkKind(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (Files.isRegularFile(path) || Files.isDirectory(path)) {
            throw notAPipe(path);
        }
    }

    private static FileSystemException notAPipe(Path path) {
        return new FileSystemException(path.toString(), null, "neither a FIFO nor a terminal");
    }

    private static NativePipe open(Path path, int direction) throws IOException {
        int fd = Libc.open(path.toString(), direction | Libc.O_NONBLOCK | Libc.O_NOCTTY);
        if (fd == -Libc.ENXIO && direction == Libc.O_WRONLY) {
            throw new ConnectException(path + ": nobody has opened it for reading");
        }
        if (fd < 0) {
            throw Libc.exception(path.toString(), fd);
        }
        try {
            return new NativePipe(fd);
        } catch (IOException e) {
            FileSystemException failure = notAPipe(path);
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * This JVM's standard input. A pipe or a terminal is opened once more, so that it can be read without blocking while
     * whoever shares it notices nothing; a file or a socket gets a thread. Closing it leaves the JVM's own one open.
     */
    public static ReadEnd standardInput() {
        NativePipe opened = reopen(0, Libc.O_RDONLY);
        return opened == null ? new PumpedReader(() -> keptOpen(new FileInputStream(FileDescriptor.in))) : opened;
    }

    /** This JVM's standard output or error, as {@link #standardInput} has it. */
    public static WriteEnd standardOutput(FileDescriptor descriptor) {
        NativePipe opened = reopen(descriptor == FileDescriptor.err ? 2 : 1, Libc.O_WRONLY);
        return opened == null ? new PumpedWriter(() -> keptOpen(new FileOutputStream(descriptor))) : opened;
    }

    private static InputStream keptOpen(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public void close() {}
        };
    }

    private static OutputStream keptOpen(FileOutputStream stream) {
        return new BufferedOutputStream(stream) {
            @Override
            public void close() {}
        };
    }

    private static @Nullable NativePipe reopen(int number, int direction) {
        if (!isNative()) {
            return null;
        }
        int fd = Libc.open("/proc/self/fd/" + number, direction | Libc.O_NONBLOCK | Libc.O_NOCTTY);
        if (fd < 0) {
            return null;
        }
        try {
            return new NativePipe(fd);
        } catch (IOException e) { // a file: it has been closed again
            return null;
        }
    }
}
