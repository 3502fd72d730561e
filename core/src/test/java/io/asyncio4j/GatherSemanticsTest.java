package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** E02: {@code gather} does what CPython 3.13 does. */
final class GatherSemanticsTest extends SemanticsTest {

    private static <T> Coroutine<T> sleeping(long millis, T result) {
        return () -> sleep(ms(millis), result);
    }

    private static <T> Coroutine<T> failing(long millis, String message) {
        return () -> {
            sleep(ms(millis));
            throw new IllegalArgumentException(message);
        };
    }

    @Test
    void sE54_gather_givesResultsInArgumentOrder() {
        runMain(() -> {
            out.add(gather(sleeping(300, 0.3), sleeping(100, 0.1), sleeping(200, 0.2))
                    .await());
            out.add(gather(List.of()).await());
        });
        assertThat(out).containsExactly(List.of(0.3, 0.1, 0.2), List.of());
    }

    @Test
    void sE55_gather_firstFailureIsThrownAtOnceAndOthersGoOn() {
        runMain(() -> {
            Task<String> g = createTask(sleeping(400, "g"));
            Future<List<String>> both = gather(failing(10, "b"), g);
            assertThatThrownBy(both::await)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessage("b");
            assertThat(getRunningLoop().time()).isEqualTo(ms(10));
            assertThat(g.done()).isFalse();
            assertThat(g.cancelled()).isFalse();
            out.add(g.await());
        });
        assertThat(out).containsExactly("g");
    }

    @Test
    void sE56_gather_secondFailureIsDropped() {
        runMain(() -> {
            assertThatThrownBy(gather(failing(10, "0.01"), failing(20, "0.02"))::await)
                    .hasMessage("0.01");
            sleep(ms(40));
        });
        assertThat(reports).isEmpty();
    }

    @Test
    void gather_failureThatNobodyFetches_isReported() {
        runMain(() -> {
            gather(failing(10, "0.01"), failing(20, "0.02"));
            sleep(ms(40));
        });
        assertThat(reports).containsExactly("Future exception was never retrieved");
        reports.clear();
    }

    @Test
    void sE57_gatherOutcomes_listsExceptionsAndCancellationsInPlace() {
        runMain(() -> {
            Task<String> c = createTask(sleeping(5000, "late"));
            getRunningLoop().callLater(ms(10), c::cancel);
            List<Outcome<String>> outcomes =
                    gatherOutcomes(sleeping(0, "ok"), failing(0, "b"), c).await();
            assertThat(outcomes).hasSize(3);
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>("ok"));
            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.exception())
                                    .isExactlyInstanceOf(IllegalArgumentException.class)
                                    .hasMessage("b"));
            assertThat(outcomes.get(2))
                    .isInstanceOfSatisfying(
                            Outcome.Failure.class,
                            failure -> assertThat(failure.exception()).isExactlyInstanceOf(CancelledError.class));
            assertThatThrownBy(outcomes.get(2)::get).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void sE58_gather_cancelledChildIsThrownButDoesNotCancelTheGather() {
        runMain(() -> {
            Task<String> c = createTask(sleeping(5000, "c"));
            Task<String> s = createTask(sleeping(300, "s"));
            Future<List<String>> g = gather(c, s);
            sleep(Duration.ZERO);
            c.cancel();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
            assertThat(g.cancelled()).isFalse();
            assertThat(g.done()).isTrue();
            assertThat(currentTask().cancelling()).isZero();
            assertThat(s.done()).isFalse();
            out.add(s.await());
        });
        assertThat(out).containsExactly("s");
    }

    /** E03. */
    @Test
    void sE59_gather_cancelledGroupMakesTheOuterOneThrowAndTheOtherGroupGoesOn() {
        runMain(() -> {
            Future<List<Integer>> g1 = gather(sleeping(5000, 0), sleeping(5000, 0));
            Future<List<Integer>> g2 = gather(sleeping(300, 1), sleeping(300, 2));
            Future<List<List<Integer>>> all = gather(g1, g2);
            sleep(Duration.ZERO);
            assertThat(g1.cancel()).isTrue();
            assertThatThrownBy(all::await).isInstanceOf(CancelledError.class);
            assertThat(g2.done()).isFalse();
            out.add(g2.await());
        });
        assertThat(out).containsExactly(List.of(1, 2));
    }

    private Coroutine<Integer> slowToEnd(int n) {
        return () -> {
            try {
                sleep(ms(5000));
            } finally {
                sleep(ms(20 * n));
                out.add(n);
            }
            return n;
        };
    }

    @Test
    void sE75_gatherCancelled_throwsWhenTheFirstChildHasEnded() {
        runMain(() -> {
            Future<List<Integer>> g = gather(slowToEnd(1), slowToEnd(3));
            sleep(Duration.ZERO);
            assertThat(g.cancel()).isTrue();
            assertThat(g.done()).isFalse();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
            assertThat(out).containsExactly(1);
            assertThat(g.cancelled()).isFalse();
        });
    }

