package io.asyncio4j.http;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;

import io.asyncio4j.net.StreamReader;
import java.time.Duration;
import java.util.Arrays;

/** Readers that get their bytes from a task, piece by piece. */
final class Fed {

    private Fed() {}

    /** A reader of all the bytes, each piece in a turn of its own, and then of the end. */
    static StreamReader reader(byte[] bytes, int pieceSize) {
        StreamReader reader = new StreamReader();
        var _ = createTask(() -> {
            for (int i = 0; i < bytes.length; i += pieceSize) {
                reader.feedData(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + pieceSize)));
                sleep(Duration.ZERO);
            }
            reader.feedEof();
        });
        return reader;
    }
}
