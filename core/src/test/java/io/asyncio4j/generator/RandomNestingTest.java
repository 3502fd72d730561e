package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.generator.GeneratorTest.STANDARD_RUNTIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Coroutine;
import io.asyncio4j.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random trees of generators and greenlets, run for real and on a model that is a list of events. */
final class RandomNestingTest {

    private static final int SEEDS = STANDARD_RUNTIME ? 2_000 : 300;

    /** What a body does. */
    private sealed interface Action {

        /** Hands out a value, {@code up} levels further out than where it stands. */
        record Yield(int value, int up) implements Action {}

        /** Iterates over a generator, and hands out twice what it yields. */
        record Each(List<Action> body) implements Action {}

        /** Hands out what a generator yields. */
        record From(List<Action> body) implements Action {}

        /** Switches to a greenlet, and hands out one more than what it switches back with. */
        record Switch(List<Action> body) implements Action {}

        /** Notes how it is entered and left. */
        record Guard(int id, List<Action> body) implements Action {}

        record Await() implements Action {}
    }

    // ---- random trees ----

    private static List<Action> randomBody(Random random, int depth, int[] ids) {
        return IntStream.range(0, random.nextInt(1, 4))
                .mapToObj(i -> randomAction(random, depth, ids))
                .toList();
    }

    private static Action randomAction(Random random, int depth, int[] ids) {
        return switch (random.nextInt(depth == 0 ? 3 : 8)) {
            case 0, 1 -> new Action.Yield(random.nextInt(100), random.nextInt(3));
            case 2 -> new Action.Await();
            case 3 -> new Action.Each(randomBody(random, depth - 1, ids));
            case 4 -> new Action.From(randomBody(random, depth - 1, ids));
            case 5 -> new Action.Switch(randomBody(random, depth - 1, ids));
            default -> new Action.Guard(ids[0]++, randomBody(random, depth - 1, ids));
        };
    }

    // ---- for real ----

    /** Where a body hands out values: its generator, or the greenlet that has switched to it. */
    private interface Level {
        void emit(int value);

        default void emitAll(Generator<Integer, Object, ?> generator) {
            generator.forEach(this::emit);
        }

        static Level of(Yielder<Integer, Object> out) {
            return new Level() {
                @Override
                public void emit(int value) {
                    out.yield(value);
                }

                @Override
                public void emitAll(Generator<Integer, Object, ?> generator) {
                    out.yieldFrom(generator);
                }
            };
        }
    }

    private static final class Real {

        final List<String> trace = new ArrayList<>();
        private final boolean inTask;

        Real(boolean inTask) {
            this.inTask = inTask;
        }

        Generator<Integer, Object, ?> generator(List<Action> body, List<Level> around) {
            return Generator.of(out -> run(body, inner(around, Level.of(out))));
        }

        /** {@code levels} are those that can be reached: none beyond the greenlet in which this runs. */
        private void run(List<Action> body, List<Level> levels) {
            Level here = levels.getLast();
            for (Action action : body) {
                switch (action) {
                    case Action.Yield(int value, int up) ->
                        levels.get(Math.max(0, levels.size() - 1 - up)).emit(value);
                    case Action.Each(List<Action> inner) ->
                        generator(inner, levels).forEach(x -> here.emit(2 * x));
                    case Action.From(List<Action> inner) -> here.emitAll(generator(inner, levels));
                    case Action.Switch(List<Action> inner) -> switchTo(inner, here);
                    case Action.Guard(int id, List<Action> inner) -> {
                        trace.add("+" + id);
                        try {
                            run(inner, levels);
                        } finally {
                            trace.add("-" + id);
                        }
                    }
                    case Action.Await() -> {
                        if (inTask) {
                            sleep(ms(1));
                        }
                    }
                }
            }
        }

        private void switchTo(List<Action> body, Level here) {
            Greenlet home = Greenlet.getCurrent();
            Greenlet greenlet = Greenlet.of(() -> run(body, List.of(value -> home.switchTo(value))));
            try {
                for (Object got = greenlet.switchTo(); !greenlet.isDead(); got = greenlet.switchTo()) {
                    here.emit((int) got + 1);
                }
            } finally {
                if (greenlet.isActive()) {
                    greenlet.throwInto(new GreenletExitError());
                }
            }
        }
    }

    private static <T> List<T> inner(List<T> around, T one) {
        return Stream.concat(around.stream(), Stream.of(one)).toList();
    }

