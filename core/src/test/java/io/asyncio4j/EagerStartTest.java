package io.asyncio4j;

import static io.asyncio4j.Asyncio.allTasks;
import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.shield;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R08, R09: eager start of single tasks ({@link TaskOptions}), factories, and what goes through them. */
final class EagerStartTest extends SemanticsTest {

    /** Notes the name of each task, and whether it is to start eagerly; then makes it. */
    private final class NotingFactory implements TaskFactory {
        @Override
        public <T extends @Nullable Object> Task<T> createTask(
                EventLoop where, Coroutine<T> coroutine, TaskOptions options) {
            out.add(options.name() + " " + options.eagerStart());
            return Task.of(where, coroutine, options);
        }
    }

    // ---- one task ----

    @Test
    void eagerOption_taskRunsToItsFirstSuspensionInsideCreateTask_othersDoNot() {
        runMain(() -> {
            createTask(() -> out.add("usual"));
            Task<Void> task = createTask(
                    () -> {
                        out.add("eager 1");
                        sleep(Duration.ZERO);
                        out.add("eager 2");
                    },
                    TaskOptions.EAGER);
            out.add("main");
            task.await();
        });
        assertThat(out).containsExactly("eager 1", "main", "usual", "eager 2");
    }

    @Test
    void eagerOption_taskThatDoesNotSuspend_isDoneAndTakesNoTurn() {
        runMain(() -> {
            Task<String> task = createTask(() -> "hello", TaskOptions.EAGER);
            assertThat(task.done()).isTrue();
            assertThat(task.cancel()).isFalse();
            assertThat(task.await()).isEqualTo("hello");
            assertThat(allTasks()).containsExactly(currentTask());
        });
    }

    @Test
    void eagerOption_whileItRuns_isTheCurrentTaskAndAmongAllTasks() {
        runMain(() -> {
            Task<Void> task = createTask(
                    () -> {
                        Task<?> me = currentTask();
                        assertThat(allTasks()).contains(me);
                        sleep(ms(10));
                        assertThat(currentTask()).isSameAs(me);
                        out.add(me);
                    },
                    TaskOptions.EAGER);
            assertThat(allTasks()).contains(task);
            task.await();
            assertThat(out).containsExactly(task);
            assertThat(allTasks()).doesNotContain(task);
        });
    }

    @Test
    void eagerOption_futureThatItsFirstStepCompletes_isThereAtOnce() {
        runMain(() -> {
            Future<String> future = loop.createFuture();
            createTask(() -> future.setResult("value"), TaskOptions.EAGER);
            assertThat(future.result()).isEqualTo("value");
        });
    }

    @Test
    void eagerOption_cancelledAfterItsFirstStep_isCancelledWithTheMessage() {
        runMain(() -> {
            Task<Void> task = createTask(() -> sleep(ms(100)), TaskOptions.EAGER);
            task.cancel("enough");
            assertThat(task.cancelling()).isEqualTo(1);
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasMessage("enough");
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void eagerOption_context_isACopyOfTheCreatorsThroughAllSteps() {
        ContextVar<Integer> v = ContextVar.withDefault("v", 0);
        runMain(() -> {
            v.set(1);
            Task<Void> task = createTask(
                    () -> {
                        out.add(v.get());
                        v.set(2);
                        sleep(ms(10));
                        out.add(v.get());
                    },
                    TaskOptions.EAGER);
            out.add(v.get());
            task.await();
            assertThat(v.get()).isEqualTo(1);
            assertThat(task.getContext().get(v)).isEqualTo(2);
        });
        assertThat(out).containsExactly(1, 1, 2);
    }

    @Test
    void eagerOption_nameAndContext_areThereInTheFirstStep() {
        ContextVar<String> v = ContextVar.of("v");
        runMain(() -> {
            Context context = new Context();
            createTask(
                    () -> {
                        v.set("set");
                        out.add(currentTask().getName());
                    },
                    TaskOptions.EAGER.withName("worker").withContext(context));
            assertThat(context.get(v)).isEqualTo("set");
        });
        assertThat(out).containsExactly("worker");
    }

    @Test
    void eagerOption_onALoopThatDoesNotRun_waitsForItsTurn() {
        Task<Boolean> task = loop.createTask(() -> out.add("ran"), TaskOptions.EAGER);
        assertThat(out).isEmpty();
        loop.runUntilComplete(task);
        assertThat(out).containsExactly("ran");
        loop.close();
    }

    @Test
    void usualOption_withAnEagerFactory_waitsForItsTurn() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            createTask(() -> out.add("usual"), TaskOptions.DEFAULT.withEagerStart(false));
            createTask(() -> out.add("eager"), TaskOptions.DEFAULT);
            out.add("main");
            sleep(Duration.ZERO);
        });
        assertThat(out).containsExactly("eager", "main", "usual");
    }

