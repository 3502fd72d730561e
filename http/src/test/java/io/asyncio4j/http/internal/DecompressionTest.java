package io.asyncio4j.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.HttpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: content codings, undone piece by piece. */
class DecompressionTest {

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflated(byte[] plain, boolean raw) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes, new Deflater(6, raw))) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }

    /** Some that can be made smaller, and some that cannot. */
    private static byte[] sample() {
        byte[] sample = new byte[100_000];
        new Random(1).nextBytes(sample);
        Arrays.fill(sample, 20_000, 70_000, (byte) 'x');
        return sample;
    }

    private static byte[] undone(String coding, byte[] encoded, int step) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Decompression decompression = Objects.requireNonNull(Decompression.of(coding))) {
            for (int i = 0; i < encoded.length; i += step) {
                decompression.add(Unpooled.wrappedBuffer(encoded, i, Math.min(step, encoded.length - i)));
                ByteBuf piece;
                while ((piece = decompression.next()) != null) {
                    piece.readBytes(all, piece.readableBytes());
                }
            }
            decompression.end();
        }
        return all.toByteArray();
    }

    private static byte[] undone(String coding, byte[] encoded) throws IOException {
        byte[] whole = undone(coding, encoded, Math.max(1, encoded.length));
        assertThat(undone(coding, encoded, 1)).isEqualTo(whole);
        return whole;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void coding_isUndone(String coding) throws IOException {
        byte[] sample = sample();
        assertThat(undone(coding, Compressor.compress(coding, sample))).isEqualTo(sample);
        assertThat(undone(coding, Compressor.compress(coding, new byte[0]))).isEmpty();
        assertThat(undone(coding, new byte[0])).isEmpty();
    }

    @Test
    void deflate_withoutItsWrapping_isUndone() throws IOException {
        byte[] sample = sample();
        assertThat(undone("deflate", deflated(sample, true))).isEqualTo(sample);
        assertThat(undone("x-deflate", deflated(sample, false))).isEqualTo(sample);
    }

    @Test
    void codings_several_areUndoneInReverse() throws IOException {
        byte[] sample = sample();
        assertThat(undone("deflate, gzip", gzip(deflated(sample, false)))).isEqualTo(sample);
        assertThat(undone("gzip, identity, x-gzip, br", Compressor.compress("br", gzip(gzip(sample)))))
                .isEqualTo(sample);
    }

    @Test
    void codings_unknownOrTooMany_areLeftAlone() {
        assertThat(Decompression.of("identity")).isNull();
        assertThat(Decompression.of("gzip, rot13")).isNull();
        assertThat(Decompression.of("gzip, gzip, gzip, gzip")).isNull();
    }

    /** RFC 1952, 2.2. */
    @Test
    void gzip_ofSeveralMembers_isUndoneAsAWhole() throws IOException {
        byte[] sample = sample();
        byte[] three = joined(gzip("one".getBytes()), gzip(new byte[0]), gzip(sample));
        assertThat(undone("gzip", three)).isEqualTo(joined("one".getBytes(), sample));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0000000000000000", "1f", "1f00", "68656c6c6f"})
    void gzip_withSomethingBehind_isUndone(String behind) throws IOException {
        byte[] all = joined(gzip("hello".getBytes()), HexFormat.of().parseHex(behind));
        assertThat(undone("gzip", all)).isEqualTo("hello".getBytes());
    }

    /** Fields of the header by their flags: check, extra, name, comment. */
    @ParameterizedTest
    @CsvSource({
        "02, aabb",
        "04, 0000",
        "04, 0300aabbcc",
        "08, 6100",
        "10, 6200",
        "1e, 0100aa61620063006677",
        "01, ''",
    })
    void gzip_withFieldsInItsHeader_isUndone(String flags, String fields) throws IOException {
        byte[] plain = gzip("hello".getBytes());
        byte[] head = Arrays.copyOf(plain, 10);
        head[3] = HexFormat.of().parseHex(flags)[0];
        byte[] all = joined(head, HexFormat.of().parseHex(fields), Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(undone("gzip", all)).isEqualTo("hello".getBytes());
        for (int i = 1; i < all.length; i++) {
            byte[] cut = Arrays.copyOf(all, i);
            assertThatThrownBy(() -> undone("gzip", cut)).hasMessageContaining("it ends too early");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ff", "1, ff", "2, 07", "3, 20", "10, ff", "-8, 00", "-1, 01"})
    void gzip_malformed_isAnError(int place, String wrong) {
        byte[] all = gzip("hello".getBytes());
        all[place < 0 ? all.length + place : place] ^= HexFormat.of().parseHex(wrong)[0];
        if (place == -8) {
            all[all.length - 8] ^= 1;
        }
        assertThatThrownBy(() -> undone("gzip", all, all.length))
                .isInstanceOf(HttpProtocolException.class)
                .hasMessageStartingWith("body is not gzip: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br"})
    void body_cutOff_isAnError(String coding) {
        byte[] all = Compressor.compress(coding, sample());
        byte[] half = Arrays.copyOf(all, all.length / 2);
        assertThatThrownBy(() -> undone(coding, half, half.length))
                .isInstanceOf(HttpProtocolException.class)
                .hasMessage("body is not " + coding + ": it ends too early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void body_ofAnotherKind_isAnError(String coding) {
        byte[] text = "this is no compressed body at all, is it?".getBytes();
        assertThatThrownBy(() -> undone(coding, text, text.length)).isInstanceOf(HttpProtocolException.class);
    }

    /** Each piece has a limit, however much there is inside. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
    void pieces_areSmall(String coding) throws IOException {
        byte[] bomb = Compressor.compress(coding, new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(20_000);
        try (Decompression decompression = Objects.requireNonNull(Decompression.of(coding))) {
            decompression.add(Unpooled.wrappedBuffer(bomb));
            int pieces = 0;
            int size = 0;
            ByteBuf piece;
            while ((piece = decompression.next()) != null) {
                size += piece.readableBytes();
                pieces++;
            }
            decompression.end();
            assertThat(size).isEqualTo(10_000_000);
            assertThat(pieces).isGreaterThan(500);
        }
    }

    /** Megabytes between two codings of which nothing comes: the name of a file that never ends. */
    @Test
    void body_thatKeepsBusy_isAnError() {
        byte[] head = HexFormat.of().parseHex("1f8b0808000000000000");
        byte[] name = new byte[20_000_000];
        Arrays.fill(name, (byte) 'a');
        byte[] all = gzip(joined(head, name));
        assertThatThrownBy(() -> undone("gzip, gzip", all, all.length))
                .isInstanceOf(HttpProtocolException.class)
                .hasMessageContaining("there is nothing in ");
    }

    /** RFC 9659: 8 MiB at most, lest a sender choose how much memory it takes. */
    @Test
    void zstd_withALargeWindow_isRefused() throws IOException {
        // magic number, no length known, a window of 2^27, and an empty last block
        byte[] large = HexFormat.of().parseHex("28b52ffd" + "00" + "88" + "010000");
        byte[] allowed = HexFormat.of().parseHex("28b52ffd" + "00" + "68" + "010000"); // 2^23
        assertThat(undone("zstd", allowed)).isEmpty();
        assertThatThrownBy(() -> undone("zstd", large))
                .isInstanceOf(HttpProtocolException.class)
                .hasMessageStartingWith("body is not zstd: ");
    }
}
