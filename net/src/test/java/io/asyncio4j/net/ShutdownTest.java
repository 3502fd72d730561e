package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.sync.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** X37: the orderly end of a program. What a second signal does is in {@link ShutdownSignalsTest}. */
class ShutdownTest extends NetTest {

    private final List<String> out = new ArrayList<>();

    @Test
    void bodyThatEnds_isFollowedByTheHooks_lastOneFirst() {
        Asyncio.run(() -> {
            String signal = Shutdown.run(shutdown -> {
                shutdown.addHook(() -> out.add("first hook"));
                shutdown.addHook(() -> {
                    shutdown.addHook(() -> out.add("hook of a hook"));
                    sleep(Duration.ofMillis(1));
                    out.add("second hook");
                });
                out.add("body");
                assertThat(shutdown.hasBegun()).isFalse();
            });
            assertThat(signal).isNull();
        });
        assertThat(out).containsExactly("body", "second hook", "hook of a hook", "first hook");
    }

    @Test
    void begin_cancelsTheBody_andTheTasksOfItsGroup() {
        Asyncio.run(() -> {
            Shutdown.run(shutdown -> {
                shutdown.addHook(() -> out.add("hook"));
                TaskGroup.run(group -> {
                    group.createTask(() -> {
                        try {
                            sleep(Duration.ofHours(1));
                        } finally {
                            out.add("worker ends, begun " + shutdown.hasBegun());
                        }
                    });
                    group.createTask(shutdown::begin);
                });
                out.add("not reached");
            });
        });
        assertThat(out).containsExactly("worker ends, begun true", "hook");
    }

    @Test
    void await_returnsWhenTheEndBegins_soTheBodyCanFinish() {
        Asyncio.run(() -> {
            Shutdown.run(shutdown -> {
                createTask(shutdown::begin);
                shutdown.await();
                out.add("finished");
            });
        });
        assertThat(out).containsExactly("finished");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signal_beginsTheEnd_andIsTold() {
        Asyncio.run(() -> {
            String signal = Shutdown.run(ShutdownOptions.DEFAULT.withSignals("HUP", "SIGWINCH"), shutdown -> {
                SignalsTest.raise("WINCH");
                shutdown.await();
            });
            assertThat(signal).isEqualTo("SIGWINCH");
        });
    }

    @EachBackend
    void servers_areDrained_whatIsUnderWayIsFinished(IoBackend backend) {
        run(backend, () -> {
            Event asked = new Event();
            Event mayAnswer = new Event();
            Future<String> answer = Asyncio.getRunningLoop().createFuture();
            int[] port = new int[1];
            Shutdown.run(shutdown -> {
                shutdown.addHook(() -> out.add("hook"));
                Server server = shutdown.register(startServer(
                        (reader, writer) -> {
                            reader.readline();
                            asked.set();
                            mayAnswer.await();
                            writer.write("answer\n");
                            writer.close();
                            out.add("answered");
                        },
                        "127.0.0.1",
                        0));
                port[0] = server.port();
                createTask(() -> {
                    try (var connection = openConnection("127.0.0.1", port[0])) {
                        connection.writer().write("question\n");
                        asked.await();
                        shutdown.begin();
                        while (server.isServing()) {
                            sleep(Duration.ZERO);
                        }
                        assertThat(out).isEmpty();
                        mayAnswer.set();
                        answer.setResult(text(connection.reader().read()));
                    }
                });
                server.serveForever();
            });
            assertThat(out).containsExactly("answered", "hook");
            assertThat(answer.await()).isEqualTo("answer\n");
        });
    }

    @EachBackend
    void connectionsThatDoNotEnd_areAborted(IoBackend backend) {
        run(backend, () -> {
            Future<Object> end = Asyncio.getRunningLoop().createFuture();
            Shutdown.run(ShutdownOptions.DEFAULT.withDrainTimeout(Duration.ofMillis(20)), shutdown -> {
                Server server = shutdown.register(startServer(StreamsTest::echo, "127.0.0.1", 0));
                Event connected = new Event();
                createTask(() -> {
                    try (var connection = openConnection("127.0.0.1", server.port())) {
                        connection.writer().write("hello\n");
                        connection.reader().readline();
                        connected.set();
                        end.setResult(connection.reader().read().length);
                    } catch (IOException e) {
                        end.setResult("reset");
                    }
                });
                connected.await();
                shutdown.begin();
                shutdown.await();
            });
            assertThat(end.await()).isIn(0, "reset");
        });
        reports.clear(); // the handlers were told that their connections are lost
    }

    @EachBackend
    void serverThatIsStartedTooLate_isClosed(IoBackend backend) {
        run(backend, () -> {
            Server[] late = new Server[1];
            Shutdown.run(shutdown -> {
                createTask(shutdown::begin);
                try {
                    sleep(Duration.ofHours(1));
                } finally {
                    late[0] = shutdown.register(startServer(StreamsTest::echo, "127.0.0.1", 0));
                }
            });
            assertThat(late[0].isServing()).isFalse();
        });
    }

    @Test
    void failures_comeOutTogether_andAllHooksRun() {
        Asyncio.run(() -> {
            assertThatThrownBy(() -> Shutdown.run(shutdown -> {
                        shutdown.addHook(() -> out.add("first hook"));
                        shutdown.addHook(() -> {
                            throw new IllegalStateException("second hook");
                        });
                        throw new IOException("body");
                    }))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessage("body")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .satisfies(other -> assertThat(other).hasMessage("second hook")));
            assertThatThrownBy(() -> Shutdown.run(shutdown -> shutdown.addHook(() -> {
                        throw new IllegalStateException("hook");
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("hook");
        });
        assertThat(out).containsExactly("first hook");
    }

    @Test
    void cancelled_endsInTheSameOrder() {
        Asyncio.run(() -> {
            Task<?> running = createTask(() -> {
                Shutdown.run(shutdown -> {
                    shutdown.addHook(() -> {
                        sleep(Duration.ofMillis(1));
                        out.add("hook");
                    });
                    try {
                        sleep(Duration.ofHours(1));
                    } finally {
                        sleep(Duration.ofMillis(1));
                        out.add("body");
                    }
                });
            });
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            running.cancel();
            assertThatThrownBy(running::await).isInstanceOf(CancelledError.class);
        });
        assertThat(out).containsExactly("body", "hook");
    }

    @Test
    void inATaskGroup_itsFailureEndsTheProgramInOrder() {
        Asyncio.run(() -> assertThatThrownBy(() -> TaskGroup.run(group -> {
                    group.createTask(() -> {
                        Shutdown.run(shutdown -> {
                            shutdown.addHook(() -> out.add("hook"));
                            sleep(Duration.ofHours(1));
                        });
                    });
                    sleep(Duration.ZERO);
                    sleep(Duration.ZERO);
                    throw new IllegalStateException("elsewhere");
                }))
                .isInstanceOf(ExceptionGroup.class));
        assertThat(out).containsExactly("hook");
    }

    @Test
    void signalThatCannotBeCaught_isRefused_andTheBodyDoesNotRun() {
        Asyncio.run(() -> assertThatThrownBy(
                        () -> Shutdown.run(ShutdownOptions.DEFAULT.withSignals("TERM", "KILL"), _ -> out.add("body")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("signal KILL cannot be handled"));
        assertThat(out).isEmpty();
    }

    @Test
    void negativeDrainTimeout_isRefused() {
        assertThatThrownBy(() -> ShutdownOptions.DEFAULT.withDrainTimeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("drainTimeout = PT-1S (expected: zero or more)");
    }
}
