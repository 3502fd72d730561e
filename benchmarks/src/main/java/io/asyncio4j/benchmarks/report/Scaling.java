package io.asyncio4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The part of the suite in which the same is done with more and more tasks or connections. */
final class Scaling {

    private static final int MOST_CONNECTIONS = 10_000;
    private static final int MOST_TASKS = 1_000_000;

    private Scaling() {}

    static void addTo(Map<String, List<Row>> rows) {
        rows.put("scaling-echo", echo());
        rows.put("scaling-tasks", tasks());
    }

    private static List<Row> echo() {
        List<Row> rows = new ArrayList<>();
        for (int connections = 1; connections <= MOST_CONNECTIONS; connections *= 10) {
            Load load = Load.bytes("tcp", connections, 1_024);
            for (String transport : List.of("epoll", "io_uring")) {
                Row row = Network.row(Network.asyncio(transport, "streams"), load);
                for (Contender limit : List.of(Network.netty("epoll", "tcp"), Network.GO, Network.C)) {
                    rows.add(row.against(limit.name(), Network.rate(limit, load)));
                }
            }
        }
        return rows;
    }

    private static List<Row> tasks() {
        List<Row> rows = new ArrayList<>();
        addTasks(rows, "sleep(0), %,d tasks", "Switching.sleepZero", "thread, park", "bare.BareSwitching.park");
        addTasks(rows, "empty task, %,d at a time", "Spawning.empty", "thread", "bare.BareSpawning.empty");
        addTasks(rows, "timeout replaced, of %,d", "Timeouts.replace", "PriorityQueue", "bare.BareTimeouts.replace");
        return rows;
    }

    private static void addTasks(List<Row> rows, String what, String ours, String limitName, String limit) {
        for (int tasks = 1; tasks <= MOST_TASKS; tasks *= 10) {
            String parameter = String.valueOf(tasks);
            rows.add(Row.of(what.formatted(tasks), Measured.jmh(ours, parameter))
                    .against(limitName, Measured.jmh(limit, parameter)));
        }
    }
}
