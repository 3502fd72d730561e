package io.asyncio4j.queue;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.VirtualTime.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.CancelledError;
import io.asyncio4j.Coroutine;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Producers and consumers that are cancelled at random, also in the very turn in which they are woken, in virtual time:
 * items come out in the order of the queue's kind, none is lost or comes twice, and nobody is stuck (R14).
 */
final class QueueStressTest {

    private static final int SEEDS = 400;
    private static final int WORKERS = 4;
    private static final int OPERATIONS = 15;

    @ParameterizedTest
    @EnumSource
    void items_areConserved_inOrder_andNobodyIsStuck(QueueKindsTest.Kind kind) {
        int handOvers = 0;
        int quiet = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Chaos chaos = new Chaos(kind, seed);
            try {
                VirtualTime.run(chaos);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", " + chaos.queue + ": " + e.getMessage(), e);
            }
            handOvers += chaos.cancelledAtHandOver;
            quiet += chaos.quiet;
        }
        assertThat(handOvers).as("cancellations in the turn of a wake-up").isGreaterThan(SEEDS);
        assertThat(quiet)
                .as("turns in which somebody could have been found stuck")
                .isGreaterThan(SEEDS);
    }

    /** Between two suspension points nobody else runs, so the model changes together with the queue. */
    private static final class Chaos implements Coroutine.OfVoid {

        private final QueueKindsTest.Kind kind;
        private final Random random;
        private final Queue<Integer> queue;

        /** What the queue should hold, oldest first. */
        private final List<Integer> model = new ArrayList<>();

        private final Set<Task<?>> waitingGetters = new LinkedHashSet<>();
        private final Set<Task<?>> waitingPutters = new LinkedHashSet<>();
        private final List<Task<?>> workers = new ArrayList<>();
        private int offered;
        private int put;
        private int taken;
        private int notPut;
        private int cancelledAtHandOver;
        private int events;
        private int quiet;
        private boolean over;

        Chaos(QueueKindsTest.Kind kind, long seed) {
            this.kind = kind;
            random = new Random(seed);
            queue = kind.make((int) (seed % 4)); // with a limit, or without one
        }

        @Override
        public void run() {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(createTask(() -> work(this::produce), "producer-" + i));
                workers.add(createTask(() -> work(this::consume), "consumer-" + i));
            }
            try {
                for (int i = 0; i < 60; i++) {
                    pause();
                    disturb();
                    nobodyIsStuck();
                }
            } finally {
                over = true;
                queue.shutdown();
            }
            sleep(ms(1000));
            assertThat(workers).as("freed by the shutdown").allSatisfy(worker -> {
                assertThat(worker.done()).isTrue();
                assertThat(worker.cancelled() ? null : worker.exception()).isNull();
            });
            assertThat(waitingGetters).isEmpty();
            assertThat(waitingPutters).isEmpty();
            while (!queue.empty()) {
                take(queue.getNowait());
            }
            assertThat(model).isEmpty();
            assertThat(put).isEqualTo(taken);
            assertThat(offered).isEqualTo(put + notPut);
            queue.join(); // would not end if one was counted twice
            assertThat(queue.toString()).endsWith("Queue maxsize=" + queue.maxsize() + " shutdown>");
        }

        /** Who is woken has his turn in the next one, and that is seen. */
        private void nobodyIsStuck() {
            int before = events;
            sleep(Duration.ZERO);
            sleep(Duration.ZERO);
            if (events == before) {
                assertThat(queue.empty() ? List.of() : waitingGetters)
                        .as("wait though there are items")
                        .isEmpty();
                assertThat(queue.full() ? List.of() : waitingPutters)
                        .as("wait though there is room")
                        .isEmpty();
                quiet++;
            }
        }

        private void pause() {
            if (random.nextInt(3) == 0) {
                sleep(ms(random.nextInt(4)));
            } else {
                for (int i = random.nextInt(3); i > 0; i--) {
                    sleep(Duration.ZERO);
                }
            }
        }

        /** Cancels some worker; or wakes one and cancels it, or the next one, before it has its turn. */
        private void disturb() {
            switch (random.nextInt(4)) {
                case 0 -> workers.get(random.nextInt(workers.size())).cancel();
                case 1 -> {
                    if (!queue.full()) {
                        offered++;
                        queue.putNowait(offered);
                        stored(offered);
                        cancelOneOf(waitingGetters);
                    }
                }
                case 2 -> {
                    if (!queue.empty()) {
                        take(queue.getNowait());
                        cancelOneOf(waitingPutters);
                    }
                }
                default -> {}
            }
        }

        private void cancelOneOf(Set<Task<?>> waiting) {
            waiting.stream().skip(random.nextInt(2)).findFirst().ifPresent(task -> {
                task.cancel();
                cancelledAtHandOver++;
            });
        }

        private void work(Coroutine.OfVoid operation) throws Exception {
            for (int i = 0; i < OPERATIONS && !over; i++) {
                try {
                    pause();
                    operation.run();
                } catch (CancelledError | TimeoutException e) {
                    // once more
                } catch (QueueShutDownException e) {
                    assertThat(over).isTrue();
                }
            }
        }

        private void begins(Set<Task<?>> waiting) {
            waiting.add(currentTask());
        }

        private void ends(Set<Task<?>> waiting) {
            if (waiting.remove(currentTask())) {
                events++;
            }
        }

        // ---- producers ----

        private void produce() throws TimeoutException {
            int item = ++offered;
            boolean stored = false;
            try {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        if (!queue.full()) {
                            queue.putNowait(item);
                            stored(item);
                            stored = true;
                        }
                    }
                    case 1 -> {
                        put(item);
                        stored = true;
                    }
                    default -> {
                        timeout(ms(1 + random.nextInt(3)), () -> put(item));
                        stored = true;
                    }
                }
            } finally {
                if (!stored) {
                    notPut++;
                    assertThat(model).doesNotContain(item);
                }
            }
        }

        private void put(int item) {
            begins(waitingPutters);
            try {
                queue.put(item);
                stored(item);
            } finally {
                ends(waitingPutters);
            }
        }

        private void stored(int item) {
            put++;
            events++;
            model.add(item);
        }

        // ---- consumers ----

        private void consume() throws TimeoutException {
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (!queue.empty()) {
                        take(queue.getNowait());
                    }
                }
                case 1 -> get();
                case 2 -> timeout(ms(1 + random.nextInt(3)), this::get);
                default -> iterate(1 + random.nextInt(3));
            }
        }

        private void get() {
            begins(waitingGetters);
            try {
                take(queue.get());
            } finally {
                ends(waitingGetters);
            }
        }

        private void iterate(int count) {
            int left = count;
            begins(waitingGetters);
            try {
                for (int item : queue) {
                    ends(waitingGetters);
                    take(item);
                    if (--left == 0) {
                        break;
                    }
                    pause();
                    begins(waitingGetters);
                }
            } finally {
                ends(waitingGetters);
            }
        }

        private void take(int item) {
            assertThat(item).as("the one whose turn it was, of %s", model).isEqualTo(expected());
            model.remove((Integer) item);
            taken++;
            events++;
            assertThat(queue.qsize()).isEqualTo(model.size());
            if (queue.maxsize() > 0) {
                assertThat(queue.qsize()).isLessThan(queue.maxsize());
            }
            queue.taskDone();
        }

        private Integer expected() {
            return switch (kind) {
                case FIFO -> model.getFirst();
                case LIFO -> model.getLast();
                case PRIORITY -> model.stream().min(Comparator.naturalOrder()).orElseThrow();
            };
        }
    }
}
