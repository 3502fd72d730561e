package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** G10, N16: what a reader makes of the bytes that it is fed, without any network. */
class StreamReaderTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static StreamReader ended(String content) {
        StreamReader reader = new StreamReader();
        reader.feedData(bytes(content));
        reader.feedEof();
        return reader;
    }

    private static void run(Coroutine.OfVoid main) {
        Asyncio.run(main);
    }

    private static void yieldTurn() {
        sleep(Duration.ZERO);
    }

    @Test
    void sJ96_iteration_yieldsLines() {
        run(() -> {
            StreamReader reader = ended("a\nbb\n\nlast");
            List<String> lines = new ArrayList<>();
            reader.forEach(line -> lines.add(text(line)));
            assertThat(lines).containsExactly("a\n", "bb\n", "\n", "last");
            assertThat(reader.atEof()).isTrue();
        });
    }

    @Test
    void sJ97_reads_atTheEndOfTheStream() {
        run(() -> {
            StreamReader reader = ended("abc");
            assertThat(reader.read(0)).isEmpty();
            assertThatThrownBy(() -> reader.readExactly(5))
                    .isInstanceOf(IncompleteReadException.class)
                    .hasMessage("3 bytes read on a total of 5 expected bytes")
                    .asInstanceOf(type(IncompleteReadException.class))
                    .satisfies(e -> assertThat(text(e.partial())).isEqualTo("abc"))
                    .satisfies(e -> assertThat(e.expected()).hasValue(5));
            assertThatThrownBy(() -> ended("abc").readUntil(bytes("\n")))
                    .asInstanceOf(type(IncompleteReadException.class))
                    .satisfies(e -> assertThat(text(e.partial())).isEqualTo("abc"))
                    .satisfies(e -> assertThat(e.expected()).isEmpty());
            StreamReader other = ended("abc");
            assertThat(text(other.readline())).isEqualTo("abc");
            assertThat(other.readline()).isEmpty();
            assertThat(other.read()).isEmpty();
            assertThat(other.read(3)).isEmpty();
            assertThatThrownBy(() -> other.readExactly(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1");
        });
    }

    @Test
    void sJ98_overTheLimit_readUntilLeavesTheBytes_readlineDropsThem() {
        run(() -> {
            StreamReader reader = new StreamReader(4);
            reader.feedData(bytes("abcdefgh\nz"));
            assertThatThrownBy(() -> reader.readUntil(bytes("\n")))
                    .asInstanceOf(type(LimitOverrunException.class))
                    .satisfies(e -> assertThat(e.consumed()).isEqualTo(8));
            assertThat(text(reader.readExactly(9))).isEqualTo("abcdefgh\n");
            StreamReader other = new StreamReader(4);
            other.feedData(bytes("abcdefgh\nz\n"));
            assertThatThrownBy(other::readline)
                    .isInstanceOf(LimitOverrunException.class)
                    .hasMessageContaining("4 bytes");
            other.feedEof();
            assertThat(text(other.read())).isEqualTo("z\n");
            assertThatThrownBy(() -> new StreamReader(0)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void overTheLimit_withoutASeparator_saysHowMuchIsConsumed() {
        run(() -> {
            StreamReader reader = new StreamReader(4);
            reader.feedData(bytes("abcdefgh"));
            assertThatThrownBy(() -> reader.readUntil(bytes("\r\n")))
                    .asInstanceOf(type(LimitOverrunException.class))
                    .satisfies(e -> assertThat(e.consumed()).isEqualTo(7));
        });
    }

    @Test
    void sJ99_twoTasks_areRefused_andAnErrorIsThrownEveryTime() {
        run(() -> {
            StreamReader reader = new StreamReader();
            Task<byte[]> first = createTask(() -> reader.read(1));
            yieldTurn();
            assertThatThrownBy(reader::readline)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("readUntil() called while another task is already waiting for incoming data");
            reader.setException(new SocketException("gone"));
            assertThatThrownBy(first::await).hasRootCauseMessage("gone");
            assertThatThrownBy(() -> reader.read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("gone");
        });
    }

    @Test
    void sJ150_read_returnsWhatIsThere_andAllWaitsForTheEnd() {
        run(() -> {
            StreamReader reader = new StreamReader();
            reader.feedData(bytes("abcdef"));
            assertThat(text(reader.read(4))).isEqualTo("abcd");
            assertThat(text(reader.read(100))).isEqualTo("ef");
            Task<byte[]> all = createTask(() -> reader.read());
            reader.feedData(bytes("x"));
            yieldTurn();
            assertThat(all.done()).isFalse();
            reader.feedEof();
            assertThat(text(all.await())).isEqualTo("x");
        });
    }

    @Test
    void sJ151_severalSeparators_theOneThatEndsFirstWins() {
        run(() -> {
            StreamReader reader = ended("one;two\r\nthree");
            assertThat(text(reader.readUntil(bytes("\r\n"), bytes(";")))).isEqualTo("one;");
            assertThat(text(reader.readUntil(bytes("\r\n"), bytes(";")))).isEqualTo("two\r\n");
            assertThatThrownBy(() -> reader.readUntil(bytes(""))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.readUntil()).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void separator_thatComesInPieces_isFound() {
        run(() -> {
            StreamReader reader = new StreamReader();
            Task<byte[]> reading = createTask(() -> reader.readUntil(bytes("-END-")));
            for (byte one : bytes("x-EN-END-rest")) {
                reader.feedData(new byte[] {one});
                yieldTurn();
            }
            assertThat(text(reading.await())).isEqualTo("x-EN-END-");
            reader.feedEof();
            assertThat(text(reader.read())).isEqualTo("rest");
        });
    }

    @Test
    void waitingRead_getsAtMostWhatItAskedFor_theRestStays() {
        run(() -> {
            StreamReader reader = new StreamReader();
            Task<byte[]> some = createTask(() -> reader.read(3));
            yieldTurn();
            reader.feedData(bytes("abcdef"));
            reader.feedData(bytes("gh"));
            assertThat(text(some.await())).isEqualTo("abc");
            assertThat(text(reader.read(100))).isEqualTo("defgh");
        });
    }

    /** A read that is cancelled in the very turn in which its bytes have come takes none of them away. */
    @Test
    void cancelledRead_losesNothing() {
        run(() -> {
            StreamReader reader = new StreamReader();
            ByteBuffer into = ByteBuffer.allocate(10);
            List<Coroutine<?>> reads = List.of(
                    () -> reader.read(3), () -> reader.readExactly(4), () -> reader.readline(), () -> reader.read());
            for (Coroutine<?> read : reads) {
                Task<?> task = createTask(read);
                yieldTurn();
                reader.feedData(bytes("ab"));
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            }
            reader.feedEof();
            assertThat(text(reader.read())).isEqualTo("abababab");
            assertThat(reader.read(into)).isEqualTo(-1);
        });
    }

    @Test
    void cancelledReadIntoBuffer_losesNothing() {
        run(() -> {
            StreamReader reader = new StreamReader();
            ByteBuffer into = ByteBuffer.allocate(10);
            Task<?> task = createTask(() -> reader.read(into));
            yieldTurn();
            reader.feedData(bytes("ab"));
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(into.position()).isZero();
            assertThat(text(reader.read(5))).isEqualTo("ab");
        });
    }

    @Test
    void readExactly_largerThanWhatIsTrusted_growsWithWhatComes() {
        run(() -> {
            StreamReader reader = new StreamReader();
            byte[] content = new byte[3_000_001];
            new Random(1).nextBytes(content);
            Task<byte[]> all = createTask(() -> reader.readExactly(content.length));
            for (int at = 0; at < content.length; at += 70_001) {
                reader.feedData(ByteBuffer.wrap(content, at, Math.min(70_001, content.length - at)));
                yieldTurn();
            }
            assertThat(all.await()).isEqualTo(content);
        });
    }

    @Test
    void readIntoBuffer_fillsFromItsPosition_andSaysHowMuch() {
        run(() -> {
            StreamReader reader = new StreamReader();
            ByteBuffer into = ByteBuffer.allocateDirect(8).position(2);
            Task<Integer> waiting = createTask(() -> reader.read(into));
            yieldTurn();
            reader.feedData(bytes("abcdefghij"));
            assertThat(waiting.await()).isEqualTo(6);
            assertThat(into.position()).isEqualTo(8);
            assertThat(reader.read(into)).isZero();
            into.clear();
            assertThat(reader.read(into)).isEqualTo(4);
            assertThat(into.get(0)).isEqualTo((byte) 'g');
        });
    }

    /** Any mixture of ways to read gives the bytes in their order, however they come. */
    @Test
    void randomReads_neverLoseOrReorder() {
        run(() -> {
            for (int seed = 0; seed < 300; seed++) {
                Random random = new Random(seed);
                byte[] content = new byte[random.nextInt(5_000)];
                for (int i = 0; i < content.length; i++) {
                    content[i] = (byte) ("abc\n".charAt(random.nextInt(4)));
                }
                StreamReader reader = new StreamReader(1_000_000);
                Task<?> feeding = createTask(() -> {
                    int at = 0;
                    while (at < content.length) {
                        int count = Math.min(content.length - at, 1 + random.nextInt(200));
                        reader.feedData(ByteBuffer.wrap(content, at, count));
                        at += count;
                        if (random.nextBoolean()) {
                            yieldTurn();
                        }
                    }
                    reader.feedEof();
                });
                byte[] read = readAll(reader, random);
                feeding.await();
                assertThat(read).as("seed %d", seed).isEqualTo(content);
            }
        });
    }

    private static byte[] readAll(StreamReader reader, Random random) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(10_000);
        while (!reader.atEof()) {
            try {
                switch (random.nextInt(4)) {
                    case 0 -> all.put(reader.read(1 + random.nextInt(50)));
                    case 1 -> all.put(reader.readExactly(1 + random.nextInt(100)));
                    case 2 -> all.put(reader.readline());
                    default -> {
                        int before = all.position();
                        int count = reader.read(all.limit(Math.min(all.capacity(), before + 40)));
                        all.limit(all.capacity()).position(before + Math.max(0, count));
                    }
                }
            } catch (IncompleteReadException e) {
                all.put(e.partial());
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Test
    void inputStream_suspendsWhereItWouldBlock() {
        run(() -> {
            StreamReader reader = new StreamReader();
            List<String> lines = new ArrayList<>();
            Task<?> parsing = createTask(() -> {
                BufferedReader parser =
                        new BufferedReader(new InputStreamReader(reader.asInputStream(), StandardCharsets.UTF_8));
                parser.lines().forEach(lines::add);
            });
            for (String piece : List.of("grü", "n\nro", "t\n", "blau")) {
                yieldTurn();
                reader.feedData(bytes(piece));
            }
            reader.feedEof();
            parsing.await();
            assertThat(lines).containsExactly("grün", "rot", "blau");
        });
    }

    @Test
    void feeding_afterTheEnd_isRefused() {
        run(() -> assertThatThrownBy(() -> ended("x").feedData(bytes("y")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("feedEof"));
    }
}
