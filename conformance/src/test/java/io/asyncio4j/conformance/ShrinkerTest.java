package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What remains of programs, with predicates of which the smallest program is known. */
final class ShrinkerTest {

    private static final int PLENTY = 100_000;

    @Test
    void cancelInATimeoutInASpawnedBody_remainsAlone() {
        Program program = SmallPrograms.withCallbacks(
                List.of(List.of(new Op.SetResult(2, 5)), List.of(new Op.Raise("unused"))),
                List.of(
                        new Op.NewFuture(1),
                        new Op.AddCallback(1, 0),
                        new Op.Try(
                                List.of(new Op.WithLock(
                                        2, List.of(new Op.Repeat(3, List.of(new Op.Spawn(2, 3, true, null)))))),
                                Op.Caught.ALL,
                                List.of(new Op.Await(1)),
                                true,
                                List.of(new Op.Sleep(20)))),
                List.of(new Op.Sleep(1)),
                List.of(new Op.Spawn(0, 1, false, 1)),
                List.of(
                        new Op.Yield(),
                        new Op.Timeout(17, List.of(new Op.Yield(), new Op.Cancel(1, "because"), new Op.Yield())),
                        new Op.Return(3)));

        Program shrunk = Shrinker.shrink(program, ShrinkerTest::cancelsInTimeoutOfSpawned, PLENTY);

        assertThat(shrunk)
                .isEqualTo(new Program(
                        "test",
                        false,
                        2,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(
                                List.of(new Op.Spawn(1, 1, false, null)),
                                List.of(new Op.Timeout(null, List.of(new Op.Cancel(0, null))))),
                        List.of(),
                        List.of()));
    }

    private static boolean cancelsInTimeoutOfSpawned(Program program) {
        return program.bodies().stream()
                .flatMap(body -> SmallPrograms.operations(body, Op.Spawn.class))
                .flatMap(spawn -> SmallPrograms.operations(program.bodies().get(spawn.body()), Op.Timeout.class))
                .anyMatch(timeout -> SmallPrograms.operations(timeout.body(), Op.Cancel.class)
                        .findAny()
                        .isPresent());
    }

    @Test
    void equalTimes_becomeSmallTogether() {
        Program program = SmallPrograms.of(List.of(new Op.Sleep(30), new Op.Timeout(30, List.of(new Op.Sleep(12)))));

        Program shrunk = Shrinker.shrink(
                program,
                candidate -> candidate.bodies().getFirst() instanceof List<Op> body
                        && body.size() == 2
                        && body.get(0) instanceof Op.Sleep(int before)
                        && body.get(1) instanceof Op.Timeout(Integer limit, List<Op> inside)
                        && limit != null
                        && before == limit
                        && limit > 3
                        && inside.size() == 1,
                PLENTY);

        assertThat(shrunk.bodies())
                .containsExactly(List.of(new Op.Sleep(4), new Op.Timeout(4, List.of(new Op.Sleep(0)))));
    }

    @Test
    void values_becomeAsSimpleAsTheyMay() {
        Program program = SmallPrograms.of(List.of(
                new Op.TimeoutAt(-20, List.of()),
                new Op.Try(List.of(new Op.Raise("because")), Op.Caught.ERROR, List.of(), true, List.of()),
                new Op.Wait(List.of(0, 1, 2), Op.Until.ALL_COMPLETED, 17),
                new Op.Repeat(5, List.of()),
                new Op.Put(1, 100)));
        long operations = SmallPrograms.operations(program).count();

        Program shrunk = Shrinker.shrink(
                program,
                candidate -> SmallPrograms.operations(candidate).count() == operations
                        && candidate.bodies().getFirst().get(1) instanceof Op.Try attempt
                        && attempt.on() != null
                        && attempt.on() != Op.Caught.BOOM,
                PLENTY);

        assertThat(shrunk.bodies())
                .containsExactly(List.of(
                        new Op.TimeoutAt(0, List.of()),
                        new Op.Try(List.of(new Op.Raise("b")), Op.Caught.CANCELLED, List.of(), false, null),
                        new Op.Wait(List.of(), Op.Until.FIRST_COMPLETED, null),
                        new Op.Repeat(1, List.of()),
                        new Op.Put(0, 0)));
        assertThat(shrunk.queues()).containsExactly(new Program.QueueKind(Program.Order.FIFO, 0));
    }

