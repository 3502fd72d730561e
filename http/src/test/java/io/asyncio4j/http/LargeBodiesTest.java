package io.asyncio4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.ChildProgram;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of a gigabyte, in a JVM that has 48 MB of heap, and as much outside of it: neither side holds more than a little. */
final class LargeBodiesTest {

    private static final long SIZE = 1L << 30;
    private static final byte[] PIECE = new byte[64 * 1024];
    private static final List<String> LITTLE = List.of("-Xmx48m", "-XX:MaxDirectMemorySize=48m");

    @ParameterizedTest
    @ValueSource(strings = {"download", "upload"})
    void gigabyte_inASmallJvm_arrives(String way) throws IOException {
        try (ChildProgram child = ChildProgram.start(LITTLE, Transfer.class, 0, way)) {
            assertThat(child.expect("received")).isEqualTo(String.valueOf(SIZE));
        }
    }

    /** What is too large for the JVM that the others ran in: else they would prove nothing. */
    @Test
    void gigabyte_readAsAWhole_doesNotFit() throws IOException {
        try (ChildProgram child = ChildProgram.start(LITTLE, Transfer.class, 0, "whole")) {
            assertThat(child.expect("failed")).contains("Java heap space");
        }
    }

    /** A server and its client. Prints how many bytes the receiving side has got. */
    static final class Transfer {

        private static long received;

        private Transfer() {}

        public static void main(String[] args) {
            Application app = new Application()
                    .get("/", request -> Response.of(body()))
                    .post("/", request -> {
                        count(request.content());
                        return Response.text("thanks");
                    });
            Asyncio.run(() -> {
                try (WebServer server = app.start("127.0.0.1", 0);
                        ClientSession session = new ClientSession(with -> with.baseUrl(server.url()))) {
                    switch (args[0]) {
                        case "upload" -> session.post("/", body()).close();
                        case "download" -> {
                            try (ClientResponse response = session.get("/")) {
                                count(response.content());
                            }
                        }
                        default -> readWhole(session);
                    }
                    System.out.println("received " + received);
                }
            });
        }

        private static Payload body() {
            return Payload.stream(sink -> {
                for (long sent = 0; sent < SIZE; sent += PIECE.length) {
                    sink.write(PIECE);
                }
            });
        }

        private static void count(StreamReader content) throws IOException {
            for (int count = content.read(PIECE.length).length; count > 0; count = content.read(PIECE.length).length) {
                received += count;
            }
        }

        private static void readWhole(ClientSession session) throws IOException {
            try (ClientResponse response = session.get("/")) {
                received = response.read().length;
            } catch (IOException e) {
                System.out.println("failed " + e);
            }
        }
    }
}
