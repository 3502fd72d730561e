package io.asyncio4j.http.internal;

import io.asyncio4j.http.HttpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.Brotli;
import io.netty.handler.codec.compression.BrotliDecoder;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.handler.codec.compression.Zstd;
import io.netty.handler.codec.compression.ZstdDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Undoes the content codings of one body. */
public final class Decompression {

    /** All codings that can be undone here, for {@code Accept-Encoding}. */
    public static final String ACCEPTED =
            "gzip, deflate" + (Brotli.isAvailable() ? ", br" : "") + (Zstd.isAvailable() ? ", zstd" : "");

    private final String coding;
    private final EmbeddedChannel decoders;
    private final List<ChannelHandler> handlers;
    private boolean begun;

    private Decompression(String coding, List<ChannelHandler> decoders) {
        this.coding = coding;
        this.handlers = decoders;
        this.decoders = new EmbeddedChannel(decoders.toArray(ChannelHandler[]::new));
    }

    /** Null if there is nothing to undo, or something that one does not know here. */
    static @Nullable Decompression of(String coding) {
        List<ChannelHandler> decoders = new ArrayList<>();
        for (String each : coding.split(",", -1)) {
            String name = each.trim().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !name.equals("identity")) {
                ChannelHandler decoder = decoder(name);
                if (decoder == null) {
                    return null;
                }
                decoders.addFirst(decoder); // the last coding was applied last
            }
        }
        return decoders.isEmpty() ? null : new Decompression(coding, decoders);
    }

    private static @Nullable ChannelHandler decoder(String name) {
        return switch (name) {
            case "gzip", "x-gzip" -> new JdkZlibDecoder(ZlibWrapper.GZIP, false, 0);
            case "deflate", "x-deflate" -> new JdkZlibDecoder(ZlibWrapper.ZLIB_OR_NONE, 0);
            case "br" -> Brotli.isAvailable() ? new BrotliDecoder() : null;
            case "zstd" -> Zstd.isAvailable() ? new ZstdDecoder() : null;
            default -> null;
        };
    }

    void decode(ByteBuf content, Consumer<ByteBuf> sink) throws IOException {
        begun = true;
        try {
            decoders.writeInbound(content.retain());
        } catch (Exception e) {
            throw corrupt(e);
        }
        takeAll(sink);
    }

    /** What is still inside, and the end. */
    void end(Consumer<ByteBuf> sink) throws IOException {
        try {
            decoders.finish();
        } catch (Exception e) {
            throw corrupt(e);
        }
        takeAll(sink);
        for (ChannelHandler each : handlers) {
            if (begun && each instanceof ZlibDecoder decoder && !decoder.isClosed()) {
                throw new HttpProtocolException("body is not " + coding + ": it ends too early");
            }
        }
    }

    void close() {
        try {
            decoders.finishAndReleaseAll();
        } catch (Exception _) {
            // the rest of something that is corrupt
        }
    }

    private void takeAll(Consumer<ByteBuf> sink) {
        ByteBuf piece;
        while ((piece = decoders.readInbound()) != null) {
            try {
                sink.accept(piece);
            } finally {
                piece.release();
            }
        }
    }

    private HttpProtocolException corrupt(Exception cause) {
        return new HttpProtocolException("body is not " + coding + ": " + cause.getMessage(), cause);
    }
}
