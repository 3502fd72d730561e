package io.asyncio4j.net;

import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;

/** G04, N09: TLS with OpenSSL and CPython on the other side. */
class TlsPeersTest extends TlsTest {

    private static final String PYTHON_CLIENT = """
            import asyncio, ssl, sys
            async def main(port, ca, upgrade):
                context = ssl.create_default_context(cafile=ca)
                if upgrade:
                    reader, writer = await asyncio.open_connection('127.0.0.1', port)
                    writer.write(b'STARTTLS\\n')
                    assert await reader.readline() == b'go ahead\\n'
                    loop = asyncio.get_running_loop()
                    transport = await loop.start_tls(
                        writer.transport, writer.transport.get_protocol(), context, server_hostname='localhost')
                    reader._transport = writer._transport = transport
                else:
                    reader, writer = await asyncio.open_connection('127.0.0.1', port, ssl=context)
                writer.write(b'hello\\n')
                print((await reader.readline()).decode().strip(), flush=True)
                data = bytes(range(256)) * 4000
                writer.write(data + b'\\n')
                echo = await reader.readexactly(len(data) + 1)
                print('same' if echo == data + b'\\n' else 'other', flush=True)
                writer.close()
                await writer.wait_closed()
                print('closed', flush=True)
            asyncio.run(main(int(sys.argv[1]), sys.argv[2], sys.argv[3] == 'upgrade'))
            """;

    private static final String PYTHON_SERVER = """
            import asyncio, ssl, sys
            async def echo(reader, writer):
                while data := await reader.read(65536):
                    writer.write(data)
                    await writer.drain()
                writer.close()
                await writer.wait_closed()
                print('closed', flush=True)
            async def main(chain, key):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(chain, key)
                server = await asyncio.start_server(echo, '127.0.0.1', 0, ssl=context)
                print('port %d' % server.sockets[0].getsockname()[1], flush=True)
                await server.serve_forever()
            asyncio.run(main(sys.argv[1], sys.argv[2]))
            """;

    private static boolean python;
    private static boolean openssl;

    @BeforeAll
    static void lookForPeers() {
        python = works("python3", "-c", "import ssl, sys; sys.exit(sys.version_info < (3, 8))");
        openssl = works("openssl", "version");
    }

    private static boolean works(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    private static void needs(boolean there, String what) {
        if (!there) {
            abort(what + " is not on the PATH");
        }
    }

    /** A process whose lines can be awaited. */
    private record Peer(Process process, BufferedReader output) implements AutoCloseable {

        static Peer start(String... command) throws IOException {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Peer(process, process.inputReader(StandardCharsets.UTF_8));
        }

        String line() {
            return Asyncio.toThread(() -> String.valueOf(output.readLine()));
        }

        int port(String pattern) {
            while (true) {
                String line = line();
                Matcher port = Pattern.compile(pattern).matcher(line);
                if (port.find()) {
                    return Integer.parseInt(port.group(1));
                }
                assertThat(line).as("the peer has ended").isNotEqualTo("null");
            }
        }

        void say(String text) throws IOException {
            process.outputWriter(StandardCharsets.UTF_8).append(text).flush();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @EachTlsEngine
    void pythonClient(IoBackend backend, TlsEngine engine) {
        needs(python, "python3 with ssl");
        run(backend, () -> {
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Peer client = Peer.start(
                            "python3",
                            "-c",
                            PYTHON_CLIENT,
                            String.valueOf(server.port()),
                            file("ca.pem").toString(),
                            "at once")) {
                assertThat(List.of(client.line(), client.line(), client.line()))
                        .containsExactly("hello", "same", "closed");
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void pythonClient_thatUpgrades(IoBackend backend, TlsEngine engine) {
        needs(python, "python3 with ssl");
        run(backend, () -> {
            ClientHandler handler = (reader, writer) -> {
                assertThat(text(reader.readline())).isEqualTo("STARTTLS\n");
                writer.write("go ahead\n");
                writer.startTls(SERVER.withEngine(engine), TlsOptions.DEFAULT);
                StreamsTest.echo(reader, writer);
            };
            try (Server server = startServer(handler, "127.0.0.1", 0);
                    Peer client = Peer.start(
                            "python3",
                            "-c",
                            PYTHON_CLIENT,
                            String.valueOf(server.port()),
                            file("ca.pem").toString(),
                            "upgrade")) {
                assertThat(List.of(client.line(), client.line(), client.line()))
                        .containsExactly("hello", "same", "closed");
            }
        });
    }

    @EachTlsEngine
    void pythonServer(IoBackend backend, TlsEngine engine) {
        needs(python, "python3 with ssl");
        run(backend, () -> {
            try (Peer server = Peer.start(
                    "python3",
                    "-c",
                    PYTHON_SERVER,
                    file("localhost.pem").toString(),
                    file("localhost.key").toString())) {
                int port = server.port("port (\\d+)");
                Connection c = openConnection("127.0.0.1", port, client(CLIENT.withEngine(engine)));
                assertEchoes(c, "hello");
                byte[] large = new byte[1_000_000];
                c.writer().write(large);
                assertThat(c.reader().readExactly(large.length)).isEqualTo(large);
                c.close();
                c.writer().waitClosed();
                assertThat(server.line()).isEqualTo("closed");
            }
        });
    }

    @EachTlsEngine
    void opensslClient(IoBackend backend, TlsEngine engine) {
        needs(openssl, "openssl");
        run(backend, () -> {
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Peer client = Peer.start(
                            "openssl",
                            "s_client",
                            "-quiet",
                            "-verify_quiet",
                            "-verify_return_error",
                            "-CAfile",
                            file("ca.pem").toString(),
                            "-connect",
                            "127.0.0.1:" + server.port())) {
                client.say("hello\n");
                assertThat(client.line()).isEqualTo("hello");
                server.closeClients();
                server.close();
                server.waitClosed();
            }
        });
    }

    @EachTlsEngine
    void opensslServer(IoBackend backend, TlsEngine engine) {
        needs(openssl, "openssl");
        run(backend, () -> {
            for (String version : List.of("-tls1_2", "-tls1_3")) {
                try (Peer server = Peer.start(
                        "openssl",
                        "s_server",
                        "-rev",
                        version,
                        "-accept",
                        "127.0.0.1:0",
                        "-cert",
                        file("localhost.pem").toString(),
                        "-key",
                        file("localhost.key").toString())) {
                    int port = server.port("ACCEPT .*:(\\d+)");
                    Connection c = openConnection("127.0.0.1", port, client(CLIENT.withEngine(engine)));
                    c.writer().write("hello\n");
                    assertThat(text(c.reader().readline())).isEqualTo("olleh\n");
                    c.close();
                    c.writer().waitClosed();
                }
            }
        });
    }
}
