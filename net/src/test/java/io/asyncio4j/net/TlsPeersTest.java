package io.asyncio4j.net;

import static io.asyncio4j.net.SendfileTest.joined;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

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
        Programs.needs("python3", "-c", "import ssl, sys; sys.exit(sys.version_info < (3, 8))");
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
        Programs.needs("python3", "-c", "import ssl, sys; sys.exit(sys.version_info < (3, 8))");
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
        Programs.needs("python3", "-c", "import ssl, sys; sys.exit(sys.version_info < (3, 8))");
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

    private static String[] opensslClient(Server server) {
        return new String[] {
            "openssl",
            "s_client",
            "-quiet",
            "-verify_quiet",
            "-verify_return_error",
            "-CAfile",
            file("ca.pem").toString(),
            "-connect",
            "127.0.0.1:" + server.port()
        };
    }

    @EachTlsEngine
    void opensslClient(IoBackend backend, TlsEngine engine) {
        Programs.needs("openssl", "version");
        run(backend, () -> {
            try (Server server = echoServer(SERVER.withEngine(engine));
                    Peer client = Peer.start(opensslClient(server))) {
                client.say("hello\n");
                assertThat(client.line()).isEqualTo("hello");
                server.closeClients();
                server.close();
                server.waitClosed();
            }
        });
    }

    /** N10: the file is encrypted on its way. */
    @EachTlsEngine
    void opensslClient_getsAFile(IoBackend backend, TlsEngine engine, @TempDir Path folder) throws IOException {
        Programs.needs("openssl", "version");
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        run(backend, () -> {
            ClientHandler handler = (_, writer) -> {
                writer.write("before");
                assertThat(Net.sendfile(writer.transport(), file)).isEqualTo(content.length);
                writer.write("after");
                writer.close();
            };
            try (Server server = startServer(handler, "127.0.0.1", 0, server(SERVER.withEngine(engine)))) {
                byte[] expected = joined("before".getBytes(), content, "after".getBytes());
                try (Subprocess client =
                        Subprocesses.createSubprocessExec(List.of(opensslClient(server)), SubprocessOptions.PIPES)) {
                    assertThat(Arrays.equals(client.stdout().read(), expected)).isTrue();
                }
                try (Connection own = connect(server, CLIENT.withEngine(engine))) {
                    assertThat(Arrays.equals(own.reader().read(), expected)).isTrue();
                }
            }
        });
    }

    @EachTlsEngine
    void opensslServer(IoBackend backend, TlsEngine engine) {
        Programs.needs("openssl", "version");
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
