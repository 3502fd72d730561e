package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Source.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the suite in which requests are due at fixed times, whatever the server does: how long they take, in µs. */
final class Latency {

    private static final List<Integer> PER_SECOND = List.of(10_000, 20_000, 40_000, 60_000);
    private static final List<String> METRICS = List.of("p50", "p99", "p99.9");
    private static final int CONNECTIONS = 100;

    private Latency() {}

    static void addTo(Map<String, List<Row>> rows) {
        rows.put(
                "latency-echo",
                rows(
                        Load.bytes("tcp", CONNECTIONS, 1_024),
                        List.of(Network.asyncio("epoll", "streams"), Network.asyncio("io_uring", "streams")),
                        List.of(Network.netty("epoll", "tcp"), Network.GO)));
        rows.put(
                "latency-http",
                rows(
                        new Load("http", CONNECTIONS, "/plaintext"),
                        List.of(Web.asyncio("epoll"), Web.asyncio("io_uring")),
                        List.of(Web.netty("epoll"), Web.GO)));
    }

    private static List<Row> rows(Load load, List<Contender> ours, List<Contender> limits) {
        List<Row> rows = new ArrayList<>();
        for (int perSecond : PER_SECOND) {
            Load scheduled = load.at(perSecond);
            for (String metric : METRICS) {
                for (Contender server : ours) {
                    Row row = Row.of(
                            "%,d/s, %s, %s us".formatted(perSecond, server, metric),
                            measured(server, scheduled, metric));
                    for (Contender limit : limits) {
                        rows.add(row.against(limit.name(), measured(limit, scheduled, metric)));
                    }
                }
            }
        }
        return rows;
    }

    private static Measured measured(Contender server, Load load, String metric) {
        return new Measured(new Served(server, load), metric);
    }
}
