package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.testing.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Several loops in several threads share nothing (T10); the current task and all tasks are those of the caller's loop (T09). */
class SeveralLoopsTest {

    private static final int LOOPS = 4;
    private static final int TASKS = 2_000;

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CyclicBarrier start = new CyclicBarrier(LOOPS);
    private final ContextVar<Integer> number = ContextVar.of("number");

    @Test
    void fourLoops_inFourThreads_runTheirOwnTasksOnly() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            int which = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    Asyncio.run(() -> manyTasks(which), SeveralLoopsTest::loop);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(names).as("names are unique in the JVM").hasSize(LOOPS * (TASKS + 1));
    }

    /** Debug mode in half of them: its tables and its watchdogs are each loop's own, too. */
    private static EventLoop loop() {
        boolean debug = Thread.currentThread().threadId() % 2 == 0;
        return EventLoop.builder()
                .clock(new VirtualClock())
                .debug(debug)
                .slowCallbackDuration(ms(1_000_000))
                .build();
    }

    private void manyTasks(int which) {
        EventLoop loop = getRunningLoop();
        number.set(which);
        names.add(currentTask().getName());
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int index = i;
            tasks.add(createTask(() -> oneTask(loop, which, index)));
        }
        assertThat(allTasks()).hasSize(TASKS + 1).allMatch(task -> task.getLoop() == loop);
        List<Integer> results = Asyncio.gather(tasks).await();
        for (int i = 0; i < TASKS; i++) {
            assertThat(results.get(i)).isEqualTo(which * TASKS + i);
        }
        assertThat(allTasks()).containsExactly(currentTask());
    }

    private int oneTask(EventLoop loop, int which, int index) {
        Task<?> me = currentTask();
        names.add(me.getName());
        for (int step = 0; step < 5; step++) {
            if (step % 2 == 0) {
                yieldTurn();
            } else {
                sleep(ms(index % 7));
            }
            if (currentTask() != me || getRunningLoop() != loop || number.get() != which) {
                throw new AssertionError("task " + me + " has got into another one's loop, task or context");
            }
        }
        return which * TASKS + index;
    }

    // ---- current task, all tasks ----

    @Test
    void currentTask_isTheCallersOwn_wherever() {
        try (EventLoop loop = VirtualTime.loop()) {
            List<Object> seen = new ArrayList<>();
            loop.callSoon(() -> seen.add(currentTask()));
            loop.runUntilComplete(() -> {
                Task<?> me = currentTask();
                assertThat(createTask(Asyncio::currentTask).await()).isNotNull().isNotSameAs(me);
                Context.copy().run(() -> assertThat(currentTask()).isSameAs(me));
                loop.setTaskFactory(TaskFactory.EAGER);
                Task<Task<?>> eager = createTask(Asyncio::currentTask);
                assertThat(eager.await()).isSameAs(eager);
                assertThat(currentTask()).isSameAs(me);
            });
            assertThat(seen).containsOnlyNulls();
        }
        assertThatIllegalStateException().isThrownBy(Asyncio::currentTask);
    }

    @Test
    void allTasks_ofALoopThatDoesNotRun_canBeAskedFor() {
        try (EventLoop loop = VirtualTime.loop()) {
            Task<?> task = loop.createTask(VirtualTime::yieldTurn);
            assertThat(allTasks(loop)).containsExactly(task);
            assertThatIllegalStateException().isThrownBy(Asyncio::allTasks);
            loop.runUntilComplete(task);
            assertThat(allTasks(loop)).isEmpty();
        }
    }
}
