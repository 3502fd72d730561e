package io.asyncio4j.http.internal;

import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.PayloadSink;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A part of a file, which is opened when it is written. To a {@link FileSink} it goes as it is. */
public record FilePayload(String contentType, Path path, long offset, long length) implements Payload {

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public void writeTo(PayloadSink sink) throws IOException {
        try (OpenFile file = new OpenFile(path)) {
            file.open(AsyncFiles.call(() -> FileChannel.open(path)));
            file.writeTo(sink, offset, length);
        }
    }

    @Override
    public FilePayload withContentType(MediaType type) {
        return new FilePayload(type.toString(), path, offset, length);
    }

    @Override
    public String toString() {
        return "<Payload " + contentType + " " + path + ">";
    }
}
