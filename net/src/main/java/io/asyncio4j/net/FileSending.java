package io.asyncio4j.net;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** What the ways to send a file share. */
final class FileSending {

    private FileSending() {}

    static void check(long offset, @Nullable Long count) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset = " + offset + " (expected: zero or more)");
        }
        if (count != null && count <= 0) {
            throw new IllegalArgumentException("count = " + count + " (expected: at least 1, or null for all)");
        }
    }

    /** Where the part of the file ends that is asked for and there. */
    static long end(FileChannel file, long offset, @Nullable Long count) throws IOException {
        long size = file.size();
        return count == null || count > size - offset ? Math.max(offset, size) : offset + count;
    }
}