    @Test
    void objects_areRenumbered() {
        Program program = SmallPrograms.of(
                List.of(
                        new Op.Acquire(2),
                        new Op.Gather(1, List.of(0, 2, 1), false),
                        new Op.GatherBodies(1, List.of(1, 2, 1), false),
                        new Op.AcquireSemaphore(1),
                        new Op.WaitBarrier(1),
                        new Op.Spawn(2, 2, false, 2)),
                List.of(new Op.Yield()),
                List.of(new Op.Raise("x")));

        Program shrunk = Shrinker.shrink(
                program,
                candidate -> candidate.bodies().getLast().equals(List.of(new Op.Raise("x")))
                        && candidate.bodies().getFirst().size() == 6
                        && candidate.bodies().getFirst().get(1) instanceof Op.Gather gather
                        && gather.of().size() == 2
                        && gather.of().contains(gather.slot())
                        && candidate.bodies().getFirst().get(5) instanceof Op.Spawn spawn
                        && spawn.context() != null,
                PLENTY);

        assertThat(shrunk.bodies())
                .containsExactly(
                        List.of(
                                new Op.Acquire(0),
                                new Op.Gather(0, List.of(1, 0), false),
                                new Op.GatherBodies(0, List.of(), false),
                                new Op.AcquireSemaphore(0),
                                new Op.WaitBarrier(0),
                                new Op.Spawn(1, 1, false, 0)),
                        List.of(new Op.Raise("x")));
        assertThat(shrunk.slots()).isEqualTo(2);
        assertThat(shrunk.locks()).isEqualTo(1);
        assertThat(shrunk.contexts()).isEqualTo(1);
        assertThat(shrunk.semaphores()).containsExactly(new Program.SemaphoreKind(0, false));
        assertThat(shrunk.barriers()).containsExactly(1);
    }

    @Test
    void everyOperation_remainsAlone() {
        for (Class<?> type : RandomPrograms.OPERATIONS) {
            Predicate<Program> containsIt = program -> SmallPrograms.operations(program)
                    .anyMatch(node -> node.get("op").stringValue().equals(type.getSimpleName()));
            Program program = LongStream.range(0, 1000)
                    .mapToObj(RandomPrograms::of)
                    .filter(containsIt)
                    .findFirst()
                    .orElseThrow();

            Program shrunk = Shrinker.shrink(program, containsIt, PLENTY);

            assertThat(SmallPrograms.operations(shrunk))
                    .as(Json.write(shrunk))
                    .extracting(operation -> operation.get("op").stringValue())
                    .containsExactly(type.getSimpleName());
        }
    }

    @Test
    void everyCandidate_isValidAndNewAndNamedAsBefore() {
        for (int seed = 0; seed < 10; seed++) {
            Program program = RandomPrograms.of(seed);
            var random = new Random(seed);
            var asked = new HashSet<Program>();
            Predicate<Program> predicate = candidate -> {
                assertThat(Validity.problems(candidate))
                        .as(Json.write(candidate))
                        .isEmpty();
                assertThat(asked.add(candidate)).as(Json.write(candidate)).isTrue();
                assertThat(candidate.name()).isEqualTo(program.name());
                return random.nextInt(10) == 0;
            };

            Program shrunk = Shrinker.shrink(program, predicate, PLENTY);

            assertThat(Validity.problems(shrunk)).isEmpty();
        }
    }

    @Test
    void calls_areLimited() {
        var asked = new ArrayList<Program>();

        Program shrunk = Shrinker.shrink(
                RandomPrograms.ofEverything(),
                program -> {
                    asked.add(program);
                    return asked.size() % 2 == 0;
                },
                21);

        assertThat(asked).hasSize(21);
        assertThat(shrunk).isEqualTo(asked.get(19));
    }

    @Test
    void sameProgramAndPredicate_giveTheSame() {
        Predicate<Program> predicate = program ->
                SmallPrograms.operations(program).mapToInt(JsonNode::hashCode).sum() % 3 != 0;
        for (int seed = 0; seed < 10; seed++) {
            Program program = RandomPrograms.of(seed);

            assertThat(Shrinker.shrink(program, predicate, 500)).isEqualTo(Shrinker.shrink(program, predicate, 500));
        }
    }
}
