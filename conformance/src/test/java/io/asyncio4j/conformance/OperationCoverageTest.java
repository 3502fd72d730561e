package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.conformance.OperationCoverage.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations, and pairs of them in one turn, are counted. */
final class OperationCoverageTest {

    /** There is a kind for each. */
    private static final int OPERATIONS = Kind.values().length;

    private static final int PAIRS = OPERATIONS * (OPERATIONS + 1) / 2;

    private final OperationCoverage coverage = new OperationCoverage();

    @Test
    void operations_areAllRecordsOfOp() {
        assertThat(OperationCoverage.operations())
                .hasSize(OPERATIONS)
                .contains("Sleep", "Try", "YieldValue", "CallSoon", "Iterate")
                .doesNotContain("Plain", "Block", "Caught", "Until")
                .isSorted();
        assertThat(OperationCoverage.pairCount()).isEqualTo(PAIRS);
    }

    @Test
    void pairs_areThoseOfOneTurn() {
        assertThat(pairsOf("0.0 T0 Spawn = T1.1", "0.0 T0 NewFuture = F2", "0.1 T1.1 Cancel = F2 True"))
                .containsExactly(new Pair("NewFuture", "Spawn"));
    }

    @Test
    void pairs_areOfTheSameTurn_notOfTheSameTime() {
        assertThat(pairsOf("1.3 T0 Sleep", "1.4 T0 Yield", "11.4 T0 Look = nothing"))
                .isEmpty();
        assertThat(pairsOf("1.3 T0 Sleep", "1.30 T0 Yield")).isEmpty();
    }

    @Test
    void pairs_areCountedAcrossTasksAndCallbacks() {
        assertThat(pairsOf(
                        "1.3 T0 Sleep", "1.3 cb0 called", "1.3 cb0 SetEvent = [set]", "1.3 - report callback Boom(x)"))
                .containsExactly(new Pair("SetEvent", "Sleep"));
    }

    @Test
    void pairOfEqualOperations_takesTwo() {
        assertThat(pairsOf("0.0 T0 Put = x")).isEmpty();
        assertThat(pairsOf("0.0 T0 Put ! QueueFull", "0.0 T1.1 Put left")).containsExactly(new Pair("Put", "Put"));
    }

    @Test
    void linesThatAreNoOperations_areNotCounted() {
        assertThat(pairsOf(
                        "0.0 T0 starts 0",
                        "0.0 T0 Await = 1",
                        "0.0 T0 entered [locked]",
                        "0.0 T0 caught Boom(b) cancelling 0",
                        "0.0 T0 finally",
                        "0.0 T0 ends = 0 cancelling 0",
                        "0.0 - main = 0",
                        "0.0 - cancel all T1.1",
                        "0.0 - T0 = 0 cancelling 0",
                        "0.0 - locks[0] [unlocked]"))
                .isEmpty();
    }

    @Test
    void table_tellsCounts_rareAndMissingPairs() {
        coverage.add(List.of("0.0 T0 Spawn = T1.1", "0.0 T0 Spawn = T1.2", "0.0 T0 NewFuture = F2"));
        coverage.add(List.of("0.0 T0 Spawn = T1.1", "0.0 T0 NewFuture = F2"));

        assertThat(coverage.table().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "2 traces, 5 operations",
                        "Pairs in one turn: 2 of %,d".formatted(PAIRS),
                        "NewFuture + Spawn 2",
                        "Spawn + Spawn 1",
                        "AbortBarrier + AbortBarrier",
                        "and %,d more".formatted(PAIRS - 2 - 200));
        assertThat(coverage.table()).containsPattern("Spawn +3").containsPattern("NewFuture +2");
        assertThat(coverage.missingPairs())
                .hasSize(PAIRS - 2)
                .contains(new Pair("Acquire", "Spawn"))
                .doesNotContain(new Pair("NewFuture", "Spawn"));
    }

    @Test
    void table_withEverything_missesNothing() {
        List<String> trace = new ArrayList<>();
        for (String operation : OperationCoverage.operations()) {
            trace.add("0.0 T0 " + operation);
            trace.add("0.0 T0 " + operation + " = 1");
        }
        coverage.add(trace);

        assertThat(coverage.missingPairs()).isEmpty();
        assertThat(coverage.table())
                .contains("%,d of %,d".formatted(PAIRS, PAIRS))
                .doesNotContain("Missing");
    }

    @Test
    void line_thatIsNone_isRefused() {
        assertThatThrownBy(() -> coverage.add(List.of("ERROR")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'ERROR'");
    }

    private static List<Pair> pairsOf(String... trace) {
        return OperationCoverage.pairsOf(List.of(trace)).stream()
                .mapToObj(OperationCoverage::pair)
                .toList();
    }
}
