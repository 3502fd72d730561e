package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A directory that is deleted, with all that is in it, when this is closed. {@link AsyncFiles#createTempDirectory} makes
 * it.
 *
 * <p>Loop-confined. Counterpart: none in {@code asyncio}; {@code TemporaryDirectory} of anyio.
 */
public final class TemporaryDirectory implements AutoCloseable {

    private final EventLoop loop = Asyncio.getRunningLoop();
    private final Path path;

    TemporaryDirectory(Path path) {
        this.path = path;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /**
     * Deletes the directory. Suspends. If the task is cancelled, it is deleted nevertheless. Closing again does nothing.
     *
     * @throws IOException if something cannot be deleted; the rest may be
     */
    @Override
    public void close() throws IOException {
        OffLoop.close(loop, () -> AsyncFiles.deleteTree(path));
    }

    @Override
    public String toString() {
        return "<TemporaryDirectory " + path + ">";
    }
}
