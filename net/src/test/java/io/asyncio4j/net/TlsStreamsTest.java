package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;

/** G04, N09: connections over TLS. */
class TlsStreamsTest extends TlsTest {

    @EachTlsEngine
    void echo_servesSeveralConnections(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            TlsContext client = CLIENT.withEngine(engine);
            try (Server server = echoServer(SERVER.withEngine(engine))) {
                List<Task<?>> clients = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String message = "message " + i;
                    clients.add(createTask(() -> {
                        try (Connection c = connect(server, client)) {
                            for (int round = 0; round < 10; round++) {
                                assertEchoes(c, message);
                            }
                        }
                    }));
                }
                gather(clients).await();
            }
        });
    }

    @EachTlsEngine
    void largeMessage_comesThroughWhole(IoBackend backend, TlsEngine engine) {
        run(backend, () -> {
            byte[] large = new byte[5_000_000];
            for (int i = 0; i < large.length; i++) {
                large[i] = (byte) (i * 31 + (i >> 8));
            }
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Connection c = connect(server, CLIENT.withEngine(engine))) {
                Task<byte[]> reading = createTask(() -> c.reader().readExactly(large.length));
                c.writer().write(large);
                c.writer().drain();
                assertThat(reading.await()).isEqualTo(large);
            }
        });
    }
}
