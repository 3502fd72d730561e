package io.asyncio4j.benchmarks.report;

import io.asyncio4j.benchmarks.report.Row.Target;
import java.util.List;

/** The other runtimes. Each has one program, and for what several can do the same name. */
final class Peers {

    static final Contender KOTLIN = Contender.peer("Kotlin", "core-kotlin");
    static final Contender GO = Contender.peer("Go", "core-go");
    static final Contender TOKIO = Contender.peer("tokio", "core-tokio");
    static final Contender NODE = Contender.peer("node", "core-node");
    static final Contender CPYTHON = Contender.peer("CPython", "core-python");
    static final Contender UVLOOP = Contender.peer("uvloop", "core-uvloop");

    static final List<Contender> ALL = List.of(KOTLIN, GO, TOKIO, NODE, CPYTHON, UVLOOP);
    static final List<Contender> ALL_BUT_NODE = List.of(KOTLIN, GO, TOKIO, CPYTHON, UVLOOP);

    /** But for node, which has several kinds. */
    static final List<Contender> WITH_CALLBACKS = List.of(KOTLIN, GO, CPYTHON, UVLOOP);

    private Peers() {}

    /** A row beside each of these. */
    static List<Row> beside(Row row, List<Contender> peers, String metric, Object... arguments) {
        return peers.stream()
                .map(peer -> row.against(peer.name(), Measured.program(metric, peer.with(arguments))))
                .toList();
    }

    /** A row of a time that is meant to be shorter than that of each of these. */
    static List<Row> aheadOf(Row row, List<Contender> peers, String metric, Object... arguments) {
        return beside(row.wanted(Target.ratio(1)), peers, metric, arguments);
    }
}
