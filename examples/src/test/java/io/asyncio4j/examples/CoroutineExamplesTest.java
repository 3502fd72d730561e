package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The programs about coroutines, and about awaiting them. */
final class CoroutineExamplesTest {

    @Test
    void twoFunctions_takeTurns() {
        assertThat(Example.runVirtual("TwoFunctions").timedLines())
                .containsExactly("[0.0] 1", "[0.0] 3", "[1.0] 2", "[2.0] 4");
    }

    @Test
    void runningLoop_showsItsState() {
        var lines = Example.runVirtual("RunningLoop").timedLines();

        assertThat(lines).hasSize(3).startsWith("[0.0] start").endsWith("[1.0] end");
        assertThat(lines.get(1)).startsWith("[0.0] 现在运行的事件循环是").contains("running=true", "closed=false", "debug=false");
    }

    @Test
    void coroutineObject_isRunByTheLoopOnly() {
        assertThat(Example.runVirtual("CoroutineObject").lines()).containsExactly("hhhhhhhhh", "hhhhhhhhh");
    }

    @Test
    void awaitSleep_hasNoValue() {
        assertThat(Example.runVirtual("AwaitSleep").timedLines()).containsExactly("[0.0] hhhhhhhhhh", "[2.0] 结束 null");
    }

    @Test
    void sayAfter_addsTheDelays() {
        assertThat(withoutWallClock(Example.runVirtual("SayAfter")))
                .containsExactly(
                        "[0.0] started at HH:MM:SS", "[1.0] hello", "[3.0] world", "[3.0] finished at HH:MM:SS");
    }

    @Test
    void hello_overlapsTheDelays() {
        assertThat(withoutWallClock(Example.runVirtual("Hello")))
                .containsExactly(
                        "[0.0] started at HH:MM:SS", "[1.0] hello", "[2.0] world", "[2.0] finished at HH:MM:SS");
    }

    @Test
    void skeletons_showEachForm() {
        assertThat(Example.runVirtual("Skeletons").timedLines())
                .containsExactly(
                        "[0.0] do stuff with param1",
                        "[1.0] some coroutine with param2",
                        "[2.0] some coroutine with a",
                        "[2.0] block with a",
                        "[3.0] some coroutine with b",
                        "[3.0] block with b",
                        "[3.0] else",
                        "[4.0] enter",
                        "[4.0] block with Connection[name=connection]",
                        "[5.0] exit");
    }

    /** Feature B19. */
    @Test
    void mutualAwait_endsInAnErrorNotInAHang() {
        assertThat(Example.run("MutualAwait").lines()).containsExactly("StackOverflowError");
    }

    @Test
    void displayDate_ticksFiveTimes() {
        var output = Example.runVirtual("DisplayDate");

        assertThat(output.lines()).allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d.*"));
        assertThat(output.timedLines().stream().map(line -> line.substring(0, 5)))
                .containsExactly("[0.0]", "[1.0]", "[2.0]", "[3.0]", "[4.0]");
    }

    @Test
    void getHtml_takesTwoSeconds() {
        assertThat(Example.runVirtual("GetHtml").timedLines())
                .containsExactly("[0.0] start get url sadf", "[2.0] end get url sadf");
    }

    @Test
    void getHtmlTimes_printsTheTwoSeconds() {
        assertThat(Example.runVirtual("GetHtmlTimes").timedLines())
                .containsExactly("[0.0] start get url ww.baidu.com", "[2.0] end get url", "[-] times 2.0");
    }

    private static List<String> withoutWallClock(Output output) {
        return output.timedLines().stream()
                .map(line -> line.replaceFirst("\\d\\d:\\d\\d:\\d\\d$", "HH:MM:SS"))
                .toList();
    }
}
