package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.Pipes.connectReadPipe;
import static io.asyncio4j.net.Pipes.connectWritePipe;
import static io.asyncio4j.net.Pipes.openReadPipe;
import static io.asyncio4j.net.Pipes.openWritePipe;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static io.asyncio4j.net.Subprocesses.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N08: named pipes and the standard streams. */
class PipesTest extends ChildTest {

    @TempDir
    Path folder;

    private Path fifo() throws IOException {
        Path fifo = folder.resolve("fifo");
        assertThat(createSubprocessExec("mkfifo", fifo.toString()).waitFor()).isZero();
        return fifo;
    }

    // ---- FIFOs ----

    @Test
    void fifo_isReadUntilTheLastWriterCloses() {
        run(() -> {
            Path fifo = fifo();
            try (ReadPipe pipe = openReadPipe(fifo)) {
                Task<byte[]> reading = createTask(() -> pipe.reader().readline());
                Asyncio.sleep(Duration.ofMillis(20));
                assertThat(reading.done()).as("waits for the first writer").isFalse();
                try (Subprocess writer = createSubprocessShell("(echo one; echo two; echo three) > " + fifo)) {
                    assertThat(text(reading.await())).isEqualTo("one\n");
                    List<String> rest = new ArrayList<>();
                    for (byte[] line : pipe.reader()) {
                        rest.add(text(line));
                    }
                    assertThat(rest).containsExactly("two\n", "three\n");
                    assertThat(writer.waitFor()).isZero();
                }
            }
        });
    }

    @Test
    void fifo_isWrittenTo() {
        run(() -> {
            Path fifo = fifo();
            try (ReadPipe read = openReadPipe(fifo);
                    StreamWriter writer = openWritePipe(fifo)) {
                byte[] data = new byte[3_000_000];
                data[2_999_999] = 7;
                Task<?> writing = createTask(() -> {
                    writer.write(data);
                    writer.drain();
                    writer.close();
                    writer.waitClosed();
                });
                assertThat(read.reader().read()).isEqualTo(data);
                writing.await();
            }
        });
    }

    @Test
    void readerThatGoesAway_isNoticedByTheWriter() {
        run(() -> {
            Path fifo = fifo();
            ReadPipe read = openReadPipe(fifo);
            StreamWriter idle = openWritePipe(fifo);
            StreamWriter busy = openWritePipe(fifo);
            busy.write(new byte[1_000_000]);
            read.close();
            idle.waitClosed();
            assertThatThrownBy(busy::waitClosed).isInstanceOf(IOException.class).hasMessageContaining("roken pipe");
            assertThatThrownBy(busy::drain).isInstanceOf(IOException.class);
        });
    }

