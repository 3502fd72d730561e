package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** X28: the file system without holding the loop. */
class AsyncFilesTest {

    /** On Linux. */
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    @TempDir
    Path folder;

    /** Lets the default executor do nothing until the latch is down, and then one job after the other. */
    static CountDownLatch blockedExecutor() {
        var executor = Executors.newSingleThreadExecutor();
        Asyncio.getRunningLoop().setDefaultExecutor(executor);
        CountDownLatch release = new CountDownLatch(1);
        executor.submit(() -> {
            release.await();
            return null;
        });
        return release;
    }

    private static void someTurns() {
        for (int i = 0; i < 10; i++) {
            sleep(Duration.ZERO);
        }
    }

    @Test
    void call_letsTheLoopRun_andThrowsWhatTheCodeThrows() {
        Asyncio.run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            Asyncio.getRunningLoop().callSoon(latch::countDown);
            assertThat(AsyncFiles.<String>call(() -> {
                        try {
                            latch.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return "value";
                    }))
                    .isEqualTo("value");
            Path none = folder.resolve("none");
            assertThatThrownBy(() -> AsyncFiles.call(() -> Files.getLastModifiedTime(none)))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(none.toString());
            assertThatThrownBy(() -> AsyncFiles.call(() -> {
                        throw new IllegalArgumentException("wrong");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("wrong");
        });
    }

    @Test
    void cancelled_endsWhenTheWorkIsDone() {
        Asyncio.run(() -> {
            CountDownLatch release = blockedExecutor();
            Path file = folder.resolve("file");
            Task<Path> writing = createTask(() -> AsyncFiles.writeString(file, "text"));
            someTurns();
            writing.cancel();
            someTurns();
            writing.cancel();
            someTurns();
            assertThat(writing.done()).isFalse();
            release.countDown();
            assertThatThrownBy(writing::await).isInstanceOf(CancelledError.class);
            assertThat(file).hasContent("text");
        });
    }

    @Test
    void cancelled_hasTheFailureOfTheWork() {
        Asyncio.run(() -> {
            CountDownLatch release = blockedExecutor();
            Path none = folder.resolve("none");
            List<Throwable> suppressed = new ArrayList<>();
            Task<?> reading = createTask(() -> {
                try {
                    AsyncFiles.readString(none);
                } catch (CancelledError e) {
                    suppressed.addAll(List.of(e.getSuppressed()));
                    throw e;
                }
            });
            someTurns();
            reading.cancel("no longer needed");
            release.countDown();
            assertThatThrownBy(reading::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("no longer needed");
            assertThat(suppressed).singleElement().isInstanceOf(NoSuchFileException.class);
        });
    }

    @Test
    void cancelledOpen_leavesNothingBehind() {
        Asyncio.run(() -> {
            CountDownLatch release = blockedExecutor();
            Path file = folder.resolve("file");
            String prefix = "asyncio4j-cancelled-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
            List<Task<?>> opening = List.of(
                    createTask(() -> {
                        AsyncFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    }),
                    createTask(() -> {
                        AsyncFiles.createTempFile(prefix, ".txt");
                    }),
                    createTask(() -> {
                        AsyncFiles.createTempDirectory(prefix);
                    }));
            someTurns();
            opening.forEach(Task::cancel);
            release.countDown();
            for (Task<?> task : opening) {
                assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            }
            assertThat(isOpen(file)).isFalse();
            try (AsyncFile _ = AsyncFiles.open(file)) {
                assertThat(isOpen(file)).isEqualTo(Files.exists(DESCRIPTORS));
            }
            assertThat(AsyncFiles.list(Path.of(System.getProperty("java.io.tmpdir"))))
                    .noneMatch(path -> path.getFileName().toString().startsWith(prefix));
        });
    }

    private static boolean isOpen(Path file) throws IOException {
        if (!Files.exists(DESCRIPTORS)) {
            return false;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(file);
                } catch (IOException e) {
                    return false; // closed meanwhile
                }
            });
        }
    }

    @Test
    void outsideATask_isRefused_andNothingIsDone() {
        assertThatThrownBy(() -> AsyncFiles.exists(folder)).isInstanceOf(IllegalStateException.class);
        Asyncio.run(() -> {
            Path file = folder.resolve("file");
            List<Throwable> thrown = new ArrayList<>();
            Asyncio.getRunningLoop().callSoon(() -> {
                try {
                    AsyncFiles.writeString(file, "text");
                } catch (IOException | IllegalStateException e) {
                    thrown.add(e);
                }
            });
            someTurns();
            assertThat(thrown)
                    .singleElement()
                    .satisfies(e -> assertThat(e)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("in a task"));
            Asyncio.getRunningLoop().shutdownDefaultExecutor();
            assertThat(file).doesNotExist();
        });
    }

    @Test
    void wholeFiles() {
        Asyncio.run(() -> {
            Path file = folder.resolve("a/b/file");
            assertThat(AsyncFiles.exists(file)).isFalse();
            AsyncFiles.createDirectories(file.getParent());
            AsyncFiles.write(file, new byte[] {'o', 'n', 'e', '\n'});
            AsyncFiles.writeString(file, "twö\n", StandardOpenOption.APPEND);
            assertThat(AsyncFiles.readString(file)).isEqualTo("one\ntwö\n");
            assertThat(AsyncFiles.readAllBytes(file)).hasSize(9);
            assertThat(AsyncFiles.readAttributes(file).size()).isEqualTo(9);
            Path copy = AsyncFiles.copy(file, folder.resolve("copy"));
            Path moved = AsyncFiles.move(copy, folder.resolve("moved"));
            assertThat(AsyncFiles.list(folder)).containsExactlyInAnyOrder(moved, folder.resolve("a"));
            AsyncFiles.delete(moved);
            assertThat(AsyncFiles.deleteIfExists(moved)).isFalse();
            assertThatThrownBy(() -> AsyncFiles.delete(folder.resolve("a")))
                    .isInstanceOf(DirectoryNotEmptyException.class);
        });
    }

