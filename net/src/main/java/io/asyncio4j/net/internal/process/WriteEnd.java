package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of a pipe to which one writes, without blocking. One thread at a time uses it. */
public interface WriteEnd {

    /**
     * Writes what there is room for. After 0, the next call must begin with the same bytes.
     *
     * @param from a direct buffer with something in it
     * @return how many bytes; 0 if there is no room now
     */
    int write(ByteBuffer from) throws IOException;

    /** Lets {@code ready} be called once, by any thread, as soon as there is room, or nobody reads any more; replaces {@link #whenBroken}. */
    void whenWritable(Runnable ready);

    /** Lets {@code broken} be called once, by any thread, as soon as nobody reads any more; replaces {@link #whenWritable}. */
    void whenBroken(Runnable broken);

    /** Closes the end; what waits is forgotten. Closing again does nothing; nothing else may follow. */
    void close();
}
