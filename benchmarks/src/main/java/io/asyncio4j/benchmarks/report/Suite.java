package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Row.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be asked for by name, and the lines that each name gives. */
final class Suite {

    private static final int SLEEPERS = 1_000_000;

    private Suite() {}

    static Map<String, List<Row>> rows() {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        rows.put("switch", switching());
        rows.put("spawn", spawning());
        rows.put("callsoon", callbacks());
        rows.put("posts", posts());
        rows.put("context", contextVariables());
        rows.put("timers", timers());
        rows.put("queue", queueing());
        rows.put("lock", locking());
        rows.put("generators", generators());
        rows.put("memory", memory());
        rows.put("wake", waking());
        rows.put("startup", starting());
        rows.put("more", more());
        Network.addTo(rows);
        Web.addTo(rows);
        Latency.addTo(rows);
        Scaling.addTo(rows);
        return rows;
    }

    /** Kotlin's {@code yield}, {@code Gosched}, tokio's {@code yield_now}, {@code sleep(0)} of asyncio. */
    private static List<Row> switching() {
        Row hundred = Row.of("sleep(0), 100 tasks", Measured.jmh("Switching.sleepZero", "100"));
        Row one = Row.of("sleep(0), 1 task", Measured.jmh("Switching.sleepZero", "1"));
        List<Row> rows = new ArrayList<>(List.of(
                hundred.against("thread, park", Measured.jmh("bare.BareSwitching.park", "100"))
                        .wanted(Target.ratio(1.1)),
                hundred.against("thread, yield", Measured.jmh("bare.BareSwitching.yielding", "100")),
                hundred.against("continuation", Measured.jmh("bare.BareSwitching.continuation", "100")),
                one.against("thread, park", Measured.jmh("bare.BareSwitching.park", "1"))
                        .wanted(Target.ratio(1.1)),
                one.against("thread, yield", Measured.jmh("bare.BareSwitching.yielding", "1")),
                one.against("continuation", Measured.jmh("bare.BareSwitching.continuation", "1")),
                hundred.against("JDK's threads", Measured.jmh("bare.VirtualThreads.yielding", "100"))));
        rows.addAll(Peers.beside(hundred, Peers.ALL_BUT_NODE, Measured.TIME, "switch", 100));
        rows.add(hundred.against("node, await null", Measured.program(Measured.TIME, Peers.NODE.with("switch", 100))));
        rows.add(hundred.against(
                "node, setImmediate", Measured.program(Measured.TIME, Peers.NODE.with("switch-immediate", 100))));
        return rows;
    }

    private static List<Row> spawning() {
        Row empty = Row.of("empty task", Measured.jmh("Spawning.empty", ""));
        List<Row> rows = new ArrayList<>(List.of(
                empty.wanted(Target.absolute(60)),
                empty.against("thread", Measured.jmh("bare.BareSpawning.empty", ""))
                        .wanted(Target.ratio(1)),
                empty.against("continuation", Measured.jmh("bare.BareSpawning.continuation", "")),
                Row.of("task that suspends once", Measured.jmh("Spawning.suspendingOnce", ""))
                        .against("thread", Measured.jmh("bare.BareSpawning.suspendingOnce", "")),
                empty.against("JDK's threads", Measured.jmh("bare.VirtualThreads.empty", ""))
                        .wanted(Target.ratio(1))));
        rows.addAll(Peers.aheadOf(empty, Peers.ALL, Measured.TIME, "spawn", 10_000));
        return rows;
    }

    /** asyncio's {@code call_soon}, {@code dispatch} of Kotlin's event loop, a channel of functions in Go. */
    private static List<Row> callbacks() {
        List<Row> rows = new ArrayList<>();
        for (int chains : List.of(1, 100)) {
            String count = String.valueOf(chains);
            Row row = Row.of(
                    "callSoon, %d chain%s".formatted(chains, chains == 1 ? "" : "s"),
                    Measured.jmh("Callbacks.callSoon", count));
            rows.add(row.against("ArrayDeque", Measured.jmh("bare.BareCallbacks.queue", count))
                    .wanted(Target.absolute(10)));
            rows.add(row.against("Netty", Measured.jmh("bare.NettyCallbacks.execute", count)));
            rows.addAll(Peers.beside(row, Peers.WITH_CALLBACKS, Measured.TIME, "callsoon", chains));
            rows.add(row.against(
                    "node, microtask", Measured.program(Measured.TIME, Peers.NODE.with("callsoon", chains))));
            rows.add(row.against(
                    "node, setImmediate",
                    Measured.program(Measured.TIME, Peers.NODE.with("callsoon-immediate", chains))));
        }
        return rows;
    }

