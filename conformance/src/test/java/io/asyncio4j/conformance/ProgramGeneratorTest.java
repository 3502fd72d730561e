package io.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio4j.conformance.ProgramGenerator.Focus;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Generated programs are valid, reproducible, and have everything in them. */
final class ProgramGeneratorTest {

    private static final int SEEDS = 5_000;

    private final ProgramGenerator generator = new ProgramGenerator();

    @Test
    void program_ofTheSameSeed_isTheSame() {
        for (long seed = 0; seed < 500; seed++) {
            assertThat(new ProgramGenerator().program(seed)).isEqualTo(generator.program(seed));
        }
    }

    @Test
    void program_ofAnotherSeed_isAnother() {
        Set<List<List<Op>>> bodies = new HashSet<>();
        for (long seed = 0; seed < 500; seed++) {
            bodies.add(generator.program(seed).bodies());
        }

        assertThat(bodies).hasSize(500);
    }

    @Test
    void program_tellsItsSeed() {
        assertThat(generator.program(17).name()).isEqualTo("seed 17");
    }

    @Test
    void programs_ofManySeeds_areValid() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Program program = generator.program(seed);
            assertThat(Validity.problems(program)).as(program.name()).isEmpty();
        }
    }

    @Test
    void programs_ofExtremeSeeds_areValid() {
        for (long seed : new long[] {Long.MIN_VALUE, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE}) {
            assertThat(Validity.problems(generator.program(seed))).isEmpty();
        }
    }

    @Test
    void programs_ofManySeeds_haveAllOperations() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        Set<Kind> inCallbacks = EnumSet.noneOf(Kind.class);
        for (long seed = 0; seed < SEEDS; seed++) {
            Program program = generator.program(seed);
            kinds.addAll(kinds(all(program)));
            inCallbacks.addAll(kinds(program.callbacks().stream().flatMap(List::stream)));
        }

        assertThat(kinds).containsExactly(Kind.values());
        assertThat(inCallbacks)
                .containsExactlyElementsOf(
                        Arrays.stream(Kind.values()).filter(kind -> kind.plain).toList());
    }

    @Test
    void programs_haveTheirFocus_atTwoPlaces() {
        for (long seed = 0; seed < ProgramGenerator.PAIRS; seed++) {
            Program program = generator.program(seed);
            Focus focus = Focus.of(seed);
            for (Kind kind : Kind.values()) {
                boolean inFocus = kind == focus.first() || kind == focus.second();
                if (inFocus && kind != Kind.YIELD_VALUE) {
                    assertThat(all(program).filter(kind.type::isInstance))
                            .as("%s in %s", kind, program.name())
                            .hasSizeGreaterThanOrEqualTo(2);
                }
            }
        }
    }

    @Test
    void focus_ofSuccessiveSeeds_goesThroughAllPairs() {
        Set<Focus> pairs = new HashSet<>();
        LongStream.range(-100, ProgramGenerator.PAIRS - 100).forEach(seed -> pairs.add(Focus.of(seed)));

        assertThat(pairs).hasSize(ProgramGenerator.PAIRS);
        assertThat(pairs).allSatisfy(focus -> assertThat(focus.first()).isLessThanOrEqualTo(focus.second()));
    }

    @Test
    void kinds_areTheRecordsOfOp() {
        assertThat(Arrays.stream(Kind.values())
                        .map(kind -> kind.type.getSimpleName())
                        .sorted())
                .containsExactlyElementsOf(OperationCoverage.operations());
    }

    @Test
    void times_areFew_andOftenEqual() {
        for (long seed = 0; seed < 500; seed++) {
            Program program = generator.program(seed);
            List<Integer> sleeps = all(program)
                    .filter(Op.Sleep.class::isInstance)
                    .map(op -> ((Op.Sleep) op).ms())
                    .distinct()
                    .toList();

            assertThat(sleeps).as(program.name()).hasSizeLessThanOrEqualTo(4).allMatch(ms -> ms <= 7);
        }
    }

    @Test
    void programs_areSmall_butForWildOnes() {
        List<Integer> sizes = LongStream.range(0, 1_000)
                .mapToObj(seed -> (int) all(generator.program(seed)).count())
                .sorted()
                .toList();

        assertThat(sizes.get(500)).isBetween(20, 80);
        assertThat(sizes.getFirst()).isGreaterThan(5);
        assertThat(sizes.getLast()).isGreaterThan(150);
    }

    @Test
    void mixture_withoutWeights_isRefused() {
        Mixture standard = Mixture.standard();
        Mixture none = new Mixture(
                standard.bodies(),
                standard.statements(),
                standard.blockStatements(),
                standard.slots(),
                standard.nesting(),
                0,
                0,
                0,
                0,
                0,
                0,
                new EnumMap<>(Kind.class));

        assertThatThrownBy(() -> new ProgramGenerator(none).program(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights");
    }

    @Test
    void mixture_ofImpossibleSizes_isRefused() {
        assertThatThrownBy(() -> new Mixture.Range(3, 2)).hasMessageContaining("from 3 to 2");
        assertThatThrownBy(() -> new Mixture.Range(-1, 2)).hasMessageContaining("from -1 to 2");
    }

    private static Stream<Op> all(Program program) {
        Stream<List<? extends Op>> bodies = Stream.concat(program.bodies().stream(), program.callbacks().stream());
        Stream<List<? extends Op>> generators =
                program.generators().stream().flatMap(it -> Stream.of(it.steps(), it.handler(), it.cleanup()));
        return Stream.concat(bodies, generators).flatMap(SmallPrograms::operations);
    }

    private static Set<Kind> kinds(Stream<? extends Op> ops) {
        Set<Class<?>> types = new HashSet<>();
        ops.forEach(op -> types.add(op.getClass()));
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if (types.contains(kind.type)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }
}
