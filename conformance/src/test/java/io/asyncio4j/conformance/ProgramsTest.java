package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a program is found. */
final class ProgramsTest {

    @Test
    void problems_ofValidProgram_areNone() {
        assertThat(problems(
                        false,
                        new Op.Spawn(1, 1, false, 0),
                        new Op.TimeoutAt(-1, List.of(new Op.Yield())),
                        new Op.Reschedule(-1),
                        new Op.Wait(List.of(0, 1), Op.Until.ALL_COMPLETED, null),
                        new Op.NewGenerator(0, 1)))
                .isEmpty();
    }

    @Test
    void problems_tellEachIndexThatIsNotThere() {
        assertThat(problems(
                        false,
                        new Op.Await(2),
                        new Op.Gather(0, List.of(1, 5), false),
                        new Op.Spawn(0, 7, false, null),
                        new Op.Acquire(0),
                        new Op.Get(-1),
                        new Op.CallSoon(0, 0),
                        new Op.Send(1, null)))
                .containsExactly(
                        "body 0: slot 2 of 2",
                        "body 0: slot 5 of 2",
                        "body 0: body 7 of 2",
                        "body 0: lock 0 of 0",
                        "body 0: queue -1 of 0",
                        "body 0: handle 0 of 0",
                        "body 0: callback 0 of 0",
                        "body 0: open generator 1 of 1");
    }

    @Test
    void problems_tellBadNumbers() {
        assertThat(problems(
                        false,
                        new Op.Sleep(-1),
                        new Op.Repeat(4, List.of()),
                        new Op.Timeout(-3, List.of()),
                        new Op.AsCompleted(List.of(), null, 0)))
                .containsExactly(
                        "body 0: ms is -1, expected at least 0",
                        "body 0: times is 4, expected at most 3",
                        "body 0: timeout is -3, expected at least 0",
                        "body 0: limit is 0, expected at least 1");
    }

    @Test
    void problems_tellDeepNesting_inAllParts() {
        Op op = new Op.Yield();
        for (int i = 0; i < 4; i++) {
            op = new Op.Try(List.of(), Op.Caught.ALL, List.of(), false, List.of(op));
        }
        assertThat(problems(false, op)).isEmpty();

        assertThat(problems(false, new Op.Repeat(1, List.of(op)))).containsExactly("body 0: nesting is more than 4");
    }

    @Test
    void problems_tellProblemsInBlocks() {
        assertThat(problems(
                        false,
                        new Op.Try(
                                List.of(new Op.Await(3)),
                                Op.Caught.ALL,
                                List.of(new Op.Await(4)),
                                false,
                                List.of(new Op.Await(5)))))
                .containsExactly("body 0: slot 3 of 2", "body 0: slot 4 of 2", "body 0: slot 5 of 2");
    }

    @Test
    void problems_tellHandlerOfNothing() {
        assertThat(problems(false, new Op.Try(List.of(), null, List.of(new Op.Yield()), false, null)))
                .containsExactly("body 0: a handler of nothing");
    }

    @Test
    void problems_tellContextThatMightBeEnteredTwice() {
        assertThat(problems(false, new Op.Spawn(0, 1, true, 0)))
                .singleElement()
                .asString()
                .contains("entered");
        assertThat(problems(true, new Op.Spawn(0, 1, false, 0)))
                .singleElement()
                .asString()
                .contains("entered");
    }

    @Test
    void problems_tellValueYieldedElsewhere() {
        String problem = "YieldValue is not a step of a generator";
        Op value = new Op.YieldValue(1);

        assertThat(problems(false, value)).containsExactly("body 0: " + problem);
        assertThat(problemsOfGenerator(List.of(new Op.Repeat(1, List.of(value))), List.of()))
                .containsExactly("generator 0: " + problem);
        assertThat(problemsOfGenerator(List.of(value), List.of(value))).containsExactly("generator 0: " + problem);
        assertThat(problemsOfGenerator(List.of(value, value, value, value, value), List.of()))
                .containsExactly("generator 0: values yielded is 5, expected at most 4");
    }

    @Test
    void problems_tellGeneratorsThatMakeThemselves() {
        assertThat(problemsOfGenerator(List.of(new Op.NewGenerator(0, 1)), List.of()))
                .isEmpty();
        assertThat(problemsOfGenerator(List.of(new Op.NewGenerator(0, 0)), List.of()))
                .singleElement()
                .asString()
                .contains("without end");
    }

    private static List<String> problems(boolean eagerTasks, Op... main) {
        return Programs.problems(program(eagerTasks, List.of(main), List.of(), List.of()));
    }

    private static List<String> problemsOfGenerator(List<Op> steps, List<Op> cleanup) {
        return Programs.problems(program(false, List.of(), steps, cleanup));
    }

    private static Program program(boolean eagerTasks, List<Op> main, List<Op> steps, List<Op> cleanup) {
        return new Program(
                "by hand",
                eagerTasks,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of(main, List.of()),
                List.of(),
                List.of(
                        new Program.GeneratorBody(steps, List.of(), cleanup),
                        new Program.GeneratorBody(List.of(), List.of(), List.of())));
    }
}
