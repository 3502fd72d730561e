package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MultipartForm;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.WebSocket;
import io.asyncio4j.http.WebSocketMessage;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** X30, X31, X32: CPython, with its standard library and, where it is installed, aiohttp, on either side. */
class PythonTest extends PeerTest {

    private static final WebOptions LARGE = WebOptions.DEFAULT.withMaxBody(5_000_000);

    @BeforeEach
    void needsPython() {
        Programs.needs("python3", "-c", "import http.server, ssl");
    }

    // ---- as client ----

    @Test
    void httpClient_reusesItsConnection() {
        String script = """
                import http.client, sys
                connection = http.client.HTTPConnection('127.0.0.1', int(sys.argv[1]), timeout=20)
                def ask(method, path, *more, **options):
                    connection.request(method, path, *more, **options)
                    response = connection.getresponse()
                    print(response.status, response.read().decode())
                for i in range(10):
                    ask('GET', f'/{i}')
                port = connection.sock.getsockname()[1]
                ask('POST', '/fixed', b'x' * 1000000)
                ask('PUT', '/chunked', (b'y' * 1000 for _ in range(100)), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})
                ask('HEAD', '/head')
                ask('POST', '/expect', b'z' * 10, {'Expect': '100-continue'})
                print(connection.sock.getsockname()[1] == port)
                """;
        serve(
                telling(),
                LARGE,
                server -> assertThat(output("python3", "-c", script, String.valueOf(server.port()))
                                .lines())
                        .startsWith("200 HTTP/1.1 GET /0 0")
                        .endsWith(
                                "200 HTTP/1.1 POST /fixed 1000000",
                                "200 HTTP/1.1 PUT /chunked 100000",
                                "200 ",
                                "200 HTTP/1.1 POST /expect 10",
                                "True")
                        .hasSize(15));
    }

    @Test
    void urllib_overTls_isAnswered() throws IOException {
        String script = """
                import ssl, sys, urllib.error, urllib.request
                context = ssl.create_default_context(cafile=sys.argv[2])
                with urllib.request.urlopen(sys.argv[1] + '/a', b'body', context=context, timeout=20) as response:
                    print(response.status, response.headers['content-type'], response.read().decode())
                try:
                    urllib.request.urlopen(sys.argv[1] + '/a/../%2e%2e', b'x' * 2000000, context=context, timeout=20)
                except urllib.error.HTTPError as e:
                    print(e.code)
                """;
        serve(
                telling(),
                overTls(),
                server -> assertThat(output(
                                        "python3",
                                        "-c",
                                        script,
                                        "https://localhost:" + server.port(),
                                        Programs.pem("ca.pem").toString())
                                .lines())
                        .containsExactly("200 text/plain; charset=utf-8 HTTP/1.1 POST /a 4", "413"));
    }

    // ---- as server ----

    private static final String SERVER = """
            import http.server, os, sys
            os.chdir(sys.argv[1])
            class Handler(http.server.SimpleHTTPRequestHandler):
                protocol_version = sys.argv[2]
                def log_message(self, *unused):
                    pass
                def do_POST(self):
                    if self.headers.get('transfer-encoding') == 'chunked':
                        body = b''
                        while size := int(self.rfile.readline(), 16):
                            body += self.rfile.read(size)
                            self.rfile.readline()
                        self.rfile.readline()
                    else:
                        body = self.rfile.read(int(self.headers['content-length']))
                    self.send_response(200)
                    if self.path == '/chunked':
                        self.send_header('Transfer-Encoding', 'chunked')
                        self.end_headers()
                        for i in range(0, len(body), 10000):
                            piece = body[i:i + 10000]
                            self.wfile.write(b'%x;a=b\\r\\n%s\\r\\n' % (len(piece), piece))
                        self.wfile.write(b'0\\r\\nX: y\\r\\n\\r\\n')
                    elif self.path == '/until-end':
                        self.send_header('Connection', 'close')
                        self.end_headers()
                        self.wfile.write(body)
                    else:
                        self.send_header('Content-Length', str(len(body)))
                        self.end_headers()
                        self.wfile.write(body)
            server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
            print(server.server_port, flush=True)
            server.serve_forever()
            """;

