package io.asyncio4j.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Undoes one content coding, of arrays. */
interface Decoder {

    /**
     * Undoes as much as fits, or as is there: then the input is used up, and the output is not full.
     *
     * @throws IOException if the input is malformed
     */
    void decode(ByteBuffer in, ByteBuffer out) throws IOException;

    /** Whether the input can end where it has come to; also if there was none. */
    boolean mayEnd();

    /** Gives back what it needed. May be called again. */
    void close();
}
