package io.asyncio4j;

import static io.asyncio4j.Asyncio.setEventLoop;
import static io.asyncio4j.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C15: to which loop a wrapped future belongs, and which of the two ends first. */
final class WrapFutureTest extends SemanticsTest {

    private final CompletableFuture<Integer> source = new CompletableFuture<>();

    @AfterEach
    void noLoopIsSet() {
        setEventLoop(null);
    }

    @Test
    void wrapFuture_withoutALoop_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> wrapFuture(source))
                .withMessageStartingWith("There is no current event loop");
        java.util.concurrent.Future<Integer> plain = new FutureTask<>(() -> 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> wrapFuture(plain))
                .withMessageStartingWith("There is no current event loop");
    }

    @Test
    void wrapFuture_inATask_belongsToTheRunningLoop() {
        runMain(() -> assertThat(wrapFuture(source).getLoop()).isSameAs(loop));
    }

    @Test
    void wrapFuture_outsideALoop_belongsToTheOneThatWasSet() {
        setEventLoop(loop);
        Future<Integer> wrapped = wrapFuture(source);
        assertThat(wrapped.getLoop()).isSameAs(loop);
        source.complete(42);
        assertThat(wrapped.done()).as("only in a turn of the loop").isFalse();
        assertThat(loop.runUntilComplete(wrapped)).isEqualTo(42);
    }

    @Test
    void cancelled_cancelsItsSourceInTheNextTurn() {
        setEventLoop(loop);
        Future<Integer> wrapped = wrapFuture(source);
        assertThat(wrapped.cancel()).isTrue();
        assertThat(source.isDone()).isFalse();
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(source).isCancelled();
        assertThat(wrapped.cancelled()).isTrue();
    }

    @Test
    void cancelledAfterItsSourceHadAValue_bothKeepWhatTheyHave() {
        setEventLoop(loop);
        Future<Integer> wrapped = wrapFuture(source);
        source.complete(42);
        assertThat(wrapped.cancel()).isTrue();
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(source).isCompletedWithValue(42);
        assertThat(wrapped.cancelled()).isTrue();
    }

    /** Somebody else has completed it: what the source does then is not wanted any more, but is not hidden either. */
    @Test
    void failedBeforeItsSourceIsCancelled_isStillReported() {
        setEventLoop(loop);
        Future<Integer> wrapped = wrapFuture(source);
        wrapped.setException(new IllegalArgumentException("mine"));
        source.cancel(false);
        loop.runUntilComplete(VirtualTime::yieldTurn);
        loop.close();
        assertThat(reports).containsExactly("Future exception was never retrieved");
        assertThat(wrapped.done()).isTrue();
        reports.clear();
    }
}
