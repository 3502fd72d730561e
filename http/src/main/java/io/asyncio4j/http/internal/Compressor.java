package io.asyncio4j.http.internal;

import com.aayushatharva.brotli4j.encoder.Encoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliEncoder;
import io.netty.handler.codec.compression.ZlibCodecFactory;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Compresses one body. */
public final class Compressor implements AutoCloseable {

    /** What this JVM can, the best first. */
    public static final List<String> CODINGS = codings();

    private static final int ZLIB_LEVEL = 6;

    /** With its usual quality, 11, Brotli is too slow for what is compressed while somebody waits. */
    private static final int BROTLI_QUALITY = 4;

    private final EmbeddedChannel channel;

    /** @param coding one of {@link #CODINGS} */
    public Compressor(String coding) {
        channel = new EmbeddedChannel(encoder(coding));
    }

    private static List<String> codings() {
        List<String> codings = new ArrayList<>();
        if (Zstd.isAvailable()) {
            codings.add("zstd");
        }
        if (Brotli.isAvailable()) {
            codings.add("br");
        }
        codings.add("gzip");
        codings.add("deflate");
        return List.copyOf(codings);
    }

    private static ChannelHandler encoder(String coding) {
        return switch (coding) {
            case "zstd" -> new ZstdEncoder();
            case "br" -> new BrotliEncoder(new Encoder.Parameters().setQuality(BROTLI_QUALITY));
            case "gzip" -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.GZIP, ZLIB_LEVEL);
            case "deflate" -> ZlibCodecFactory.newZlibEncoder(ZlibWrapper.ZLIB, ZLIB_LEVEL);
            default -> throw new IllegalArgumentException("coding " + coding + " (expected: one of " + CODINGS + ")");
        };
    }

    /** Compresses a body as a whole. */
    public static byte[] compress(String coding, byte[] body) {
        try (Compressor compressor = new Compressor(coding)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream(body.length / 2);
            all.writeBytes(compressor.compress(ByteBuffer.wrap(body)));
            all.writeBytes(compressor.finish());
            return all.toByteArray();
        }
    }

    /** Compresses a piece, so that the peer can undo that at once. */
    public byte[] compress(ByteBuffer piece) {
        var _ = channel.writeOutbound(Unpooled.wrappedBuffer(piece));
        piece.position(piece.limit());
        return taken();
    }

    /** What comes at the end. */
    public byte[] finish() {
        var _ = channel.finish();
        return taken();
    }

    private byte[] taken() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuf some;
        while ((some = channel.readOutbound()) != null) {
            try {
                some.readBytes(all, some.readableBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                some.release();
            }
        }
        return all.toByteArray();
    }

    /** Gives back what it needed. */
    @Override
    public void close() {
        var _ = channel.finishAndReleaseAll();
    }
}
