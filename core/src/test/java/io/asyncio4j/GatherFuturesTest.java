package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E02, E03: {@code gather} of futures that are completed by hand, one after another; also where tasks await those. */
final class GatherFuturesTest extends SemanticsTest {

    private List<Future<Integer>> futures(int count) {
        return Stream.generate(loop::<Integer>createFuture).limit(count).toList();
    }

    /** The futures themselves, or coroutines that await them. */
    private static List<Awaitable<Integer>> children(List<Future<Integer>> futures, boolean coroutines) {
        return futures.stream()
                .map(f -> coroutines ? (Coroutine<Integer>) f::await : (Awaitable<Integer>) f)
                .toList();
    }

    /** Enough of them for everything to happen that was set off. */
    private static void turns() {
        for (int i = 0; i < 5; i++) {
            yieldTurn();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gather_isDoneWithTheLast_resultsInTheOrderGiven(boolean coroutines) {
        runMain(() -> {
            List<Future<Integer>> f = futures(3);
            Future<List<Integer>> g = gather(children(f, coroutines));
            g.addDoneCallback(out::add);
            f.get(1).setResult(1);
            f.get(0).setResult(2);
            turns();
            assertThat(g.done()).isFalse();
            f.get(2).setResult(3);
            turns();
            assertThat(out).containsExactly(g);
            assertThat(g.result()).containsExactly(2, 1, 3);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gatherOutcomes_allSucceed_isDoneWithTheLast(boolean coroutines) {
        runMain(() -> {
            List<Future<Integer>> f = futures(3);
            Future<List<Outcome<Integer>>> g = gatherOutcomes(children(f, coroutines));
            g.addDoneCallback(out::add);
            f.get(1).setResult(1);
            f.get(0).setResult(2);
            turns();
            assertThat(g.done()).isFalse();
            f.get(2).setResult(3);
            turns();
            assertThat(out).containsExactly(g);
            assertThat(g.result()).extracting(Outcome::get).containsExactly(2, 1, 3);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gather_oneFails_isDoneWithItsException_whateverTheOthersDo(boolean coroutines) {
        runMain(() -> {
            List<Future<Integer>> f = futures(5);
            Future<List<Integer>> g = gather(children(f, coroutines));
            g.addDoneCallback(out::add);
            ArithmeticException failure = new ArithmeticException("first");
            f.get(0).setResult(1);
            f.get(1).setException(failure);
            turns();
            assertThat(out).containsExactly(g);
            assertThat(g.exception()).isSameAs(failure);
            f.get(2).setResult(3);
            f.get(3).cancel();
            f.get(4).setException(new IllegalStateException("second"));
            turns();
            assertThat(out).containsExactly(g);
            assertThat(g.exception()).isSameAs(failure);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gather_oneIsCancelled_failsWithThatAndIsNotCancelled(boolean coroutines) {
        runMain(() -> {
            List<Future<Integer>> f = futures(5);
            Future<List<Integer>> g = gather(children(f, coroutines));
            g.addDoneCallback(out::add);
            f.get(0).setResult(1);
            f.get(1).cancel();
            turns();
            assertThat(out).containsExactly(g);
            assertThat(g.cancelled()).isFalse();
            assertThat(g.exception()).isInstanceOf(CancelledError.class);
            f.get(2).setResult(3);
            f.get(3).cancel();
            f.get(4).setException(new IllegalStateException("second"));
            turns();
            assertThat(out).containsExactly(g);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gatherOutcomes_failuresAndCancellations_standInPlace(boolean coroutines) {
        runMain(() -> {
            List<Future<Integer>> f = futures(6);
            Future<List<Outcome<Integer>>> g = gatherOutcomes(children(f, coroutines));
            g.addDoneCallback(out::add);
            ArithmeticException first = new ArithmeticException("first");
            f.get(0).setResult(1);
            f.get(1).setException(first);
            f.get(2).cancel();
            turns();
            assertThat(g.done()).isFalse();
            f.get(3).setResult(3);
            f.get(4).cancel();
            IllegalStateException last = new IllegalStateException("last");
            f.get(5).setException(last);
            List<Outcome<Integer>> outcomes = g.await();
            turns();
            assertThat(out).containsExactly(g);
            assertThat(outcomes).hasSize(6);
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>(1));
            assertThat(outcomes.get(1)).isEqualTo(new Outcome.Failure<>(first));
            assertThat(outcomes.get(3)).isEqualTo(new Outcome.Success<>(3));
            assertThat(outcomes.get(5)).isEqualTo(new Outcome.Failure<>(last));
            for (int cancelled : List.of(2, 4)) {
                assertThatThrownBy(outcomes.get(cancelled)::get).isInstanceOf(CancelledError.class);
            }
        });
    }

    // ---- cancelling the gather ----

    @Test
    void gatherCancelled_byItsAwaiter_cancelsTheChildrenAndWhatTheyAwait() {
        runMain(() -> {
            Future<String> waiter = loop.createFuture();
            Task<?> one = createTask(() -> out.add(waiter.await()));
            Task<?> two = createTask(() -> out.add(waiter.await()));
            Future<?> g = gather(List.of(one, two));
            Task<?> outer = createTask(() -> {
                var _ = g.await();
                out.add("outer: not reached");
            });
            yieldTurn();
            assertThat(outer.cancel()).isTrue();
            assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
            assertThat(g.cancel()).isFalse();
            assertThat(List.of(waiter.cancelled(), one.cancelled(), two.cancelled()))
                    .containsOnly(true);
        });
        assertThat(out).isEmpty();
    }

    /** The children are done, and the gather does not know it yet: it refuses, and gives its result. */
    @Test
    void gatherCancelled_inTheTurnInWhichTheLastChildEnds_refuses() {
        runMain(() -> {
            Future<Integer> f = loop.createFuture();
            Coroutine<Integer> child = f::await;
            Future<List<Integer>> g = gather(child);
            yieldTurn();
            f.addDoneCallback(done -> out.add(g.cancel()));
            f.setResult(42);
            assertThat(g.await()).containsExactly(42);
            assertThat(g.cancelled()).isFalse();
        });
        assertThat(out).containsExactly(false);
    }

    /** CPython drops the errors of children that a cancelled gather was to collect. */
    @Test
    void gatherOutcomesCancelled_failuresThatNobodyFetches_areReported() {
        runMain(() -> {
            Future<Integer> before = loop.createFuture();
            Coroutine<Integer> inItsCleanup = () -> {
                try {
                    return sleep(ms(5000), 0);
                } finally {
                    throw new IllegalStateException("in its cleanup");
                }
            };
            Future<?> g = gatherOutcomes(before, inItsCleanup);
            before.setException(new ArithmeticException("before"));
            turns();
            assertThat(g.cancel()).isTrue();
            assertThatThrownBy(g::await).isInstanceOf(CancelledError.class);
        });
        assertThat(reports).hasSize(2).allMatch(report -> report.endsWith(" exception was never retrieved"));
        reports.clear();
    }

    // ---- with shields ----

    @Test
    void shieldOfAGather_cancelled_leavesTheGatherAlone() {
        runMain(() -> {
            List<Future<Integer>> f = futures(2);
            Future<List<Integer>> g = gather(f);
            Future<List<Integer>> outer = shield(g);
            turns();
            assertThat(outer.cancel()).isTrue();
            turns();
            assertThat(outer.cancelled()).isTrue();
            f.get(0).setResult(1);
            f.get(1).setResult(2);
            turns();
            assertThat(g.result()).containsExactly(1, 2);
        });
    }

    @Test
    void gatherOfShields_cancelled_cancelsTheShieldsOnly() {
        runMain(() -> {
            List<Future<Integer>> f = futures(2);
            Future<Integer> one = shield(f.get(0));
            Future<Integer> two = shield(f.get(1));
            Future<List<Integer>> g = gather(one, two);
            turns();
            assertThat(g.cancel()).isTrue();
            turns();
            assertThat(g.exception()).isInstanceOf(CancelledError.class);
            assertThat(List.of(one.cancelled(), two.cancelled())).containsOnly(true);
            f.get(0).setResult(1);
            f.get(1).setResult(2);
            turns();
            assertThat(f).extracting(Future::result).containsExactly(1, 2);
        });
    }

    // ---- misuse ----

    @Test
    void gather_nullAfterACoroutine_isRefused_andNothingIsReported() {
        runMain(() -> {
            Coroutine<String> good = () -> "abc";
            assertThatNullPointerException()
                    .isThrownBy(() -> gather(good, (Awaitable<String>) null))
                    .withMessage("awaitable");
            turns();
        });
        assertThat(reports).isEmpty();
    }
}
