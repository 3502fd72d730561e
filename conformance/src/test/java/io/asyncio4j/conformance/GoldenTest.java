package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that were recorded on CPython leave the same traces here, and are about everything. */
final class GoldenTest {

    private final OperationCoverage coverage = new OperationCoverage();

    @Test
    @Timeout(value = 600, unit = TimeUnit.SECONDS)
    void everyRecordedProgram_leavesTheTraceOfCPython() {
        Golden.forEach(golden -> {
            assertThat(Interpreter.run(golden.program()))
                    .as("the trace of %s: %s", golden.program().name(), Json.write(golden.program()))
                    .containsExactlyElementsOf(golden.trace());
            coverage.add(golden.trace());
        });
        System.out.println(coverage.table() + "\nAll pairs, and in how many turns\n" + coverage.pairTable());
        assertThat(coverage.traces()).isGreaterThanOrEqualTo(3000);
        assertThat(coverage.missingPairs()).isEmpty();
    }
}
