package io.asyncio4j.net;

import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.subprocessExec;
import static io.asyncio4j.net.Subprocesses.subprocessShell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ContextVar;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import java.io.ByteArrayOutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** N12: child processes with transports and protocols. */
class SubprocessProtocolTest extends ChildTest {

    /** Notes what it is told. */
    static class Recorder implements SubprocessProtocol {

        final List<String> events = new ArrayList<>();
        final ByteArrayOutputStream[] received = {
            new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream()
        };
        final Future<@Nullable Void> lost = Asyncio.getRunningLoop().createFuture();
        final Future<@Nullable Void> resumed = Asyncio.getRunningLoop().createFuture();

        @Override
        public void connectionMade(SubprocessTransport transport) {
            events.add("made");
        }

        @Override
        public void pipeDataReceived(int fd, byte[] data) {
            received[fd].writeBytes(data);
        }

        @Override
        public void pipeConnectionLost(int fd, @Nullable Throwable cause) {
            events.add("lost " + fd + (cause == null ? "" : " " + cause));
        }

        @Override
        public void pauseWriting() {
            events.add("pause");
        }

        @Override
        public void resumeWriting() {
            events.add("resume");
            if (!resumed.done()) {
                resumed.setResult(null);
            }
        }

        @Override
        public void processExited() {
            events.add("exited");
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            events.add("lost");
            lost.setResult(null);
        }
    }

    @Test
    void protocol_isToldOfAllPipesAndTheEnd() {
        run(() -> {
            var endpoint = subprocessShell(Recorder::new, "cat; echo err >&2; exit 5", PIPES);
            SubprocessTransport transport = endpoint.transport();
            Recorder protocol = endpoint.protocol();
            assertThat(protocol.events).containsExactly("made");
            assertThat(transport.getReturncode()).isEmpty();
            assertThat(transport.getPid()).isPositive();
            assertThat(transport.getPipeTransport(3)).isNull();
            assertThat(transport.toString()).contains("running");
            Transport stdin = transport.getPipeTransport(0);
            stdin.write("some ");
            stdin.write("input");
            stdin.writeEof();
            protocol.lost.await();
            assertThat(protocol.received[1].toString()).isEqualTo("some input");
            assertThat(protocol.received[2].toString()).isEqualTo("err\n");
            assertThat(protocol.events).hasSize(6).startsWith("made").endsWith("lost");
            assertThat(protocol.events).contains("lost 0", "lost 1", "lost 2", "exited");
            assertThat(transport.getReturncode()).hasValue(5);
            assertThat(transport.isClosing()).isTrue();
            transport.close();
        });
    }

    @Test
    void protocol_pausesAndResumesWriting() {
        run(() -> {
            var endpoint = subprocessExec(Recorder::new, List.of("cat"), PIPES);
            Recorder protocol = endpoint.protocol();
            Transport stdin = endpoint.transport().getPipeTransport(0);
            stdin.setWriteBufferLimits(1000);
            assertThat(stdin.getWriteBufferLimits()).isEqualTo(new WriteBufferLimits(250, 1000));
            byte[] data = new byte[1_000_000];
            stdin.write(data);
            assertThat(protocol.events).containsExactly("made", "pause");
            assertThat(stdin.getWriteBufferSize()).isGreaterThan(1000);
            protocol.resumed.await();
            assertThat(stdin.getWriteBufferSize()).isLessThanOrEqualTo(250);
            stdin.close();
            protocol.lost.await();
            assertThat(protocol.received[1].size()).isEqualTo(data.length);
        });
    }

    @Test
    void readingOfAPipe_isPausedAndResumed() {
        run(() -> {
            var endpoint = subprocessExec(Recorder::new, List.of("cat"), PIPES);
            Transport stdin = endpoint.transport().getPipeTransport(0);
            Transport stdout = endpoint.transport().getPipeTransport(1);
            assertThat(stdout.isReading()).isTrue();
            stdout.pauseReading();
            stdout.pauseReading();
            stdin.write("x");
            Asyncio.sleep(Duration.ofMillis(20));
            assertThat(stdout.isReading()).isFalse();
            assertThat(endpoint.protocol().received[1].size()).isZero();
            assertThatThrownBy(() -> stdout.write("x")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(stdin::pauseReading).isInstanceOf(UnsupportedOperationException.class);
            stdout.resumeReading();
            stdin.close();
            endpoint.protocol().lost.await();
            assertThat(endpoint.protocol().received[1].toString()).isEqualTo("x");
        });
    }

    @Test
    void closedTransport_killsAndTellsEverything() {
        run(() -> {
            var endpoint = subprocessExec(Recorder::new, List.of("sleep", "1000"), PIPES);
            endpoint.transport().close();
            endpoint.transport().close();
            endpoint.protocol().lost.await();
            assertThat(endpoint.protocol().events)
                    .containsExactlyInAnyOrder("made", "lost 0", "lost 1", "lost 2", "exited", "lost");
            assertThat(endpoint.transport().getReturncode()).hasValue(-9);
            assertThatThrownBy(() -> endpoint.transport().terminate()).isInstanceOf(IllegalStateException.class);
            endpoint.transport().killTree();
        });
    }

    @Test
    void protocolThatThrows_isReportedAndItsPipeClosed() {
        run(() -> {
            var endpoint = subprocessShell(
                    () -> new Recorder() {
                        @Override
                        public void pipeDataReceived(int fd, byte[] data) {
                            throw new ArithmeticException("planned");
                        }
                    },
                    "echo x; cat",
                    PIPES);
            Recorder protocol = endpoint.protocol();
            eventuallyInLoop(() -> protocol.events.contains("lost 1 java.lang.ArithmeticException: planned"));
            assertThat(reports).hasSize(1).first().asString().contains("dataReceived", "planned");
            reports.clear();
            endpoint.transport().getPipeTransport(0).close();
            protocol.lost.await();
        });
    }

    private static void eventuallyInLoop(BooleanSupplier condition) throws TimeoutException {
        Asyncio.timeout(Duration.ofSeconds(20), () -> {
            while (!condition.getAsBoolean()) {
                Asyncio.sleep(Duration.ofMillis(1));
            }
        });
    }

    @Test
    void cancelledStart_killsTheChild() {
        run(() -> {
            AtomicReference<Recorder> made = new AtomicReference<>();
            Task<?> starting = Asyncio.createTask(() -> subprocessExec(
                    () -> {
                        made.set(new Recorder());
                        return made.get();
                    },
                    List.of("sleep", "1000"),
                    PIPES));
            Asyncio.sleep(Duration.ZERO);
            starting.cancel();
            assertThatThrownBy(starting::await).isInstanceOf(CancelledError.class);
            made.get().lost.await();
        });
    }

    @Test
    void missingProgram_isToldTheCaller() {
        run(() -> assertThatThrownBy(() -> subprocessExec(Recorder::new, List.of("no-such-program"), PIPES))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no-such-program"));
    }

    @Test
    void callbacks_runInTheContextOfTheCaller() {
        ContextVar<String> variable = ContextVar.of("variable");
        run(() -> {
            variable.set("here");
            List<String> seen = new ArrayList<>();
            var endpoint = subprocessShell(
                    () -> new Recorder() {
                        @Override
                        public void pipeDataReceived(int fd, byte[] data) {
                            seen.add(variable.get());
                        }

                        @Override
                        public void processExited() {
                            seen.add(variable.get());
                        }
                    },
                    "echo x",
                    PIPES);
            variable.set("elsewhere");
            endpoint.protocol().lost.await();
            assertThat(seen).containsExactly("here", "here");
        });
    }
}
