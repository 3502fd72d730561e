package io.asyncio4j.sync;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitFor;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many tasks use one primitive and are cancelled at random, in virtual time: who is inside excludes the others, permits
 * and signals are conserved, the order is kept, and nobody is stuck (F01, F02, R12, R13).
 */
final class SyncStressTest {

    private static final int SEEDS = 300;
    private static final int WORKERS = 10;
    private static final int OPERATIONS = 12;

    private static void forEachSeed(LongFunction<Chaos> test) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Chaos chaos = test.apply(seed);
            try {
                VirtualTime.run(chaos);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void lock_excludes_inOrder_andNobodyIsStuck() {
        forEachSeed(LockChaos::new);
    }

    @Test
    void semaphore_keepsItsPermits_inOrder_andNobodyIsStuck() {
        forEachSeed(SemaphoreChaos::new);
    }

    @Test
    void condition_losesNoSignal() {
        forEachSeed(ConditionChaos::new);
    }

    @Test
    void barrier_givesDistinctIndices_andNobodyIsStuck() {
        forEachSeed(BarrierChaos::new);
    }

    /** Workers, and a task that cancels them. */
    private abstract static class Chaos implements Coroutine.OfVoid {

        final Random random;
        final List<Task<?>> workers = new ArrayList<>();
        private boolean over;

        Chaos(long seed) {
            random = new Random(seed);
        }

        @Override
        public final void run() throws Exception {
            IntStream.range(0, WORKERS).forEach(i -> workers.add(createTask(() -> work(i), "worker-" + i)));
            Task<?> canceller = createTask(this::cancelSome);
            try {
                var result = waitFor(() -> waitUntil(ReturnWhen.FIRST_EXCEPTION, workers), Duration.ofHours(1));
                for (Future<?> worker : result.done()) {
                    worker.await();
                }
            } finally {
                over = true;
                canceller.cancel();
            }
            check();
        }

        private void cancelSome() {
            while (true) {
                pause();
                workers.get(random.nextInt(WORKERS)).cancel();
                disturb();
            }
        }

        /** Suspends for some turns or for some time. */
        final void pause() {
            if (random.nextBoolean()) {
                sleep(ms(random.nextInt(5)));
            } else {
                for (int i = random.nextInt(4); i > 0; i--) {
                    sleep(Duration.ZERO);
                }
            }
        }

        private void work(int me) throws Exception {
            for (int done = 0; done < OPERATIONS; ) {
                try {
                    pause();
                    operate(me);
                    done++;
                } catch (CancelledError e) {
                    if (over) {
                        throw e;
                    } // else once more
                }
            }
        }

        abstract void operate(int me) throws Exception;

        void disturb() {}

        abstract void check();
    }

    /** Those who ask first are served first, unless they are cancelled. */
    private static final class Order {

        private int asked;
        private int served;

        int ask() {
            return ++asked;
        }

        void serve(int ticket) {
            assertThat(ticket).as("who asked later is served later").isGreaterThan(served);
            served = ticket;
        }
    }

    private static final class LockChaos extends Chaos {

        private final Lock lock = new Lock();
        private final Order order = new Order();
        private int inside;

        LockChaos(long seed) {
            super(seed);
        }

        @Override
        void operate(int me) {
            int ticket = order.ask();
            try (var _ = lock.acquire()) {
                order.serve(ticket);
                inside++;
                try {
                    assertThat(inside).isOne();
                    assertThat(lock.locked()).isTrue();
                    pause();
                } finally {
                    inside--;
                }
            }
        }

        @Override
        void check() {
            assertThat(lock).hasToString("<Lock [unlocked]>");
        }
    }

    private static final class SemaphoreChaos extends Chaos {

        private final int permits = 1 + random.nextInt(4);
        private final BoundedSemaphore semaphore = new BoundedSemaphore(permits);
        private final Order order = new Order();
        private int inside;

        SemaphoreChaos(long seed) {
            super(seed);
        }

        @Override
        void operate(int me) {
            int ticket = order.ask();
            try (var _ = semaphore.acquire()) {
                order.serve(ticket);
                inside++;
                try {
                    assertThat(inside).isLessThanOrEqualTo(permits);
                    pause();
                } finally {
                    inside--;
                }
            }
        }

        @Override
        void check() {
            assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:" + permits + "]>");
        }
    }

    /** Half of the workers put numbers into a small buffer, the others take them. A lost signal would leave some stuck. */
    private static final class ConditionChaos extends Chaos {

        private static final int CAPACITY = 2;

        private final Lock lock = new Lock();
        private final Condition notEmpty = new Condition(lock);
        private final Condition notFull = new Condition(lock);
        private final Deque<Integer> buffer = new ArrayDeque<>();
        private final List<Integer> taken = new ArrayList<>();
        private int put;

        ConditionChaos(long seed) {
            super(seed);
        }

        @Override
        void operate(int me) {
            try (var _ = lock.acquire()) {
                if (me % 2 == 0) {
                    notFull.waitFor(() -> buffer.size() < CAPACITY);
                    buffer.add(put++);
                    notEmpty.signal();
                } else {
                    notEmpty.waitFor(() -> !buffer.isEmpty());
                    taken.add(buffer.remove());
                    notFull.signal();
                }
                assertThat(lock.locked()).isTrue();
                assertThat(buffer.size()).isBetween(0, CAPACITY);
            }
        }

        @Override
        void check() {
            assertThat(taken)
                    .isEqualTo(
                            IntStream.range(0, WORKERS / 2 * OPERATIONS).boxed().toList());
            assertThat(notEmpty).hasToString("<Condition [unlocked]>");
            assertThat(notFull).hasToString("<Condition [unlocked]>");
        }
    }

    private static final class BarrierChaos extends Chaos {

        private static final int PARTIES = 4;

        private final Barrier barrier = new Barrier(PARTIES);

        /** Of those who have gone on in this round. */
        private final BitSet indices = new BitSet();

        BarrierChaos(long seed) {
            super(seed);
        }

        @Override
        void operate(int me) {
            pass();
        }

        private void pass() {
            try {
                int index = barrier.await();
                assertThat(index).isBetween(0, PARTIES - 1);
                assertThat(indices.get(index)).as("index %s twice", index).isFalse();
                indices.set(index);
            } catch (BrokenBarrierException e) {
                // counts as done
            } finally {
                if (!barrier.toString().contains("draining")) {
                    indices.clear();
                }
            }
        }

        /** Breaks the barrier now and then, and fills it up when those who are left are too few. */
        @Override
        void disturb() {
            switch (random.nextInt(20)) {
                case 0 -> {
                    indices.clear();
                    barrier.reset();
                }
                case 1 -> {
                    indices.clear();
                    barrier.abort();
                    createTask(() -> {
                        pause();
                        barrier.reset();
                    });
                }
                case 2 -> createTask(this::pass);
                default -> {}
            }
        }

        @Override
        void check() {
            barrier.reset();
            assertThat(barrier.nWaiting()).isZero();
        }
    }
}
