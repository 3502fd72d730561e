package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.Channels;
import io.asyncio4j.net.internal.NettyDriver;
import io.asyncio4j.spi.IoDriver;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way of the operating system to wait for many connections at once. A loop takes the {@linkplain #best best} one that
 * there is, unless {@value #PROPERTY} names another or it was made by {@link #newLoop}.
 *
 * <p>Counterpart: the kinds of {@code asyncio} event loops and {@code selectors}. Thread-safe.
 */
public enum IoBackend {
    /**
     * Linux 5.10 and newer. Unix sockets are the JDK's here, watched by a selector on a thread of its own, which takes longer:
     * programs that live of them choose {@link #EPOLL}.
     */
    IO_URING("io_uring"),
    /** Linux. */
    EPOLL("epoll"),
    /** macOS and BSD. */
    KQUEUE("kqueue"),
    /** The JDK's selector, everywhere. */
    NIO("nio");

    /** The system property that names what new loops use: {@code io_uring}, {@code epoll}, {@code kqueue} or {@code nio}. */
    public static final String PROPERTY = "asyncio4j.io";

    private final String id;

    IoBackend(String id) {
        this.id = id;
    }

    /** Whether this machine has it. */
    public boolean isAvailable() {
        return whyNot() == null;
    }

    /** Why this machine does not have it; null if it does. */
    private @Nullable Throwable whyNot() {
        return Channels.unavailability(id);
    }

    /**
     * A loop that uses this.
     *
     * @throws UnsupportedOperationException if the machine does not have it
     */
    public EventLoop newLoop() {
        return EventLoop.builder().driver(newDriver()).build();
    }

    /**
     * A driver for {@link EventLoop.Builder#driver}. It serves one loop.
     *
     * @throws UnsupportedOperationException if the machine does not have it
     */
    public IoDriver newDriver() {
        Throwable cause = whyNot();
        if (cause != null) {
            throw new UnsupportedOperationException(
                    this + " is not available here: " + cause.getMessage() + " (available: " + available() + ")",
                    cause);
        }
        return new NettyDriver(Channels.of(id));
    }

    /** The first of these, in the order in which they stand here, that the machine has. */
    public static IoBackend best() {
        return Arrays.stream(values())
                .filter(IoBackend::isAvailable)
                .findFirst()
                .orElse(NIO);
    }

    /**
     * What {@value #PROPERTY} names, or else the {@linkplain #best best}.
     *
     * @throws IllegalArgumentException if the property names something else
     */
    static IoBackend wanted() {
        String name = System.getProperty(PROPERTY);
        return name == null ? best() : of(name);
    }

    /**
     * The one of that name.
     *
     * @param name {@code io_uring}, {@code epoll}, {@code kqueue} or {@code nio}; case does not matter
     * @throws IllegalArgumentException if there is no such
     */
    public static IoBackend of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "I/O back end \"" + name + "\" (expected: io_uring, epoll, kqueue or nio)"));
    }

    private static String available() {
        return Arrays.stream(values())
                .filter(IoBackend::isAvailable)
                .map(IoBackend::toString)
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return id;
    }
}
