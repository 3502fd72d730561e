package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Row.Target;
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
        rows.put("context", contextVariables());
        rows.put("timers", timers());
        rows.put("queue", queueing());
        rows.put("lock", locking());
        rows.put("generators", generators());
        rows.put("memory", memory());
        rows.put("wake", waking());
        rows.put("more", more());
        Network.addTo(rows);
        Web.addTo(rows);
        Latency.addTo(rows);
        Scaling.addTo(rows);
        return rows;
    }

    private static List<Row> switching() {
        Row hundred = Row.of("sleep(0), 100 tasks", Measured.jmh("Switching.sleepZero", "100"));
        Row one = Row.of("sleep(0), 1 task", Measured.jmh("Switching.sleepZero", "1"));
        return List.of(
                hundred.against("thread, park", Measured.jmh("bare.BareSwitching.park", "100"))
                        .wanted(Target.ratio(1.15)),
                hundred.against("thread, yield", Measured.jmh("bare.BareSwitching.yielding", "100")),
                hundred.against("continuation", Measured.jmh("bare.BareSwitching.continuation", "100")),
                one.against("thread, park", Measured.jmh("bare.BareSwitching.park", "1"))
                        .wanted(Target.ratio(1.15)),
                one.against("thread, yield", Measured.jmh("bare.BareSwitching.yielding", "1")),
                one.against("continuation", Measured.jmh("bare.BareSwitching.continuation", "1")));
    }

    private static List<Row> spawning() {
        Row empty = Row.of("empty task", Measured.jmh("Spawning.empty", ""));
        return List.of(
                empty.against("thread", Measured.jmh("bare.BareSpawning.empty", ""))
                        .wanted(Target.ratio(1)),
                empty.against("continuation", Measured.jmh("bare.BareSpawning.continuation", "")),
                Row.of("task that suspends once", Measured.jmh("Spawning.suspendingOnce", ""))
                        .against("thread", Measured.jmh("bare.BareSpawning.suspendingOnce", "")));
    }

    private static List<Row> callbacks() {
        return List.of(
                Row.of("callSoon, 1 chain", Measured.jmh("Callbacks.callSoon", "1"))
                        .against("ArrayDeque", Measured.jmh("bare.BareCallbacks.queue", "1"))
                        .wanted(Target.ratio(3)),
                Row.of("callSoon, 100 chains", Measured.jmh("Callbacks.callSoon", "100"))
                        .against("ArrayDeque", Measured.jmh("bare.BareCallbacks.queue", "100"))
                        .wanted(Target.ratio(3)));
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
        return List.of(Row.of("1M timers, 90% cancelled", Measured.jmh("Timers.callLater", ""))
                .against("PriorityQueue", Measured.jmh("bare.BareTimers.priorityQueue", ""))
                .wanted(Target.ratio(2)));
    }

    private static List<Row> queueing() {
        return List.of(Row.of("item there and back, Queue(1)", Measured.jmh("Queueing.roundTrip", ""))
                .against("two switches, park", Measured.jmh("bare.BareHandOver.roundTrip", ""))
                .wanted(Target.ratio(1.2)));
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
        return List.of(Row.of("sleeping task, bytes", Measured.program("bytes", "MemoryProgram", SLEEPERS))
                .against("thread and entry", Measured.program("bytes", "bare.BareMemoryProgram", SLEEPERS))
                .wanted(Target.ratio(1.15)));
    }

    /** CPU time of the loop's thread, since what else the machine does would be most of the elapsed time's spread. */
    private static List<Row> waking() {
        return List.of(
                waking("wake 1M, first wave, elapsed", "wake1", 0),
                waking("wake 1M, first wave, CPU", "wakecpu1", 0),
                waking("wake 1M, after 10k, elapsed", "wake1", 10_000),
                waking("wake 1M, after 10k, CPU", "wakecpu1", 10_000).wanted(Target.absolute(1000)),
                waking("wake 1M, second wave, CPU", "wakecpu2", 0),
                waking("wake 1M, fourth wave, CPU", "wakecpu4", 0),
                waking("make 1M and sleep, cold, CPU", "sleepcpu1", 0),
                waking("make 1M and sleep, 10k, CPU", "sleepcpu1", 10_000),
                waking("make 1M and sleep, fourth, CPU", "sleepcpu4", 0));
    }

    private static Row waking(String what, String metric, int before) {
        return Row.of(what, Measured.program(metric, "WakeProgram", SLEEPERS, before))
                .against("thread", Measured.program(metric, "bare.BareWakeProgram", SLEEPERS, before));
    }

    private static List<Row> more() {
        return List.of(
                Row.of("gather of 1000 sleep(0)", Measured.jmh("Gathering.gatherSleepers", "")),
                Row.of("futures, there and back", Measured.jmh("PingPong.futures", "")),
                Row.of("post to another thread and back", Measured.jmh("Posting.roundTrip", "")));
    }
}