    // ---- the model ----

    /** A value that comes out of the outermost generator, and the guards that are left if it is closed there; or a note. */
    private record Event(String text, List<Integer> guards) {
        boolean isYield() {
            return guards != null;
        }
    }

    private static final class Model {

        final List<Event> events = new ArrayList<>();

        /** {@code ways}: what happens to a value between a level and the outermost one. */
        void run(List<Action> body, List<IntUnaryOperator> ways, List<Integer> guards) {
            IntUnaryOperator way = ways.getLast();
            for (Action action : body) {
                switch (action) {
                    case Action.Yield(int value, int up) -> {
                        int out = ways.get(Math.max(0, ways.size() - 1 - up)).applyAsInt(value);
                        events.add(new Event("" + out, guards));
                    }
                    case Action.Each(List<Action> each) -> run(each, inner(ways, x -> way.applyAsInt(2 * x)), guards);
                    case Action.From(List<Action> from) -> run(from, inner(ways, way), guards);
                    case Action.Switch(List<Action> to) -> run(to, List.of(x -> way.applyAsInt(x + 1)), guards);
                    case Action.Guard(int id, List<Action> guarded) -> {
                        events.add(new Event("+" + id, null));
                        run(guarded, ways, inner(guards, id));
                        events.add(new Event("-" + id, null));
                    }
                    case Action.Await() -> {}
                }
            }
        }

        /** All events, or those up to a yield at which the generator is ended. */
        List<String> trace(int yields) {
            List<String> trace = new ArrayList<>();
            int left = yields;
            for (Event event : events) {
                trace.add(event.text());
                if (event.isYield() && --left == 0) {
                    event.guards().reversed().forEach(id -> trace.add("-" + id));
                    break;
                }
            }
            return trace;
        }
    }

    // ---- the tests ----

    private static List<Action> tree(long seed) {
        Random random = new Random(seed);
        return randomBody(random, 5, new int[1]);
    }

    /** Takes some values, and then ends the generator in one of three ways. */
    private static void check(long seed, boolean inTask) {
        List<Action> tree = tree(seed);
        Model model = new Model();
        model.run(tree, List.of(x -> x), List.of());
        int all = (int) model.events.stream().filter(Event::isYield).count();
        Random random = new Random(seed);
        int take = random.nextInt(1, all + 2); // more than there are: to the end

        Real real = new Real(inTask);
        Generator<Integer, Object, ?> generator = real.generator(tree, List.of());
        for (int i = 0; i < take && generator.hasNext(); i++) {
            real.trace.add("" + generator.next());
        }
        if (random.nextBoolean()) {
            generator.close();
        } else if (take <= all) {
            var thrown = new IllegalArgumentException("x");
            try {
                real.trace.add("yielded " + generator.throwInto(thrown));
            } catch (IllegalArgumentException e) {
                assertThat(e).isSameAs(thrown);
            }
        }
        assertThat(real.trace)
                .as("seed %d, %d of %d: %s", seed, take, all, tree)
                .isEqualTo(model.trace(take));
        assertThat(generator.state()).isEqualTo(Generator.State.ENDED);
        assertThat(Greenlet.getCurrent().parent()).as("in the main greenlet").isNull();
    }

    @Test
    void randomTrees_outsideALoop() {
        for (long seed = 0; seed < SEEDS; seed++) {
            check(seed, false);
        }
    }

    @Test
    void randomTrees_inTasksThatTakeTurns() {
        for (long seed = 0; seed < SEEDS; seed += 4) {
            List<Coroutine<Object>> checks = new ArrayList<>();
            for (long each = seed; each < seed + 4; each++) {
                long one = each;
                checks.add(() -> {
                    check(one, true);
                    return null;
                });
            }
            VirtualTime.run(() -> gather(checks).await());
        }
    }

    /** That the trees are worth the test. */
    @Test
    void randomTrees_yieldALotAtAllDepths() {
        long yields = 0;
        int most = 0;
        for (long seed = 0; seed < 300; seed++) {
            Model model = new Model();
            model.run(tree(seed), List.of(x -> x), List.of());
            int one = (int) model.events.stream().filter(Event::isYield).count();
            yields += one;
            most = Math.max(most, one);
        }
        assertThat(yields).isGreaterThan(1_000);
        assertThat(most).isGreaterThan(20);
    }
}
