package io.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X30: responses that nobody closes. */
class UnclosedResponseTest extends ClientTest {

    private static final String UNFINISHED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi";

    /** In a frame of its own, so that nothing refers to the response afterwards. */
    private static void drop(ClientSession session, String url) throws IOException {
        assertThat(session.get(url).status()).isEqualTo(200);
    }

    private static StreamReader bodyOnly(ClientSession session, String url) throws IOException {
        return session.get(url).content();
    }

    private static void collect() {
        System.gc();
        Asyncio.sleep(Duration.ofMillis(5));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dropped_freesItsPlace_andIsReportedInDebugMode(boolean debug) {
        run(() -> {
            Asyncio.getRunningLoop().setDebug(debug);
            try (var server = RawServer.answering(UNFINISHED);
                    var session = new ClientSession(o -> o.pool(PoolLimits.DEFAULT.withTotal(1)))) {
                drop(session, server.url("/x"));
                var next = Asyncio.createTask(() -> session.get(server.url("/y")));
                while (!next.done()) {
                    collect();
                }
                next.await().close();
                Asyncio.getRunningLoop().setDebug(false);
                if (debug) {
                    assertThat(reports)
                            .containsExactly("Unclosed response of GET " + server.url("/x")
                                    + "; call close() on it, or read it to its end: null");
                    reports.clear();
                }
            }
        });
    }

    @Test
    void readOrClosed_isNotReported() {
        run(() -> {
            try (var server = RawServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n");
                    var session = new ClientSession()) {
                Asyncio.getRunningLoop().setDebug(true);
                session.get(server.url("/")).close();
                StreamReader body = bodyOnly(session, server.url("/"));
                for (int i = 0; i < 5; i++) {
                    collect();
                }
                assertThat(body.readExactly(2)).hasSize(2); // it is still there
                assertThat(session.statistics().open()).isOne();
                Asyncio.getRunningLoop().setDebug(false);
            }
        });
    }
}
