package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cancelling tasks that block in calls of the JDK: by interrupt, and it comes out as a cancellation. */
final class BlockingCancelTest {

    private final LinkedBlockingQueue<String> empty = new LinkedBlockingQueue<>();

    @BeforeAll
    static void loopScheduledRuntimeOnly() {
        assumeTrue(
                CoroutineRuntime.get().name().equals("loop"),
                "under the hand-off runtime a blocking call holds the loop");
    }

    private static void waitFor(Task<?> task) {
        waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task));
    }

    /** Lets a task block, cancels it, and expects that it ends as cancelled at once and leaves no interrupt. */
    private static void expectCancelled(Coroutine.OfVoid blocks) {
        Asyncio.run(() -> {
            Task<?> t = createTask(blocks);
            yieldTurn();
            assertThat(t.done()).as("blocks").isFalse();
            assertThat(t.cancel("stop")).isTrue();
            waitFor(t);
            assertThat(t.cancelled()).isTrue();
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(t::result)
                    .withMessage("stop");
            assertNoInterruptIsLeft();
            createTask(BlockingCancelTest::assertNoInterruptIsLeft).await();
        });
    }

    private static void assertNoInterruptIsLeft() throws InterruptedException {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        yieldTurn();
        Thread.sleep(1);
    }

    @Test
    void threadSleep_endsAtOnce() {
        expectCancelled(() -> Thread.sleep(Duration.ofHours(1)));
    }

    @Test
    void accept_endsAtOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            expectCancelled(server::accept);
        }
    }

    @Test
    void socketRead_endsAtOnce() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            expectCancelled(() -> client.getInputStream().read());
            assertThat(peer.isClosed()).isFalse();
        }
    }

    @Test
    void completableFutureGet_endsAtOnce() {
        expectCancelled(() -> new CompletableFuture<String>().get());
    }

    @Test
    void blockingQueueTake_endsAtOnce() {
        expectCancelled(empty::take);
    }

    @Test
    void httpClientSend_endsAtOnce() throws Exception {
        try (HttpPeer peer = new HttpPeer(new CountDownLatch(1))) {
            Object client = HttpPeer.newClient();
            expectCancelled(() -> HttpPeer.get(client, peer.uri()));
        }
    }

    @Test
    void wrappedInterrupt_countsAsCancellation() {
        expectCancelled(() -> {
            try {
                empty.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException("wrapped", e);
            }
        });
    }

    @Test
    void synchronized_endsAtTheNextSuspensionAfterItGotTheMonitor() {
        Object monitor = new Object();
        expectCancelledAfterLock(
                held -> {
                    synchronized (monitor) {
                        held.await();
                    }
                },
                out -> {
                    synchronized (monitor) {
                        out.add("got it");
                    }
                });
    }

    @Test
    void lock_endsAtTheNextSuspensionAfterItGotTheLock() {
        ReentrantLock lock = new ReentrantLock();
        expectCancelledAfterLock(
                held -> {
                    lock.lock();
                    try {
                        held.await();
                    } finally {
                        lock.unlock();
                    }
                },
                out -> {
                    lock.lock();
                    out.add("got it");
                    lock.unlock();
                });
    }

    private interface Step<A> {
        void run(A argument) throws Exception;
    }

    private static void expectCancelledAfterLock(Step<Future<Object>> holds, Step<List<String>> contends) {
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            Future<Object> gate = Asyncio.getRunningLoop().createFuture();
            Task<?> holder = createTask(() -> holds.run(gate));
            Task<?> t = createTask(() -> {
                contends.run(out);
                try {
                    yieldTurn();
                    out.add("not reached");
                } finally {
                    out.add("interrupted: " + Thread.currentThread().isInterrupted());
                }
            });
            yieldTurn();
            assertThat(t.cancel()).isTrue();
            sleep(ms(20));
            assertThat(t.done()).isFalse();
            gate.setResult("leave");
            waitFor(t);
            holder.await();
            assertThat(t.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("got it", "interrupted: false");
    }

    @Test
    void caughtInterrupt_nextAwaitIsCancelled() {
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            Task<?> t = createTask(() -> {
                try {
                    empty.take();
                } catch (InterruptedException e) {
                    out.add("caught");
                }
                CancelledError error = catchThrowableOfType(CancelledError.class, () -> sleep(Duration.ofHours(1)));
                out.add(error.getMessage());
                assertNoInterruptIsLeft();
                out.add("goes on");
            });
            yieldTurn();
            t.cancel("stop");
            t.await();
            assertThat(t.cancelled()).isFalse();
            assertThat(t.cancelling()).isOne();
        });
        assertThat(out).containsExactly("caught", "stop", "goes on");
    }

    @Test
    void caughtInterrupt_thenReturn_isCancelled() {
        Asyncio.run(() -> {
            Task<String> t = createTask(() -> {
                try {
                    return empty.take();
                } catch (InterruptedException e) {
                    return "lost";
                }
            });
            yieldTurn();
            t.cancel("stop");
            waitFor(t);
            assertThat(t.cancelled()).isTrue();
        });
    }

    @Test
    void ownException_whileACancelIsPending_wins() {
        IllegalArgumentException mine = new IllegalArgumentException("mine");
        Asyncio.run(() -> {
            Task<?> t = createTask(() -> {
                try {
                    empty.take();
                } catch (InterruptedException e) {
                    throw mine;
                }
            });
            yieldTurn();
            t.cancel();
            waitFor(t);
            assertThat(t.cancelled()).isFalse();
            assertThat(t.exception()).isSameAs(mine);
            createTask(BlockingCancelTest::assertNoInterruptIsLeft).await();
        });
    }

    @Test
    void interruptThatIsNoCancellation_comesOutAsItIs() {
        Asyncio.run(() -> {
            Task<?> t = createTask(() -> empty.take());
            yieldTurn();
            t.thread().interrupt();
            waitFor(t);
            assertThat(t.cancelled()).isFalse();
            assertThat(t.exception()).isInstanceOf(InterruptedException.class);
        });
    }

    @Test
    void cancelBeforeTheCallBlocks_reachesIt() {
        Asyncio.run(() -> {
            Task<?> t = createTask(() -> {
                currentTask().cancel("self");
                empty.take();
            });
            waitFor(t);
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(t::result)
                    .withMessage("self");
        });
    }

    // ---- what is built on cancellation ----

    @Test
    void timeout_aroundABlockingCall_isATimeout() {
        Asyncio.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> timeout(ms(20), () -> Thread.sleep(Duration.ofHours(1))))
                    .withMessageContaining(ms(20).toString());
            assertNoInterruptIsLeft();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void timeout_aroundASocketRead_isATimeout_andLeavesNoInterrupt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            Asyncio.run(() -> {
                assertThatExceptionOfType(TimeoutException.class)
                        .isThrownBy(() ->
                                timeout(ms(20), () -> client.getInputStream().read()));
                assertNoInterruptIsLeft();
            });
        }
    }

    @Test
    void timeout_nested_theInnerOneStrikes() {
        Asyncio.run(() -> {
            String result = timeout(Duration.ofHours(1), () -> {
                Throwable inner = catchThrowable(() -> timeout(ms(20), () -> empty.take()));
                assertThat(inner).isInstanceOf(TimeoutException.class);
                Thread.sleep(1);
                return sleep(ms(1), "outer goes on");
            });
            assertThat(result).isEqualTo("outer goes on");
        });
    }

    /** The block gets its lock only after the deadline and ends without a suspension: no timeout, and no interrupt. */
    @Test
    void timeout_blockEndsAfterTheDeadline_leavesNoInterrupt() {
        ReentrantLock lock = new ReentrantLock();
        Asyncio.run(() -> {
            Task<?> holder = createTask(() -> {
                lock.lock();
                try {
                    sleep(ms(60));
                } finally {
                    lock.unlock();
                }
            });
            yieldTurn();
            String result = timeout(ms(20), () -> {
                lock.lock();
                lock.unlock();
                return "late";
            });
            assertThat(result).isEqualTo("late");
            assertNoInterruptIsLeft();
            assertThat(currentTask().cancelling()).isZero();
            holder.await();
        });
    }

    @Test
    void waitFor_aroundABlockingCall_isATimeout() {
        Asyncio.run(() -> {
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> Asyncio.waitFor(() -> empty.take(), ms(20)));
            assertNoInterruptIsLeft();
        });
    }

    @Test
    void taskGroup_failingTask_cancelsOnesThatBlock() {
        List<Task<?>> blocked = new ArrayList<>();
        IllegalArgumentException failure = new IllegalArgumentException("child");
        Asyncio.run(() -> {
            ExceptionGroup group = catchThrowableOfType(
                    ExceptionGroup.class,
                    () -> TaskGroup.run(tasks -> {
                        blocked.add(tasks.createTask(() -> empty.take()));
                        tasks.createTask(() -> {
                            throw failure;
                        });
                    }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertThat(blocked).allMatch(Future::cancelled);
            assertNoInterruptIsLeft();
        });
    }

    @Test
    void taskGroup_failingTask_cancelsTheBlockThatBlocks() {
        IllegalArgumentException failure = new IllegalArgumentException("child");
        Asyncio.run(() -> {
            ExceptionGroup group = catchThrowableOfType(
                    ExceptionGroup.class,
                    () -> TaskGroup.run(tasks -> {
                        tasks.createTask(() -> {
                            throw failure;
                        });
                        empty.take();
                    }));
            assertThat(group.exceptions()).containsExactly(failure);
            assertNoInterruptIsLeft();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    /** R04: a child that blocks is interrupted, the block too, and the group ends without an error. */
    @Test
    void taskGroup_cancelled_endsTasksAndABlockThatBlock() {
        List<Task<?>> blocked = new ArrayList<>();
        Asyncio.run(() -> {
            TaskGroup.run(tasks -> {
                blocked.add(tasks.createTask(() -> empty.take()));
                Asyncio.getRunningLoop().callLater(ms(5), tasks::cancel);
                empty.take();
            });
            assertThat(blocked).allMatch(Future::cancelled);
            assertNoInterruptIsLeft();
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    /** R16: a loser that blocks is interrupted, and counts as cancelled. */
    @Test
    void staggeredRace_loserThatBlocks_isCancelled() {
        Asyncio.run(() -> {
            RaceResult<String> result = Asyncio.staggeredRace(ms(1), () -> empty.take(), () -> sleep(ms(1), "winner"));
            assertThat(result.get()).isEqualTo("winner");
            assertThat(result.errors()).singleElement().isInstanceOf(CancelledError.class);
            assertNoInterruptIsLeft();
        });
    }
}
