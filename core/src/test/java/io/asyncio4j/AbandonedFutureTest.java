package io.asyncio4j;

import static io.asyncio4j.VirtualTime.collectUntil;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.testing.VirtualClock;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Futures that are dropped: only an exception that nobody has asked for is worth a report (R20). */
final class AbandonedFutureTest {

    private final EventLoop loop = EventLoop.builder().clock(new VirtualClock()).build();
    private final List<String> reports = new ArrayList<>();

    AbandonedFutureTest() {
        loop.setExceptionHandler((where, context) -> reports.add(context.message()));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    /** Makes a future to which the caller's frame does not refer. */
    private WeakReference<Object> make(Consumer<Future<Object>> life) {
        Future<Object> future = loop.createFuture();
        life.accept(future);
        return new WeakReference<>(future);
    }

    /** One that fails besides is reported: the collector has done its work. */
    private void expectSilence(Consumer<Future<Object>> life) {
        WeakReference<Object> future = make(life);
        make(other -> other.setException(new IllegalStateException("other")));
        collectUntil(loop, () -> future.get() == null && !reports.isEmpty());
        assertThat(future.get()).isNull();
        loop.close();
        assertThat(reports).containsExactly("Future exception was never retrieved");
    }

    @Test
    void pending_isSilent() {
        expectSilence(future -> {});
    }

    @Test
    void withAResult_isSilent() {
        expectSilence(future -> future.setResult(42));
    }

    @Test
    void withAResultThatWasAskedFor_isSilent() {
        expectSilence(future -> {
            future.setResult(42);
            assertThat(future.result()).isEqualTo(42);
        });
    }

    @Test
    void cancelled_isSilent() {
        expectSilence(Future::cancel);
    }

    @Test
    void cancelledAfterItFailed_isSilent() {
        expectSilence(future -> {
            future.setException(new IllegalStateException("boom"));
            assertThat(future.cancel()).isFalse();
        });
    }

    @Test
    void taskCancelledAfterItFailed_isSilent() {
        Task<Object> task = loop.createTask(() -> {
            throw new IllegalStateException("boom");
        });
        loop.runUntilComplete(VirtualTime::yieldTurn);
        assertThat(task.cancel()).isFalse();
        loop.close();
        assertThat(reports).isEmpty();
    }

    /** It is the task that is cancelled, and nobody has asked for the exception of what it was waiting for. */
    @Test
    void failedInTheTurnInWhichItsAwaiterIsCancelled_isReported() {
        Future<Object> future = loop.createFuture();
        loop.runUntilComplete(() -> {
            Task<Object> waiter = Asyncio.createTask(() -> future.await());
            yieldTurn();
            future.setException(new IllegalStateException("boom"));
            waiter.cancel();
            yieldTurn();
            assertThat(waiter.cancelled()).isTrue();
        });
        loop.close();
        assertThat(reports).containsExactly("Future exception was never retrieved");
        assertThat(future.done()).isTrue();
    }

    private void expectLogged(boolean debug, String pattern) {
        Error error = new OutOfMemoryError("not really");
        loop.setDebug(debug);
        loop.setExceptionHandler(null);
        try (LogCapture log = new LogCapture()) {
            make(future -> future.setException(error));
            collectUntil(loop, () -> !log.lines().isEmpty());
            loop.close();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("(?s)SEVERE Future exception was never retrieved" + pattern);
            assertThat(log.thrown()).containsExactly(error);
        }
    }

    @Test
    void failed_isLoggedWithItsExceptionOnce() {
        expectLogged(false, "");
    }

    @Test
    void failedInDebugMode_isLoggedWithWhereItWasMade() {
        expectLogged(true, "\nsourceTraceback: object made here:\n\tat [^\n]*AbandonedFutureTest\\.make\\([^\n]*\n.*");
    }
}
