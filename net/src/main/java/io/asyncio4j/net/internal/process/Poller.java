package io.asyncio4j.net.internal.process;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits for the descriptors of all loops, in one thread of the JVM. Each wait is for one event. Thread-safe.
 *
 * <p>What nobody waits for is not referenced from here, so that a pipe that everybody has forgotten can be collected.
 */
final class Poller {

    private static final System.Logger LOGGER = System.getLogger("asyncio");

    private static final int EVENTS = 256;

    private final int epoll;
    private final AtomicLong lastKey = new AtomicLong();
    private final ConcurrentMap<Long, Runnable> waiting = new ConcurrentHashMap<>();

    private Poller() {
        epoll = Libc.epollCreate();
        if (epoll < 0) {
            throw new IllegalStateException("epoll_create1: " + Libc.message(epoll));
        }
        Thread.ofPlatform()
                .daemon()
                .inheritInheritableThreadLocals(false)
                .name("asyncio4j-pipes")
                .start(this::run);
    }

    private static final class Holder {
        static final Poller INSTANCE = new Poller();
    }

    /** The one of this JVM, started at its first use. */
    static Poller get() {
        return Holder.INSTANCE;
    }

    /**
     * Makes a descriptor known.
     *
     * @return its key; another one when the number of the descriptor is used again
     * @throws IOException if it is one that cannot be waited for, such as a file's
     */
    long add(int fd) throws IOException {
        long key = lastKey.incrementAndGet();
        int result = Libc.epollControl(epoll, Libc.EPOLL_CTL_ADD, fd, Libc.EPOLLONESHOT, key);
        if (result < 0) {
            throw new IOException("epoll_ctl: " + Libc.message(result));
        }
        return key;
    }

    /** Lets {@code ready} be called, in the poller's thread, at the next of these events, an error or a hang-up; replaces the wait before. */
    void await(long key, int fd, int events, Runnable ready) {
        waiting.put(key, ready);
        Libc.epollControl(epoll, Libc.EPOLL_CTL_MOD, fd, events | Libc.EPOLLONESHOT, key);
    }

    /** Forgets a descriptor, before it is closed. */
    void remove(long key, int fd) {
        waiting.remove(key);
        Libc.epollControl(epoll, Libc.EPOLL_CTL_DEL, fd, 0, 0);
    }

    private void run() {
        MemorySegment events = Arena.ofAuto().allocate((long) EVENTS * Libc.EPOLL_EVENT_SIZE, 8);
        while (true) {
            int count = Libc.epollWait(epoll, events);
            for (int i = 0; i < count; i++) {
                long at = (long) i * Libc.EPOLL_EVENT_SIZE + Libc.EPOLL_EVENT_DATA;
                Runnable ready = waiting.remove(events.get(JAVA_LONG.withByteAlignment(4), at));
                if (ready != null) {
                    call(ready);
                }
            }
        }
    }

    /** All loops depend on this thread: whatever happens, it goes on. */
    private static void call(Runnable ready) {
        try {
            ready.run();
        } catch (Throwable e) {
            LOGGER.log(System.Logger.Level.ERROR, "an event of a pipe or a process was lost", e);
        }
    }
}
