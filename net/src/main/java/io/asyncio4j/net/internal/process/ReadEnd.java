package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of a pipe from which one reads, without blocking. One thread at a time uses it. */
public interface ReadEnd {

    /**
     * Reads what is there.
     *
     * @param into a direct buffer with room
     * @return how many bytes; 0 if nothing is there now, -1 if nothing will come any more
     */
    int read(ByteBuffer into) throws IOException;

    /** Lets {@code ready} be called once, by any thread, as soon as {@link #read} has something to say. */
    void whenReadable(Runnable ready);

    /** Closes the end; what waits is forgotten. Closing again does nothing; nothing else may follow. */
    void close();
}
