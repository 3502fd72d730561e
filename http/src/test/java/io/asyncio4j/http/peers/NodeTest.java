package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.MultipartForm;
import io.asyncio4j.http.Payload;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Subprocess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** X30, X31: node, with what is built in, on either side. */
class NodeTest extends PeerTest {

    private static final WebOptions LARGE = WebOptions.DEFAULT.withMaxBody(5_000_000);

    @BeforeEach
    void needsNode() {
        Programs.needs("node", "-e", "fetch");
    }

    static String[] node(String script, String... arguments) {
        String[] command = new String[arguments.length + 4];
        command[0] = "node";
        command[1] = "--input-type=module";
        command[2] = "-e";
        command[3] = script;
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return command;
    }

    // ---- as client ----

    @Test
    void http_reusesItsConnection_andAsksBeforeItSends() {
        String script = """
                import http from 'node:http';
                const agent = new http.Agent({keepAlive: true, maxSockets: 1});
                const ports = new Set();
                const ask = (options, write) => new Promise((resolve, reject) => {
                    const request = http.request(process.argv[1] + options.path, {agent, ...options}, response => {
                        let text = '';
                        response.setEncoding('utf8');
                        response.on('data', some => text += some);
                        response.on('end', () => { ports.add(request.socket.localPort); resolve(text); });
                    });
                    request.on('error', reject);
                    write(request);
                });
                for (let i = 0; i < 20; i++) console.log(await ask({path: '/' + i}, r => r.end()));
                console.log(await ask({path: '/a', method: 'PUT'}, r => { r.write('chunk'); r.end('ed'); }));
                console.log(await ask({path: '/b', method: 'POST', headers: {Expect: '100-continue', 'Content-Length': 1000000}},
                    r => r.on('continue', () => r.end(Buffer.alloc(1000000)))));
                console.log(ports.size);
                """;
        serve(
                telling(),
                LARGE,
                server -> assertThat(output(node(script, server.url())).lines())
                        .startsWith("HTTP/1.1 GET /0 0")
                        .endsWith("HTTP/1.1 GET /19 0", "HTTP/1.1 PUT /a 7", "HTTP/1.1 POST /b 1000000", "1")
                        .hasSize(23));
    }

    @Test
    void http2_usesManyStreams() {
        String script = """
                import http2 from 'node:http2';
                const session = http2.connect(process.argv[1]);
                const ask = (path, body) => new Promise((resolve, reject) => {
                    const stream = session.request({':path': path, ':method': body ? 'POST' : 'GET'});
                    let text = '';
                    stream.setEncoding('utf8');
                    stream.on('data', some => text += some);
                    stream.on('end', () => resolve(text));
                    stream.on('error', reject);
                    stream.end(body);
                });
                const all = [];
                for (let i = 0; i < 200; i++) all.push(ask('/' + i, i % 2 ? Buffer.alloc(i * 1000) : undefined));
                console.log((await Promise.all(all)).join('\\n'));
                await new Promise(resolve => session.ping(resolve));
                session.close();
                """;
        serve(
                telling(),
                LARGE,
                server -> assertThat(output(node(script, server.url())).lines())
                        .startsWith("HTTP/2.0 GET /0 0", "HTTP/2.0 POST /1 1000")
                        .endsWith("HTTP/2.0 POST /199 199000")
                        .hasSize(200));
    }

    @Test
    void fetch_sendsFormsAndStreams() {
        String script = """
                const say = async (path, options) => console.log(await (await fetch(process.argv[1] + path, options)).text());
                await say('/a');
                const form = new FormData();
                form.append('title', 'Sea');
                form.append('photo', new Blob(['x'.repeat(100000)]), 'sea.jpg');
                await say('/form', {method: 'POST', body: form});
                const stream = new ReadableStream({
                    start(sink) {
                        for (let i = 0; i < 10; i++) sink.enqueue(new Uint8Array(10000));
                        sink.close();
                    }
                });
                await say('/stream', {method: 'POST', body: stream, duplex: 'half'});
                console.log((await Promise.all(Array.from({length: 100}, () => fetch(process.argv[1]).then(r => r.status))))
                    .every(status => status === 200));
                """;
        serve(
                telling(),
                LARGE,
                server -> assertThat(output(node(script, server.url())).lines())
                        .first()
                        .isEqualTo("HTTP/1.1 GET /a 0"));
        serve(
                telling(),
                LARGE,
                server -> assertThat(output(node(script, server.url())).lines())
                        .hasSize(4)
                        .anyMatch(line -> line.matches("HTTP/1.1 POST /form 100[0-9]{3}"))
                        .endsWith("HTTP/1.1 POST /stream 100000", "true"));
    }

    // ---- as server ----

    @Test
    void origin_isUnderstood() {
        String script = """
                import http from 'node:http';
                import zlib from 'node:zlib';
                const server = http.createServer({keepAliveTimeout: 5000}, (request, response) => {
                    if (request.url === '/slow') {
                        response.write('first ');
                        setTimeout(() => response.end('second'), 20);
                    } else if (request.url === '/br') {
                        response.setHeader('Content-Encoding', 'br');
                        response.end(zlib.brotliCompressSync('hello'.repeat(10000)));
                    } else if (request.url === '/hints') {
                        response.writeEarlyHints({link: '</a>; rel=preload'});
                        response.end('hints');
                    } else if (request.url === '/trailers') {
                        response.writeHead(200, {Trailer: 'X-Sum'});
                        response.write('body');
                        response.addTrailers({'X-Sum': '1'});
                        response.end();
                    } else {
                        let length = 0;
                        request.on('data', some => length += some.length);
                        request.on('end', () => response.end(request.method + ' ' + length + ' '
                            + request.headers['transfer-encoding'] + ' ' + request.headers['content-length']));
                    }
                });
                server.listen(0, '127.0.0.1', () => console.log(server.address().port));
                """;
        run(() -> {
            try (Subprocess node = serving(node(script));
                    var session = new ClientSession()) {
                String url = "http://127.0.0.1:" + port(node);
                for (int i = 0; i < 20; i++) {
                    assertThat(session.get(url).text()).isEqualTo("GET 0 undefined undefined");
                }
                assertThat(session.get(url + "/slow").text()).isEqualTo("first second");
                assertThat(session.get(url + "/br").text()).isEqualTo("hello".repeat(10_000));
                assertThat(session.get(url + "/hints").text()).isEqualTo("hints");
                assertThat(session.get(url + "/trailers").text()).isEqualTo("body");
                assertThat(session.post(url, Payload.of(new byte[1_000_000])).text())
                        .isEqualTo("POST 1000000 undefined 1000000");
                Payload stream = Payload.stream(sink -> {
                    for (int i = 0; i < 10; i++) {
                        sink.write(new byte[10_000]);
                    }
                });
                assertThat(session.put(url, stream).text()).isEqualTo("PUT 100000 chunked undefined");
                assertThat(session.post(url, o -> o.body("asked").expectContinue(true))
                                .text())
                        .startsWith("POST 5 ");
                assertThat(session.post(url, new MultipartForm().addField("a", "b"))
                                .text())
                        .startsWith("POST ");
                assertThat(session.statistics().open()).isOne();
            }
        });
    }
}
