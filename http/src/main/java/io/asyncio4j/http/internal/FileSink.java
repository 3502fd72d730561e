package io.asyncio4j.http.internal;

import io.asyncio4j.http.PayloadSink;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** A sink that may let the operating system send a file. */
public interface FileSink extends PayloadSink {

    /**
     * Writes a part of a file. Suspends until it is sent. When this has returned or thrown, the file is not used any more.
     *
     * @throws IOException if the connection is lost, or the file is shorter
     */
    void writeFile(FileChannel file, long position, long count) throws IOException;
}