    @Test
    void options_nulls_areRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> TaskOptions.DEFAULT.withName(null))
                .withMessage("name");
        assertThatNullPointerException()
                .isThrownBy(() -> TaskOptions.DEFAULT.withContext(null))
                .withMessage("context");
        assertThatNullPointerException()
                .isThrownBy(() -> loop.createTask(() -> "x", (TaskOptions) null))
                .withMessage("options");
        assertThatNullPointerException()
                .isThrownBy(() -> TaskFactory.eager(null))
                .withMessage("maker");
        loop.close();
    }

    // ---- factories ----

    @Test
    void factory_isAskedByEveryCreator() {
        loop.setTaskFactory(new NotingFactory());
        runMain(() -> {
            expect(1, () -> createTask(() -> sleep(ms(1)), "named").await());
            expect(1, () -> createTask(() -> "x", TaskOptions.EAGER).await());
            expect(1, () -> loop.createTask(() -> "x").await());
            expect(1, () -> ensureFuture(() -> "x").await());
            expect(1, () -> ensureFuture((Awaitable<String>) () -> "x").await());
            expect(1, () -> shield(() -> sleep(ms(1))).await());
            expect(2, () -> gather(() -> "x", () -> "y").await());
            expect(2, () -> gatherOutcomes(() -> "x", () -> "y").await());
            expect(1, () -> waitUntil(ALL_COMPLETED, List.<Coroutine<String>>of(() -> "x")));
            expect(
                    1,
                    () -> Asyncio.asCompleted(List.<Coroutine<String>>of(() -> "x"))
                            .iterator()
                            .next());
            expect(1, () -> TaskGroup.run(g -> g.createTask(() -> sleep(ms(1)))));
            expect(1, () -> Asyncio.staggeredRace(null, () -> "x"));
            expect(1, () -> Asyncio.await(runCoroutineThreadsafe(() -> "x", loop)));
            out.clear();
        });
    }

    private void expect(int tasks, Coroutine.OfVoid code) throws Exception {
        out.clear();
        code.run();
        assertThat(out).hasSize(tasks);
    }

    @Test
    void factory_makesTheMainTaskOfRunToo() {
        loop.setTaskFactory(new NotingFactory());
        runMain(() -> out.add("main"));
        assertThat(out).startsWith("null null", "main");
    }

    @Test
    void eagerFactory_aroundAnother_asksItForAnEagerStartUnlessToldOtherwise() {
        TaskFactory factory = TaskFactory.eager(new NotingFactory());
        loop.runUntilComplete(() -> {
            loop.setTaskFactory(factory);
            assertThat(loop.getTaskFactory()).isSameAs(factory);
            Task<String> eager = createTask(() -> "x", "a");
            assertThat(eager.done()).isTrue();
            Task<String> usual = createTask(() -> "x", TaskOptions.DEFAULT.withEagerStart(false));
            assertThat(usual.done()).isFalse();
            usual.await();
        });
        loop.close();
        assertThat(out).containsExactly("a true", "null false");
    }

    /** The factory's coroutine is what the task runs: a factory can wrap it. */
    @Test
    void factory_mayWrapTheCoroutine() {
        loop.setTaskFactory(new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                    EventLoop where, Coroutine<T> coroutine, TaskOptions options) {
                return Task.of(
                        where,
                        () -> {
                            out.add("before");
                            try {
                                return coroutine.run();
                            } finally {
                                out.add("after");
                            }
                        },
                        options);
            }
        });
        assertThat(loop.<String>runUntilComplete(() -> sleep(ms(1), "value"))).isEqualTo("value");
        loop.close();
        assertThat(out).containsExactly("before", "after");
    }

    // ---- many ----

    private static int chain(int depth) {
        return depth == 0 ? 0 : 1 + chain(depth - 1);
    }

    private void recursiveGroups(int width, int depth) {
        if (depth > 0) {
            TaskGroup.run(g -> {
                for (int i = 0; i < width; i++) {
                    g.createTask(() -> recursiveGroups(width, depth - 1));
                }
            });
        }
    }

    private void recursiveGather(int width, int depth) {
        if (depth > 0) {
            List<Coroutine<Integer>> children = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                children.add(() -> {
                    recursiveGather(width, depth - 1);
                    return 0;
                });
            }
            gather(children).await();
        }
    }

    @Test
    void manyTasks_eagerOrNot_areAsMany() {
        for (TaskFactory factory : List.of(new NotingFactory(), TaskFactory.eager(new NotingFactory()))) {
            out.clear();
            loop.setTaskFactory(factory);
            assertThat(loop.<Integer>runUntilComplete(() -> chain(100))).isEqualTo(100);
            assertThat(out).hasSize(1);
            out.clear();
            loop.runUntilComplete(() -> recursiveGroups(5, 4));
            assertThat(out).hasSize(1 + 5 + 25 + 125 + 625);
            out.clear();
            loop.runUntilComplete(() -> recursiveGather(5, 4));
            assertThat(out).hasSize(1 + 5 + 25 + 125 + 625);
        }
        loop.close();
    }

    // ---- in a group ----

    /** python/cpython#128588: the group's request to its parent leaked out, and cancelled the surrounding task. */
    @Test
    void eagerChildOfAGroup_failsAtOnce_groupFailsAndNoCancellationIsLeft() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            Throwable thrown = catchThrowable(() -> TaskGroup.run(g -> g.createTask(() -> {
                throw new IllegalArgumentException("eager");
            })));
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            eg -> assertThat(eg.leaves())
                                    .extracting(Throwable::getMessage)
                                    .containsExactly("eager"));
            assertThat(currentTask().cancelling()).isZero();
            sleep(ms(1));
            out.add("goes on");
        });
        assertThat(out).containsExactly("goes on");
    }

    /** python/cpython#128550: a child that was being started when its own child failed was never cancelled. */
    @Test
    void eagerChildOfAGroup_startsOneThatFailsAtOnce_isCancelled() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            Throwable thrown = catchThrowable(() -> TaskGroup.run(g -> g.createTask(() -> {
                g.createTask(() -> {
                    throw new IllegalArgumentException("third");
                });
                try {
                    loop.createFuture().await();
                } finally {
                    out.add("second ends");
                }
            })));
            assertThat(thrown).isInstanceOf(ExceptionGroup.class);
            assertThat(((ExceptionGroup) thrown).leaves())
                    .extracting(Throwable::getMessage)
                    .containsExactly("third");
        });
        assertThat(out).containsExactly("second ends");
    }
}
