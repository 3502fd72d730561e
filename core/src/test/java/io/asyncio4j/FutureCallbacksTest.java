package io.asyncio4j;

import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Callbacks of futures: which of them run, and which were taken back (C03, C04). */
final class FutureCallbacksTest extends SemanticsTest {

    private final Future<String> future = loop.createFuture();
    private final Consumer<Future<String>> a = done -> out.add("a");
    private final Consumer<Future<String>> b = done -> out.add("b");
    private final Consumer<Future<String>> c = done -> out.add("c");

    private void add(List<Consumer<Future<String>>> callbacks) {
        callbacks.forEach(future::addDoneCallback);
    }

    /** What runs when the future is done. */
    private List<Object> completed() {
        assertThat(out).isEmpty();
        future.setResult("value");
        assertThat(out).isEmpty();
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(future.result()).isEqualTo("value");
        return out;
    }

    @Test
    void allThatWereAdded_runInOrder() {
        add(List.of(a, b));
        assertThat(completed()).containsExactly("a", "b");
    }

    @Test
    void failedFuture_runsThemToo() {
        add(List.of(a));
        IllegalStateException failure = new IllegalStateException("x");
        future.setException(failure);
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(out).containsExactly("a");
        assertThat(future.exception()).isSameAs(failure);
    }

    @Test
    void cancelledFuture_runsThemToo() {
        add(List.of(a, b));
        future.cancel();
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(out).containsExactly("a", "b");
    }

    @Test
    void firstOneTakenBack_othersRun() {
        add(List.of(a, b, c));
        assertThat(future.removeDoneCallback(a)).isOne();
        assertThat(future.removeDoneCallback(a)).isZero();
        assertThat(completed()).containsExactly("b", "c");
    }

    @Test
    void firstAndSecondTakenBack_thirdRuns() {
        add(List.of(a, b, c));
        assertThat(future.removeDoneCallback(a)).isOne();
        assertThat(future.removeDoneCallback(b)).isOne();
        assertThat(future.removeDoneCallback(a)).isZero();
        assertThat(completed()).containsExactly("c");
    }

    @Test
    void lastOneTakenBack_othersRun() {
        add(List.of(a, b, c));
        assertThat(future.removeDoneCallback(c)).isOne();
        assertThat(future.removeDoneCallback(c)).isZero();
        assertThat(completed()).containsExactly("a", "b");
    }

    @Test
    void onlyOneTakenBack_nothingRuns() {
        add(List.of(a));
        assertThat(future.removeDoneCallback(b)).isZero();
        assertThat(future.removeDoneCallback(a)).isOne();
        assertThat(completed()).isEmpty();
    }

    @Test
    void oneThatWasAddedOften_isTakenBackAsOften() {
        add(List.of(a, b));
        assertThat(future.removeDoneCallback(b)).isOne();
        assertThat(future.removeDoneCallback(c)).isZero();
        add(List.of(b, a, a, a, a, a));
        assertThat(future.removeDoneCallback(a)).isEqualTo(6);
        assertThat(completed()).containsExactly("b");
    }

    /** They are scheduled at once: it is too late to take one back. */
    @Test
    void takenBackByAnEarlierOne_runsAllTheSame() {
        future.addDoneCallback(done -> out.add(done.removeDoneCallback(a)));
        add(List.of(a, a));
        assertThat(completed()).containsExactly(0, "a", "a");
    }

    // ---- equals() of a callback is foreign code ----

    /** Equals nothing, and does something instead, once. */
    private final class Meddling implements Consumer<Future<String>> {
        private final Runnable deed;
        private boolean asked;

        Meddling(Runnable deed) {
            this.deed = deed;
        }

        @Override
        public void accept(Future<String> done) {
            out.add("meddling");
        }

        @Override
        public boolean equals(Object other) {
            if (!asked) {
                asked = true;
                deed.run();
            }
            return false;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** Equals all of its kind. */
    private record Named(List<Object> out, String name) implements Consumer<Future<String>> {
        @Override
        public void accept(Future<String> done) {
            out.add(name);
        }
    }

    private void addMany(Consumer<Future<String>> callback) {
        for (int i = 0; i < 63; i++) {
            future.addDoneCallback(callback);
        }
    }

    @Test
    void equalOnes_areTakenBackTogether() {
        add(List.of(a, new Named(List.of(), "x"), new Named(List.of(), "x"), b));
        assertThat(future.removeDoneCallback(new Named(List.of(), "x"))).isEqualTo(2);
        assertThat(completed()).containsExactly("a", "b");
    }

    @Test
    void equals_thatTakesOthersBack_doesNoHarm() {
        add(List.of(a, new Meddling(() -> future.removeDoneCallback(b))));
        addMany(b);
        add(List.of(c));
        assertThat(future.removeDoneCallback(c)).isOne();
        assertThat(completed()).containsExactly("a", "meddling");
    }

    @Test
    void equals_thatTakesTheSameOnesBack_theyAreCountedOnce() {
        add(List.of(new Meddling(() -> out.add(future.removeDoneCallback(b)))));
        addMany(b);
        assertThat(future.removeDoneCallback(b)).isZero();
        assertThat(out).containsExactly(63);
        out.clear();
        assertThat(completed()).containsExactly("meddling");
    }

    @Test
    void equals_thatAddsOthers_theyRun() {
        add(List.of(new Meddling(() -> addMany(b))));
        addMany(c);
        assertThat(future.removeDoneCallback(c)).isEqualTo(63);
        assertThat(completed()).hasSize(64).startsWith("meddling").endsWith("b");
    }

    @Test
    void equals_thatCompletesTheFuture_allRunOnce() {
        add(List.of(new Meddling(() -> future.setResult("value")), a, b));
        assertThat(future.removeDoneCallback(b)).as("scheduled already").isZero();
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(out).containsExactly("meddling", "a", "b");
    }

    @Test
    void takenBackWhileATaskAwaits_thatTaskIsStillWoken() {
        runMain(() -> {
            future.addDoneCallback(a);
            Task<String> waiter = Asyncio.createTask(() -> future.await());
            yieldTurn();
            future.addDoneCallback(a);
            assertThat(future.removeDoneCallback(a)).isEqualTo(2);
            future.setResult("value");
            assertThat(waiter.await()).isEqualTo("value");
        });
        assertThat(out).isEmpty();
    }
}
