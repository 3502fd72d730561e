package io.asyncio4j.net.internal.process;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A process that was started. Thread-safe, but for its pipes. */
public interface Child {

    /** Its number. */
    long pid();

    /** The pipe to its input, if there is one. */
    @Nullable
    WriteEnd stdin();

    /** The pipe from its output, if there is one. */
    @Nullable
    ReadEnd stdout();

    /** The pipe from its errors, if there is one. */
    @Nullable
    ReadEnd stderr();

    /**
     * Lets {@code ended} be called once, by any thread, after the process has ended and is no zombie any more: with its exit
     * code, or the negative number of the signal that killed it. To be called once.
     */
    void whenEnded(IntConsumer ended);

    /**
     * Sends a signal; does nothing if the process has ended.
     *
     * @throws java.io.UncheckedIOException around an {@link java.nio.file.AccessDeniedException} if it must not
     * @throws UnsupportedOperationException if the platform has no way to send that one
     */
    void signal(int number);

    /** Kills the process, all its descendants, and its group if that is its own. What is not allowed is left out. */
    void killTree();
}
