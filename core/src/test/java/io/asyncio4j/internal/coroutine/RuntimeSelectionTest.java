package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which runtime a JVM gets, by its options. */
class RuntimeSelectionTest {

    private static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    private static final String FLAG_AS_NAMED = "--add-opens java.base/java.lang=ALL-UNNAMED";

    /** Runs two loops and prints the runtime. */
    static final class PrintRuntime {
        public static void main(String... args) {
            for (int i = 0; i < 2; i++) {
                Asyncio.run(() -> Asyncio.sleep(Duration.ofMillis(1)));
            }
            System.out.print(CoroutineRuntime.get().name());
        }
    }

    private static ChildJvm run(String... options) throws Exception {
        return ChildJvm.run(PrintRuntime.class, List.of(options));
    }

    @Test
    void thisJvm_hasTheRuntimeThatThePropertyNames() {
        assertThat(CoroutineRuntime.get().name()).isEqualTo(System.getProperty("asyncio4j.runtime", "loop"));
        assertThat(CoroutineRuntime.get()).isSameAs(CoroutineRuntime.get());
    }

    @Test
    void withTheFlag_isTheLoopRuntimeAndNothingIsLogged() throws Exception {
        assertThat(run(FLAG)).isEqualTo(new ChildJvm(0, "loop"));
    }

    @Test
    void withoutTheFlag_isTheHandOffRuntimeAndOneLineNamesTheFlag() throws Exception {
        ChildJvm child = run();
        assertThat(child.exitCode()).as(child.output()).isZero();
        assertThat(child.output()).endsWith("handoff");
        assertThat(child.count("start java with " + FLAG_AS_NAMED))
                .as(child.output())
                .isEqualTo(1);
        assertThat(child.count("WARNING")).as(child.output()).isEqualTo(1);
    }

    @Test
    void handOffDemanded_isUsedWithAndWithoutTheFlagAndNothingIsLogged() throws Exception {
        assertThat(run("-Dasyncio4j.runtime=handoff")).isEqualTo(new ChildJvm(0, "handoff"));
        assertThat(run("-Dasyncio4j.runtime=handoff", FLAG)).isEqualTo(new ChildJvm(0, "handoff"));
    }

    @Test
    void loopDemandedWithoutTheFlag_failsAndNamesTheFlag() throws Exception {
        ChildJvm child = run("-Dasyncio4j.runtime=loop");
        assertThat(child.exitCode()).isEqualTo(1);
        assertThat(child.output()).contains("start java with " + FLAG_AS_NAMED);
    }

    @Test
    void unknownRuntimeDemanded_failsAndSaysWhatIsExpected() throws Exception {
        ChildJvm child = run("-Dasyncio4j.runtime=nonsense", FLAG);
        assertThat(child.exitCode()).isEqualTo(1);
        assertThat(child.output())
                .contains("asyncio4j.runtime = \"nonsense\" (expected: loop or handoff, or unset for the best one)");
    }
}
