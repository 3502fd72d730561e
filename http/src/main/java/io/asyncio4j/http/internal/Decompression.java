package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the content codings of one body, piece by piece: no more than a piece is undone that nobody has asked for, since a few bytes
 * may become very many.
 */
public final class Decompression implements AutoCloseable {

    /** All codings that can be undone here, for {@code Accept-Encoding}. */
    public static final String ACCEPTED =
            "gzip, deflate" + (Brotli.isAvailable() ? ", br" : "") + (Zstd.isAvailable() ? ", zstd" : "");

    /** Nobody who means well compresses what is compressed twice already. */
    private static final int MOST_CODINGS = 3;

    /** From so many pieces between two codings comes one at least, or somebody keeps us busy. */
    private static final int MOST_FRUITLESS = 1000;

    private static final int PIECE = 16 * 1024;

    private final String coding;
    private final List<Decoder> decoders;

    /** For each decoder what it has not undone yet. */
    private final ByteBuffer[] inputs;

    private final ByteBuf piece = Unpooled.buffer(PIECE);
    private int between;

    private Decompression(String coding, List<Decoder> decoders) {
        this.coding = coding;
        this.decoders = decoders;
        inputs = new ByteBuffer[decoders.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = ByteBuffer.allocate(i == 0 ? 0 : PIECE).limit(0);
        }
    }

    /** Of a {@code Content-Encoding}. Null if there is nothing to undo, or something that one does not know here, or too much. */
    public static @Nullable Decompression of(String coding) {
        List<String> names = new ArrayList<>();
        for (String each : coding.split(",", -1)) {
            String name = each.strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !name.equals("identity")) {
                names.addFirst(name); // the last coding was applied last
            }
        }
        if (names.isEmpty() || names.size() > MOST_CODINGS || !names.stream().allMatch(Decompression::isKnown)) {
            return null;
        }
        return new Decompression(
                coding, names.stream().map(Decompression::decoder).toList());
    }

    private static boolean isKnown(String name) {
        return switch (name) {
            case "gzip", "x-gzip", "deflate", "x-deflate" -> true;
            case "br" -> Brotli.isAvailable();
            case "zstd" -> Zstd.isAvailable();
            default -> false;
        };
    }

    private static Decoder decoder(String name) {
        return switch (name) {
            case "gzip", "x-gzip" -> new GzipDecoder();
            case "deflate", "x-deflate" -> new DeflateDecoder();
            case "br" -> new BrotliDecoder();
            default -> new ZstdDecoder();
        };
    }

    /** Adds what has come. It is copied. */
    public void add(ByteBuf content) {
        ByteBuffer rest = inputs[0];
        ByteBuffer all = ByteBuffer.allocate(rest.remaining() + content.readableBytes());
        all.put(rest);
        content.readBytes(all);
        inputs[0] = all.flip();
    }

    /**
     * The next piece of what was compressed, good until the next call; null if more has to come first.
     *
     * @throws HttpProtocolException if it is malformed
     */
    public @Nullable ByteBuf next() throws HttpProtocolException {
        between = 0;
        try {
            ByteBuffer out = piece.clear().nioBuffer(0, PIECE);
            fill(decoders.size() - 1, out);
            piece.writerIndex(out.position());
        } catch (IOException e) {
            throw new HttpProtocolException("body is not " + coding + ": " + e.getMessage(), e);
        }
        return piece.isReadable() ? piece : null;
    }

    private void fill(int stage, ByteBuffer out) throws IOException {
        ByteBuffer in = inputs[stage];
        decoders.get(stage).decode(in, out);
        while (stage > 0 && out.hasRemaining()) {
            if (++between > MOST_FRUITLESS) {
                throw new IOException("there is nothing in " + between * (long) PIECE + " bytes");
            }
            in.compact();
            fill(stage - 1, in);
            in.flip();
            if (!in.hasRemaining()) {
                return;
            }
            decoders.get(stage).decode(in, out);
        }
    }

    /**
     * There is no more to come; all of it was undone. Closes it.
     *
     * @throws HttpProtocolException if it cannot end here
     */
    public void end() throws HttpProtocolException {
        boolean whole = decoders.stream().allMatch(Decoder::mayEnd);
        close();
        if (!whole) {
            throw new HttpProtocolException("body is not " + coding + ": it ends too early");
        }
    }

    /** Gives back what it needed. */
    @Override
    public void close() {
        decoders.forEach(Decoder::close);
    }
}
