package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static io.asyncio4j.generator.GeneratorTest.STANDARD_RUNTIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Coroutine;
import io.asyncio4j.MisuseTest;
import io.asyncio4j.Task;
import io.asyncio4j.generator.Generator.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Misuse of generators, greenlets and coroutine objects: an exception that says what is wrong, and nothing is broken. */
final class GeneratorMisuseTest extends MisuseTest {

    private Yielder<Object, Object> escaped;

    /** Lets its yielder escape, and yields three times. */
    private Generator<Object, Object, ?> leaky() {
        return Generator.of(out -> {
            escaped = out;
            out.yield(1);
            out.yield(2);
            out.yield(3);
        });
    }

    private static Throwable thrownOn(Thread.Builder builder, ThrowingCallable code) throws Exception {
        FutureTask<Throwable> task = new FutureTask<>(() -> catchThrowable(code));
        builder.start(task);
        return task.get();
    }

    // ---- generators ----

    @Test
    void yield_outsideTheBody_isRefused() {
        var generator = leaky();
        generator.next();
        assertThatIllegalStateException()
                .isThrownBy(() -> escaped.yield("x"))
                .withMessage("yield(x) was called outside the body, while the generator is suspended");
        assertThat(generator.next()).isEqualTo(2);
        generator.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> escaped.yield("x"))
                .withMessage("yield(x) was called outside the body, while the generator is ended");
    }

    @Test
    void yieldFrom_outsideTheBody_isRefused() {
        var generator = leaky();
        generator.next();
        Generator<Object, Object, ?> other = Generator.of(out -> out.yield("other"));
        assertThatIllegalStateException()
                .isThrownBy(() -> escaped.yieldFrom(other))
                .withMessage("yield(other) was called outside the body, while the generator is suspended");
        assertThatIllegalStateException().isThrownBy(() -> escaped.yieldFrom(List.of("x")));
        assertThat(generator.next()).isEqualTo(2);
    }

    @Test
    void yield_onAnotherThread_isRefused_andTheBodyGoesOn() {
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            Generator<Object, Object, ?> generator = Generator.of(out -> {
                Throwable thrown = thrownOn(builder, () -> out.yield("x"));
                out.yield(thrown);
                out.yield("went on");
            });
            assertThat((Throwable) generator.next())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot yield on ")
                    .hasMessageEndingWith(": it is not inside the body; hand the value to the code that runs there");
            assertThat(generator.next()).isEqualTo("went on");
            assertThat(generator.hasNext()).isFalse();
        }
    }

    @Test
    void yield_inAnotherTask_whileTheBodyAwaits_isRefused() {
        loop.runUntilComplete(() -> {
            Generator<Object, Object, ?> generator = Generator.of(out -> {
                escaped = out;
                sleep(Duration.ofMillis(1));
                out.yield("went on");
            });
            Task<Object> task = createTask(() -> generator.next());
            yieldTurn();
            assertThatIllegalStateException()
                    .isThrownBy(() -> escaped.yield("x"))
                    .withMessageContaining("it is not inside the body");
            assertThat(task.await()).isEqualTo("went on");
        });
    }

    @Test
    void nullArguments_areRefusedByName() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> Generator.of(null), () -> Generator.returning(null), () -> AsyncGenerator.of(null))) {
            assertThatNullPointerException().isThrownBy(call).withMessage("body");
        }
        assertThatNullPointerException()
                .isThrownBy(() -> Generator.coroutine(null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> CoroutineObject.of((Coroutine<?>) null))
                .withMessage("coroutine");
        assertThatNullPointerException()
                .isThrownBy(() -> CoroutineObject.of((Coroutine.OfVoid) null))
                .withMessage("coroutine");
        var generator = leaky();
        generator.next();
        assertThatNullPointerException()
                .isThrownBy(() -> generator.throwInto(null))
                .withMessage("exception");
        assertThatNullPointerException()
                .isThrownBy(() -> generator.forEach(null))
                .withMessage("action");
        assertThat(generator.next()).isEqualTo(2);
    }

    @Test
    void close_fromInsideTheBody_isRefused() {
        var holder = new Object() {
            Generator<Object, Object, ?> generator;
        };
        holder.generator = Generator.of(out -> out.yield(catchThrowable(holder.generator::close)));
        assertThat((Throwable) holder.generator.next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("generator already executing: <Generator running>");
        holder.generator.close();
    }

    @Test
    void bodyThatNeverStopsYielding_whenItIsClosed_canStillBeUsed() {
        Generator<Integer, Object, ?> stubborn = Generator.of(out -> {
            for (int i = 0; ; i++) {
                try {
                    out.yield(i);
                } catch (GeneratorExitError e) {
                    // on purpose
                }
            }
        });
        stubborn.next();
        for (int i = 1; i < 4; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(stubborn::close)
                    .withMessage("generator ignored GeneratorExitError: it has yielded " + i);
        }
        assertThat(stubborn.next()).isEqualTo(4);
    }

    // ---- where the stack cannot be left ----

    private static Yielder<Object, Object> inInitialiser;

    private static final class YieldsOnce {
        static final Object VALUE = inInitialiser.yield("from a class initialiser");
    }

    @Test
    void yield_inAClassInitialiser_isRefused_whereTheStackCannotBeLeft() {
        Generator<Object, Object, ?> generator = Generator.of(out -> {
            inInitialiser = out;
            try {
                out.yield("initialised with " + YieldsOnce.VALUE);
            } catch (ExceptionInInitializerError e) {
                out.yield(e.getCause());
            }
            out.yield("went on");
        });
        if (STANDARD_RUNTIME) {
            assertThat((Throwable) generator.next())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot yield on ")
                    .hasMessageEndingWith(
                            ": a native method or a class initialiser is on its stack; move the call out of it");
        } else {
            assertThat(generator.next()).isEqualTo("from a class initialiser");
            assertThat(generator.send("x")).isEqualTo("initialised with x");
        }
        assertThat(generator.next()).isEqualTo("went on");
        assertThat(generator.hasNext()).isFalse();
    }

    private static final class Sleeps {
        static final String VALUE = blocked();

        private static String blocked() {
            try {
                Thread.sleep(1);
                return "slept";
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class SleepsInAThread {
        static final String VALUE = Sleeps.blocked();
    }

    /** The thread blocks then, as without a generator. */
    @Test
    void blockingCall_inAClassInitialiserInABody_blocks() throws Exception {
        loop.runUntilComplete(() -> {
            Generator<Object, Object, ?> generator = Generator.of(out -> out.yield(Sleeps.VALUE));
            assertThat(generator.next()).isEqualTo("slept");
        });
        Throwable thrown = thrownOn(Thread.ofVirtual(), () -> {
            Generator<Object, Object, ?> generator = Generator.of(out -> out.yield(SleepsInAThread.VALUE));
            assertThat(generator.next()).isEqualTo("slept");
        });
        assertThat(thrown).isNull();
    }

    private static final class Awaits {
        static final String VALUE = sleep(Duration.ofMillis(1), "slept");
    }

    @Test
    void await_inAClassInitialiserInABody_isRefused_whereTheStackCannotBeLeft() {
        loop.runUntilComplete(() -> {
            Generator<Object, Object, ?> generator = Generator.of(out -> {
                try {
                    out.yield(Awaits.VALUE);
                } catch (ExceptionInInitializerError e) {
                    out.yield(e.getCause());
                }
                out.yield(sleep(Duration.ofMillis(1), "went on"));
            });
            if (STANDARD_RUNTIME) {
                assertThat((Throwable) generator.next())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("cannot suspend ")
                        .hasMessageEndingWith(
                                ": a native method or a class initialiser is on its stack; move the call out of it");
            } else {
                assertThat(generator.next()).isEqualTo("slept");
            }
            assertThat(generator.next()).isEqualTo("went on");
        });
    }

    /** Callbacks of the JDK that are Java all the way, such as a comparator's, can be left. */
    @Test
    void yield_inAComparator_orByReflection_works() {
        Generator<Object, Object, ?> generator = Generator.of(out -> {
            Integer[] numbers = {2, 1};
            Comparator<Integer> comparator = (a, b) -> {
                out.yield("comparing");
                return a.compareTo(b);
            };
            Arrays.sort(numbers, comparator);
            Yielder.class.getMethod("yield", Object.class).invoke(out, "by reflection");
            out.yield(List.of(numbers));
        });
        assertThat(GeneratorTest.elements(generator)).containsExactly("comparing", "by reflection", List.of(1, 2));
    }

    // ---- coroutine objects ----

    /** Feature B13: a coroutine that a loop runs cannot yield. */
    @Test
    void coroutineYield_withoutADriver_isRefused() {
        String message =
                "bad yield: x: nobody drives this code by hand, with CoroutineObject.send(); a task awaits futures";
        assertThatIllegalStateException()
                .isThrownBy(() -> CoroutineObject.yield("x"))
                .withMessage(message);
        loop.runUntilComplete(() -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> CoroutineObject.yield("x"))
                    .withMessage(message);
            CoroutineObject<Object> awaited = CoroutineObject.of(() -> CoroutineObject.yield("x"));
            assertThatIllegalStateException().isThrownBy(awaited::await).withMessage(message);
        });
    }

    @Test
    void coroutine_thatSuspendsWhileItIsClosed_isAnError() {
        CoroutineObject<Object> stubborn = CoroutineObject.of(() -> {
            try {
                return CoroutineObject.yield(1);
            } catch (GeneratorExitError e) {
                return CoroutineObject.yield(2);
            }
        });
        stubborn.send(null);
        assertThatIllegalStateException()
                .isThrownBy(stubborn::close)
                .withMessage("coroutine ignored GeneratorExitError: it has yielded 2");
        stubborn.close();
        assertThat(stubborn.state()).isEqualTo(State.ENDED);
    }

    @Test
    void coroutine_thatDrivesItself_isRefused() {
        var holder = new Object() {
            CoroutineObject<Throwable> coroutine;
        };
        holder.coroutine = CoroutineObject.of(() -> catchThrowable(() -> holder.coroutine.send(null)));
        assertThat(catchThrowable(() -> holder.coroutine.send(null)))
                .isInstanceOfSatisfying(
                        StopIterationException.class,
                        end -> assertThat((Throwable) end.value())
                                .hasMessageStartingWith("coroutine already executing: <coroutine object "));
    }

    // ---- greenlets ----

    @Test
    void deadGreenlet_cannotBeSwitchedTo() {
        Greenlet dead = Greenlet.of(() -> {});
        dead.switchTo();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                dead::switchTo, () -> dead.switchTo("x"), () -> dead.throwInto(new IllegalArgumentException()))) {
            assertThatIllegalStateException()
                    .isThrownBy(call)
                    .withMessage("cannot switch to a dead greenlet: <Greenlet dead>");
        }
        assertThat(Greenlet.of(first -> first).switchTo("works")).isEqualTo("works");
    }

    @Test
    void greenletOfAnotherThread_cannotBeSwitchedTo() throws Exception {
        Greenlet here = Greenlet.of(first -> first);
        Throwable thrown = thrownOn(Thread.ofPlatform().name("other"), () -> here.switchTo("x"));
        assertThat(thrown)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("cannot switch to a different thread or task: <Greenlet not started> belongs to thread \""
                        + Thread.currentThread().getName() + "\", the caller to thread \"other\"");
        assertThat(thrownOn(Thread.ofVirtual(), () -> Greenlet.of(first -> first, here)))
                .hasMessageStartingWith("cannot switch to a different thread or task");
        assertThat(here.switchTo("works")).isEqualTo("works");
    }

    @Test
    void greenletOfAnotherTask_cannotBeSwitchedTo() {
        loop.runUntilComplete(() -> {
            Greenlet mine = Greenlet.of(first -> first);
            Throwable thrown = createTask(() -> catchThrowable(() -> mine.switchTo("x")), "other")
                    .await();
            assertThat(thrown)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("the caller to thread \"other\"");
            assertThat(mine.switchTo("works")).isEqualTo("works");
        });
    }

    @Test
    void cyclicParents_areRefused() {
        Greenlet a = Greenlet.of(first -> first);
        Greenlet b = Greenlet.of(first -> first, a);
        Greenlet c = Greenlet.of(first -> first, b);
        for (Greenlet descendant : List.of(a, b, c)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> a.setParent(descendant))
                    .withMessage("cyclic parent chain: <Greenlet not started> descends from <Greenlet not started>");
        }
        assertThat(a.parent()).isSameAs(Greenlet.getCurrent());
        assertThat(c.switchTo("works")).isEqualTo("works");
    }

    @Test
    void parentOfAMainGreenlet_cannotBeSet() {
        Greenlet main = Greenlet.getCurrent();
        Greenlet other = Greenlet.of(first -> first);
        assertThatIllegalStateException()
                .isThrownBy(() -> main.setParent(other))
                .withMessage("cannot set the parent of a main greenlet: <Greenlet main current>");
        assertThat(main.parent()).isNull();
    }

    @Test
    void greenlet_nullArguments_areRefusedByName() {
        Greenlet greenlet = Greenlet.of(first -> first);
        assertThatNullPointerException()
                .isThrownBy(() -> Greenlet.of((Greenlet.Body) null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> Greenlet.of((Greenlet.Body.OfVoid) null))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> Greenlet.of(x -> x, null))
                .withMessage("parent");
        assertThatNullPointerException()
                .isThrownBy(() -> greenlet.setParent(null))
                .withMessage("newParent");
        assertThatNullPointerException()
                .isThrownBy(() -> greenlet.throwInto(null))
                .withMessage("exception");
        assertThat(greenlet.switchTo("works")).isEqualTo("works");
    }

    private static Greenlet toSwitchTo;

    private static final class SwitchesOnce {
        static final Object VALUE = toSwitchTo.switchTo("from a class initialiser");
    }

    @Test
    void switch_inAClassInitialiser_isRefused_whereTheStackCannotBeLeft() {
        toSwitchTo = Greenlet.getCurrent();
        Greenlet greenlet = Greenlet.of(first -> {
            try {
                return SwitchesOnce.VALUE;
            } catch (ExceptionInInitializerError e) {
                return toSwitchTo.switchTo(e.getCause());
            }
        });
        if (STANDARD_RUNTIME) {
            assertThat((Throwable) greenlet.switchTo())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith(
                            ": a native method or a class initialiser is on its stack; move the call out of it");
        } else {
            assertThat(greenlet.switchTo()).isEqualTo("from a class initialiser");
        }
        assertThat(greenlet.switchTo("end")).isEqualTo("end");
        assertThat(greenlet.isDead()).isTrue();
    }
}