    @Test
    void httpServer_isUnderstood() throws IOException {
        byte[] content = random(2_000_000);
        Files.write(folder.resolve("f"), content);
        run(() -> {
            try (Subprocess python = serving("python3", "-c", SERVER, folder.toString(), "HTTP/1.1");
                    var session = new ClientSession()) {
                String url = "http://127.0.0.1:" + port(python);
                for (int i = 0; i < 3; i++) {
                    assertThat(session.get(url + "/f").read()).isEqualTo(content);
                    assertThat(session.post(url + "/chunked", Payload.of(content))
                                    .read())
                            .isEqualTo(content);
                }
                Payload stream = Payload.stream(sink -> sink.write(content.clone()));
                assertThat(session.post(url, stream).read()).isEqualTo(content);
                assertThat(session.post(url, o -> o.body("asked").expectContinue(true))
                                .text())
                        .isEqualTo("asked");
                MultipartForm form = new MultipartForm().addField("a", "b").addFile("f", folder.resolve("f"));
                assertThat(session.post(url, form).read()).hasSize((int) form.length());
                assertThat(session.statistics().open()).isOne();
                assertThat(session.post(url + "/until-end", Payload.of(content)).read())
                        .isEqualTo(content);
                assertThat(session.statistics().open()).isZero();
                assertThat(session.get(url + "/none").status()).isEqualTo(404);
            }
        });
    }

    /** Of version 1.0, which ends each connection. */
    @Test
    void oldHttpServer_isUnderstood() throws IOException {
        byte[] content = random(200_000);
        Files.write(folder.resolve("f"), content);
        run(() -> {
            try (Subprocess python = serving("python3", "-c", SERVER, folder.toString(), "HTTP/1.0");
                    var session = new ClientSession()) {
                String url = "http://127.0.0.1:" + port(python);
                for (int i = 0; i < 3; i++) {
                    assertThat(session.get(url + "/f").read()).isEqualTo(content);
                    assertThat(session.statistics().open()).isZero();
                }
            }
        });
    }

    // ---- aiohttp ----

    @Test
    void aiohttp_asClient_talks() {
        Programs.needs("python3", "-c", "import aiohttp");
        String script = """
                import aiohttp, asyncio, sys
                async def main():
                    async with aiohttp.ClientSession() as session:
                        texts = await asyncio.gather(*(ask(session, i) for i in range(200)))
                        print(texts[0], texts[199])
                        async with session.ws_connect(sys.argv[1] + '/socket', compress=15) as socket:
                            for text in ('hello', 'x' * 1000000):
                                await socket.send_str(text)
                                print(await socket.receive_str() == text)
                            await socket.close(code=4000)
                            print(socket.close_code)
                async def ask(session, i):
                    async with session.post(f'{sys.argv[1]}/{i}', data={'a': 'b' * i}) as response:
                        return await response.text()
                asyncio.run(main())
                """;
        Application app = telling().webSocket("/socket", socket -> {
            for (WebSocketMessage message : socket) {
                socket.send(message.text());
            }
        });
        serve(
                app,
                server -> assertThat(
                                output("python3", "-c", script, server.url()).lines())
                        .containsExactly("HTTP/1.1 POST /0 2 HTTP/1.1 POST /199 201", "True", "True", "4000"));
    }

    @Test
    void aiohttp_asServer_isUnderstood() {
        Programs.needs("python3", "-c", "import aiohttp");
        String script = """
                import asyncio
                from aiohttp import web
                async def echo(request):
                    response = web.StreamResponse()
                    response.enable_compression()
                    await response.prepare(request)
                    async for piece in request.content.iter_any():
                        await response.write(piece)
                    return response
                async def socket(request):
                    socket = web.WebSocketResponse()
                    await socket.prepare(request)
                    async for message in socket:
                        await socket.send_str(message.data)
                    return socket
                async def main():
                    app = web.Application()
                    app.add_routes([web.post('/', echo), web.get('/socket', socket)])
                    runner = web.AppRunner(app)
                    await runner.setup()
                    site = web.TCPSite(runner, '127.0.0.1', 0)
                    await site.start()
                    print(site._server.sockets[0].getsockname()[1], flush=True)
                    await asyncio.sleep(60)
                asyncio.run(main())
                """;
        run(() -> {
            try (Subprocess python = serving("python3", "-c", script);
                    var session = new ClientSession()) {
                String url = "http://127.0.0.1:" + port(python) + "/";
                byte[] content = random(1_000_000);
                assertThat(session.post(url, Payload.of(content)).read()).isEqualTo(content);
                assertThat(session.statistics().open()).isOne();
                try (WebSocket socket = session.webSocket(url.replace("http", "ws") + "socket")) {
                    for (String text : new String[] {"hello", "x".repeat(1_000_000)}) {
                        socket.send(text);
                        assertThat(socket.receive().text()).isEqualTo(text);
                    }
                    assertThat(socket.ping()).isGreaterThan(Duration.ZERO);
                }
            }
        });
    }
}
