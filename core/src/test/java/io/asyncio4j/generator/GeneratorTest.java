package io.asyncio4j.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.generator.Generator.State;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The life of a generator, and the ways to iterate over it, outside any loop. Features B02 to B06. */
final class GeneratorTest {

    static final boolean STANDARD_RUNTIME = CoroutineRuntime.get().name().equals("loop");

    private final List<Object> out = new ArrayList<>();

    /** All that are left. */
    static <Y> List<Y> elements(Generator<Y, ?, ?> generator) {
        return generator.stream().toList();
    }

    /** Counts up from 1 to {@code last}, and notes its end. */
    private Generator<Integer, Object, String> counter(int last) {
        return Generator.returning(out -> {
            try {
                for (int i = 1; i <= last; i++) {
                    out.yield(i);
                }
                return "returned";
            } finally {
                this.out.add("finally");
            }
        });
    }

    // ---- life ----

    @Test
    void newGenerator_runsNothing() {
        var generator = counter(3);
        assertThat(generator.state()).isEqualTo(State.CREATED);
        assertThat(generator.toString()).isEqualTo("<Generator created>");
        assertThat(out).isEmpty();
    }

    @Test
    void states_followTheBody() {
        var holder = new Object() {
            Generator<State, ?, ?> generator;
        };
        holder.generator = Generator.of(out -> out.yield(holder.generator.state()));
        assertThat(holder.generator.next()).isEqualTo(State.RUNNING);
        assertThat(holder.generator.state()).isEqualTo(State.SUSPENDED);
        assertThat(holder.generator.hasNext()).isFalse();
        assertThat(holder.generator.state()).isEqualTo(State.ENDED);
        assertThat(holder.generator.toString()).isEqualTo("<Generator ended>");
    }

    @Test
    void yield_ofNull_isAnElement() {
        Generator<String, String, ?> nulls = Generator.of(out -> out.yield(out.yield(null)));
        assertThat(nulls.next()).isNull();
        assertThat(nulls.send(null)).isNull();
        assertThat(nulls.hasNext()).isFalse();
    }