    @Test
    void sE75_gatherOutcomesCancelled_throwsWhenAllChildrenHaveEnded() {
        runMain(() -> {
            Future<List<Outcome<Integer>>> g = gatherOutcomes(slowToEnd(1), slowToEnd(3));
            sleep(Duration.ZERO);
            assertThat(g.cancel()).isTrue();
            assertThat(g.done()).isFalse();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
            assertThat(out).containsExactly(1, 3);
            assertThat(g.cancelled()).isFalse();
        });
    }

    private static final Coroutine<String> REFUSES = () -> {
        try {
            return sleep(ms(5000), "slept");
        } catch (CancelledError e) {
            return "refused";
        }
    };

    @Test
    void sE137_gatherCancelled_throwsEvenIfTheChildRefuses() {
        runMain(() -> {
            Future<List<String>> g = gather(REFUSES);
            sleep(Duration.ZERO);
            assertThat(g.cancel("enough")).isTrue();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void gatherOutcomesCancelled_throwsEvenIfTheChildRefuses() {
        runMain(() -> {
            Future<List<Outcome<String>>> g = gatherOutcomes(REFUSES);
            sleep(Duration.ZERO);
            g.cancel();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
        });
    }

    /** In Python a coroutine object given twice runs once; in Java the nearest is a task given twice. */
    @Test
    void sE138_gather_sameTaskTwiceFillsBothSlots() {
        runMain(() -> {
            Task<String> k = createTask(() -> {
                out.add(1);
                return "x";
            });
            Future<List<String>> g = gather(k, k);
            assertThat(g.await()).containsExactly("x", "x");
            assertThat(out).containsExactly(1);
            assertThat(g.cancel()).isFalse();
            assertThat(g.cancelled()).isFalse();
        });
    }

    @Test
    void sE138_gather_futuresOfDifferentLoopsAreRefused() {
        runMain(() -> {
            try (EventLoop other = EventLoop.create()) {
                Future<String> foreign = other.createFuture();
                Future<String> own = getRunningLoop().createFuture();
                assertThatThrownBy(() -> gather(foreign, own))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("belongs to a different loop");
            }
        });
    }

    @Test
    void gather_finishedFutures_isDoneAtOnce() {
        runMain(() -> {
            Future<Integer> one = loop.createFuture();
            one.setResult(1);
            Future<Integer> failed = loop.createFuture();
            failed.setException(new IllegalArgumentException("f"));
            Future<Integer> cancelled = loop.createFuture();
            cancelled.cancel("c");
            assertThat(gather(one, one).result()).containsExactly(1, 1);
            assertThat(gather(one, failed).exception()).hasMessage("f");
            Future<List<Integer>> withCancelled = gather(one, cancelled);
            assertThat(withCancelled.cancelled()).isFalse();
            assertThat(withCancelled.exception())
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("c");
            assertThat(gatherOutcomes(one, failed).done()).isTrue();
        });
    }

    @Test
    void gather_checkedException_comesWrapped() {
        runMain(() -> {
            Future<List<Object>> g = gather(() -> {
                throw new IOException("disk");
            });
            assertThatThrownBy(g::await)
                    .isExactlyInstanceOf(CompletionException.class)
                    .hasCauseExactlyInstanceOf(IOException.class);
            assertThat(g.exception()).isExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void gather_voidCoroutines_listsNulls() {
        runMain(() -> {
            Coroutine.OfVoid a = () -> out.add("a");
            Coroutine.OfVoid b = () -> out.add("b");
            assertThat(gather(a, b).await()).containsExactly(null, null);
            assertThat(gatherOutcomes(a).await()).containsExactly(new Outcome.Success<>(null));
        });
        assertThat(out).containsExactly("a", "b", "a");
    }

    @Test
    void gatherOfTask_cancelledAwaiter_cancelsTheChildren() {
        runMain(() -> {
            Task<String> child = createTask(sleeping(5000, "c"));
            Task<List<String>> awaiter =
                    createTask(() -> gather(child, sleeping(5000, "d")).await());
            sleep(ms(1));
            awaiter.cancel("stop");
            assertThatThrownBy(awaiter::await).isInstanceOf(CancelledError.class);
            assertThat(awaiter.cancelled()).isTrue();
            assertThat(child.cancelled()).isTrue();
            assertThat(loop.time()).isEqualTo(ms(1));
        });
    }

    @Test
    void gatheringFuture_cannotBeCompletedByUsers() {
        runMain(() -> {
            Future<List<String>> g = gather(sleeping(1, "x"));
            assertThatThrownBy(() -> g.setResult(List.of())).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> g.setException(new IllegalStateException()))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThat(g.await()).containsExactly("x");
        });
    }
}
