package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.Payload;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** X30: each time limit has an exception of its own, which names request and limit. */
class TimeoutTest extends ClientTest {

    private static RawServer silent() throws IOException {
        return RawServer.talking(talk -> {
            talk.request();
            talk.reader.read();
        });
    }

    @Test
    void total_withoutAnswer_strikes() {
        runVirtually(() -> {
            try (var server = silent();
                    var session = new ClientSession(o -> o.timeout(ClientTimeout.ofTotal(Duration.ofSeconds(7))))) {
                Duration start = Asyncio.getRunningLoop().time();
                assertThatThrownBy(() -> session.get(server.url("/a")))
                        .isInstanceOf(TotalTimeoutException.class)
                        .hasMessage("GET " + server.url("/a") + ": not done after 7 s");
                assertThat(Asyncio.getRunningLoop().time().minus(start)).isEqualTo(Duration.ofSeconds(7));
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void total_withinTheBody_strikesTheReader() {
        runVirtually(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi");
                        talk.reader.read();
                    });
                    var session = new ClientSession();
                    var response = session.get(server.url("/"), o -> o.timeout(Duration.ofMillis(1500)))) {
                assertThat(response.content().read(2)).hasSize(2);
                assertThatThrownBy(() -> response.content().read())
                        .isInstanceOf(TotalTimeoutException.class)
                        .hasMessageEndingWith("not done after 1500 ms");
            }
        });
    }

    @Test
    void total_whileSendingABody_strikes() {
        runVirtually(() -> {
            try (var server = RawServer.talking(talk -> Asyncio.sleep(Duration.ofSeconds(2)));
                    var session = new ClientSession(o -> o.timeout(ClientTimeout.ofTotal(Duration.ofSeconds(1))))) {
                assertThatThrownBy(() -> session.post(server.url("/"), Payload.stream(sink -> {
                            while (true) {
                                sink.write(new byte[100_000]);
                            }
                        })))
                        .isInstanceOf(TotalTimeoutException.class);
                assertThat(session.statistics().open()).isZero();
                Asyncio.sleep(Duration.ofSeconds(1)); // the server notices
            }
        });
    }

    @Test
    void total_ofTheNextRequest_beginsAnew() {
        runVirtually(() -> {
            try (var server = RawServer.talking(talk -> {
                        while (talk.request() != null) {
                            Asyncio.sleep(Duration.ofSeconds(6));
                            talk.send(ok("hi"));
                        }
                    });
                    var session = new ClientSession(o -> o.timeout(ClientTimeout.ofTotal(Duration.ofSeconds(7))))) {
                for (int i = 0; i < 5; i++) {
                    assertThat(session.get(server.url("/")).text()).isEqualTo("hi");
                    Asyncio.sleep(Duration.ofSeconds(2));
                }
                assertThatThrownBy(() -> session.get(server.url("/"), o -> o.timeout(Duration.ofSeconds(1))))
                        .hasMessageEndingWith("not done after 1 s");
                assertThat(server.connections).isOne();
                Asyncio.sleep(Duration.ofSeconds(6)); // the server notices
            }
        });
    }

    @Test
    void sockRead_inSilence_strikes() {
        runVirtually(() -> {
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                        for (int i = 0; i < 5; i++) {
                            Asyncio.sleep(Duration.ofSeconds(2));
                            talk.send("x");
                        }
                        talk.reader.read();
                    });
                    var session =
                            new ClientSession(o -> o.timeout(ClientTimeout.NONE.withSockRead(Duration.ofSeconds(3))));
                    var response = session.get(server.url("/"))) {
                Duration start = Asyncio.getRunningLoop().time();
                assertThatThrownBy(response::read)
                        .isInstanceOf(ReadTimeoutException.class)
                        .hasMessageEndingWith("nothing received after 3 s");
                assertThat(Asyncio.getRunningLoop().time().minus(start)).isEqualTo(Duration.ofSeconds(13));
            }
        });
    }

    @Test
    void sockRead_whileNobodyReads_waits() {
        runVirtually(() -> {
            byte[] big = new byte[4_000_000];
            try (var server = RawServer.talking(talk -> {
                        talk.request();
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + big.length + "\r\n\r\n");
                        talk.writer.write(big);
                        talk.reader.read();
                    });
                    var session =
                            new ClientSession(o -> o.timeout(ClientTimeout.NONE.withSockRead(Duration.ofSeconds(3))));
                    var response = session.get(server.url("/"))) {
                assertThat(response.content().read(1)).hasSize(1);
                Asyncio.sleep(Duration.ofSeconds(30));
                assertThat(response.content().read()).hasSize(big.length - 1);
            }
        });
    }

    @Test
    void poolAcquire_inLine_strikes() {
        runVirtually(() -> {
            try (var server = silent();
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1))
                            .timeout(ClientTimeout.NONE.withPoolAcquire(Duration.ofSeconds(3))))) {
                var first = Asyncio.createTask(() -> session.get(server.url("/")));
                Asyncio.sleep(Duration.ZERO);
                assertThatThrownBy(() -> session.get(server.url("/b")))
                        .isInstanceOf(PoolTimeoutException.class)
                        .hasMessage("GET " + server.url("/b") + ": no connection of the pool is free after 3 s");
                assertThat(session.statistics().waiting()).isZero();
                assertThatThrownBy(() -> session.get(server.url("/b"), o -> o.timeout(Duration.ofSeconds(2))))
                        .isInstanceOf(TotalTimeoutException.class);
                first.cancel();
                assertThatThrownBy(first::await).isInstanceOf(io.asyncio4j.CancelledError.class);
            }
        });
    }

    @Test
    void tls_withoutHandshake_strikes() {
        run(() -> {
            try (var server = RawServer.talking(talk -> talk.reader.read());
                    var session =
                            new ClientSession(o -> o.timeout(ClientTimeout.NONE.withTls(Duration.ofMillis(50))))) {
                String url = "https://127.0.0.1:" + server.port() + "/";
                assertThatThrownBy(() -> session.get(url))
                        .isInstanceOf(TlsTimeoutException.class)
                        .hasMessage("GET " + url + ": the TLS handshake is not done after 50 ms");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }

    @Test
    void connect_throughAProxyThatSaysNothing_strikes() {
        run(() -> {
            try (var server = RawServer.talking(talk -> talk.reader.read());
                    var session =
                            new ClientSession(o -> o.timeout(ClientTimeout.NONE.withConnect(Duration.ofMillis(50)))
                                    .proxy(Proxy.of("socks5://127.0.0.1:" + server.port())))) {
                assertThatThrownBy(() -> session.get("http://example.org/"))
                        .isInstanceOf(ConnectTimeoutException.class)
                        .hasMessage("GET http://example.org/: not connected after 50 ms");
                assertThat(session.statistics().open()).isZero();
            }
        });
    }
}
