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