    @Test
    void whatCannotBeOpened_isToldByItsName() {
        run(() -> {
            Path fifo = fifo();
            assertThatThrownBy(() -> openWritePipe(fifo))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining(fifo.toString());
            assertThatThrownBy(() -> openReadPipe(folder.resolve("missing")))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("missing");
            Path file = Files.writeString(folder.resolve("file"), "text");
            assertThatThrownBy(() -> openReadPipe(file))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("neither a FIFO nor a terminal");
            assertThatThrownBy(() -> openWritePipe(folder)).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> openReadPipe(Path.of("/dev/null"))).isInstanceOf(FileSystemException.class);
        });
    }

    @Test
    void openPipes_areClosedWithTheLoop() {
        run(() -> {
            Path fifo = fifo();
            var _ = openReadPipe(fifo);
            openWritePipe(fifo).write(new byte[200_000]);
        });
    }

    // ---- protocols ----

    static class Collector implements Protocol {

        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        final List<String> events = new ArrayList<>();
        final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();

        @Override
        public void connectionMade(Transport transport) {
            events.add("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            received.writeBytes(data);
        }

        @Override
        public boolean eofReceived() {
            events.add("eof");
            return true;
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            events.add("lost " + cause);
            lost.setResult(null);
        }
    }

    @Test
    void protocols_areConnectedWithAFifo() {
        run(() -> {
            Path fifo = fifo();
            var reading = connectReadPipe(Collector::new, fifo);
            var writing = connectWritePipe(Collector::new, fifo);
            assertThat(reading.protocol().events).containsExactly("made");
            writing.transport().write("some ");
            writing.transport().write("text");
            writing.transport().close();
            writing.transport().write("too late");
            reading.protocol().lost.await();
            writing.protocol().lost.await();
            assertThat(reading.protocol().received.toString()).isEqualTo("some text");
            assertThat(reading.protocol().events).containsExactly("made", "eof", "lost null");
            assertThat(writing.protocol().events).containsExactly("made", "lost null");
            assertThat(reading.transport().toString()).contains("closed");
        });
    }

    @Test
    void bufferedProtocol_isFilledPieceByPiece() {
        run(() -> {
            Path fifo = fifo();
            StringBuilder received = new StringBuilder();
            Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();
            ByteBuffer small = ByteBuffer.allocate(3);
            var reading = connectReadPipe(
                    () -> new BufferedProtocol() {
                        @Override
                        public ByteBuffer getBuffer(int sizeHint) {
                            return small;
                        }

                        @Override
                        public void bufferUpdated(int count) {
                            received.append(new String(small.array(), 0, count, StandardCharsets.UTF_8))
                                    .append('|');
                        }

                        @Override
                        public void connectionLost(@Nullable Throwable cause) {
                            lost.setResult(null);
                        }
                    },
                    fifo);
            assertThat(reading.transport().isReading()).isTrue();
            try (StreamWriter writer = openWritePipe(fifo)) {
                writer.write("12345678");
            }
            lost.await();
            assertThat(received).hasToString("123|456|78|");
        });
    }

    // ---- the standard streams of a JVM of its own ----

    /** Answers each line of its input. */
    static final class Answering {

        public static void main(String[] arguments) {
            Asyncio.run(() -> {
                StreamWriter out = Pipes.standardOutput();
                StreamReader in = Pipes.standardInput();
                for (byte[] line : in) {
                    assertThat(Pipes.standardInput()).isSameAs(in);
                    out.write("got " + text(line));
                    out.drain();
                }
                out.write(new byte[1_000_000]);
                out.close();
                out.waitClosed();
                StreamWriter err = Pipes.standardError();
                err.write("end\n");
                err.close();
                err.waitClosed();
                System.out.println("still open");
            });
        }
    }

    private static List<String> jvm(Class<?> program, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        return command;
    }

    @Test
    void standardStreams_talkThroughPipes() {
        talk();
    }

    @Test
    void standardStreams_talkThroughPipesWithThreads() {
        talk("-Dasyncio4j.processes=jdk");
    }

    private void talk(String... options) {
        run(() -> {
            try (Subprocess child = createSubprocessExec(jvm(Answering.class, options), SubprocessOptions.PIPES)) {
                for (int i = 0; i < 5; i++) {
                    child.stdin().write("line " + i + "\n");
                    assertThat(text(child.stdout().readline())).isEqualTo("got line " + i + "\n");
                }
                Subprocess.Output rest = child.communicate("last");
                assertThat(rest.stderrText()).isEqualTo("end\n");
                assertThat(rest.stdoutText()).startsWith("got last").endsWith("still open\n");
                assertThat(rest.stdout()).hasSize("got last".length() + 1_000_000 + "still open\n".length());
                assertThat(child.waitFor()).isZero();
            }
        });
    }

    @Test
    void standardStreams_mayBeFiles() throws IOException {
        Path in = Files.writeString(folder.resolve("in"), "a\nb\n");
        Path out = folder.resolve("out");
        run(() -> {
            SubprocessOptions options = SubprocessOptions.DEFAULT
                    .withStdin(Stdio.from(in))
                    .withStdout(Stdio.to(out))
                    .withStderr(Stdio.DEVNULL);
            try (Subprocess child = createSubprocessExec(jvm(Answering.class), options)) {
                assertThat(child.waitFor()).isZero();
            }
        });
        assertThat(Files.size(out)).isEqualTo("got a\ngot b\nstill open\n".length() + 1_000_000L);
        assertThat(Files.readString(out)).startsWith("got a\ngot b\n").endsWith("still open\n");
    }

    @Test
    void terminal_isReadAndWrittenTo() {
        run(() -> {
            assumeTrue(Files.exists(Path.of("/usr/bin/script")));
            String command = "'" + String.join("' '", jvm(Answering.class)) + "'";
            try (Subprocess terminal =
                    createSubprocessExec(SubprocessOptions.PIPES, "script", "-qec", command, "/dev/null")) {
                terminal.stdin().write("hello\n");
                assertThat(text(terminal.stdout().readline()))
                        .as("the terminal's echo")
                        .startsWith("hello");
                assertThat(text(terminal.stdout().readline())).startsWith("got hello");
            }
        });
    }
}
