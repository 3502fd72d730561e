package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.isCoroutine;
import static io.asyncio4j.Asyncio.isFuture;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.Awaitable;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.LogCapture;
import io.asyncio4j.Outcome;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import io.asyncio4j.generator.Generator.State;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Coroutines driven by hand, and what else a coroutine object is. Features B08 to B18. */
final class CoroutineObjectTest extends SemanticsTest {

    private static int one() {
        return 1;
    }

    /** Runs to the end, as the value of the end. */
    private static Object end(CoroutineObject<?> coroutine, Object sent) {
        try {
            return "yielded " + coroutine.send(sent);
        } catch (StopIterationException e) {
            return e.value();
        }
    }

    /** Suspends once, and is suspended through the methods that call it. */
    private Object asked() {
        try {
            return CoroutineObject.yield("asked");
        } finally {
            out.add("Y left");
        }
    }

    private CoroutineObject<Object> asking() {
        return CoroutineObject.of(() -> {
            try {
                return asked();
            } catch (GeneratorExitError e) {
                out.add("GeneratorExit");
                throw e;
            }
        });
    }

    // ---- by hand ----

    /** Features B15, B16. */
    @Test
    void sK105_sendNull_runsToTheEnd_theResultIsInTheStopIteration() {
        assertThatExceptionOfType(StopIterationException.class)
                .isThrownBy(() -> CoroutineObject.of(() -> 1).send(null))
                .withMessage("1")
                .satisfies(e -> assertThat(e.value()).isEqualTo(1));
        CoroutineObject<Integer> c = CoroutineObject.of(() -> one());
        assertThat(end(c, null)).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> c.send(null))
                .withMessageStartingWith("cannot reuse already awaited coroutine: <coroutine object <lambda in ")
                .withMessageEndingWith("CoroutineObjectTest> ended>");
        assertThatIllegalStateException()
                .isThrownBy(() -> c.throwInto(new IOException("x")))
                .withMessageStartingWith("cannot reuse already awaited coroutine");
    }

    /** Feature B15. */
    @Test
    void sK105_yield_suspends_andReturnsWhatIsSent() {
        var c = asking();
        assertThat(c.send(null)).isEqualTo("asked");
        assertThat(c.state()).isEqualTo(State.SUSPENDED);
        assertThat(out).isEmpty();
        assertThat(end(c, "answer")).isEqualTo("answer");
        assertThat(out).containsExactly("Y left");
    }

    /** Feature B15. */
    @Test
    void sK105_close_throwsGeneratorExitInside() {
        var c = asking();
        c.send(null);
        c.close();
        c.close();
        assertThat(out).containsExactly("Y left", "GeneratorExit");
        assertThat(c.state()).isEqualTo(State.ENDED);
    }

    /** Feature B15. */
    @Test
    void throwInto_arrivesAtTheSuspension_checkedOrNot() {
        CoroutineObject<Object> c = CoroutineObject.of(() -> {
            try {
                return CoroutineObject.yield(1);
            } catch (Exception e) {
                return CoroutineObject.yield(e);
            }
        });
        c.send(null);
        var thrown = new IOException("x");
        assertThat(c.throwInto(thrown)).isSameAs(thrown);
        assertThat(catchThrowable(() -> c.throwInto(thrown)))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(thrown);
        assertThat(c.state()).isEqualTo(State.ENDED);
    }

    @Test
    void throwInto_beforeTheStart_endsIt() {
        var c = asking();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> c.throwInto(thrown))).isSameAs(thrown);
        assertThat(c.state()).isEqualTo(State.ENDED);
        assertThat(out).isEmpty();
    }

    @Test
    void exception_comesOutOfSend() {
        var unchecked = new IllegalArgumentException("x");
        CoroutineObject<Object> failing = CoroutineObject.of(() -> {
            throw unchecked;
        });
        assertThat(catchThrowable(() -> failing.send(null))).isSameAs(unchecked);
        var stop = new StopIterationException("x");
        CoroutineObject<Object> stopping = CoroutineObject.of(() -> {
            throw stop;
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> stopping.send(null))
                .withMessage("coroutine raised StopIterationException")
                .withCause(stop);
    }

    /** Feature B16: the driver that the tutorials write. */
    private static Object run(CoroutineObject<?> coroutine) {
        try {
            coroutine.send(null);
        } catch (StopIterationException e) {
            return e.value();
        }
        throw new AssertionError("it has suspended");
    }

    /** Features B11, B16. */
    @Test
    void ownDriver_runsACoroutineThatAwaitsAnother() {
        assertThat(run(CoroutineObject.of(
                        () -> "awaited " + CoroutineObject.of(() -> one()).await())))
                .isEqualTo("awaited 1");
    }

    /** Feature B15: a coroutine that awaits passes on what the awaited one yields. */
    @Test
    void awaitedCoroutineObject_yieldsToTheDriverOfItsCaller() {
        CoroutineObject<Object> outer = CoroutineObject.of(() -> List.of(asking().await(), asking().run()));
        assertThat(outer.send(null)).isEqualTo("asked");
        assertThat(outer.send("first")).isEqualTo("asked");
        assertThat(end(outer, "second")).isEqualTo(List.of("first", "second"));
    }

    @Test
    void driverInsideACoroutine_takesWhatIsYieldedThere() {
        CoroutineObject<Object> outer = CoroutineObject.of(() -> {
            var inner = asking();
            Object got = inner.send(null);
            Object sent = CoroutineObject.yield("outer " + got);
            return end(inner, sent);
        });
        assertThat(outer.send(null)).isEqualTo("outer asked");
        assertThat(end(outer, "answer")).isEqualTo("answer");
        assertThat(catchThrowable(() -> CoroutineObject.yield("x"))).isInstanceOf(IllegalStateException.class);
    }

    /** What a hand-written scheduler does: the future that it gets is the one to wait for. */
    @Test
    void awaitOfAPendingFuture_outsideATask_yieldsTheFuture() {
        Future<String> future = loop.createFuture();
        CoroutineObject<String> c = CoroutineObject.of(() -> "got " + future.await());
        assertThat(c.send(null)).isSameAs(future);
        future.setResult("it");
        assertThat(end(c, null)).isEqualTo("got it");
    }

    @Test
    void awaitOfAFinishedFuture_outsideATask_doesNotSuspend() {
        Future<String> future = loop.createFuture();
        future.setResult("it");
        assertThat(end(CoroutineObject.of(() -> future.await()), null)).isEqualTo("it");
    }

    @Test
    void awaitOfAPendingFuture_drivenOnTooEarly_isAnError() {
        Future<String> future = loop.createFuture();
        CoroutineObject<String> c = CoroutineObject.of(() -> future.await());
        c.send(null);
        assertThatIllegalStateException()
                .isThrownBy(() -> c.send(null))
                .withMessage("the coroutine was driven on before the future that it awaits was done: <Future pending>");
    }

    @Test
    void awaitOfAPendingFuture_closed_leavesTheFutureAlone() {
        Future<String> future = loop.createFuture();
        CoroutineObject<String> c = CoroutineObject.of(() -> future.await());
        c.send(null);
        c.close();
        assertThat(future.done()).isFalse();
    }

    /** Difference from Python, where send() returns the future: here the task itself waits. */
    @Test
    void drivenInsideATask_awaitSuspendsThatTask_yieldDoesNot() {
        runMain(() -> {
            createTask(() -> out.add("other"));
            CoroutineObject<Object> c = CoroutineObject.of(() -> {
                assertThat(currentTask().getName()).isEqualTo("driver");
                sleep(ms(10));
                Object sent = CoroutineObject.yield("yielded");
                return sleep(ms(10), sent);
            });
            createTask(
                            () -> {
                                out.add(c.send(null));
                                out.add(end(c, "sent"));
                                out.add(loop.time().toMillis());
                            },
                            "driver")
                    .await();
        });
        assertThat(out).containsExactly("other", "yielded", "sent", 20L);
    }

    @Test
    void drivenInTwoTasksAtOnce_isRefused() {
        runMain(() -> {
            CoroutineObject<Object> c = CoroutineObject.of(() -> sleep(ms(10), "slept"));
            Task<Object> first = createTask(() -> end(c, null));
            yieldTurn();
            for (Runnable call :
                    List.<Runnable>of(() -> c.send(null), () -> c.throwInto(new IOException("x")), () -> c.close())) {
                assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessageStartingWith("coroutine already executing: <coroutine object <lambda in ")
                        .withMessageEndingWith("> running>");
            }
            assertThat(first.await()).isEqualTo("slept");
        });
    }

    @Test
    void cancelledWhileDriven_itIsEndedByTheCancellation() {
        runMain(() -> {
            CoroutineObject<Object> c = CoroutineObject.of(() -> sleep(ms(10), "slept"));
            Task<Object> task = createTask(() -> c.send(null));
            yieldTurn();
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
            assertThat(c.state()).isEqualTo(State.ENDED);
        });
    }

    // ---- awaited, or handed to a loop ----

    /** Features B10, B11. */
    @Test
    void sC35_coroutineObject_isAwaitedOnce() {
        runMain(() -> {
            CoroutineObject<Integer> c = CoroutineObject.of(() -> sleep(ms(0), 1));
            assertThat(c.await()).isEqualTo(1);
            assertThatIllegalStateException()
                    .isThrownBy(c::await)
                    .withMessageStartingWith("cannot reuse already awaited coroutine: <coroutine object ");
            CoroutineObject<Integer> d = CoroutineObject.of(() -> sleep(ms(0), 1));
            List<Outcome<Integer>> outcomes =
                    gatherOutcomes(() -> d.await(), () -> d.await()).await();
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>(1));
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.exception())
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessageStartingWith("coroutine is being awaited already: <coroutine object "));
        });
    }

    /** Feature B15. */
    @Test
    void await_ofOneThatIsDriven_isRefused() {
        var c = asking();
        c.send(null);
        assertThatIllegalStateException()
                .isThrownBy(c::await)
                .withMessageStartingWith("coroutine is being awaited already: <coroutine object ")
                .withMessageEndingWith(" suspended>");
        assertThat(end(c, "still works")).isEqualTo("still works");
    }

    @Test
    void await_ofAClosedOne_isRefused() {
        var c = asking();
        c.close();
        assertThatIllegalStateException()
                .isThrownBy(c::await)
                .withMessageStartingWith("cannot reuse already awaited coroutine");
        assertThat(out).isEmpty();
    }

    /** Features B09, B10: it is a coroutine for everything that takes one. */
    @Test
    void handedToALoop_itRuns() {
        runMain(() -> {
            assertThat(createTask(CoroutineObject.of(() -> sleep(ms(10), "task")))
                            .await())
                    .isEqualTo("task");
            assertThat(ensureFuture(CoroutineObject.of(() -> sleep(ms(10), "future")))
                            .await())
                    .isEqualTo("future");
            assertThat(gather(CoroutineObject.of(() -> 1), CoroutineObject.of(() -> 2))
                            .await())
                    .containsExactly(1, 2);
        });
    }

    @Test
    void await_exceptionsComeOutAsTheyAre() {
        var checked = new IOException("x");
        CoroutineObject<Object> c = CoroutineObject.of(() -> {
            throw checked;
        });
        assertThat(catchThrowable(c::await)).isSameAs(checked);
        assertThat(c.state()).isEqualTo(State.ENDED);
    }

    /** Feature B14: one method makes an awaitable. */
    @Test
    void awaitable_isWhateverHasAnAwait() {
        Awaitable<String> own = () -> sleep(ms(10), "own");
        runMain(() -> {
            assertThat(own.await()).isEqualTo("own");
            assertThat(ensureFuture(own).await()).isEqualTo("own");
            assertThat(gather(own, own).await()).containsExactly("own", "own");
        });
    }

    private final class Shelf {
        String take() {
            return sleep(ms(10), "taken");
        }

        static String make() {
            return sleep(ms(10), "made");
        }
    }

    /** Feature B18. */
    @Test
    void methods_staticOrNot_areCoroutines() {
        runMain(() -> {
            Shelf shelf = new Shelf();
            assertThat(gather(shelf::take, Shelf::make).await()).containsExactly("taken", "made");
            assertThat(createTask(CoroutineObject.of(shelf::take)).await()).isEqualTo("taken");
        });
    }

    /** Feature B17: the four kinds of functions by what calling them gives. */
    @Test
    void kinds_areTypes() {
        Object value = one();
        Object generator = Generator.of(out -> out.yield(1));
        CoroutineObject<Integer> coroutine = CoroutineObject.of(() -> 1);
        Object asyncGenerator = AsyncGenerator.of(out -> out.yield(1));
        assertThat(value).isNotInstanceOfAny(Generator.class, Coroutine.class);
        assertThat(generator).isInstanceOf(Generator.class).isNotInstanceOf(AsyncGenerator.class);
        assertThat(coroutine).isInstanceOf(CoroutineObject.class);
        assertThat(asyncGenerator).isInstanceOf(AsyncGenerator.class);
        assertThat(List.of(
                        isCoroutine(value),
                        isCoroutine(generator),
                        isCoroutine(coroutine),
                        isCoroutine(asyncGenerator)))
                .containsExactly(false, false, true, false);
        assertThat(isFuture(coroutine)).isFalse();
        assertThat(coroutine.toString()).matches("<coroutine object <lambda in .*CoroutineObjectTest> created>");
        coroutine.close(); // or it would be logged
    }

    // ---- never awaited ----

    private record Named(String name) implements Coroutine<String> {
        @Override
        public String run() {
            return CoroutineObject.yield("running") + name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Features B08, B09. */
    @Test
    void sC36_coroutineObject_thatIsNeverAwaited_isLogged() {
        try (LogCapture log = new LogCapture()) {
            CoroutineObject.of(new Named("dropped"));
            Garbage.collectUntil(() -> !log.lines().isEmpty());
            assertThat(log.lines()).containsExactly("WARNING coroutine 'dropped' was never awaited");
        }
    }

    @Test
    void coroutineObjects_thatWereUsedOrClosed_areNotLogged() {
        try (LogCapture log = new LogCapture()) {
            List<WeakReference<?>> dropped = dropUsed();
            Garbage.collectUntil(() -> dropped.stream().allMatch(reference -> reference.refersTo(null)));
            CoroutineObject.of(new Named("last"));
            Garbage.collectUntil(() -> !log.lines().isEmpty());
            assertThat(log.lines()).containsExactly("WARNING coroutine 'last' was never awaited");
        }
    }

    private static List<WeakReference<?>> dropUsed() {
        var driven = CoroutineObject.of(new Named("driven"));
        driven.send(null);
        var closed = CoroutineObject.of(new Named("closed"));
        closed.close();
        var thrownInto = CoroutineObject.of(new Named("thrown into"));
        var _ = catchThrowable(() -> thrownInto.throwInto(new IOException("x")));
        var awaited = CoroutineObject.of(new Named("awaited"));
        var _ = catchThrowable(awaited::await);
        return List.of(
                new WeakReference<>(driven),
                new WeakReference<>(closed),
                new WeakReference<>(thrownInto),
                new WeakReference<>(awaited));
    }

    /** Sending a value to one that has not started is refused; so it is still unused. */
    @Test
    void coroutineObject_thatWasMisusedOnly_isLogged() {
        try (LogCapture log = new LogCapture()) {
            dropMisused();
            Garbage.collectUntil(() -> !log.lines().isEmpty());
            assertThat(log.lines()).containsExactly("WARNING coroutine 'misused' was never awaited");
        }
    }

    private static void dropMisused() {
        var misused = CoroutineObject.of(new Named("misused"));
        assertThatIllegalStateException()
                .isThrownBy(() -> misused.send("too early"))
                .withMessage(
                        "can't send too early to a just-started coroutine: no yield waits for it yet; send null first");
    }
}
