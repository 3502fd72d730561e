package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X28: files that are open. */
class AsyncFileTest {

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void read_givesAllThatWasAskedFor() {
        Asyncio.run(() -> {
            byte[] content = new byte[200_000];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) (i * 31 + (i >> 8));
            }
            Path path = Files.write(folder.resolve("file"), content);
            try (AsyncFile file = AsyncFiles.open(path)) {
                ByteBuffer all = ByteBuffer.allocate(content.length);
                for (int count : new int[] {0, 1, 65_535, 1, 65_536, 10, 60_000}) {
                    byte[] bytes = file.read(count);
                    assertThat(bytes).hasSize(count);
                    all.put(bytes);
                    assertThat(file.position()).isEqualTo(all.position());
                }
                all.put(file.read());
                assertThat(all.array()).isEqualTo(content);
                assertThat(file.read()).isEmpty();
                assertThat(file.read(1)).isEmpty();
                assertThat(file.size()).isEqualTo(content.length);
                assertThatThrownBy(() -> file.read(-1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("read(-1) (expected: zero or more)");
            }
        });
    }

    @Test
    void lines_haveTheirLineFeeds() {
        Asyncio.run(() -> {
            String longLine = "x".repeat(150_000) + "\n";
            try (AsyncFile file = AsyncFiles.open(file("a\n\n" + longLine + "last"))) {
                List<String> lines = new ArrayList<>();
                for (byte[] line : file) {
                    lines.add(text(line));
                }
                assertThat(lines).containsExactly("a\n", "\n", longLine, "last");
                assertThat(file.readline()).isEmpty();
                file.seek(2);
                assertThat(text(file.readline())).isEqualTo("\n");
            }
        });
    }

    @Test
    void writingAndReading_shareThePosition() {
        Asyncio.run(() -> {
            try (AsyncFile file = AsyncFiles.open(file("one\ntwo\nthree\n"), READ, WRITE)) {
                assertThat(text(file.readline())).isEqualTo("one\n");
                file.write("TWO");
                assertThat(text(file.read())).isEqualTo("\nthree\n");
                file.seek(0);
                assertThat(text(file.read(3))).isEqualTo("one");
                file.truncate(5);
                assertThat(file.position()).isEqualTo(3);
                assertThat(text(file.read())).isEqualTo("\nT");
                file.seek(7);
                file.write(ByteBuffer.wrap(new byte[] {'e', 'n', 'd'}));
                file.force(true);
                assertThat(Files.readString(file.path())).isEqualTo("one\nT\0\0end");
                file.truncate(2);
                assertThat(file.position()).isEqualTo(2);
                assertThat(file.size()).isEqualTo(2);
                assertThatThrownBy(() -> file.seek(-1)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> file.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void appending_bySeveralTasks_keepsEachPieceWhole() {
        Asyncio.run(() -> {
            Path path = file("start\n");
            try (AsyncFile file = AsyncFiles.open(path, CREATE, APPEND)) {
                List<Task<?>> writing = new ArrayList<>();
                StringBuilder expected = new StringBuilder("start\n");
                for (int i = 0; i < 50; i++) {
                    String piece = Integer.toString(i).repeat(1000) + "\n";
                    expected.append(piece);
                    writing.add(createTask(() -> file.write(piece)));
                }
                gather(writing).await();
                assertThat(path).hasContent(expected.toString());
                assertThatThrownBy(file::read).isInstanceOf(NonReadableChannelException.class);
            }
        });
    }

    @Test
    void cancelledRead_takesNothingOut() {
        Asyncio.run(() -> {
            try (AsyncFile file = AsyncFiles.open(file("one\ntwo\nthree\n"))) {
                assertThat(text(file.read(2))).isEqualTo("on");
                file.seek(2); // forgets what was read ahead
                CountDownLatch release = AsyncFilesTest.blockedExecutor();
                Task<byte[]> reading = createTask(file::readline);
                Task<byte[]> next = createTask(file::readline);
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                reading.cancel();
                release.countDown();
                assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                assertThat(text(next.await())).isEqualTo("e\n");
                assertThat(file.position()).isEqualTo(4);
                assertThat(text(file.read())).isEqualTo("two\nthree\n");
            }
        });
    }

    @Test
    void cancelledBeforeItsTurn_doesNothing() {
        Asyncio.run(() -> {
            Path path = file("");
            try (AsyncFile file = AsyncFiles.open(path, WRITE)) {
                CountDownLatch release = AsyncFilesTest.blockedExecutor();
                Task<?> first = createTask(() -> file.write("first "));
                Task<?> second = createTask(() -> file.write("second "));
                Task<?> third = createTask(() -> file.write("third"));
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                second.cancel();
                assertThatThrownBy(second::await).isInstanceOf(CancelledError.class);
                release.countDown();
                gather(List.of(first, third)).await();
                assertThat(path).hasContent("first third");
            }
        });
    }

    @Test
    void closed_throws_andCloseAgainDoesNothing() {
        Asyncio.run(() -> {
            AsyncFile file = AsyncFiles.open(file("one\ntwo\n"));
            file.readline();
            file.close();
            file.close();
            assertThat(file).hasToString("<AsyncFile " + folder.resolve("file") + " closed>");
            assertThatThrownBy(file::readline).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.read(1)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.write("x")).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(file::position).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.seek(0)).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> file.iterator().hasNext()).isInstanceOf(UncheckedIOException.class);
        });
    }

    @Test
    void cancelledClose_closes() {
        Asyncio.run(() -> {
            AsyncFile file = AsyncFiles.createTempFile("asyncio4j-", ".txt");
            assertThat(file.path()).exists();
            file.write("text");
            file.seek(0);
            assertThat(text(file.read())).isEqualTo("text");
            Task<?> closing = createTask(file::close);
            sleep(Duration.ZERO);
            closing.cancel();
            assertThatThrownBy(closing::await).isInstanceOf(CancelledError.class);
            assertThat(file.path()).doesNotExist();
        });
    }

    @Test
    void missingFile_isNamed() {
        Asyncio.run(() -> {
            Path none = folder.resolve("none");
            assertThatThrownBy(() -> AsyncFiles.open(none))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(none.toString());
        });
    }
}
