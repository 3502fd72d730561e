package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.conformance.GoldenSelection.Recording;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A selection has every pair, and is diverse. */
final class GoldenSelectionTest {

    private final ProgramGenerator generator = new ProgramGenerator();
    private final GoldenSelection selection = new GoldenSelection();
    private int offered;

    @Test
    void selection_hasEveryPair_howeverRareAndLong() {
        for (int i = 0; i < 50; i++) {
            offer(List.of("0.0 T0 Spawn = T1.1", "0.0 T0 Look = nothing"));
        }
        offer(everything());
        for (int i = 0; i < 50; i++) {
            offer(List.of("0.0 T0 Spawn = T1.1", "0.0 T0 Cancel = T1.1 True"));
        }

        List<Recording> selected = selection.select(10);

        assertThat(selected).hasSize(10);
        assertThat(selected).extracting(Recording::trace).contains(everything());
        OperationCoverage coverage = new OperationCoverage();
        selected.forEach(recording -> coverage.add(recording.trace()));
        assertThat(coverage.missingPairs()).isEmpty();
    }

    @Test
    void selection_withoutSomePair_isRefused_withItsName() {
        List<String> trace = new ArrayList<>(everything());
        trace.remove("0.0 T0 Yield again");
        offer(trace);

        assertThatThrownBy(() -> selection.select(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Yield + Yield is in no turn");
    }

    @Test
    void selection_ofTooFew_isRefused() {
        offer(everything());

        assertThatThrownBy(() -> selection.select(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 programs were offered, expected at least 2");
    }

    @Test
    void selection_isLarger_ifThePairsNeedIt() {
        List<String> operations = OperationCoverage.operations();
        for (int i = 0; i < operations.size(); i++) {
            for (int j = i; j < operations.size(); j++) {
                offer(List.of("0.0 T0 " + operations.get(i), "0.0 T0 " + operations.get(j)));
            }
        }

        assertThat(selection.select(10)).hasSize(OperationCoverage.pairCount());
    }

    @Test
    void selection_prefersWhatIsDifferent_andShort() {
        offer(everything());
        for (int i = 0; i < 20; i++) {
            offer(List.of("0.0 T0 Await = 1"));
        }
        List<String> different = List.of("0.0 T0 Await ! Cancelled(None)");
        offer(different);
        List<String> differentButLong = new ArrayList<>(List.of("0.0 T0 Await ! Boom(b)"));
        for (int i = 0; i < 100; i++) {
            differentButLong.add("0.0 T0 Await = " + i);
        }
        offer(differentButLong);
        List<String> inCallback = List.of("0.0 cb1 Cancel = T1.1 True");
        offer(inCallback);

        assertThat(selection.select(4))
                .extracting(Recording::trace)
                .contains(everything(), different, inCallback)
                .doesNotContain(differentButLong);
    }

    @Test
    void selection_isInTheOrderOfOffers() {
        offer(List.of("0.0 T0 Await = 1"));
        offer(everything());
        offer(List.of("0.0 T0 Await ! Boom(b)"));

        assertThat(selection.select(3))
                .extracting(recording -> recording.program().name())
                .containsExactly("seed 0", "seed 1", "seed 2");
    }

    private void offer(List<String> trace) {
        selection.offer(generator.program(offered++), trace);
    }

    private static List<String> everything() {
        List<String> trace = new ArrayList<>();
        for (String operation : OperationCoverage.operations()) {
            trace.add("0.0 T0 " + operation);
            trace.add("0.0 T0 " + operation + " again");
        }
        return trace;
    }
}
