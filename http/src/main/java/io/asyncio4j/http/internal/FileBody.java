package io.asyncio4j.http.internal;

import io.asyncio4j.http.Body;
import io.asyncio4j.http.BodySink;
import io.asyncio4j.http.HttpException;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.net.AsyncFile;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.nio.file.Path;

/** A part of a file. Whoever sends it may let the system do that, instead of letting it write. */
public record FileBody(String contentType, Path path, long offset, long length) implements Body {

    private static final int PIECE = 128 * 1024;

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void writeTo(BodySink sink) throws IOException {
        try (AsyncFile file = AsyncFiles.open(path)) {
            file.seek(offset);
            long rest = length;
            while (rest > 0) {
                byte[] piece = file.read((int) Math.min(rest, PIECE));
                if (piece.length == 0) {
                    throw new HttpException(path + " has become shorter: " + rest + " bytes of " + length
                            + " that were announced are not there");
                }
                sink.write(piece);
                rest -= piece.length;
            }
        }
    }

    @Override
    public FileBody withContentType(MediaType type) {
        return new FileBody(type.toString(), path, offset, length);
    }

    @Override
    public String toString() {
        return "<Body " + contentType + " " + path + ">";
    }
}
