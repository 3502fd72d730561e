package io.asyncio4j.examples;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The programs that run many coroutines and wait for them. */
final class ManyTasksExamplesTest {

    @Test
    void gatherFactorial_interleavesInOrder() {
        assertThat(Example.runVirtual("GatherFactorial").timedLines())
                .containsExactly(
                        "[0.0] Task A: Compute factorial(2)...",
                        "[0.0] Task B: Compute factorial(2)...",
                        "[0.0] Task C: Compute factorial(2)...",
                        "[1.0] Task A: factorial(2) = 2",
                        "[1.0] Task B: Compute factorial(3)...",
                        "[1.0] Task C: Compute factorial(3)...",
                        "[2.0] Task B: factorial(3) = 6",
                        "[2.0] Task C: Compute factorial(4)...",
                        "[3.0] Task C: factorial(4) = 24");
    }

    @Test
    void asCompleted_givesTheEarliestFirst() {
        assertThat(Example.runVirtual("AsCompleted").timedLines()).containsExactly("[1.0] 1", "[2.0] 2", "[3.0] 3");
    }

    @Test
    void gatherCallback_getsBothResults() {
        assertThat(Example.runVirtual("GatherCallback").timedLines())
                .containsExactly(
                        "[0.0] Hello World!",
                        "[0.0] Hello lfzyx!",
                        "[0.0] Bye lfzyx!",
                        "[3.0] Bye World!",
                        "[3.0] Callback:  [Hello World, lfzyx]");
    }

    @Test
    void waitNine_endsOneASecond() {
        List<String> expected = new ArrayList<>(nCopies(9, "[0.0] start get url"));
        IntStream.rangeClosed(1, 9).forEach(i -> expected.add("[" + i + ".0] end get url " + i));

        assertThat(Example.runVirtual("WaitNine").timedLines()).containsExactlyElementsOf(expected);
    }

    @Test
    void waitTen_takesAsLongAsOne() {
        List<String> expected = new ArrayList<>(nCopies(10, "[0.0] start get url www.baidu.com"));
        expected.addAll(nCopies(10, "[2.0] end get url"));
        expected.add("[-] times 2.0");

        assertThat(Example.runVirtual("WaitTen").timedLines()).containsExactlyElementsOf(expected);
    }

    @Test
    void gatherGroups_takesAsLongAsOne() {
        List<String> expected = new ArrayList<>(nCopies(10, "[0.0] start get url www.baidu.com"));
        expected.addAll(nCopies(10, "[0.0] start get url www.google.com"));
        expected.addAll(nCopies(20, "[2.0] end get url"));
        expected.add("[-] times 2.0");

        assertThat(Example.runVirtual("GatherGroups").timedLines()).containsExactlyElementsOf(expected);
    }

    @Test
    void gatherOfGathers_takesAsLongAsTheSlowerGroup() {
        List<String> expected = new ArrayList<>(nCopies(10, "[0.0] start get url www.baidu.com"));
        expected.addAll(nCopies(10, "[0.0] start get url www.google.com"));
        expected.addAll(nCopies(10, "[2.0] end get url"));
        expected.addAll(nCopies(10, "[4.0] end get url"));
        expected.add("[-] times 4.0");

        assertThat(Example.runVirtual("GatherOfGathers").timedLines()).containsExactlyElementsOf(expected);
    }
}
