package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.asyncio4j.internal.loop.ParkingDriver;
import io.asyncio4j.spi.IoDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A17: The thread on which a loop runs, and what an interrupt of it does. */
@Timeout(20)
class LoopThreadTest {

    private final List<Object> out = new ArrayList<>();

    @Test
    void runOnAVirtualThread_worksAndComesBackToIt() throws InterruptedException {
        Thread.ofVirtual()
                .start(() -> {
                    try (EventLoop loop = EventLoop.create()) {
                        loop.callSoon(() -> out.add(Thread.currentThread().isVirtual()));
                        out.add(loop.runUntilComplete(() -> sleep(ms(1), "slept")));
                        loop.callSoon(loop::stop);
                        loop.runForever();
                    }
                    out.add(Asyncio.<String>run(() -> createTask(() -> "task").await()));
                    out.add(Thread.currentThread().isVirtual());
                })
                .join();
        boolean virtualLoop = CoroutineRuntime.get().name().equals("handoff");
        assertThat(out).containsExactly(virtualLoop, "slept", "task", true);
    }

    /** A driver that tells when the loop's thread is about to wait. */
    static EventLoop loopThatTells(Runnable beforeWaiting) {
        ParkingDriver parking = new ParkingDriver();
        return EventLoop.builder()
                .driver(new IoDriver() {
                    @Override
                    public int poll(long timeoutNanos) {
                        if (timeoutNanos > 0) {
                            beforeWaiting.run();
                        }
                        return parking.poll(timeoutNanos);
                    }

                    @Override
                    public void wakeup() {
                        parking.wakeup();
                    }

                    @Override
                    public void close() {}
                })
                .build();
    }

    @Test
    void interrupt_whileTheLoopWaits_stopsItAndIsKept() {
        Thread caller = Thread.currentThread();
        try (EventLoop loop = loopThatTells(caller::interrupt)) {
            loop.runForever();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(loop.isRunning()).isFalse();

            loop.callSoon(() -> out.add("again"));
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertThat(out).containsExactly("again");
    }

    @Test
    void interrupt_duringRun_cancelsMainAndIsKept() {
        Thread caller = Thread.currentThread();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> Asyncio.run(
                        () -> {
                            try {
                                sleep(Duration.ofHours(1));
                            } finally {
                                out.add("cleanup");
                            }
                        },
                        () -> loopThatTells(caller::interrupt)))
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(out).containsExactly("cleanup");
    }

    /** The JDK clears the interrupt of a thread that carries a virtual one; the loop must have noticed it before. */
    @Test
    void interrupt_whileATaskRuns_arrivesWhenTheLoopWaits() {
        Thread caller = Thread.currentThread();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> Asyncio.run(() -> {
                    caller.interrupt();
                    out.add(Thread.currentThread().isInterrupted());
                    createTask(() -> out.add("other"));
                    sleep(Duration.ofHours(1));
                }))
                .withMessageContaining("was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(out).containsExactly(false, "other");
    }

    /** What ends a run may take turns of its own: they must not be lost to the interrupt. */
    @Test
    void interrupt_duringRun_leavesTheShutdownItsTime() {
        Thread caller = Thread.currentThread();
        CountDownLatch jobMayEnd = new CountDownLatch(1);
        AtomicInteger waits = new AtomicInteger();
        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> Asyncio.run(
                        () -> {
                            getRunningLoop().runInExecutor(() -> {
                                jobMayEnd.await();
                                return out.add("job");
                            });
                            createTask(() -> {
                                try {
                                    sleep(Duration.ofHours(1));
                                } finally {
                                    sleep(ms(1));
                                    out.add("task");
                                    jobMayEnd.countDown();
                                }
                            });
                            sleep(Duration.ofHours(1));
                        },
                        () -> loopThatTells(() -> {
                            if (waits.incrementAndGet() == 1) {
                                caller.interrupt();
                            }
                        })));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(out).containsExactly("task", "job");
    }
}
