package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Server.Kind;
import io.asyncio4j.benchmarks.report.Source.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the suite in which servers are put under load. */
final class Network {

    private static final List<String> TRANSPORTS = List.of("epoll", "nio", "io_uring");
    private static final Server C = Server.peer("C, epoll", Kind.NATIVE, "echo-c");
    private static final Server GO = Server.peer("Go", Kind.NATIVE, "echo-go");
    private static final Server TOKIO = Server.peer("tokio", Kind.NATIVE, "echo-tokio");
    private static final Server CPYTHON = Server.peer("CPython, streams", Kind.PYTHON, "echo.py");

    private Network() {}

    static void addTo(Map<String, List<Row>> rows) {
        rows.put("network-echo", echo());
        rows.put("network-big", compared(new Load("tcp", 10, 100 * 1_024), "tcp"));
        rows.put("network-tls", compared(new Load("tls", 100, 1_024), "tls"));
        rows.put("network-udp", compared(new Load("udp", 100, 512), "udp"));
        rows.put("network-accept", compared(new Load("accept", 100, 1_024), "tcp"));
        rows.put("network-memory", memory());
    }

    private static List<Row> echo() {
        List<Row> rows = new ArrayList<>();
        for (int connections : List.of(100, 1_000)) {
            Load load = new Load("tcp", connections, 1_024);
            for (String transport : TRANSPORTS) {
                for (Server peer : List.of(C, GO, TOKIO, CPYTHON)) {
                    rows.add(row(netty(transport, "tcp"), load).against(peer.name(), rate(peer, load)));
                }
            }
        }
        return rows;
    }

    private static List<Row> compared(Load load, String mode) {
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            rows.add(row(netty(transport, mode), load));
        }
        return rows;
    }

    private static List<Row> memory() {
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            Server server = netty(transport, "tcp");
            rows.add(Row.of("%s, idle, bytes".formatted(server), memory(server)));
        }
        return rows;
    }

    private static Measured memory(Server server) {
        return new Measured(new Served(server, new Load("idle", 10_000, 1_024)), Serving.MEMORY);
    }

    private static Row row(Server server, Load load) {
        return Row.of("%s, %,d x %,d B".formatted(server, load.connections(), load.size()), rate(server, load));
    }

    private static Measured rate(Server server, Load load) {
        return new Measured(new Served(server, load), Serving.RATE);
    }

    private static Server netty(String transport, String mode) {
        return Server.jvm("Netty, " + transport, "bare.NettyServer", transport, mode);
    }
}
