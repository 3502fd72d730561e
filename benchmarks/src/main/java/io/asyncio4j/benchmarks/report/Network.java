package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Row.Target;
import io.asyncio4j.benchmarks.report.Source.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the suite in which servers are put under load. */
final class Network {

    private static final List<String> TRANSPORTS = List.of("epoll", "nio", "io_uring");
    private static final String BEST_TRANSPORT = "io_uring";
    static final Contender C = Contender.peer("C, epoll", "echo-c");
    static final Contender GO = Contender.peer("Go", "echo-go");
    private static final List<Contender> PEERS = List.of(
            Contender.peer("tokio", "echo-tokio"),
            GO,
            Contender.jvm("Vert.x", "bare.VertxServer"),
            Contender.jvm("virtual threads", "bare.ThreadsServer"),
            Contender.peer("node", "echo-node"),
            Contender.peer("CPython, protocol", "echo-python", "protocol"),
            Contender.peer("CPython, streams", "echo-python", "streams"),
            Contender.peer("uvloop, protocol", "echo-uvloop", "protocol"),
            Contender.peer("uvloop, streams", "echo-uvloop", "streams"));

    private Network() {}

    static void addTo(Map<String, List<Row>> rows) {
        rows.put("network-echo", echo());
        rows.put("network-big", big(Load.bytes("tcp", 10, 100 * 1_024)));
        rows.put("network-accept", beside(0.9, "streams", "tcp", Load.bytes("accept", 100, 1_024)));
        rows.put("network-tls", beside(0.9, "tls", "tls", Load.bytes("tls", 100, 1_024)));
        rows.put("network-udp", beside(0.9, "udp", "udp", Load.bytes("udp", 100, 512)));
        rows.put("network-memory", memory());
    }

    private static List<Row> echo() {
        List<Row> rows = new ArrayList<>();
        for (int connections : List.of(100, 1_000)) {
            Load load = Load.bytes("tcp", connections, 1_024);
            rows.addAll(beside(0.92, "streams", "tcp", load));
            rows.addAll(beside(0.97, "protocol", "tcp", load));
            for (String transport : TRANSPORTS) {
                Row row = row(asyncio(transport, "streams"), load).against(C.name(), rate(C, load));
                rows.add(transport.equals(BEST_TRANSPORT) ? row.wanted(Target.ratioAtLeast(1)) : row);
            }
            for (Contender peer : PEERS) {
                rows.add(row(asyncio(BEST_TRANSPORT, "streams"), load).against(peer.name(), rate(peer, load)));
            }
        }
        return rows;
    }

    /** Streams by a buffer of the caller's, and for comparison by fresh arrays. */
    private static List<Row> big(Load load) {
        List<Row> rows = beside(0.92, "buffers", "tcp", load);
        for (String transport : TRANSPORTS) {
            Contender netty = netty(transport, "tcp");
            rows.add(row(asyncio(transport, "streams"), load).against(netty.name(), rate(netty, load)));
        }
        return rows;
    }

    /** What asyncio4j and Netty do in such a mode each, on all transports. */
    private static List<Row> beside(double wanted, String mode, String nettyMode, Load load) {
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            Contender netty = netty(transport, nettyMode);
            rows.add(row(asyncio(transport, mode), load)
                    .against(netty.name(), rate(netty, load))
                    .wanted(Target.ratioAtLeast(wanted)));
        }
        return rows;
    }

    private static List<Row> memory() {
        List<Row> rows = new ArrayList<>();
        for (String transport : TRANSPORTS) {
            Contender server = asyncio(transport, "streams");
            Contender netty = netty(transport, "tcp");
            rows.add(Row.of("%s, idle, bytes".formatted(server), memory(server))
                    .against(netty.name(), memory(netty))
                    .wanted(Target.absolute(4_096)));
        }
        return rows;
    }

    private static Measured memory(Contender server) {
        return new Measured(new Served(server, Load.bytes("idle", 10_000, 1_024)), Serving.MEMORY);
    }

    static Row row(Contender server, Load load) {
        return Row.of("%s, %,d x %s B".formatted(server, load.connections(), load.what()), rate(server, load));
    }

    static Measured rate(Contender server, Load load) {
        return new Measured(new Served(server, load), Serving.RATE);
    }

    static Contender asyncio(String transport, String mode) {
        return Contender.jvm(mode + ", " + transport, "AsyncioServer", transport, mode);
    }

    static Contender netty(String transport, String mode) {
        return Contender.jvm("Netty, " + transport, "bare.NettyServer", transport, mode);
    }
}
