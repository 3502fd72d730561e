package io.asyncio4j.http.internal;

import com.aayushatharva.brotli4j.decoder.DecoderJNI;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** {@code br}. Loaded when it is needed, since the library may be missing. */
final class BrotliDecoder implements Decoder {

    private static final int INPUT = 8 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private DecoderJNI.@Nullable Wrapper decoder;

    /** The library's own buffer, good until it goes on. */
    private ByteBuffer output = NOTHING;

    private boolean ended;

    @Override
    public void decode(ByteBuffer in, ByteBuffer out) throws IOException {
        if (decoder == null && !ended && in.hasRemaining()) {
            decoder = new DecoderJNI.Wrapper(INPUT);
        }
        while (out.hasRemaining()) {
            if (output.hasRemaining()) {
                int count = Math.min(output.remaining(), out.remaining());
                out.put(out.position(), output, output.position(), count);
                out.position(out.position() + count);
                output.position(output.position() + count);
            } else if (decoder == null) {
                in.position(in.limit()); // what is behind the end
                return;
            } else if (!goOn(decoder, in)) {
                return;
            }
        }
    }

    /** Returns whether there is more to do. */
    private boolean goOn(DecoderJNI.Wrapper current, ByteBuffer in) throws IOException {
        switch (current.getStatus()) {
            case OK -> current.push(0);
            case NEEDS_MORE_OUTPUT -> output = current.pull();
            case NEEDS_MORE_INPUT -> {
                if (current.hasOutput()) {
                    output = current.pull();
                } else if (in.hasRemaining()) {
                    push(current, in);
                } else {
                    return false;
                }
            }
            case DONE -> {
                ended = true;
                close();
            }
            default -> throw new IOException("malformed");
        }
        return true;
    }

    private static void push(DecoderJNI.Wrapper current, ByteBuffer in) {
        ByteBuffer target = current.getInputBuffer().clear();
        int count = Math.min(in.remaining(), target.remaining());
        target.put(0, in, in.position(), count);
        in.position(in.position() + count);
        current.push(count);
    }

    @Override
    public boolean mayEnd() {
        return ended || decoder == null;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.destroy();
            decoder = null;
            output = NOTHING;
        }
    }
}