    @Test
    void localVariablesAndDepth_surviveEveryYield() {
        Generator<Integer, ?, ?> deep = Generator.of(out -> yieldAtDepth(out, 200));
        assertThat(elements(deep))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 200).boxed().toList());
    }

    private static void yieldAtDepth(Yielder<Integer, ?> out, int depth) {
        if (depth > 0) {
            yieldAtDepth(out, depth - 1);
        }
        out.yield(depth);
    }

    @Test
    void hundredThousandGenerators_areAliveAtOnce() {
        int count = STANDARD_RUNTIME ? 100_000 : 1_000; // a thread each, on the portable runtime
        List<Generator<Integer, ?, String>> generators = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = i;
            generators.add(Generator.returning(out -> {
                out.yield(start);
                out.yield(start + 1);
                return "end";
            }));
        }
        long sum = 0;
        for (int round = 0; round < 2; round++) {
            for (var generator : generators) {
                sum += generator.next();
            }
        }
        assertThat(sum).isEqualTo((long) count * count);
        assertThat(generators)
                .noneMatch(Generator::hasNext)
                .allMatch(generator -> "end".equals(generator.returnValue()));
    }

    // ---- returning and failing ----

    @Test
    void returnValue_isThereOnceTheBodyHasReturned() {
        var generator = counter(1);
        assertThatIllegalStateException()
                .isThrownBy(generator::returnValue)
                .withMessage("<Generator created> has not returned; take its elements first");
        generator.forEach(out::add);
        assertThat(generator.returnValue()).isEqualTo("returned");
        assertThat(generator.returnValue()).as("a second time").isEqualTo("returned");
    }

    @Test
    void returnValue_afterAFailureOrAClose_isNull() {
        Generator<Integer, ?, String> failing = Generator.returning(out -> {
            throw new IllegalArgumentException("x");
        });
        assertThat(catchThrowable(failing::next)).hasMessage("x");
        assertThat(failing.returnValue()).isNull();

        var closed = counter(2);
        closed.next();
        closed.close();
        assertThat(closed.returnValue()).isNull();

        var neverStarted = counter(2);
        neverStarted.close();
        assertThat(neverStarted.returnValue()).isNull();
    }

    @Test
    void bodyThatReturnsWhenItIsClosed_keepsItsValue() {
        Generator<Integer, ?, String> generator = Generator.returning(out -> {
            try {
                out.yield(1);
            } catch (GeneratorExitError e) {
                return "closed";
            }
            return "ran on";
        });
        generator.next();
        generator.close();
        assertThat(generator.returnValue()).isEqualTo("closed");
    }

    @Test
    void uncheckedException_comesOutAsItIs_once_andEndsTheGenerator() {
        var thrown = new IllegalArgumentException("x");
        Generator<Integer, ?, ?> failing = Generator.of(out -> {
            out.yield(1);
            throw thrown;
        });
        failing.next();
        assertThat(catchThrowable(failing::next)).isSameAs(thrown);
        assertThat(failing.state()).isEqualTo(State.ENDED);
        assertThat(catchThrowable(failing::next)).isInstanceOf(StopIterationException.class);
        assertThat(failing.hasNext()).isFalse();
    }

    @Test
    void error_comesOutAsItIs() {
        var thrown = new AssertionError("x");
        Generator<Integer, ?, ?> failing = Generator.of(out -> {
            throw thrown;
        });
        assertThat(catchThrowable(failing::hasNext)).isSameAs(thrown);
    }

    @Test
    void checkedException_comesOutWrapped() {
        var thrown = new IOException("x");
        for (Call call : List.<Call>of(Generator::next, g -> out.add(g.hasNext()), g -> g.forEach(out::add))) {
            Generator<Integer, Object, ?> failing = Generator.of(out -> {
                throw thrown;
            });
            assertThat(catchThrowable(() -> call.on(failing)))
                    .isExactlyInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(thrown);
        }
    }

    private interface Call {
        void on(Generator<Integer, Object, ?> generator);
    }

    /** What is thrown in arrives as it is, also where the compiler knows of no checked exception. */
    @Test
    void checkedException_thrownIn_arrivesAsItIs() {
        var thrown = new IOException("x");
        Generator<Integer, Object, ?> catching = Generator.of(out -> {
            try {
                out.yield(1);
            } catch (Exception e) {
                this.out.add(e);
            }
            out.yield(2);
        });
        catching.next();
        assertThat(catching.throwInto(thrown)).isEqualTo(2);
        assertThat(out).containsExactly(thrown);
        assertThat(catchThrowable(() -> catching.throwInto(thrown)))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(thrown);
    }

    @Test
    void stackTrace_showsTheBody_andOnTheStandardRuntimeItsCaller() {
        Generator<Integer, ?, ?> failing = Generator.of(out -> thrower());
        Throwable thrown = catchThrowable(() -> caller(failing));
        List<String> methods = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().equals(GeneratorTest.class.getName()))
                .map(StackTraceElement::getMethodName)
                .toList();
        assertThat(methods).startsWith("thrower");
        assertThat(methods.contains("caller")).isEqualTo(STANDARD_RUNTIME);
    }

    private static void thrower() {
        throw new IllegalArgumentException("x");
    }

    private static void caller(Generator<?, ?, ?> generator) {
        generator.next();
    }

    // ---- throwInto and close, in every state ----

    @Test
    void throwInto_whileSuspended_thatIsNotCaught_comesOut() {
        var generator = counter(3);
        generator.next();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> generator.throwInto(thrown))).isSameAs(thrown);
        assertThat(generator.state()).isEqualTo(State.ENDED);
        assertThat(out).containsExactly("finally");
    }

    @Test
    void throwInto_afterTheEnd_comesOut_andLeavesTheReturnValue() {
        var generator = counter(0);
        assertThat(generator.hasNext()).isFalse();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> generator.throwInto(thrown))).isSameAs(thrown);
        assertThat(generator.returnValue()).isEqualTo("returned");
    }

    @Test
    void throwInto_thatEndsTheBody_stopsTheIteration() {
        Generator<Integer, Object, String> generator = Generator.returning(out -> {
            try {
                out.yield(1);
                return "ran on";
            } catch (IllegalArgumentException e) {
                return "caught";
            }
        });
        generator.next();
        assertThatExceptionOfType(StopIterationException.class)
                .isThrownBy(() -> generator.throwInto(new IllegalArgumentException("x")))
                .satisfies(e -> assertThat(e.value()).isEqualTo("caught"));
    }

    /** A generator may end by letting out what another one has asked it to end with. */
    @Test
    void throwInto_aStopIteration_isAnError() {
        var generator = counter(2);
        generator.next();
        var thrown = new StopIterationException("x");
        assertThatIllegalStateException()
                .isThrownBy(() -> generator.throwInto(thrown))
                .withMessage("generator raised StopIterationException")
                .withCause(thrown);
    }

    @Test
    void close_beforeTheStart_neverEntersTheBody() {
        var generator = counter(3);
        generator.close();
        assertThat(generator.state()).isEqualTo(State.ENDED);
        assertThat(out).isEmpty();
        assertThat(generator.hasNext()).isFalse();
        assertThat(catchThrowable(generator::next)).isInstanceOf(StopIterationException.class);
    }

    @Test
    void close_afterTheEnd_doesNothing() {
        var generator = counter(1);
        generator.forEach(x -> {});
        generator.close();
        generator.close();
        assertThat(out).containsExactly("finally");
    }

    @Test
    void close_cleanupThatFails_comesOut() {
        var unchecked = new IllegalArgumentException("x");
        assertThat(catchThrowable(closing(unchecked)::close)).isSameAs(unchecked);
        var checked = new IOException("x");
        assertThat(catchThrowable(closing(checked)::close))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(checked);
    }

    /** A generator, started, whose cleaning up fails. */
    private static Generator<Integer, ?, ?> closing(Exception failure) {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } catch (GeneratorExitError e) {
                throw failure;
            }
        });
        generator.next();
        return generator;
    }

    @Test
    void close_bodyThatFailsWithAStopIteration_saysSo() {
        Generator<Integer, ?, ?> generator = Generator.of(out -> {
            try {
                out.yield(1);
            } finally {
                counter(0).next();
            }
        });
        generator.next();
        assertThatIllegalStateException()
                .isThrownBy(generator::close)
                .withMessage("generator raised StopIterationException");
        assertThat(generator.state()).isEqualTo(State.ENDED);
    }

    @Test
    void tryWithResources_closesOnBreakAndOnException() {
        try (var generator = counter(5)) {
            for (int i : generator) {
                if (i == 2) {
                    break;
                }
            }
            out.add("after break");
        }
        assertThat(out).containsExactly("after break", "finally");

        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> {
                    try (var generator = counter(5)) {
                        throw thrown;
                    }
                }))
                .isSameAs(thrown);
    }

    // ---- iterating ----

    @Test
    void forLoop_takesAllElements() {
        for (int i : counter(3)) {
            out.add(i);
        }
        assertThat(out).containsExactly(1, 2, 3, "finally");
    }

    @Test
    void iterator_isTheGenerator() {
        var generator = counter(3);
        Iterator<Integer> iterator = generator.iterator();
        assertThat((Object) iterator).isSameAs(generator);
        assertThat(iterator.next()).isEqualTo(1);
        assertThat(generator.iterator().next()).as("it can be iterated once").isEqualTo(2);
    }

    @Test
    void hasNext_goesOnOnce_andNextHandsOutWhatItHasTaken() {
        var generator = counter(3);
        assertThat(generator.hasNext()).isTrue();
        assertThat(generator.hasNext()).isTrue();
        assertThat(generator.next()).isEqualTo(1);
        assertThat(generator.next()).isEqualTo(2);
        assertThat(generator.hasNext()).isTrue();
        assertThat(generator.send(null)).as("send(null) is next()").isEqualTo(3);
        assertThat(generator.hasNext()).isFalse();
        assertThat(generator.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(generator::next);
    }

    @Test
    void sendOrThrowInto_afterHasNext_isRefused_andTheElementStays() {
        var generator = counter(3);
        assertThat(generator.hasNext()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> generator.send("x"))
                .withMessage("send(x) after hasNext(), which has gone on to the next element already;"
                        + " take it with next() first");
        assertThatIllegalStateException()
                .isThrownBy(() -> generator.throwInto(new IOException("x")))
                .withMessage("throwInto(java.io.IOException: x) after hasNext(), which has gone on to the next element"
                        + " already; take it with next() first");
        assertThat(generator.next()).isEqualTo(1);
        assertThat(generator.send("x")).isEqualTo(2);
    }

    @Test
    void close_afterHasNext_dropsTheElement() {
        var generator = counter(3);
        assertThat(generator.hasNext()).isTrue();
        generator.close();
        assertThat(out).containsExactly("finally");
        assertThat(generator.hasNext()).isFalse();
    }

    @Test
    void yieldFrom_afterHasNext_startsWithTheElementTaken() {
        var inner = counter(3);
        assertThat(inner.hasNext()).isTrue();
        Generator<Integer, ?, ?> outer = Generator.of(out -> out.yieldFrom(inner));
        assertThat(elements(outer)).containsExactly(1, 2, 3);
    }

    @Test
    void yieldFrom_ofASpentGenerator_yieldsNothing() {
        var inner = counter(0);
        assertThat(inner.hasNext()).isFalse();
        Generator<Object, ?, ?> outer = Generator.of(out -> out.yield(out.yieldFrom(inner)));
        assertThat(elements(outer)).containsExactly("returned");
    }

    @Test
    void forEach_closesOnEveryWayOut() {
        counter(2).forEach(out::add);
        assertThat(out).containsExactly(1, 2, "finally");

        out.clear();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> counter(2).forEach(i -> {
                    throw thrown;
                })))
                .isSameAs(thrown);
        assertThat(out).containsExactly("finally");
    }

    @Test
    void stream_takesAllElements() {
        assertThat(counter(4).stream().map(i -> i * i)).containsExactly(1, 4, 9, 16);
        assertThat(out).containsExactly("finally");
    }

    @Test
    void stream_isLazy_andClosesTheGenerator() {
        try (Stream<Integer> stream = counter(4).stream().peek(out::add)) {
            assertThat(stream.filter(i -> i > 1).findFirst()).contains(2);
            out.add("found");
        }
        assertThat(out).containsExactly(1, 2, "found", "finally");
    }

    @Test
    void stream_thatFails_closesTheGenerator() {
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> {
                    try (Stream<Integer> stream = counter(4).stream()) {
                        stream.forEach(i -> {
                            throw thrown;
                        });
                    }
                }))
                .isSameAs(thrown);
        assertThat(out).containsExactly("finally");
    }

    @Test
    void stream_neverUsed_closesTheGeneratorWithoutStartingIt() {
        var generator = counter(4);
        generator.stream().close();
        assertThat(generator.state()).isEqualTo(State.ENDED);
        assertThat(out).isEmpty();
    }

    @Test
    void stream_flatMap_closesEachGenerator() {
        assertThat(Stream.of(1, 2).flatMap(n -> counter(3).stream().limit(n)).collect(Collectors.toList()))
                .containsExactly(1, 1, 2);
        assertThat(out).containsExactly("finally", "finally");
    }

    @Test
    void stream_parallel_givesTheSameElements() {
        assertThat(counter(2_000).stream().parallel().mapToInt(i -> i).sum()).isEqualTo(2_001_000);
    }

    // ---- threads ----

    @Test
    void generator_movesBetweenThreads() throws Exception {
        var generator = counter(4);
        List<Integer> taken = new ArrayList<>();
        taken.add(generator.next());
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual(), Thread.ofPlatform())) {
            taken.add(callOn(builder, generator::next));
        }
        assertThat(taken).containsExactly(1, 2, 3, 4);
        assertThat(generator.hasNext()).isFalse();
    }

    @Test
    void generator_inAVirtualThread_maySleep_andMoves() throws Exception {
        Generator<Integer, ?, ?> sleeping = Generator.of(out -> {
            for (int i = 0; i < 3; i++) {
                Thread.sleep(1);
                out.yield(i);
                Thread.sleep(1);
            }
        });
        List<Integer> taken = new ArrayList<>();
        for (Thread.Builder builder : List.of(Thread.ofVirtual(), Thread.ofPlatform(), Thread.ofVirtual())) {
            taken.add(callOn(builder, sleeping::next));
        }
        assertThat(taken).containsExactly(0, 1, 2);
    }

    private static <T> T callOn(Thread.Builder builder, java.util.concurrent.Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(code);
        builder.start(task);
        return task.get();
    }

    /** On the portable runtime a body has a thread of its own. */
    @Test
    void threadLocals_areTheCallers_onTheStandardRuntime() throws Exception {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "none");
        local.set("here");
        Generator<String, ?, ?> generator = Generator.of(out -> {
            out.yield(local.get());
            out.yield(local.get());
        });
        List<String> seen = List.of(generator.next(), callOn(Thread.ofPlatform(), () -> {
            local.set("there");
            return generator.next();
        }));
        assertThat(seen).isEqualTo(STANDARD_RUNTIME ? List.of("here", "there") : List.of("none", "none"));
    }

    @Test
    void interrupt_ofTheCaller_isNotLost() {
        Generator<Boolean, ?, ?> generator = Generator.of(out -> {
            out.yield(Thread.currentThread().isInterrupted());
            out.yield(Thread.currentThread().isInterrupted());
        });
        Thread.currentThread().interrupt();
        assertThat(generator.next()).isEqualTo(STANDARD_RUNTIME);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(generator.next()).isFalse();
        assertThat(Thread.interrupted()).isFalse();
    }
}
