package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Row.Target;
import io.asyncio4j.benchmarks.report.Source.Called;
import io.asyncio4j.benchmarks.report.Source.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the suite that is about HTTP. */
final class Web {

    private static final List<String> TRANSPORTS = List.of("epoll", "nio", "io_uring");
    private static final Contender VERTX = Contender.jvm("Vert.x", "web.VertxWeb", "epoll");
    static final Contender GO = Contender.peer("Go", "web-go");
    private static final List<Contender> OTHERS = List.of(
            Contender.jvm("Helidon", "web.HelidonWeb"),
            Contender.jvm("JDK, virtual threads", "web.JdkWeb"),
            GO,
            Contender.peer("node", "web-node"),
            Contender.peer("aiohttp", "web-aiohttp"),
            Contender.peer("aiohttp, uvloop", "web-uvloop"));
    private static final Contender C = Contender.peer("C, epoll", "echo-c", "http");
    private static final List<Contender> CLIENTS = List.of(
            Contender.jvm("JDK, virtual threads", "web.JdkClient"),
            Contender.peer("Go", "web-go", "client"),
            Contender.peer("node", "web-node", "client"),
            Contender.peer("aiohttp", "web-aiohttp", "client"),
            Contender.peer("aiohttp, uvloop", "web-uvloop", "client"));

    private Web() {}

    static void addTo(Map<String, List<Row>> rows) {
        rows.put("http-plaintext", plaintext());
        rows.put("http-json", json());
        rows.put("http-websocket", websocket());
        rows.put("http-transfer", transfer());
        rows.put("http-client", client());
        rows.put("http-pool", pool());
    }

    private static List<Row> plaintext() {
        Load load = new Load("http", 100, "/plaintext");
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            rows.add(row("plaintext, " + transport, asyncio(transport), load, netty(transport))
                    .wanted(atLeast(0.9)));
        }
        rows.add(row("plaintext, epoll", asyncio("epoll"), load, VERTX).wanted(atLeast(1)));
        for (Contender other : OTHERS) {
            rows.add(row("plaintext, epoll", asyncio("epoll"), load, other));
        }
        rows.add(row("plaintext, epoll", asyncio("epoll"), load, C));
        return rows;
    }

    private static List<Row> json() {
        Load load = new Load("http", 100, "/users/ada/orders/1815");
        List<Row> rows = new ArrayList<>();
        rows.add(row("JSON, two variables", asyncio("epoll"), load, VERTX).wanted(atLeast(0.9)));
        for (Contender other : OTHERS) {
            rows.add(row("JSON, two variables", asyncio("epoll"), load, other));
        }
        return rows;
    }

    private static List<Row> websocket() {
        Load load = Load.bytes("ws", 100, 128);
        return List.of(
                row("128 B there and back", asyncio("epoll"), load, VERTX).wanted(atLeast(0.9)),
                row("128 B there and back", asyncio("epoll"), load, netty("epoll")));
    }

    private static List<Row> transfer() {
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            for (String mode : List.of("download", "upload")) {
                rows.add(row(
                                "%s, %s, MB/s".formatted(mode, transport),
                                asyncio(transport),
                                new Load(mode, 1, "/" + mode),
                                netty(transport))
                        .wanted(atLeast(0.9)));
            }
        }
        return rows;
    }

    private static List<Row> client() {
        Row ours = Row.of("100 at a time, epoll", rate(Contender.jvm("asyncio4j", "web.AsyncioClient", "epoll")));
        List<Row> rows = new ArrayList<>();
        Contender vertx = Contender.jvm("Vert.x", "web.VertxClient", "epoll");
        rows.add(ours.against(vertx.name(), rate(vertx)).wanted(atLeast(1)));
        for (Contender other : CLIENTS) {
            rows.add(ours.against(other.name(), rate(other)));
        }
        return rows;
    }

    private static List<Row> pool() {
        return List.of(
                Row.of("waiting call, bytes", pool("bytes")),
                Row.of("waiting call served, ns", pool("ns")),
                Row.of("calls lost", pool("lost")).wanted(Target.absolute(0)),
                Row.of("calls overtaken", pool("overtaken")).wanted(Target.absolute(0)));
    }

    private static Measured pool(String metric) {
        return Measured.program(metric, "web.PoolProgram", 10_000);
    }

    private static Row row(String what, Contender server, Load load, Contender limit) {
        return Row.of(what, rate(server, load)).against(limit.name(), rate(limit, load));
    }

    private static Target atLeast(double ratio) {
        return Target.ratioAtLeast(ratio);
    }

    private static Measured rate(Contender server, Load load) {
        return new Measured(new Served(server, load), Serving.RATE);
    }

    private static Measured rate(Contender client) {
        return new Measured(new Called(client), Serving.RATE);
    }

    static Contender asyncio(String transport) {
        return Contender.jvm("asyncio4j, " + transport, "web.AsyncioWeb", transport);
    }

    static Contender netty(String transport) {
        return Contender.jvm("Netty, " + transport, "web.NettyWeb", transport);
    }
}
