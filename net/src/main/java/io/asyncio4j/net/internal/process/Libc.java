package io.asyncio4j.net.internal.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The functions of Linux's C library that children and pipes need. Where C returns -1 and sets {@code errno}, a method here
 * returns the negative {@code errno}, as the kernel does. Numbers are those of x86-64 and AArch64. Thread-safe.
 */
final class Libc {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int EPIPE = 32;
    private static final int EINTR = 4;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_NOCTTY = 0400;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;

    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    /** Only on x86-64 the kernel's event has no padding between its mask and its data. */
    private static final boolean PACKED_EVENTS = "amd64".equals(System.getProperty("os.arch"));

    static final int EPOLL_EVENT_SIZE = PACKED_EVENTS ? 12 : 16;
    static final int EPOLL_EVENT_DATA = PACKED_EVENTS ? 4 : 8;

    private static final int SYS_PIDFD_SEND_SIGNAL = 424;
    private static final int SYS_PIDFD_OPEN = 434;
    private static final int F_SETFL = 4;
    private static final int P_PIDFD = 3;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int CLD_EXITED = 1;
    private static final int SIGINFO_SIZE = 128;
    private static final int SIGINFO_CODE = 8;
    private static final int SIGINFO_STATUS = 24;

    /** What {@link #waitNow} returns for a child that runs. */
    static final int RUNS = Integer.MIN_VALUE;

