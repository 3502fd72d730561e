package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.net.DatagramTest.LOCAL;
import static io.asyncio4j.net.DatagramTest.bytes;
import static io.asyncio4j.net.DatagramTest.own;
import static io.asyncio4j.net.Streams.openDatagramStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/** N07: datagrams in straight-line code. */
class DatagramStreamTest extends NetTest {

    private static InetSocketAddress address(DatagramStream stream) {
        return own(stream.transport());
    }

    private static void echo(DatagramStream stream) {
        for (Datagram each : stream) {
            stream.send(each.data(), each.sender());
        }
    }

    /** Sends that many, and suspends until the last one was seen: on the loopback none is lost, and none overtakes another. */
    private static void flood(DatagramStream receiver, int count) throws IOException {
        try (var sender = openDatagramStream(DatagramOptions.remote(address(receiver)))) {
            for (int i = 0; i < count; i++) {
                sender.send(bytes("" + i));
                sender.drain();
            }
            await(() -> receiver.dropped() + waiting(receiver) >= count);
        }
    }

    private static int waiting(DatagramStream stream) {
        String text = stream.toString();
        return Integer.parseInt(text.substring(text.indexOf("waiting=") + 8, text.indexOf(" dropped")));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            sleep(Duration.ofMillis(5));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    // ---- there and back ----

    @EachBackend
    void echo_thereAndBack(IoBackend backend) {
        run(backend, () -> {
            try (var server = openDatagramStream(LOCAL);
                    var client = openDatagramStream(DatagramOptions.remote(address(server)))) {
                Task<?> serving = createTask(() -> echo(server));
                client.send(bytes("one"));
                Datagram answer = client.receive();
                assertThat(text(answer.data())).isEqualTo("one");
                assertThat(answer.sender()).isEqualTo(address(server));
                client.send(ByteBuffer.wrap(bytes("xtwox"), 1, 3), address(server));
                assertThat(text(client.receive().data())).isEqualTo("two");
                client.send(bytes("three"), null);
                assertThat(text(client.receive().data())).isEqualTo("three");
                server.close();
                serving.await();
            }
        });
    }

    @EachBackend
    void whatCameFirst_isReceivedFirst(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL)) {
                flood(receiver, 100);
                for (int i = 0; i < 100; i++) {
                    assertThat(text(receiver.receive().data())).isEqualTo("" + i);
                }
                assertThat(receiver.dropped()).isZero();
            }
        });
    }

    @EachBackend
    void severalTasks_receiveEachDatagramOnce(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL)) {
                Set<String> seen = new HashSet<>();
                List<Task<?>> tasks = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    tasks.add(createTask(() -> {
                        for (int round = 0; round < 5; round++) {
                            assertThat(seen.add(text(receiver.receive().data())))
                                    .isTrue();
                        }
                    }));
                }
                try (var sender = openDatagramStream(DatagramOptions.remote(address(receiver)))) {
                    for (int i = 0; i < 50; i++) {
                        sender.send(bytes("" + i));
                    }
                    gather(tasks).await();
                }
                assertThat(seen).hasSize(50);
            }
        });
    }

    // ---- the queue ----

    @EachBackend
    void fullQueue_dropsWhatComes_andCounts(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL, 3)) {
                flood(receiver, 10);
                assertThat(receiver.dropped()).isEqualTo(7);
                for (int i = 0; i < 3; i++) {
                    assertThat(text(receiver.receive().data())).isEqualTo("" + i);
                }
                flood(receiver, 2);
                assertThat(text(receiver.receive().data())).isEqualTo("0");
                assertThat(receiver.dropped()).isEqualTo(7);
            }
        });
    }

    @EachBackend
    void limitOfLessThanOne_isRefused(IoBackend backend) {
        run(
                backend,
                () -> assertThatThrownBy(() -> openDatagramStream(LOCAL, 0))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("limit = 0 (expected: at least 1)"));
    }

    @EachBackend
    void cancelledReceive_losesNothing(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL);
                    var sender = openDatagramStream(DatagramOptions.remote(address(receiver)))) {
                for (int turns = 0; turns < 12; turns++) {
                    Task<Datagram> receiving = createTask(receiver::receive);
                    sender.send(bytes("" + turns));
                    for (int i = 0; i < turns; i++) {
                        sleep(Duration.ofNanos(1)); // so that each point of the way is hit
                    }
                    boolean cancelled = receiving.cancel();
                    Datagram datagram;
                    try {
                        datagram = receiving.await();
                    } catch (CancelledError _) {
                        assertThat(cancelled).isTrue();
                        datagram = timeout(Duration.ofSeconds(5), receiver::receive);
                    }
                    assertThat(text(datagram.data())).isEqualTo("" + turns);
                }
            }
        });
    }

    // ---- errors ----

    @EachBackend
    void nobodyThere_isThrownByTheNextReceive_andItGoesOn(IoBackend backend) {
        run(backend, () -> {
            InetSocketAddress place;
            try (var gone = openDatagramStream(LOCAL)) {
                place = address(gone);
                gone.close();
                gone.waitClosed();
            }
            try (var client = openDatagramStream(DatagramOptions.remote(place))) {
                client.send(bytes("anybody there?"));
                assertThatThrownBy(client::receive)
                        .isInstanceOf(PortUnreachableException.class)
                        .hasMessageContaining("127.0.0.1:" + place.getPort());
                client.send(bytes("anybody there?"));
                assertThatThrownBy(() -> client.iterator().hasNext())
                        .isInstanceOf(UncheckedIOException.class)
                        .hasCauseInstanceOf(PortUnreachableException.class);
                try (var there = openDatagramStream(DatagramOptions.local(place))) {
                    client.send(bytes("and now?"));
                    assertThat(text(there.receive().data())).isEqualTo("and now?");
                    there.send(bytes("yes"), address(client));
                    assertThat(text(client.receive().data())).isEqualTo("yes");
                }
            }
        });
    }

    // ---- the end ----

    @EachBackend
    void closing_endsReceivingIterationAndDraining(IoBackend backend) {
        run(backend, () -> {
            var stream = openDatagramStream(LOCAL);
            flood(stream, 3);
            assertThat(stream.receive().sender()).isNotNull();
            Iterator<Datagram> all = stream.iterator();
            assertThat(text(all.next().data())).isEqualTo("1");
            stream.close();
            stream.close();
            assertThat(stream.isClosing()).isTrue();
            assertThat(all.hasNext()).isFalse();
            assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(stream::receive)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("the datagram stream is closed: <DatagramStream waiting=0 dropped=0 ");
            assertThatThrownBy(stream::drain).isInstanceOf(SocketException.class);
            stream.waitClosed();
            assertThat(stream.toString()).contains("closed");
        });
    }

    @EachBackend
    void closing_endsThoseWhoWait(IoBackend backend) {
        run(backend, () -> {
            var stream = openDatagramStream(LOCAL);
            Task<?> receiving = createTask(stream::receive);
            Task<?> iterating = createTask(() -> echo(stream));
            Task<?> waiting = createTask(stream::waitClosed);
            sleep(Duration.ZERO);
            assertThat(waiting.done()).isFalse();
            stream.close();
            assertThatThrownBy(receiving::await).hasRootCauseInstanceOf(SocketException.class);
            iterating.await();
            waiting.await();
        });
    }

    @EachBackend
    void whatWasSentBeforeClosing_goesOut(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL)) {
                var sender = openDatagramStream(DatagramOptions.remote(address(receiver)));
                for (int i = 0; i < 20; i++) {
                    sender.send(bytes("" + i));
                }
                sender.close();
                for (int i = 0; i < 20; i++) {
                    assertThat(text(receiver.receive().data())).isEqualTo("" + i);
                }
                sender.waitClosed();
            }
        });
    }

    @EachBackend
    void drain_waitsWhileTooMuchIsBuffered(IoBackend backend) {
        run(backend, () -> {
            try (var receiver = openDatagramStream(LOCAL);
                    var sender = openDatagramStream(DatagramOptions.remote(address(receiver)))) {
                sender.transport().setWriteBufferLimits(1000);
                sender.send(new byte[500]);
                sender.drain();
                assertThat(sender.transport().getWriteBufferSize()).isPositive(); // it did not wait
                sender.send(new byte[600]);
                sender.drain();
                assertThat(sender.transport().getWriteBufferSize()).isLessThanOrEqualTo(250);
                assertThat(receiver.receive().data()).hasSize(500);
                assertThat(receiver.receive().data()).hasSize(600);
            }
        });
    }
}