    /** Callbacks from another thread, with the loop's I/O in place and without; messages, where there are channels. */
    private static List<Row> posts() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(posts("flood", Target.absoluteAtLeast(30_000_000)));
        rows.addAll(posts("ping", Target.absoluteAtLeast(180_000)));
        return rows;
    }

    private static List<Row> posts(String kind, Target wanted) {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(kind + ", without I/O", Measured.program(Serving.RATE, "PostingProgram", "none", kind))
                .against("queue and park", Measured.program(Serving.RATE, "bare.BarePostingProgram", kind)));
        for (String transport : List.of("nio", "epoll", "io_uring")) {
            Row row =
                    Row.of(kind + ", " + transport, Measured.program(Serving.RATE, "PostingProgram", transport, kind));
            rows.add(row.against(
                            "Netty, " + transport,
                            Measured.program(Serving.RATE, "bare.NettyPostingProgram", transport, kind))
                    .wanted(wanted));
            if (transport.equals("io_uring")) {
                rows.addAll(Peers.beside(row, Peers.ALL, Serving.RATE, kind));
            }
        }
        return rows;
    }

    private static List<Row> contextVariables() {
        return List.of(
                Row.of("ContextVar.get, 1 of 20", Measured.jmh("ContextVariables.get", "20"))
                        .wanted(Target.absolute(10)),
                Row.of("ContextVar.get, the default", Measured.jmh("ContextVariables.get", "0"))
                        .wanted(Target.absolute(10)),
                Row.of("empty task, 20 variables set", Measured.jmh("ContextVariables.spawn", "20"))
                        .against("none set", Measured.jmh("ContextVariables.spawn", "0"))
                        .wanted(Target.ratio(1.1)));
    }

    private static List<Row> timers() {
        Row row = Row.of("1M timers, 90% cancelled", Measured.jmh("Timers.callLater", ""));
        List<Row> rows = new ArrayList<>(List.of(
                row.against("PriorityQueue", Measured.jmh("bare.BareTimers.priorityQueue", ""))
                        .wanted(Target.absolute(80)),
                row.against("Netty", Measured.jmh("bare.NettyTimers.schedule", ""))
                        .wanted(Target.ratio(1))));
        rows.addAll(Peers.aheadOf(row, Peers.ALL, Measured.TIME, "timers", 1_000_000));
        return rows;
    }

    private static List<Row> queueing() {
        Row row = Row.of("item there and back, Queue(1)", Measured.jmh("Queueing.roundTrip", ""));
        List<Row> rows = new ArrayList<>(List.of(
                row.against("two switches, park", Measured.jmh("bare.BareHandOver.roundTrip", ""))
                        .wanted(Target.ratio(1.1)),
                row.against("JDK's threads", Measured.jmh("bare.VirtualThreads.roundTrip", ""))));
        rows.addAll(Peers.beside(row, Peers.ALL_BUT_NODE, Measured.TIME, "queue"));
        return rows;
    }

    private static List<Row> locking() {
        return List.of(
                Row.of("free Lock, acquire and release", Measured.jmh("Locking.uncontendedLock", ""))
                        .wanted(Target.absolute(15)),
                Row.of("free Semaphore, acquire and release", Measured.jmh("Locking.uncontendedSemaphore", "")),
                Row.of("contended Lock, hand-over", Measured.jmh("Locking.handOver", "")));
    }

    private static List<Row> generators() {
        Measured nested = Measured.jmh("bare.BareGenerating.nested", "");
        return List.of(
                Row.of("generator item, next()", Measured.jmh("Generating.next", ""))
                        .against("nested continuation", nested)
                        .wanted(Target.ratio(1.2)),
                Row.of("generator item, for", Measured.jmh("Generating.forEach", ""))
                        .against("nested continuation", nested)
                        .wanted(Target.ratio(1.2)),
                Row.of("greenlet switch", Measured.jmh("GreenletSwitching.switchTo", ""))
                        .against("continuation", Measured.jmh("bare.BareGreenlets.continuation", ""))
                        .wanted(Target.ratio(1.3)));
    }

    private static List<Row> memory() {
        Row row = Row.of("sleeping task, bytes", Measured.program("bytes", "MemoryProgram", SLEEPERS));
        List<Row> rows = new ArrayList<>(List.of(
                row.against("thread and entry", Measured.program("bytes", "bare.BareMemoryProgram", SLEEPERS))
                        .wanted(Target.absolute(800)),
                row.against("JDK's threads", jdkSleepers("bytes", "memory"))));
        rows.addAll(Peers.beside(row, Peers.ALL, "bytes", "memory", SLEEPERS));
        return rows;
    }

    private static Measured jdkSleepers(String metric, String kind) {
        return Measured.program(metric, "bare.VirtualThreadSleepersProgram", kind, SLEEPERS);
    }

    /** CPU time of the loop's thread, since what else the machine does would be most of the elapsed time's spread. */
    private static List<Row> waking() {
        Row cold = waking("wake 1M, first wave, elapsed", "wake1", 0);
        Row warm = waking("wake 1M, fourth wave, elapsed", "wake4", 0);
        List<Row> rows = new ArrayList<>(List.of(
                cold,
                waking("wake 1M, first wave, CPU", "wakecpu1", 0),
                waking("wake 1M, after 10k, elapsed", "wake1", 10_000),
                waking("wake 1M, after 10k, CPU", "wakecpu1", 10_000).wanted(Target.absolute(500)),
                waking("wake 1M, second wave, CPU", "wakecpu2", 0),
                warm.wanted(Target.absolute(500)),
                waking("wake 1M, fourth wave, CPU", "wakecpu4", 0),
                waking("make 1M and sleep, cold, CPU", "sleepcpu1", 0),
                waking("make 1M and sleep, 10k, CPU", "sleepcpu1", 10_000),
                waking("make 1M and sleep, fourth, CPU", "sleepcpu4", 0),
                cold.against("JDK's threads", jdkSleepers("cold", "wake"))));
        rows.addAll(Peers.beside(cold, Peers.ALL, "cold", "wake", SLEEPERS));
        rows.add(warm.against("JDK's threads", jdkSleepers("warm", "wake")));
        rows.addAll(Peers.beside(warm, Peers.ALL, "warm", "wake", SLEEPERS));
        return rows;
    }

    private static Row waking(String what, String metric, int before) {
        return Row.of(what, Measured.program(metric, "WakeProgram", SLEEPERS, before))
                .against("thread", Measured.program(metric, "bare.BareWakeProgram", SLEEPERS, before));
    }

    /** Whole processes, on all cores. */
    private static List<Row> starting() {
        List<Row> rows = new ArrayList<>();
        for (Contender ours : List.of(Contender.jvm("java", "Hello"), Contender.peer("asyncio run", "hello-asyncio"))) {
            Row row = Row.of("two tasks, ms, by " + ours, Measured.started(ours));
            for (Contender peer : List.of(
                    Contender.peer("CPython", "hello-python"),
                    Contender.peer("node", "hello-node"),
                    Contender.peer("Go", "hello-go"))) {
                rows.add(row.against(peer.name(), Measured.started(peer)));
            }
        }
        return rows;
    }

    private static List<Row> more() {
        Row gather = Row.of("gather of 1000 sleep(0)", Measured.jmh("Gathering.gatherSleepers", ""));
        List<Row> rows = new ArrayList<>(Peers.beside(gather, Peers.ALL, Measured.TIME, "gather", 1_000));
        rows.add(Row.of("futures, there and back", Measured.jmh("PingPong.futures", "")));
        return rows;
    }
}