    private static final Charset FILE_NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), Charset.defaultCharset());

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle PIPE2 = capturing("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle OPEN = variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = plain("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = capturing("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = capturing("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle EPOLL_CREATE = capturing("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL =
            capturing("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
            capturing("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle KILL = capturing("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WAITID = capturing("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle WAITPID = plain("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle PIDFD_OPEN = variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle PIDFD_SEND_SIGNAL =
            variadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle STRERROR = plain("strerror", ADDRESS, JAVA_INT);

    private Libc() {}

    // ---- binding ----

    private static MethodHandle capturing(String name, MemoryLayout result, MemoryLayout... arguments) {
        return bind(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
        return bind(
                name,
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(fixed),
                Linker.Option.captureCallState("errno"));
    }

    /** A function that leaves {@code errno} alone, or whose failure does not matter. */
    static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
        return bind(name, FunctionDescriptor.of(result, arguments));
    }

    /** The same for one that not every C library has: null where it is missing. */
    static @Nullable MethodHandle optional(String name, MemoryLayout result, MemoryLayout... arguments) {
        return SYMBOLS.find(name).isPresent() ? plain(name, result, arguments) : null;
    }

    @SuppressWarnings("restricted") // the signatures here are those of the C library
    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, options);
    }

    /** A variable of the C library. */
    static MemorySegment variable(String name) {
        return SYMBOLS.findOrThrow(name);
    }

    private static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a function of the C library threw", thrown);
    }

    private static int failure(MemorySegment state) {
        return -(int) ERRNO_VALUE.get(state, 0L);
    }

    // ---- descriptors ----

    /** A pipe, both of whose ends block and are closed in children: first the end to read from, then the one to write to. */
    static int[] pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if ((int) PIPE2.invokeExact(state, ends, O_CLOEXEC) < 0) {
                throw exception("pipe", failure(state));
            }
            return ends.toArray(JAVA_INT);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sets the only flag that matters of the description behind a pipe's end. */
    static void setNonBlocking(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            var _ = (int) FCNTL.invokeExact(arena.allocate(ERRNO), fd, F_SETFL, O_NONBLOCK);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Opens a file, which is made with mode 0666 where {@link #O_CREAT} says so. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int fd;
            do {
                fd = (int) OPEN.invokeExact(state, string(arena, path), flags | O_CLOEXEC, 0666);
            } while (fd < 0 && failure(state) == -EINTR);
            return fd < 0 ? failure(state) : fd;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int fd) {
        try {
            var _ = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(int fd, MemorySegment into) {
        return transfer(READ, fd, into);
    }

    static int write(int fd, MemorySegment from) {
        return transfer(WRITE, fd, from);
    }

    private static int transfer(MethodHandle function, int fd, MemorySegment memory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            while (true) {
                long count = (long) function.invokeExact(state, fd, memory, memory.byteSize());
                if (count >= 0) {
                    return (int) count;
                }
                int failure = failure(state);
                if (failure != -EINTR) {
                    return failure;
                }
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // ---- epoll ----

    static int epollCreate() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int fd = (int) EPOLL_CREATE.invokeExact(state, O_CLOEXEC);
            return fd < 0 ? failure(state) : fd;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int epollControl(int epoll, int operation, int fd, int events, long data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            MemorySegment event = arena.allocate(EPOLL_EVENT_SIZE);
            event.set(JAVA_INT, 0, events);
            event.set(JAVA_LONG.withByteAlignment(4), EPOLL_EVENT_DATA, data);
            int result = (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event);
            return result < 0 ? failure(state) : result;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits without limit; may return zero for no reason. */
    static int epollWait(int epoll, MemorySegment events) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int room = (int) (events.byteSize() / EPOLL_EVENT_SIZE);
            return Math.max(0, (int) EPOLL_WAIT.invokeExact(state, epoll, events, room, -1));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // ---- children ----

    static int kill(int pid, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            return (int) KILL.invokeExact(state, pid, signal) < 0 ? failure(state) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A descriptor of a process, which can be waited for, and never means another process. */
    static int pidfdOpen(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            long fd = (long) PIDFD_OPEN.invokeExact(state, (long) SYS_PIDFD_OPEN, pid, 0);
            return fd < 0 ? failure(state) : (int) fd;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int pidfdSendSignal(int pidfd, int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            long result = (long) PIDFD_SEND_SIGNAL.invokeExact(
                    state, (long) SYS_PIDFD_SEND_SIGNAL, pidfd, signal, MemorySegment.NULL, 0);
            return result < 0 ? failure(state) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Takes the status of a child that has ended, which is no zombie any more then.
     *
     * @return its exit code, or the negative number of the signal that killed it; {@link #RUNS} if it runs; 255, as
     *     asyncio has it, if somebody else has taken the status
     */
    static int waitNow(int pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            MemorySegment info = arena.allocate(SIGINFO_SIZE, 8);
            if ((int) WAITID.invokeExact(state, P_PIDFD, pidfd, info, WEXITED | WNOHANG) < 0) {
                return failure(state) == -EINTR ? RUNS : 255;
            }
            if (info.get(JAVA_INT, 0) == 0) {
                return RUNS;
            }
            int status = info.get(JAVA_INT, SIGINFO_STATUS);
            return info.get(JAVA_INT, SIGINFO_CODE) == CLD_EXITED ? status : -status;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits until a child has ended, and forgets its status. Blocks. */
    static void waitFor(int pid) {
        try {
            var _ = (int) WAITPID.invokeExact(pid, MemorySegment.NULL, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    // ---- strings and errors ----

    /** A string as C has it, in the charset of file names. */
    static MemorySegment string(Arena arena, String text) {
        byte[] bytes = text.getBytes(FILE_NAMES);
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** A null-terminated array of strings. */
    static MemorySegment strings(Arena arena, List<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            array.setAtIndex(ADDRESS, i, string(arena, texts.get(i)));
        }
        return array;
    }

    /** What the operating system says of an error. */
    @SuppressWarnings("restricted") // a string that strerror returns ends with a zero
    static String message(int failure) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(-failure);
            return text.reinterpret(1024).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The JDK's exception for a failure that concerns a file or a program. */
    static IOException exception(String file, int failure) {
        String message = message(failure).toLowerCase(Locale.ROOT);
        return switch (-failure) {
            case ENOENT -> new NoSuchFileException(file, null, message);
            case EACCES, EPERM -> new AccessDeniedException(file, null, message);
            default -> new FileSystemException(file, null, message);
        };
    }
}
