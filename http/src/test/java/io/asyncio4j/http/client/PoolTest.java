package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Future;
import io.asyncio4j.Task;
import io.asyncio4j.http.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X30: limits, the line, idle connections, repeating on a new connection. */
class PoolTest extends ClientTest {

    /** A server that answers when it is told to. */
    private static final class Gate {

        final Future<Void> open = Asyncio.getRunningLoop().createFuture();
    }

    @Test
    void requests_oneAfterAnother_shareAConnection() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var session = new ClientSession()) {
                for (int i = 0; i < 10; i++) {
                    assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                }
                assertThat(server.connections).isOne();
                assertThat(session.statistics()).isEqualTo(new PoolStatistics(1, 1, 0, 1, 9, 0));
            }
        });
    }

    @Test
    void limit_reached_requestsWaitInOrder() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = RawServer.talking(talk -> {
                        while (talk.request() != null) {
                            gate.open.await();
                            talk.send(ok("hi"));
                        }
                    });
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(2)))) {
                List<Integer> done = new ArrayList<>();
                List<Task<Void>> tasks = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    int number = i;
                    tasks.add(Asyncio.createTask(() -> {
                        session.get(server.url("/" + number)).read();
                        done.add(number);
                    }));
                }
                until(() -> server.requests.size() == 2);
                assertThat(session.statistics()).isEqualTo(new PoolStatistics(2, 0, 4, 2, 0, 4));
                gate.open.setResult(null);
                for (Task<Void> each : tasks) {
                    each.await();
                }
                assertThat(server.requests)
                        .extracting(each -> each.substring(0, 6))
                        .containsExactly("GET /0", "GET /1", "GET /2", "GET /3", "GET /4", "GET /5");
                assertThat(done).hasSize(6);
                assertThat(server.connections).isEqualTo(2);
            }
        });
    }

    @Test
    void limitPerHost_reached_othersAreServed() {
        run(() -> {
            Gate gate = new Gate();
            try (var slow = RawServer.talking(talk -> {
                        while (talk.request() != null) {
                            gate.open.await();
                            talk.send(ok("slow"));
                        }
                    });
                    var quick = RawServer.answering(ok("quick"));
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withPerHost(1)))) {
                var first = Asyncio.createTask(() -> session.get(slow.url("/")).text());
                var second = Asyncio.createTask(() -> session.get(slow.url("/")).text());
                until(() -> session.statistics().waiting() == 1);
                assertThat(session.get(quick.url("/")).text()).isEqualTo("quick");
                gate.open.setResult(null);
                assertThat(first.await() + second.await()).isEqualTo("slowslow");
                assertThat(slow.connections).isOne();
            }
        });
    }

    @Test
    void total_reachedByIdleOnes_theOldestMakesRoom() {
        run(() -> {
            try (var one = RawServer.answering(ok("1"));
                    var two = RawServer.answering(ok("2"));
                    var three = RawServer.answering(ok("3"));
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(2)))) {
                assertThat(session.get(one.url("/")).text()).isEqualTo("1");
                assertThat(session.get(two.url("/")).text()).isEqualTo("2");
                assertThat(session.get(three.url("/")).text()).isEqualTo("3");
                assertThat(session.statistics().open()).isEqualTo(2);
                assertThat(session.get(two.url("/")).text()).isEqualTo("2");
                assertThat(two.connections).isOne();
                assertThat(session.get(one.url("/")).text()).isEqualTo("1");
                assertThat(one.connections).isEqualTo(2);
            }
        });
    }

    @Test
    void line_full_isAnError() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.reader.read();
                    });
                    var session = new ClientSession(
                            o -> o.pool(PoolLimits.DEFAULT.withTotal(1).withMaxWaiting(1)))) {
                var first = Asyncio.createTask(() -> session.get(server.url("/")));
                var second = Asyncio.createTask(() -> session.get(server.url("/")));
                until(() -> session.statistics().waiting() == 1);
                assertThatThrownBy(() -> session.get(server.url("/")))
                        .isInstanceOf(PoolFullException.class)
                        .hasMessageContaining("1 requests wait");
                first.cancel();
                second.cancel();
                assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(second::await).isInstanceOf(CancelledError.class);
            }
        });
    }

    @Test
    void idle_closedByTheServer_isNotUsedAgain() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok("" + talk.number));
                        talk.close();
                    });
                    var session = new ClientSession()) {
                assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                until(() -> session.statistics().open() == 0);
                var response = session.post(server.url("/"), Payload.of("x"));
                assertThat(response.text()).isEqualTo("2");
            }
        });
    }

    @Test
    void reused_diesWithoutAnswer_idempotentIsRepeated() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok("" + talk.number));
                        talk.request(); // and no answer
                    });
                    var session = new ClientSession()) {
                assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                assertThat(session.get(server.url("/")).text()).isEqualTo("2");
                assertThatThrownBy(() -> session.post(server.url("/"), Payload.of("x")))
                        .isInstanceOf(ServerDisconnectedException.class);
                assertThat(server.requests).hasSize(4);
            }
        });
    }

    /** Another call has given back a connection meanwhile, which dies in the same way. */
    @Test
    void reused_diesWithoutAnswer_isRepeatedOnANewConnection() {
        run(() -> {
            Gate slow = new Gate();
            Gate slower = new Gate();
            try (var server = RawServer.talking(talk -> {
                        String head;
                        while ((head = talk.request()) != null) {
                            if (head.startsWith("GET /mortal ") && talk.number <= 2) {
                                return;
                            } else if (head.startsWith("GET /slow ")) {
                                slow.open.await();
                            } else if (head.startsWith("GET /slower ")) {
                                slower.open.await();
                            }
                            talk.send(ok("" + talk.number));
                        }
                    });
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(2)))) {
                Task<String> first =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                session.get(server.url("/")).read();
                assertThat(first.await()).isIn("1", "2");
                Task<String> mortal = Asyncio.createTask(
                        () -> session.get(server.url("/mortal")).text());
                Asyncio.createTask(() -> session.get(server.url("/slow")).text());
                Asyncio.createTask(() -> session.get(server.url("/slower")).text());
                until(() -> server.connections == 3 && session.statistics().waiting() == 1);
                slow.open.setResult(null);
                assertThat(mortal.await()).isEqualTo("4");
                slower.open.setResult(null);
                until(() -> session.statistics().idle() == 2);
            }
        });
    }

    @Test
    void reused_diesWithinTheAnswer_isNotRepeated() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok("" + talk.number));
                        talk.request();
                        talk.send("HTTP/1.1 2");
                    });
                    var session = new ClientSession()) {
                assertThat(session.get(server.url("/")).text()).isEqualTo("1");
                assertThatThrownBy(() -> session.get(server.url("/"))).isInstanceOf(IOException.class);
                assertThat(server.requests).hasSize(2);
            }
        });
    }

    @Test
    void idle_forTooLong_isClosed() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var session =
                            new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withKeepAlive(Duration.ofMillis(20))))) {
                assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                assertThat(session.statistics().idle()).isOne();
                until(() -> session.statistics().open() == 0);
            }
        });
    }

    @Test
    void keepAlive_zero_usesEachConnectionOnce() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withKeepAlive(Duration.ZERO)))) {
                session.get(server.url("/")).read();
                session.get(server.url("/")).read();
                assertThat(server.connections).isEqualTo(2);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void maxAge_exceeded_isNotUsedAgain() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withMaxAge(Duration.ofNanos(1))))) {
                session.get(server.url("/")).read();
                session.get(server.url("/")).read();
                assertThat(server.connections).isEqualTo(2);
            }
        });
    }

    @Test
    void bytes_whileIdle_closeTheConnection() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send(ok("hi"));
                        gate.open.await();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                        talk.reader.read();
                    });
                    var session = new ClientSession()) {
                session.get(server.url("/")).read();
                assertThat(session.statistics().idle()).isOne();
                gate.open.setResult(null);
                until(() -> session.statistics().open() == 0);
            }
        });
    }

    @Test
    void session_closed_endsAll() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                talk.request();
                talk.reader.read();
            })) {
                var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)));
                var first = Asyncio.createTask(() -> session.get(server.url("/")));
                var second = Asyncio.createTask(() -> session.get(server.url("/")));
                until(() -> session.statistics().waiting() == 1 && server.requests.size() == 1);
                session.close();
                session.close();
                assertThatThrownBy(first::await).hasStackTraceContaining("the session was closed");
                assertThatThrownBy(second::await).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> session.get(server.url("/"))).isInstanceOf(IllegalStateException.class);
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    /** A request is cancelled after each number of turns that it takes, until it is done before. */
    @Test
    void cancelled_atAnyPoint_freesItsPlaceAndLeavesNoDirtyConnection() {
        run(() -> {
            try (var server = RawServer.talking(talk -> {
                        String head;
                        while ((head = talk.request()) != null) {
                            String path = head.split(" ")[1];
                            talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + (path.length() + 2) + "\r\n");
                            talk.writer.drain();
                            Asyncio.sleep(Duration.ZERO);
                            talk.send("\r\n" + path);
                            Asyncio.sleep(Duration.ZERO);
                            Asyncio.sleep(Duration.ZERO);
                            talk.send("..");
                        }
                    });
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)))) {
                boolean cancelled = true;
                int turns = 0;
                int longest = 0;
                for (int round = 0; round < 2 || cancelled; round++) {
                    int number = round;
                    Task<String> victim = Asyncio.createTask(
                            () -> session.get(server.url("/victim" + number)).text());
                    Task<String> next = Asyncio.createTask(
                            () -> session.get(server.url("/next" + number)).text());
                    for (int i = 0; i < turns; i++) {
                        Asyncio.sleep(Duration.ZERO);
                    }
                    victim.cancel();
                    assertThat(Asyncio.waitFor(next, Duration.ofSeconds(5))).isEqualTo("/next" + number + "..");
                    assertThat(session.statistics().waiting()).isZero();
                    assertThat(session.statistics().open()).isOne();
                    try {
                        assertThat(victim.await()).isEqualTo("/victim" + number + "..");
                        cancelled = false;
                    } catch (CancelledError _) {
                        cancelled = true;
                        longest = turns;
                    }
                    turns++;
                    if (round % 2 == 0) { // the next victim has to make a connection
                        session.get(server.url("/bye"), o -> o.header("Connection", "close"))
                                .close();
                    }
                    assertThat(turns).isLessThan(5000);
                }
                assertThat(longest).isGreaterThan(3);
            }
        });
    }

    @Test
    void cancelled_inLine_leavesIt() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = gated(gate);
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)))) {
                Task<String> first =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                Task<String> victim =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                until(() -> session.statistics().waiting() == 1);
                victim.cancel();
                assertThatThrownBy(victim::await).isInstanceOf(CancelledError.class);
                assertThat(session.statistics().waiting()).isZero();
                gate.open.setResult(null);
                assertThat(first.await()).isEqualTo("hi");
                assertThat(session.statistics().idle()).isOne();
            }
        });
    }

    /** He is cancelled in the very turn in which he is given a connection. */
    @Test
    void cancelled_withAConnectionInHand_passesItOn() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = gated(gate);
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)))) {
                Task<String> first =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                Task<String> victim =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                Task<String> last =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                until(() -> session.statistics().waiting() == 2);
                gate.open.setResult(null);
                until(() -> session.statistics().waiting() == 1);
                assertThat(session.statistics().reused()).isOne();
                victim.cancel();
                assertThatThrownBy(victim::await).isInstanceOf(CancelledError.class);
                assertThat(first.await() + last.await()).isEqualTo("hihi");
                assertThat(server.requests).hasSize(2);
                assertThat(session.statistics().idle()).isOne();
            }
        });
    }

    /** He is cancelled in the very turn in which he may make a connection. */
    @Test
    void cancelled_withASlotInHand_passesItOn() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = gated(gate);
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)))) {
                Task<String> first =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                Task<String> victim =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                Task<String> last =
                        Asyncio.createTask(() -> session.get(server.url("/")).text());
                until(() -> session.statistics().waiting() == 2);
                gate.open.setResult(null);
                first.cancel();
                until(() -> session.statistics().waiting() == 1);
                assertThat(session.statistics().created()).isEqualTo(2);
                victim.cancel();
                assertThatThrownBy(first::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(victim::await).isInstanceOf(CancelledError.class);
                assertThat(Asyncio.waitFor(last, Duration.ofSeconds(5))).isEqualTo("hi");
                assertThat(session.statistics().idle()).isOne();
            }
        });
    }

    private static RawServer gated(Gate gate) throws IOException {
        return RawServer.talking(talk -> {
            while (talk.request() != null) {
                if (!gate.open.done()) {
                    Asyncio.shield(gate.open).await();
                }
                talk.send(ok("hi"));
            }
        });
    }

    @Test
    void request_withConnectionClose_isTheLastOne() {
        run(() -> {
            try (var server = RawServer.answering(ok("hi"));
                    var session = new ClientSession()) {
                assertThat(session.get(server.url("/"), o -> o.header("Connection", "close"))
                                .text())
                        .isEqualTo("hi");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    /** A cancelled call while its body cannot be sent, or while the server has not said whether it wants it. */
    @Test
    void cancelled_whileSending_dropsTheConnection() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        gate.open.await();
                    });
                    var session = new ClientSession()) {
                long[] sent = {0};
                Task<ClientResponse> slow =
                        Asyncio.createTask(() -> session.post(server.url("/"), Payload.stream(sink -> {
                            while (true) {
                                sink.write(new byte[100_000]);
                                sent[0]++;
                            }
                        })));
                Task<ClientResponse> asking = Asyncio.createTask(
                        () -> session.post(server.url("/"), o -> o.body("ping").expectContinue(true)));
                until(() -> server.requests.size() == 2);
                long before = -1;
                while (sent[0] != before) { // until no more is taken
                    before = sent[0];
                    Asyncio.sleep(Duration.ofMillis(20));
                }
                slow.cancel();
                asking.cancel();
                assertThatThrownBy(slow::await).isInstanceOf(CancelledError.class);
                assertThatThrownBy(asking::await).isInstanceOf(CancelledError.class);
                assertThat(session.statistics().open()).isZero();
                gate.open.setResult(null);
            }
        });
    }

    @Test
    void cancelled_whileReading_losesNothing() {
        run(() -> {
            Gate gate = new Gate();
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhe");
                        gate.open.await();
                        talk.send("re");
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.get(server.url("/"))) {
                Task<byte[]> reading = Asyncio.createTask(response::read);
                Asyncio.sleep(Duration.ZERO);
                assertThatThrownBy(response::read)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another task");
                reading.cancel();
                assertThatThrownBy(reading::await).isInstanceOf(CancelledError.class);
                gate.open.setResult(null);
                assertThat(response.text()).isEqualTo("here");
                assertThat(session.statistics().idle()).isOne();
            }
        });
    }

    // ---- what the server says of its patience ----

    @ParameterizedTest
    @CsvSource({
        "timeout=4, 3000",
        "'max=100, Timeout = 4', 15000", // which is none: no space may be there
        "'max=100, timeout=4', 3000",
        "timeout=60, 15000",
        "timeout=x, 15000",
    })
    void idle_forAsLongAsTheServerWaits_isClosed(String keepAlive, int millis) {
        runVirtually(() -> {
            try (var server = RawServer.answering(
                            "HTTP/1.1 200 OK\r\nKeep-Alive: " + keepAlive + "\r\nContent-Length: 2\r\n\r\nhi");
                    var session = new ClientSession()) {
                session.get(server.url("/")).read();
                Asyncio.sleep(Duration.ofMillis(millis - 1));
                assertThat(session.statistics().open()).isOne();
                Asyncio.sleep(Duration.ofMillis(2));
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void idle_atAServerWithoutPatience_isClosedAtOnce() {
        run(() -> {
            try (var server = RawServer.answering(
                            "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nhi");
                    var session = new ClientSession()) {
                session.get(server.url("/")).read();
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    /** The one that is to be closed first is not the one that was used first. */
    @Test
    void idle_ofSeveral_eachIsClosedInItsTime() {
        runVirtually(() -> {
            try (var patient = RawServer.answering(ok("hi"));
                    var hasty = RawServer.answering(
                            "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=3\r\nContent-Length: 2\r\n\r\nhi");
                    var session = new ClientSession()) {
                session.get(patient.url("/")).read();
                session.get(hasty.url("/")).read();
                Asyncio.sleep(Duration.ofSeconds(3));
                assertThat(session.statistics().idle()).isOne();
                session.get(patient.url("/")).read();
                assertThat(patient.connections).isOne();
                Asyncio.sleep(Duration.ofSeconds(16));
                assertThat(session.statistics().open()).isZero();
            }
        });
    }
}
