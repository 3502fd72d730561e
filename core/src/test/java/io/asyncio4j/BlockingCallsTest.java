package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A05: Blocking calls of the JDK inside tasks let other tasks run, on one thread. In each test the call ends only when another
 * task, which starts after it, has run: if it held the loop, the test would not end.
 */
final class BlockingCallsTest {

    @BeforeAll
    static void loopScheduledRuntimeOnly() {
        assumeTrue(
                CoroutineRuntime.get().name().equals("loop"),
                "under the hand-off runtime a blocking call holds the loop");
    }

    /** The platform thread that the caller runs on; on the loop it must be the one that runs the loop. */
    private static Thread carrier() throws ReflectiveOperationException {
        Method method = Thread.class.getDeclaredMethod("currentCarrierThread");
        method.setAccessible(true);
        return (Thread) method.invoke(null);
    }

    /** Runs two tasks, the first of which blocks until the second one has run. */
    private static void expectOverlap(Coroutine.OfVoid blocks, Coroutine.OfVoid releases) {
        Thread loopThread = Thread.currentThread();
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            Task<?> blocked = createTask(
                    () -> {
                        out.add("blocks");
                        blocks.run();
                        out.add("goes on");
                        assertThat(carrier()).isSameAs(loopThread);
                        assertThat(currentTask().getName()).isEqualTo("blocked");
                        assertThat(Thread.currentThread().getName()).isEqualTo("blocked");
                        yieldTurn();
                        assertThat(currentTask().getName()).isEqualTo("blocked");
                    },
                    "blocked");
            Task<?> releasing = createTask(
                    () -> {
                        out.add("other task");
                        assertThat(currentTask().getName()).isEqualTo("releasing");
                        assertThat(carrier()).isSameAs(loopThread);
                        assertThat(blocked.state()).isEqualTo(Task.State.PENDING);
                        releases.run();
                        assertThat(currentTask().getName()).isEqualTo("releasing");
                    },
                    "releasing");
            releasing.await();
            blocked.await();
        });
        assertThat(out).containsExactly("blocks", "other task", "goes on");
    }

    @Test
    void threadSleep_letsOtherTasksRun() {
        expectOverlap(() -> Thread.sleep(50), () -> {});
    }

    @Test
    void threadSleep_manyTasks_takeTheTimeOfOne() {
        long start = System.nanoTime();
        Asyncio.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(createTask(() -> Thread.sleep(100)));
            }
            tasks.forEach(Task::await);
        });
        assertThat(System.nanoTime() - start).as("one after the other: 20 s").isLessThan(10_000_000_000L);
    }

    @Test
    void accept_letsOtherTasksRun() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            expectOverlap(
                    () -> server.accept().close(),
                    () -> new Socket(server.getInetAddress(), server.getLocalPort()).close());
        }
    }

    @Test
    void socketRead_letsOtherTasksRun() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket peer = server.accept()) {
            expectOverlap(
                    () -> assertThat(client.getInputStream().read()).isEqualTo('x'),
                    () -> peer.getOutputStream().write('x'));
        }
    }

    @Test
    void synchronized_contended_letsOtherTasksRun() throws Exception {
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                held.countDown();
                awaitQuietly(release);
            }
        });
        held.await();
        expectOverlap(
                () -> {
                    synchronized (monitor) {
                        assertThat(release.getCount()).isZero();
                    }
                },
                release::countDown);
        holder.join();
    }

    @Test
    void synchronized_heldByASuspendedTask_letsOtherTasksRun() {
        Object monitor = new Object();
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            Future<Object> gate = Asyncio.getRunningLoop().createFuture();
            Task<?> holder = createTask(() -> {
                synchronized (monitor) {
                    out.add("holder");
                    gate.await();
                    out.add("holder leaves");
                }
            });
            Task<?> contender = createTask(() -> {
                synchronized (monitor) {
                    out.add("contender");
                }
            });
            yieldTurn();
            out.add("other");
            gate.setResult("open");
            contender.await();
            holder.await();
        });
        assertThat(out).containsExactly("holder", "other", "holder leaves", "contender");
    }

    @Test
    void reentrantLock_contended_letsOtherTasksRun() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            lock.lock();
            held.countDown();
            awaitQuietly(release);
            lock.unlock();
        });
        held.await();
        expectOverlap(
                () -> {
                    lock.lock();
                    lock.unlock();
                },
                release::countDown);
        holder.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void completableFutureGet_letsOtherTasksRun() {
        CompletableFuture<String> future = new CompletableFuture<>();
        expectOverlap(() -> assertThat(future.get()).isEqualTo("value"), () -> future.complete("value"));
    }

    @Test
    void blockingQueueTake_letsOtherTasksRun() {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        expectOverlap(() -> assertThat(queue.take()).isEqualTo("item"), () -> queue.put("item"));
    }

    @Test
    void threadJoin_letsOtherTasksRun() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().start(() -> awaitQuietly(latch));
        expectOverlap(thread::join, latch::countDown);
    }

    @Test
    void httpClientSend_letsOtherTasksRun() throws Exception {
        CountDownLatch respond = new CountDownLatch(1);
        try (HttpPeer peer = new HttpPeer(respond)) {
            Object client = HttpPeer.newClient();
            expectOverlap(() -> assertThat(HttpPeer.get(client, peer.uri())).isEqualTo("hello"), respond::countDown);
        }
    }

    // ---- children of a task ----

    @Test
    void virtualThread_startedInATask_worksAfterTaskAndLoopHaveEnded() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<String> out = new ArrayList<>();
        Thread child = Asyncio.run(() -> {
            Thread made = Thread.ofVirtual().start(() -> {
                awaitQuietly(release);
                Thread grandchild = Thread.ofVirtual().start(() -> out.add("grandchild"));
                try {
                    grandchild.join();
                    Thread.sleep(1);
                } catch (InterruptedException e) {
                    out.add("interrupted");
                }
                out.add("child");
            });
            yieldTurn();
            return made;
        });
        assertThat(child.isAlive()).isTrue();
        release.countDown();
        child.join();
        assertThat(out).containsExactly("grandchild", "child");
    }

    @Test
    void virtualThread_startedInATask_isNotInTheLoop() {
        Asyncio.run(() -> {
            CompletableFuture<Thread> carrier = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    assertThatIllegalStateException()
                            .isThrownBy(Asyncio::currentTask)
                            .withMessageContaining("no running event loop");
                    carrier.complete(carrier());
                } catch (Throwable e) {
                    carrier.completeExceptionally(e);
                }
            });
            assertThat(Asyncio.await(carrier)).isNotSameAs(carrier());
        });
    }

    @Test
    void httpClient_madeInATask_worksAfterTheLoopHasEnded() throws Exception {
        try (HttpPeer peer = new HttpPeer(new CountDownLatch(0))) {
            URI uri = peer.uri();
            Object client = Asyncio.run(() -> {
                Object made = HttpPeer.newClient();
                assertThat(HttpPeer.get(made, uri)).isEqualTo("hello");
                return made;
            });
            assertThat(HttpPeer.get(client, uri)).isEqualTo("hello");
            assertThat(Asyncio.<String>run(() -> HttpPeer.get(client, uri))).isEqualTo("hello");
        }
    }

    // ---- callbacks while a task blocks ----

    /**
     * A task waits for a lock that another thread holds, and then a callback does. Locks go to the first in line: if the
     * callback held the loop's thread meanwhile, the task could never take it, and the loop would stand still for good.
     */
    private static void expectNoDeadlock(Consumer<Runnable> locked) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        AtomicReference<@Nullable Thread> callbackThread = new AtomicReference<>();
        Thread holder = Thread.ofPlatform()
                .daemon()
                .start(() -> locked.accept(() -> {
                    held.countDown();
                    while (callbackThread.get() == null || !isWaiting(callbackThread.get())) {
                        Thread.onSpinWait();
                    }
                }));
        held.await();
        ContextVar<String> variable = ContextVar.withDefault("variable", "default");
        List<String> out = new ArrayList<>();
        Asyncio.run(() -> {
            EventLoop loop = Asyncio.getRunningLoop();
            Task<?> task = createTask(() -> locked.accept(() -> out.add("task")));
            yieldTurn();
            variable.set("main's");
            Future<String> called = loop.createFuture();
            loop.callSoon(() -> {
                callbackThread.set(Thread.currentThread());
                assertThat(currentTask()).isNull();
                locked.accept(() -> out.add("callback"));
                assertThat(Asyncio.getRunningLoop()).isSameAs(loop);
                loop.callSoon(() -> called.setResult(variable.get())); // a copy of the callback's context
            });
            assertThat(called.await()).isEqualTo("main's");
            task.await();
        });
        holder.join();
        assertThat(out).containsExactlyInAnyOrder("task", "callback");
    }

    private static boolean isWaiting(@Nullable Thread thread) {
        return thread != null
                && (thread.getState() == Thread.State.BLOCKED || thread.getState() == Thread.State.WAITING);
    }

    @Test
    void callback_thatWantsALockBehindABlockedTask_getsIt() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        expectNoDeadlock(code -> {
            lock.lock();
            try {
                code.run();
            } finally {
                lock.unlock();
            }
        });
    }

    @Test
    void callback_thatWantsAMonitorBehindABlockedTask_getsIt() throws InterruptedException {
        Object monitor = new Object();
        expectNoDeadlock(code -> {
            synchronized (monitor) {
                code.run();
            }
        });
    }

    @Test
    void failingCallback_whileATaskBlocks_isReported_andTheNextOneRuns() {
        List<Object> out = new ArrayList<>();
        CountDownLatch latch = new CountDownLatch(1);
        Asyncio.run(() -> {
            EventLoop loop = Asyncio.getRunningLoop();
            loop.setExceptionHandler((where, context) -> out.add(context.exception()));
            Task<?> task = createTask(() -> latch.await());
            yieldTurn();
            IllegalArgumentException failure = new IllegalArgumentException("callback");
            loop.callSoon(() -> {
                throw failure;
            });
            loop.callSoon(latch::countDown);
            task.await();
            assertThat(out).containsExactly(failure);
        });
    }
}
