package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** J01, J18, J29 to J35: the programs with generators, coroutine objects and greenlets. */
final class GeneratorExamplesTest {

    /** J01. */
    @Test
    void greenlets_switchToEachOther_andTheFirstOneStaysSuspended() {
        assertThat(Example.run("Greenlets").lines()).containsExactly("1", "3", "2", "4");
    }

    /** J29. */
    @Test
    void fourKinds_areTold_andACoroutineObjectSaysThatItHasReturned() {
        var lines = Example.run("FourKinds").lines();

        assertThat(lines).hasSize(7).startsWith("true", "true", "true", "true").endsWith("StopIteration: 1", "1");
        assertThat(lines.get(4)).startsWith("<coroutine object ").contains("FourKinds");
    }

    /** J30. */
    @Test
    void ownRun_drivesACoroutineThatAwaitsAnother() {
        assertThat(Example.run("OwnRun").lines()).containsExactly("1");
    }

    /** J31. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void potatoes_areExactlyFifty_eachOneOnce(String seed) {
        var output = Example.runVirtual("Potatoes", seed);

        assertThat(output.lines())
                .hasSize(50)
                .doesNotHaveDuplicates()
                .allMatch(line -> line.matches("Got potato \\d+\\.\\.\\."));
        assertThat(output.timeOf(49)).isPositive();
    }

    /** J32. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void potatoComprehension_takesAsManyInOneList(String seed) {
        var lines = Example.runVirtual("PotatoComprehension", seed).lines();

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().replaceAll("[\\[\\] ]", "").split(","))
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    /** J33. */
    @Test
    void conditionalComprehension_keepsTheOrder_oneAfterTheOther() {
        assertThat(Example.runVirtual("ConditionalComprehension").timedLines())
                .containsExactly("[8.0] [1, 3, 5]", "[16.0] [1, 3, 5]");
    }

    /** J34. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void potatoShelf_givesTheLastInFirst_andWaitsOnce(String seed) {
        var lines = Example.runVirtual("PotatoShelf", seed).lines();

        assertThat(lines).hasSize(7);
        assertThat(lines.get(3)).isEqualTo("Wait");
        assertThat(lines.stream()
                        .filter(line -> !line.equals("Wait"))
                        .map(line -> line.replaceAll("[^a-cA-C]", ""))
                        .toList())
                .containsExactly("c", "cb", "cba", "cbaC", "cbaCB", "cbaCBA");
    }

    /** J35. */
    @Test
    void generatorConsumer_getsWhatIsSent_andAnswers() {
        List<String> expected = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            expected.add("[PRODUCER] Producing " + n + "...");
            expected.add("[CONSUMER] Consuming " + n + "...");
            expected.add("[PRODUCER] Consumer return: 200 OK");
        }
        assertThat(Example.run("GeneratorConsumer").lines()).containsExactlyElementsOf(expected);
    }
}
