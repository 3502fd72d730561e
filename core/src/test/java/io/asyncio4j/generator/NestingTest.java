package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.generator.GeneratorTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.SemanticsTest;
import io.asyncio4j.generator.Generator.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Generators, greenlets and coroutines driven by hand inside each other. Features B01 to B03, B15. */
final class NestingTest extends SemanticsTest {

    private static final int LEVELS = 1_000;

    /** A tree as nested lists, its leaves from left to right. */
    private static Generator<Object, Object, Integer> leaves(Object tree) {
        return Generator.returning(out -> {
            if (!(tree instanceof List<?> branches)) {
                out.yield(tree);
                return 1;
            }
            int count = 0;
            for (Object branch : branches) {
                count += out.yieldFrom(leaves(branch));
            }
            return count;
        });
    }

    @Test
    void recursiveGenerator_walksATree() {
        var tree = List.of(1, List.of(2, List.of(3, 4)), List.of(), List.of(List.of(List.of(5))));
        var generator = leaves(tree);
        assertThat(elements(generator)).containsExactly(1, 2, 3, 4, 5);
        assertThat(generator.returnValue()).isEqualTo(5);
    }

    @Test
    void generatorInGenerator_eachStopsAtItsOwnYields() {
        Generator<String, ?, ?> inner = Generator.of(out -> {
            this.out.add("inner starts");
            out.yield("i1");
            this.out.add("inner goes on");
            out.yield("i2");
        });
        Generator<String, ?, ?> outer = Generator.of(out -> {
            for (String item : inner) {
                out.yield("o " + item);
            }
        });
        outer.forEach(out::add);
        assertThat(out).containsExactly("inner starts", "o i1", "inner goes on", "o i2");
    }

    /** The stacks of both stop, and both go on. */
    @Test
    void yieldOfTheOuterGenerator_insideTheInnerBody() {
        var inner = new Object() {
            Generator<Integer, ?, ?> generator;
        };
        Generator<String, Object, ?> outer = Generator.of(outerOut -> {
            inner.generator = Generator.of(innerOut -> {
                Object sent = outerOut.yield("from inside");
                innerOut.yield((Integer) sent);
            });
            outerOut.yield("got " + inner.generator.next());
            inner.generator.close();
        });
        assertThat(outer.next()).isEqualTo("from inside");
        assertThat(inner.generator.state()).isEqualTo(State.RUNNING);
        assertThatIllegalStateException()
                .isThrownBy(inner.generator::next)
                .withMessage("generator already executing: <Generator running>");
        assertThat(outer.send(5)).isEqualTo("got 5");
        assertThat(inner.generator.state()).isEqualTo(State.SUSPENDED);
        assertThat(outer.hasNext()).isFalse();
    }

    @Test
    void closeOfTheOuterGenerator_whileItHasStoppedInsideTheInnerBody_endsBoth() {
        var inner = new Object() {
            Generator<Integer, ?, ?> generator;
        };
        Generator<String, Object, ?> outer = Generator.of(outerOut -> {
            inner.generator = Generator.of(innerOut -> {
                try {
                    outerOut.yield("from inside");
                } finally {
                    out.add("inner");
                }
            });
            try {
                inner.generator.next();
            } finally {
                out.add("outer");
            }
        });
        outer.next();
        outer.close();
        assertThat(out).containsExactly("inner", "outer");
        assertThat(inner.generator.state()).isEqualTo(State.ENDED);
    }

    @Test
    void yieldsOfAllLevels_fromTheInnermostBody() {
        Generator<String, ?, ?> a = Generator.of(outA -> {
            Generator<String, ?, ?> b = Generator.of(outB -> {
                Generator<String, ?, ?> c = Generator.of(outC -> {
                    outC.yield("c1");
                    outB.yield("b1");
                    outA.yield("a1");
                    outC.yield("c2");
                    outA.yield("a2");
                    outB.yield("b2");
                });
                c.forEach(item -> outB.yield("c gave " + item));
            });
            b.forEach(item -> outA.yield("b gave " + item));
        });
        assertThat(elements(a))
                .containsExactly("b gave c gave c1", "b gave b1", "a1", "b gave c gave c2", "a2", "b gave b2");
    }

