package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tasks that do not suspend may share a thread, and cannot tell. */
final class FiberReuseTest {

    private static final boolean SHARED = CoroutineRuntime.get().name().equals("loop");

    /** Runs tasks that do not suspend, one directly after the other, and returns what each of them saw. */
    @SafeVarargs
    private static <T> List<T> seenBy(Coroutine<T>... coroutines) {
        List<T> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (Coroutine<T> coroutine : coroutines) {
                tasks.add(createTask(() -> {
                    threads.add(Thread.currentThread());
                    seen.add(coroutine.run());
                }));
            }
            tasks.forEach(Task::await);
        });
        if (SHARED) {
            assertThat(threads)
                    .as("they share a thread, or this test tests nothing")
                    .containsOnly(threads.getFirst());
        }
        return seen;
    }

    private static <T> T first(Runnable before, Supplier<T> value) {
        before.run();
        return value.get();
    }

    @Test
    void threadLocals_areNotSeenByTheNextTask() {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
        assertThat(seenBy(() -> first(() -> local.set("set"), local::get), local::get, local::get))
                .containsExactly("set", "initial", "initial");
    }

    @Test
    void threadLocals_surviveSuspensions() {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
        run(() -> {
            Task<String> t = createTask(() -> {
                local.set("mine");
                yieldTurn();
                return local.get();
            });
            Task<String> other = createTask(() -> {
                local.set("other");
                yieldTurn();
                return local.get();
            });
            assertThat(List.of(t.await(), other.await())).containsExactly("mine", "other");
            assertThat(local.get()).isEqualTo("initial");
        });
    }

    @Test
    void inheritableThreadLocals_areNotSeenByTheNextTask() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        List<String> seen = new ArrayList<>();
        run(() -> {
            createTask(() -> {
                local.set("set");
                seen.add(local.get());
            });
            createTask(() -> seen.add(local.get())).await();
        });
        assertThat(seen).containsExactly("set", null);
    }

    @Test
    void contextClassLoader_isRestored() throws Exception {
        try (URLClassLoader own = new URLClassLoader(new URL[0])) {
            List<ClassLoader> seen = seenBy(
                    () -> Thread.currentThread().getContextClassLoader(),
                    () -> first(
                            () -> Thread.currentThread().setContextClassLoader(own),
                            () -> Thread.currentThread().getContextClassLoader()),
                    () -> Thread.currentThread().getContextClassLoader());
            assertThat(seen.get(1)).isSameAs(own);
            assertThat(seen.get(2)).isSameAs(seen.get(0)).isNotSameAs(own);
        }
    }

    @Test
    void interruptFlag_isCleared() {
        assertThat(seenBy(
                        () -> first(
                                () -> Thread.currentThread().interrupt(),
                                () -> Thread.currentThread().isInterrupted()),
                        () -> Thread.currentThread().isInterrupted()))
                .containsExactly(true, false);
    }

    @Test
    void interruptFlag_ofATask_doesNotReachTheLoop() {
        List<String> out = new ArrayList<>();
        run(() -> {
            createTask(() -> Thread.currentThread().interrupt()).await();
            yieldTurn();
            out.add("interrupted: " + Thread.currentThread().isInterrupted());
        });
        assertThat(out).containsExactly("interrupted: false");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void threadName_isTheTasksName_forEachTask() {
        List<String> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("one", "two", "three")) {
                tasks.add(createTask(() -> record(threads, seen), name));
            }
            Task<?> unnamed = createTask(() -> record(threads, seen));
            tasks.forEach(Task::await);
            unnamed.await();
            assertThat(seen).containsExactly("one", "two", "three", unnamed.getName());
        });
        if (SHARED) {
            assertThat(threads).containsOnly(threads.getFirst());
        }
    }

    private static void record(List<Thread> threads, List<String> names) {
        threads.add(Thread.currentThread());
        names.add(Thread.currentThread().getName());
    }

    @Test
    void threadName_changedByATask_isNotSeenByTheNext() {
        assertThat(seenBy(
                        () -> first(
                                () -> Thread.currentThread().setName("changed"),
                                () -> Thread.currentThread().getName()),
                        () -> Thread.currentThread().getName().startsWith("Task-") ? "Task-N" : "other"))
                .containsExactly("changed", "Task-N");
    }

    @Test
    void setName_beforeTheStart_namesTheThread() {
        run(() -> {
            Task<String> t = createTask(() -> Thread.currentThread().getName(), "before");
            t.setName("after");
            assertThat(t.await()).isEqualTo("after");
        });
    }

    @Test
    void setName_ofTheRunningOrASuspendedTask_renamesItsThread() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                currentTask().setName("by itself");
                out.add(Thread.currentThread().getName());
                yieldTurn();
                out.add(Thread.currentThread().getName());
            });
            yieldTurn();
            t.setName("while suspended");
            t.await();
            assertThat(out).containsExactly("by itself", "while suspended");
        });
    }

    @Test
    void setName_ofAFinishedTask_doesNotRenameTheNextOnesThread() {
        List<String> seen = new ArrayList<>();
        run(() -> {
            Task<?>[] tasks = new Task<?>[2];
            tasks[0] = createTask(() -> "done", "first");
            tasks[1] = createTask(
                    () -> {
                        tasks[0].setName("renamed late");
                        seen.add(Thread.currentThread().getName());
                    },
                    "second");
            Arrays.asList(tasks).forEach(Task::await);
            assertThat(tasks[0].getName()).isEqualTo("renamed late");
        });
        assertThat(seen).containsExactly("second");
    }

    @Test
    void currentTask_isEachTasksOwn() {
        List<String> names = seenBy(
                () -> first(
                        () -> currentTask().setName("a"), () -> currentTask().getName()),
                () -> first(
                        () -> currentTask().setName("b"), () -> currentTask().getName()));
        assertThat(names).containsExactly("a", "b");
    }

    @Test
    void failedOrCancelledTask_leavesNothingToTheNext() {
        ThreadLocal<String> local = new ThreadLocal<>();
        List<String> seen = new ArrayList<>();
        run(() -> {
            Task<?> failing = createTask(() -> {
                local.set("left by a failure");
                throw new IllegalArgumentException("x");
            });
            Task<?> cancelling = createTask(() -> {
                seen.add(local.get());
                local.set("left by a cancellation");
                throw new CancelledError();
            });
            createTask(() -> seen.add(local.get())).await();
            assertThat(failing.exception()).isNotNull();
            assertThat(cancelling.cancelled()).isTrue();
        });
        assertThat(seen).containsExactly(null, null);
    }

    @Test
    void debugMode_runsEachTaskOnItsOwn_withTheSameResults() {
        try (EventLoop loop = EventLoop.builder().debug(true).build()) {
            List<String> seen = new ArrayList<>();
            loop.runUntilComplete(() -> {
                Task<?> a = createTask(() -> seen.add(Thread.currentThread().getName()), "a");
                Task<?> b = createTask(() -> seen.add(Thread.currentThread().getName()), "b");
                a.await();
                b.await();
            });
            assertThat(seen).containsExactly("a", "b");
        }
    }
}