    @Test
    void lines_comeInBatches() {
        Asyncio.run(() -> {
            Path file = folder.resolve("lines");
            List<String> expected =
                    IntStream.range(0, 1000).mapToObj(i -> "line " + i).toList();
            Files.write(file, expected);
            try (Stream<String> lines = AsyncFiles.lines(file)) {
                assertThat(lines.toList()).isEqualTo(expected);
            }
            try (Stream<String> lines = AsyncFiles.lines(file).parallel()) {
                assertThat(lines.filter(line -> line.endsWith("7")).count()).isEqualTo(100);
            }
            assertThatThrownBy(() -> AsyncFiles.lines(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
            Files.write(file, new byte[] {(byte) 0xff, '\n'});
            try (Stream<String> lines = AsyncFiles.lines(file)) {
                assertThatThrownBy(lines::toList).isInstanceOf(UncheckedIOException.class);
            }
        });
    }

    @Test
    void cancelledStream_losesNoElement() {
        Asyncio.run(() -> {
            Path file = folder.resolve("lines");
            Files.writeString(file, "a\nb\nc\n");
            try (Stream<String> lines = AsyncFiles.lines(file)) {
                var iterator = lines.iterator();
                CountDownLatch release = blockedExecutor();
                Task<String> next = createTask(iterator::next);
                someTurns();
                next.cancel();
                release.countDown();
                assertThatThrownBy(next::await).isInstanceOf(CancelledError.class);
                assertThat(iterator.next()).isEqualTo("a");
            }
        });
    }

    @Test
    void walkAndGlob_findWhatIsBelow() {
        Asyncio.run(() -> {
            Path deep = Files.createDirectories(folder.resolve("src/main"));
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                files.add(Files.createFile(deep.resolve("F" + i + ".java")));
            }
            Path top = Files.createFile(folder.resolve("Top.java"));
            Path text = Files.createFile(folder.resolve("src/notes.txt"));
            try (Stream<Path> all = AsyncFiles.walk(folder)) {
                assertThat(all.toList())
                        .hasSize(305)
                        .containsAll(files)
                        .contains(folder, folder.resolve("src"), deep, top, text);
            }
            assertThat(glob("**/*.java")).hasSize(301).contains(top).containsAll(files);
            assertThat(glob("*.java")).containsExactly(top);
            assertThat(glob("src/*.txt")).containsExactly(text);
            assertThat(glob("*/main/F7*.java")).hasSize(11);
            assertThat(glob("src/**")).hasSize(302);
            assertThatThrownBy(() -> AsyncFiles.glob(folder.resolve("none"), "*"))
                    .isInstanceOf(NoSuchFileException.class);
        });
    }

    private List<Path> glob(String pattern) throws IOException {
        try (Stream<Path> found = AsyncFiles.glob(folder, pattern)) {
            return found.toList();
        }
    }

    @Test
    void temporaryDirectory_goesWithAllThatIsInIt() {
        Asyncio.run(() -> {
            Path outside = Files.createFile(folder.resolve("outside"));
            Path path;
            try (var temporary = AsyncFiles.createTempDirectory("asyncio4j-")) {
                path = temporary.path();
                Files.createDirectories(path.resolve("a/b"));
                Files.createFile(path.resolve("a/b/c"));
                Files.createSymbolicLink(path.resolve("a/link"), folder);
                assertThat(path).isDirectory();
            }
            assertThat(path).doesNotExist();
            assertThat(outside).exists();
        });
    }

    @Test
    void temporaryDirectory_ofATaskThatTheLoopLeaves_goes() throws Exception {
        var loop = Asyncio.newEventLoop();
        List<Path> paths = new ArrayList<>();
        CountDownLatch closed = new CountDownLatch(1);
        loop.setExceptionHandler((_, _) -> {});
        loop.createTask(() -> {
            try (var temporary = AsyncFiles.createTempDirectory("asyncio4j-")) {
                paths.add(temporary.path());
                loop.stop();
                loop.createFuture().await();
            } finally {
                closed.countDown();
            }
        });
        loop.runForever();
        assertThat(paths.getFirst()).isDirectory();
        loop.close();
        closed.await();
        assertThat(paths.getFirst()).doesNotExist();
    }

    @Test
    void deleteRecursively_wantsSomething() {
        Asyncio.run(() -> {
            Path tree = Files.createDirectories(folder.resolve("tree/sub")).getParent();
            AsyncFiles.deleteRecursively(tree);
            assertThat(tree).doesNotExist();
            assertThatThrownBy(() -> AsyncFiles.deleteRecursively(tree)).isInstanceOf(NoSuchFileException.class);
            Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));
            AsyncFiles.deleteRecursively(link);
            assertThat(Files.isSymbolicLink(link)).isFalse();
        });
    }

    @Test
    void executorOfTheUser_doesTheWork() {
        Asyncio.run(() -> {
            Asyncio.getRunningLoop()
                    .setDefaultExecutor(Executors.newSingleThreadExecutor(work -> new Thread(work, "files")));
            assertThat(AsyncFiles.<String>call(() -> Thread.currentThread().getName()))
                    .isEqualTo("files");
            toThread(() -> {});
        });
    }
}
