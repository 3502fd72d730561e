package io.asyncio4j.net.internal.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts children on Linux, with {@code posix_spawn}: no copy of the JVM's memory is made, and none of its descriptors is
 * inherited. One object starts one child.
 */
final class Spawner {

    private static final int SETPGROUP = 0x02;
    private static final int SETSIGDEF = 0x04;
    private static final int SETSIGMASK = 0x08;
    private static final int SETSID = 0x80;

    /** More than any C library needs for its opaque structures. */
    private static final int STRUCT_SIZE = 1024;

    private static final int SIGPIPE = 13;
    private static final int SIGXFSZ = 25;
    private static final int SIGKILL = 9;

    private static final MethodHandle SPAWN =
            Libc.plain("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle INIT_ACTIONS = Libc.plain("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
    private static final MethodHandle DESTROY_ACTIONS =
            Libc.plain("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle ADD_DUP2 =
            Libc.plain("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_CLOSE =
            Libc.plain("posix_spawn_file_actions_addclose", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ADD_CHDIR =
            Libc.plain("posix_spawn_file_actions_addchdir_np", JAVA_INT, ADDRESS, ADDRESS);
    private static final @Nullable MethodHandle ADD_CLOSE_FROM =
            Libc.optional("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle INIT_ATTRIBUTES = Libc.plain("posix_spawnattr_init", JAVA_INT, ADDRESS);
    private static final MethodHandle SET_FLAGS = Libc.plain("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
    private static final MethodHandle SET_MASK = Libc.plain("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SET_DEFAULT =
            Libc.plain("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);

    private static final MemorySegment ENVIRON = Libc.variable("environ");

    private final SpawnRequest request;

    /** Descriptors for the child's 0 to 2; -1 where it inherits this JVM's. */
    private final int[] childEnds = {-1, -1, -1};

    private final @Nullable NativePipe[] pipes = new NativePipe[3];

    private Spawner(SpawnRequest request) {
        this.request = request;
    }

    /**
     * Whether this system has all that it takes.
     *
     * @throws RuntimeException or an error, if not
     */
    static void check() {
        int pidfd = Libc.pidfdOpen((int) ProcessHandle.current().pid());
        if (pidfd < 0) {
            throw new UnsupportedOperationException("pidfd_open: " + Libc.message(pidfd));
        }
        Libc.close(pidfd);
    }

    /**
     * Starts a child.
     *
     * @throws IOException if it cannot be; then nothing is left open
     */
    static Child spawn(SpawnRequest request) throws IOException {
        return new Spawner(request).spawn();
    }

    private NativeChild spawn() throws IOException {
        try {
            int pid;
            try {
                String program = Programs.find(request);
                prepare(0, request.stdin(), Libc.O_RDONLY);
                prepare(1, request.stdout(), Libc.O_WRONLY);
                if (!request.mergeStderr()) {
                    prepare(2, request.stderr(), Libc.O_WRONLY);
                }
                pid = start(program);
            } finally {
                closeChildEnds();
            }
            return child(pid);
        } catch (Throwable e) {
            closePipes();
            throw e;
        }
    }

    private void closeChildEnds() {
        for (int fd : childEnds) {
            if (fd >= 0) {
                Libc.close(fd);
            }
        }
    }

    private void closePipes() {
        for (NativePipe pipe : pipes) {
            if (pipe != null) {
                pipe.close();
            }
        }
    }

    /** Opens what one of the child's standard streams will be. */
    private void prepare(int stream, Redirect redirect, int direction) throws IOException {
        switch (redirect.type()) {
            case INHERIT -> {}
            case PIPE -> {
                int[] ends = Libc.pipe();
                int own = ends[stream == 0 ? 1 : 0];
                childEnds[stream] = ends[stream == 0 ? 0 : 1];
                Libc.setNonBlocking(own);
                pipes[stream] = new NativePipe(own);
            }
            case READ -> childEnds[stream] = open(redirect, direction);
            case WRITE -> childEnds[stream] = open(redirect, direction | Libc.O_CREAT | Libc.O_TRUNC);
            case APPEND -> childEnds[stream] = open(redirect, direction | Libc.O_CREAT | Libc.O_APPEND);
        }
    }

    private static int open(Redirect redirect, int flags) throws IOException {
        File file = Objects.requireNonNull(redirect.file());
        int fd = Libc.open(file.getPath(), flags);
        if (fd < 0) {
            throw Libc.exception(file.getPath(), fd);
        }
        return fd;
    }

    private int start(String program) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pid = arena.allocate(JAVA_INT);
            MemorySegment actions = arena.allocate(STRUCT_SIZE, 16);
            int result;
            call(INIT_ACTIONS, actions);
            try {
                addActions(arena, actions);
                MemorySegment attributes = attributes(arena);
                result = (int) SPAWN.invokeExact(
                        pid,
                        Libc.string(arena, program),
                        actions,
                        attributes,
                        Libc.strings(arena, request.command()),
                        environment(arena));
            } finally {
                call(DESTROY_ACTIONS, actions);
            }
            if (result != 0) {
                throw Libc.exception(program, -result);
            }
            return pid.get(JAVA_INT, 0);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a function of the C library threw", e);
        }
    }

    private void addActions(Arena arena, MemorySegment actions) throws Throwable {
        for (int stream = 0; stream < 3; stream++) {
            if (childEnds[stream] >= 0) {
                check((int) ADD_DUP2.invokeExact(actions, childEnds[stream], stream));
            }
        }
        if (request.mergeStderr()) {
            check((int) ADD_DUP2.invokeExact(actions, 1, 2));
        }
        if (ADD_CLOSE_FROM != null) {
            check((int) ADD_CLOSE_FROM.invokeExact(actions, 3));
        } else {
            for (int fd : openDescriptors()) {
                check((int) ADD_CLOSE.invokeExact(actions, fd));
            }
        }
        Path folder = request.folder();
        if (folder != null) {
            check((int) ADD_CHDIR.invokeExact(actions, Libc.string(arena, folder.toString())));
        }
    }

    /** All but the standard streams; one that is closed by the time of the start does no harm. */
    private static List<Integer> openDescriptors() {
        List<Integer> open = new ArrayList<>();
        String[] names = new File("/proc/self/fd").list();
        for (String name : names == null ? new String[0] : names) {
            int fd = Integer.parseInt(name);
            if (fd > 2) {
                open.add(fd);
            }
        }
        return open;
    }

    private MemorySegment attributes(Arena arena) throws Throwable {
        MemorySegment attributes = arena.allocate(STRUCT_SIZE, 16);
        call(INIT_ATTRIBUTES, attributes);
        int flags = SETSIGDEF | SETSIGMASK;
        if (request.newSession()) {
            flags |= SETSID;
        } else if (request.newProcessGroup()) {
            flags |= SETPGROUP; // of which the group is 0: the child's own
        }
        check((int) SET_FLAGS.invokeExact(attributes, (short) flags));
        MemorySegment none = arena.allocate(128, 8);
        check((int) SET_MASK.invokeExact(attributes, none));
        // What Python restores, too. Others that are ignored stay so: under nohup, SIGHUP is ignored on purpose.
        MemorySegment restored = arena.allocate(128, 8);
        restored.set(JAVA_LONG, 0, 1L << (SIGPIPE - 1) | 1L << (SIGXFSZ - 1));
        check((int) SET_DEFAULT.invokeExact(attributes, restored));
        return attributes;
    }

    @SuppressWarnings("restricted") // the C library's variable holds a pointer
    private MemorySegment environment(Arena arena) {
        Map<String, String> variables = request.environment();
        if (variables == null) {
            return ENVIRON.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        }
        List<String> lines = new ArrayList<>(variables.size());
        variables.forEach((name, value) -> lines.add(name + "=" + value));
        return Libc.strings(arena, lines);
    }

    private static void call(MethodHandle function, MemorySegment structure) throws Throwable {
        check((int) function.invokeExact(structure));
    }

    private static void check(int result) throws IOException {
        if (result != 0) {
            throw new IOException("posix_spawn: " + Libc.message(-result));
        }
    }

    private NativeChild child(int pid) throws IOException {
        int pidfd = Libc.pidfdOpen(pid);
        try {
            if (pidfd < 0) {
                throw new IOException("pidfd_open: " + Libc.message(pidfd));
            }
            long key = Poller.get().add(pidfd);
            return new NativeChild(pid, pidfd, key, request.newSession() || request.newProcessGroup(), pipes);
        } catch (IOException e) {
            Libc.kill(pid, SIGKILL);
            Libc.waitFor(pid);
            if (pidfd >= 0) {
                Libc.close(pidfd);
            }
            throw e;
        }
    }
}
