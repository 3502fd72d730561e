package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketClosedException;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.WebSocketOptions;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X31, X32: the packages ws and undici of npm, which are installed once, below {@code target}. */
class NpmTest extends PeerTest {

    private static final Path PACKAGES =
            Path.of(System.getProperty("basedir", "")).resolve("target", "npm").toAbsolutePath();

    @BeforeAll
    static void install() throws IOException {
        Programs.needs("node", "--version");
        if (!Files.isDirectory(PACKAGES.resolve("node_modules"))) {
            Files.createDirectories(PACKAGES);
            Programs.needs(
                    "npm", "install", "--no-audit", "--no-fund", "--prefix", PACKAGES.toString(), "ws", "undici");
        }
    }

    /** A script can use the packages. */
    private static String[] node(String script, String... arguments) {
        return NodeTest.node(
                "import {createRequire} from 'node:module'; const require = createRequire('" + PACKAGES + "/x.js');\n"
                        + script,
                arguments);
    }

    // ---- ws as client ----

    private final List<String> ended = new ArrayList<>();

    private Application echo(WebSocketOptions options) {
        return new Application()
                .get(
                        "/",
                        _ -> Response.webSocket(options, socket -> {
                            try {
                                while (true) {
                                    WebSocketMessage message = socket.receive();
                                    if (message.isText()) {
                                        socket.send(message.text());
                                    } else {
                                        socket.send(message.bytes());
                                    }
                                }
                            } catch (WebSocketClosedException e) {
                                ended.add(e.code() + " " + e.reason());
                            }
                        }));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ws_talksToOurServer(boolean compression) {
        String script = """
                const WebSocket = require('ws');
                const socket = new WebSocket(process.argv[1], {perMessageDeflate: process.argv[2] === 'true'});
                const answer = () => new Promise(resolve => socket.once('message', (data, binary) => resolve([data, binary])));
                socket.on('error', e => console.log('error ' + e));
                await new Promise(resolve => socket.once('open', resolve));
                console.log(socket.extensions === '' ? 'plain' : 'deflate');
                const echo = async (data, binary) => {
                    const coming = answer();
                    socket.send(data, {binary});
                    const [back, wasBinary] = await coming;
                    console.log(Buffer.compare(Buffer.from(data), back) === 0 && wasBinary === binary, back.length);
                };
                await echo('hällo 🎈', false);
                await echo('', false);
                await echo(Buffer.from([0, 1, 255]), true);
                await echo('x'.repeat(1 << 20), false);
                await echo(require('crypto').randomBytes(1 << 20), true);
                let coming = answer();
                socket.send('one ', {fin: false});
                socket.ping('between');
                socket.send('two ', {fin: false});
                socket.send('three', {fin: true});
                console.log(String((await coming)[0]));
                const pong = new Promise(resolve => socket.once('pong', resolve));
                socket.ping('are you there?');
                console.log(String(await pong));
                const closed = new Promise(resolve => socket.once('close', (code, reason) => resolve(code + ' ' + reason)));
                socket.close(4001, 'enough');
                console.log(await closed);
                """;
        serve(echo(WebSocketOptions.DEFAULT), server -> {
            String url = server.url().replace("http", "ws") + "/";
            assertThat(output(node(script, url, String.valueOf(compression))).lines())
                    .containsExactly(
                            compression ? "deflate" : "plain",
                            "true 11",
                            "true 0",
                            "true 3",
                            "true 1048576",
                            "true 1048576",
                            "one two three",
                            "are you there?",
                            "4001 ");
            assertThat(ended).containsExactly("4001 enough");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ws_sendsTooMuch_isClosed(boolean compression) {
        String script = """
                const WebSocket = require('ws');
                const socket = new WebSocket(process.argv[1], {perMessageDeflate: process.argv[2] === 'true'});
                socket.on('error', () => {});
                socket.on('open', () => socket.send('x'.repeat(200000)));
                socket.on('close', code => console.log(code));
                """;
        serve(echo(WebSocketOptions.DEFAULT.withMaxMessage(100_000)), server -> {
            String url = server.url().replace("http", "ws") + "/";
            assertThat(output(node(script, url, String.valueOf(compression))).strip())
                    .isEqualTo("1009");
        });
    }

    // ---- ws as server ----

    private static final String SERVER = """
            const {WebSocketServer} = require('ws');
            const server = new WebSocketServer({
                host: '127.0.0.1', port: 0, maxPayload: 2000000, perMessageDeflate: {threshold: 0},
                handleProtocols: names => names.has('v2') ? 'v2' : false
            });
            server.on('listening', () => console.log(server.address().port));
            server.on('connection', socket => {
                socket.on('error', () => {});
                socket.on('close', (code, reason) => console.log('closed ' + code + ' ' + reason));
                socket.on('pong', data => socket.send('pong ' + data));
                socket.on('message', (data, binary) => {
                    const text = String(data);
                    if (text === 'fragments') {
                        socket.send('a', {fin: false});
                        socket.send('b', {fin: false});
                        socket.send('c', {fin: true});
                    } else if (text === 'ping') {
                        socket.ping('x');
                    } else if (text === 'bye') {
                        socket.close(4002, 'bye');
                    } else if (text === 'gone') {
                        socket.terminate();
                    } else {
                        socket.send(data, {binary});
                    }
                });
            });
            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ourClient_talksToWs(boolean compression) {
        run(() -> {
            try (Subprocess node = serving(node(SERVER));
                    var session = new ClientSession()) {
                String url = "ws://127.0.0.1:" + port(node);
                WebSocketOptions options =
                        WebSocketOptions.DEFAULT.withCompression(compression).withSubprotocols("v1", "v2");
                WebSocket socket = session.webSocket(url, options);
                assertThat(socket.subprotocol()).isEqualTo("v2");
                for (String text : List.of("hällo 🎈", "", "x".repeat(1 << 20))) {
                    socket.send(text);
                    assertThat(socket.receive().text()).isEqualTo(text);
                }
                socket.send(random(1 << 20));
                assertThat(socket.receive().bytes()).isEqualTo(random(1 << 20));
                socket.send("fragments");
                assertThat(socket.receive().text()).isEqualTo("abc");
                socket.send("ping");
                assertThat(socket.receive().text()).isEqualTo("pong x");
                assertThat(socket.ping()).isPositive();
                socket.close(4003, "enough");
                assertThat(socket.closeCode()).isEqualTo(4003);
                assertThat(text(node.stdout().readline())).isEqualTo("closed 4003 enough\n");
            }
        });
    }

    @Test
    void ws_closes_isSeen() {
        run(() -> {
            try (Subprocess node = serving(node(SERVER));
                    var session = new ClientSession()) {
                String url = "ws://127.0.0.1:" + port(node);
                assertCloses(session.webSocket(url), "bye", 4002);
                assertThat(text(node.stdout().readline())).startsWith("closed 4002");
                assertCloses(session.webSocket(url), "gone", 1006);
                assertThat(text(node.stdout().readline())).startsWith("closed 1006");
                assertCloses(session.webSocket(url), "x".repeat(2_000_001), 1009);
                assertThat(text(node.stdout().readline())).startsWith("closed 1006"); // it does not read our answer
                WebSocket small = session.webSocket(url, WebSocketOptions.DEFAULT.withMaxMessage(1000));
                assertCloses(small, "y".repeat(1001), 1009);
                assertThat(text(node.stdout().readline())).startsWith("closed 1009");
            }
        });
    }

    private static void assertCloses(WebSocket socket, String said, int code) throws IOException {
        socket.send(said);
        assertThatThrownBy(socket::receive)
                .isInstanceOfSatisfying(
                        WebSocketClosedException.class,
                        e -> assertThat(e.code()).isEqualTo(code));
        socket.close();
    }

    // ---- undici ----

    @Test
    void undici_pipelines() {
        String script = """
                const {Client, Pool} = require('undici');
                const client = new Client(process.argv[1], {pipelining: 10});
                const ask = async (dispatcher, i) => {
                    const {statusCode, body} = await dispatcher.request({path: '/' + i, method: i % 2 ? 'PUT' : 'GET', idempotent: true,
                        body: i % 2 ? Buffer.alloc(i * 100) : undefined});
                    return statusCode + ' ' + await body.text();
                };
                const ports = new Set();
                client.on('connect', () => ports.add('one'));
                const all = await Promise.all(Array.from({length: 100}, (_, i) => ask(client, i)));
                console.log(all[0], all[99], ports.size);
                const pool = new Pool(process.argv[1], {connections: 20, pipelining: 5});
                const many = await Promise.all(Array.from({length: 1000}, (_, i) => ask(pool, i)));
                console.log(many.filter(text => text.startsWith('200 HTTP/1.1')).length);
                await client.close();
                await pool.close();
                const second = new Client(process.argv[2], {allowH2: true, connect: {rejectUnauthorized: false}});
                console.log(await ask(second, 3));
                await second.close();
                """;
        serve(telling(), server -> {
            try (var secure = telling().start("127.0.0.1", 0, overTls())) {
                assertThat(output(node(script, server.url(), "https://localhost:" + secure.port()))
                                .lines())
                        .containsExactly(
                                "200 HTTP/1.1 GET /0 0 200 HTTP/1.1 PUT /99 9900 1", "1000", "200 HTTP/2.0 PUT /3 300");
            }
        });
    }
}