    /** A chain of generators, each of which hands out what the next one yields. */
    private Generator<Integer, Object, Integer> chain(int level) {
        return Generator.returning(out -> {
            try {
                return level == 0 ? 1 + (int) out.yield(42) : 1 + out.yieldFrom(chain(level - 1));
            } finally {
                if (level % 100 == 0) {
                    this.out.add(level);
                }
            }
        });
    }

    /** Each level needs a kilobyte of the stack, or more before it is compiled. */
    private static void onALargeStack(Runnable test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(test, null);
        new Thread(null, task, "large stack", 64 << 20).start();
        task.get();
    }

    @Test
    void yieldFrom_thousandLevels_passesEverythingThrough() throws Exception {
        onALargeStack(this::driveThousandLevels);
    }

    private void driveThousandLevels() {
        var generator = chain(LEVELS);
        assertThat(generator.next()).isEqualTo(42);
        assertThat(catchThrowable(() -> generator.send(7)))
                .isInstanceOfSatisfying(
                        StopIterationException.class,
                        end -> assertThat(end.value()).isEqualTo(LEVELS + 1 + 7));
        assertThat(out)
                .isEqualTo(IntStream.rangeClosed(0, LEVELS / 100)
                        .mapToObj(i -> i * 100)
                        .toList());

        out.clear();
        var closed = chain(LEVELS);
        closed.next();
        closed.close();
        assertThat(out).as("the innermost first").startsWith(0, 100).hasSize(LEVELS / 100 + 1);

        var failing = chain(LEVELS);
        failing.next();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> failing.throwInto(thrown))).isSameAs(thrown);
    }

    @Test
    void yieldFrom_thousandLevels_insideATask() throws Exception {
        onALargeStack(() -> runMain(() -> assertThat(chain(LEVELS).next()).isEqualTo(42)));
    }

    @Test
    void awaitsInNestedBodies_suspendTheTask() {
        Supplier<Generator<Integer, Object, ?>> inner = () -> Generator.of(out -> {
            for (int i = 0; i < 3; i++) {
                sleep(ms(10));
                out.yield(i);
            }
        });
        Supplier<AsyncGenerator<String, Object>> outer = () -> AsyncGenerator.of(out -> {
            for (int i : inner.get()) {
                sleep(ms(10));
                out.yield("item " + i);
            }
        });
        runMain(() -> {
            assertThat(gather(() -> elements(outer.get()), () -> elements(outer.get()))
                            .await())
                    .containsOnly(List.of("item 0", "item 1", "item 2"));
            assertThat(loop.time()).isEqualTo(ms(60));
        });
    }

    // ---- greenlets ----

    @Test
    void generatorInGreenlet_itsBodySwitches() {
        Greenlet main = Greenlet.getCurrent();
        Generator<Integer, Object, ?> generator = Generator.of(out -> {
            for (int i = 0; i < 3; i++) {
                main.switchTo("switched at " + i);
                out.yield(i);
            }
        });
        Greenlet greenlet = Greenlet.of(first -> elements(generator));
        assertThat(greenlet.switchTo()).isEqualTo("switched at 0");
        assertThat(generator.state()).isEqualTo(State.RUNNING);
        assertThatIllegalStateException()
                .isThrownBy(generator::next)
                .withMessage("generator already executing: <Generator running>");
        assertThat(greenlet.switchTo()).isEqualTo("switched at 1");
        assertThat(greenlet.switchTo()).isEqualTo("switched at 2");
        assertThat(greenlet.switchTo()).isEqualTo(List.of(0, 1, 2));
    }

    @Test
    void generator_isSharedByGreenlets() {
        Generator<Integer, Object, ?> generator = Generator.of(out -> out.yieldFrom(List.of(1, 2, 3, 4)));
        Greenlet main = Greenlet.getCurrent();
        List<Greenlet> greenlets = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            greenlets.add(Greenlet.of(() -> {
                while (generator.hasNext()) {
                    out.add(name + generator.next());
                    main.switchTo();
                }
            }));
        }
        while (generator.state() != State.ENDED) {
            greenlets.forEach(greenlet -> {
                if (!greenlet.isDead()) {
                    greenlet.switchTo();
                }
            });
        }
        assertThat(out).containsExactly("a1", "b2", "a3", "b4");
    }

    @Test
    void greenletInGenerator_whoseBodySwitchesBetweenYields() {
        Generator<Object, Object, ?> generator = Generator.of(out -> {
            Greenlet home = Greenlet.getCurrent();
            Greenlet greenlet = Greenlet.of(first -> {
                Object got = first;
                for (int i = 0; i < 3; i++) {
                    got = home.switchTo("greenlet got " + got);
                }
                return "end";
            });
            for (int i = 0; i < 4; i++) {
                out.yield(greenlet.switchTo(i));
            }
        });
        assertThat(elements(generator)).containsExactly("greenlet got 0", "greenlet got 1", "greenlet got 2", "end");
    }

    @Test
    void greenletInGreenletInGenerator_insideTasks() {
        runMain(() -> {
            Supplier<Generator<Object, Object, ?>> generators = () -> Generator.of(out -> {
                Greenlet outer = Greenlet.of(first -> {
                    Greenlet inner = Greenlet.of(x -> sleep(ms(10), "inner " + x));
                    return inner.switchTo(sleep(ms(10), first));
                });
                out.yield(outer.switchTo("value"));
            });
            assertThat(gather(() -> elements(generators.get()), () -> elements(generators.get()))
                            .await())
                    .containsOnly(List.of("inner value"));
            assertThat(loop.time()).isEqualTo(ms(20));
        });
    }

    // ---- coroutines driven by hand ----

    @Test
    void generatorInACoroutine_itsBodyYieldsToTheDriver() {
        CoroutineObject<List<Object>> coroutine = CoroutineObject.of(() -> {
            Generator<Object, Object, ?> generator = Generator.of(out -> {
                out.yield(CoroutineObject.yield("first"));
                out.yield(CoroutineObject.yield("second"));
            });
            return elements(generator);
        });
        assertThat(coroutine.send(null)).isEqualTo("first");
        assertThat(coroutine.send(1)).isEqualTo("second");
        assertThat(catchThrowable(() -> coroutine.send(2)))
                .isInstanceOfSatisfying(
                        StopIterationException.class,
                        end -> assertThat(end.value()).isEqualTo(List.of(1, 2)));
    }

    @Test
    void generatorThatDrivesACoroutine() {
        CoroutineObject<String> coroutine =
                CoroutineObject.of(() -> "returned " + CoroutineObject.yield(1) + CoroutineObject.yield(2));
        Generator<Object, Object, Object> driver = Generator.returning(out -> {
            Object sent = null;
            try {
                while (true) {
                    sent = out.yield(coroutine.send(sent));
                }
            } catch (StopIterationException e) {
                return e.value();
            }
        });
        assertThat(driver.next()).isEqualTo(1);
        assertThat(driver.send("a")).isEqualTo(2);
        assertThat(catchThrowable(() -> driver.send("b")))
                .isInstanceOfSatisfying(
                        StopIterationException.class,
                        end -> assertThat(end.value()).isEqualTo("returned ab"));
    }

    /** A scheduler of greenlets and coroutines, as one would write it by hand, inside one task of a loop. */
    @Test
    void roundRobin_ofCoroutines_insideATask() {
        runMain(() -> {
            createTask(() -> {
                sleep(ms(25));
                out.add("other task");
            });
            List<CoroutineObject<?>> ready = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                ready.add(CoroutineObject.of(() -> {
                    for (int i = 0; i < 2; i++) {
                        sleep(ms(10));
                        CoroutineObject.yield(name + i);
                    }
                }));
            }
            while (!ready.isEmpty()) {
                var next = ready.removeFirst();
                try {
                    out.add(next.send(null));
                    ready.add(next);
                } catch (StopIterationException e) {
                    out.add("end");
                }
            }
        });
        assertThat(out).containsExactly("a0", "b0", "other task", "a1", "b1", "end", "end");
    }
}
