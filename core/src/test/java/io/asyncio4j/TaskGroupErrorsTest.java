package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R03: what comes out of a {@link TaskGroup}, and what happens to its tasks, when several things go wrong. */
final class TaskGroupErrorsTest extends GroupTest {

    TaskGroupErrorsTest(boolean eager) {
        super(eager);
    }

    /** Starts a task, lets it run for a while, cancels it, and says how it ended. */
    private Throwable cancelledAfter(long millis, Coroutine.OfVoid body) {
        Task<Void> t = createTask(body);
        sleep(ms(millis));
        t.cancel("outside");
        waitUntil(ALL_COMPLETED, List.of(t));
        return catchThrowable(t::result);
    }

    // ---- failures ----

    @Test
    void severalChildren_failInOneTurn_allComeOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "a"));
                g.createTask(failing(10, "b"));
                g.createTask(noting("sibling"));
                noting("body").run();
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("a", "b");
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(out).containsExactly("sibling cancelled", "body cancelled");
    }

    @Test
    void body_failsAtOnce_childrenAreCancelled() {
        runMain(() -> {
            List<Task<?>> children = new ArrayList<>();
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                children.add(g.createTask(() -> sleep(ms(1000))));
                children.add(g.createTask(() -> sleep(ms(2000))));
                throw new IOException("body");
            }));
            assertThat(eg.exceptions()).singleElement().isExactlyInstanceOf(IOException.class);
            assertThat(children).allMatch(Task::cancelled);
            assertThat(loop.time()).isZero();
        });
    }

    @Test
    void body_failsInItsCleanupAfterAChildHasFailed_bothComeOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "child"));
                failingInCleanup("body").run();
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("child", "body");
        });
    }

    /** python/cpython#95289: a resource whose release fails inside the group. */
    @Test
    void resourceInTheBody_failsWhenItIsClosed_bothComeOutAndNoCancellationIsLeft() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                try {
                    g.createTask(failing(0, "child"));
                    sleep(ms(1000));
                } finally {
                    throwIo("close");
                }
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("child", "close");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    private static void throwIo(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void errorsThatAreNoExceptions_areGroupedToo() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(() -> {
                    sleep(ms(10));
                    throw new AssertionError("child");
                });
                failingInCleanup("body").run();
            }));
            assertThat(eg.exceptions())
                    .extracting(Object::getClass)
                    .containsExactly(AssertionError.class, IllegalArgumentException.class);
        });
    }

    /** python/cpython#135736: what the interrupt displaces is reported, not lost. */
    @Test
    void body_endsWithAKeyboardInterrupt_comesOutBareAndTheRestIsReported() {
        KeyboardInterruptError interrupt = new KeyboardInterruptError("Ctrl-C");
        Throwable thrown = catchThrowable(() -> runMain(() -> TaskGroup.run(g -> {
            g.createTask(failing(10, "child"));
            try {
                sleep(ms(5000));
            } finally {
                throwAny(interrupt);
            }
        })));
        assertThat(thrown).isSameAs(interrupt);
        assertThat(reports)
                .containsExactly("TaskGroup exception was not propagated, since the group ends with " + interrupt);
        reports.clear();
    }

    private static void throwAny(Error error) {
        throw error;
    }

    @Test
    void child_endsWithAKeyboardInterruptAndTheBodyFails_failureIsReported() {
        KeyboardInterruptError interrupt = new KeyboardInterruptError("Ctrl-C");
        Throwable thrown = catchThrowable(() -> runMain(() -> TaskGroup.run(g -> {
            g.createTask(() -> {
                sleep(ms(10));
                throw interrupt;
            });
            failingInCleanup("body").run();
        })));
        assertThat(thrown).isSameAs(interrupt);
        assertThat(reports).contains("TaskGroup exception was not propagated, since the group ends with " + interrupt);
        reports.clear();
    }

    /** As many tasks as there may be by then: each starts two more. */
    @Test
    void tasksThatKeepStartingOthers_endWhenOneFails() {
        runMain(() -> {
            TaskGroup group = TaskGroup.create();
            ExceptionGroup eg = groupOf(() -> group.run(() -> {
                group.createTask(() -> hydra(group));
                group.createTask(failing(55, "Hercules"));
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("Hercules");
            assertThat(out).hasSize(1 + 2 + 4 + 8 + 16 + 32);
            assertThat(Asyncio.allTasks()).containsExactly(currentTask());
        });
    }

    private void hydra(TaskGroup group) {
        out.add("head");
        sleep(ms(10));
        group.createTask(() -> hydra(group));
        group.createTask(() -> hydra(group));
    }

    // ---- cancelled from outside ----

    @Test
    void cancelledFromOutside_childrenAndBodyAre_messageIsKept() {
        runMain(() -> {
            Throwable end = cancelledAfter(
                    10,
                    () -> TaskGroup.run(g -> {
                        g.createTask(noting("child 1"));
                        g.createTask(noting("child 2"));
                        noting("body").run();
                    }));
            assertThat(end).isInstanceOf(CancelledError.class).hasMessage("outside");
        });
        assertThat(out).containsExactly("body cancelled", "child 1 cancelled", "child 2 cancelled");
    }

    @Test
    void cancelledFromOutside_withoutTasks_isCancelled() {
        runMain(() -> assertThat(cancelledAfter(
                        10, () -> TaskGroup.run(g -> noting("body").run())))
                .isInstanceOf(CancelledError.class));
        assertThat(out).containsExactly("body cancelled");
    }

    @Test
    void cancelledFromOutside_childFailsWhileTheBodyCleansUp_failureComesOut() {
        runMain(() -> {
            Throwable end = cancelledAfter(
                    10,
                    () -> TaskGroup.run(g -> {
                        g.createTask(failing(30, "late"));
                        stubborn(50).run();
                    }));
            assertThat(end).isInstanceOf(ExceptionGroup.class);
            assertThat(((ExceptionGroup) end).exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactly("late");
        });
        assertThat(out).isEmpty();
    }

    @Test
    void cancelledFromOutside_bodyFailsInItsCleanup_failureComesOut() {
        runMain(() -> {
            Throwable end = cancelledAfter(
                    10, () -> TaskGroup.run(g -> failingInCleanup("body").run()));
            assertThat(end).isInstanceOf(ExceptionGroup.class);
            assertThat(((ExceptionGroup) end).exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactly("body");
        });
    }

    // ---- nested groups ----

    @Test
    void nested_bothCancelledFromOutside_areCancelled() {
        runMain(() -> assertThat(cancelledAfter(
                        10,
                        () -> TaskGroup.run(outer -> {
                            outer.createTask(noting("outer child"));
                            TaskGroup.run(inner -> {
                                inner.createTask(noting("inner child"));
                                noting("inner body").run();
                            });
                        })))
                .isInstanceOf(CancelledError.class));
        assertThat(out).containsExactly("inner body cancelled", "inner child cancelled", "outer child cancelled");
    }

    @Test
    void nested_childOfTheOuterGroupFails_innerOneIsCancelledAndAddsNothing() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(outer -> {
                outer.createTask(failing(10, "outer"));
                TaskGroup.run(inner -> inner.createTask(noting("inner child")));
            }));
            assertThat(eg.exceptions()).singleElement().isExactlyInstanceOf(IllegalArgumentException.class);
        });
        assertThat(out).containsExactly("inner child cancelled");
    }

    @Test
    void nested_childOfTheInnerGroupFails_comesOutAsAGroupInAGroup() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(outer -> {
                outer.createTask(noting("outer child"));
                TaskGroup.run(inner -> inner.createTask(failing(10, "inner")));
            }));
            assertThat(eg.exceptions()).singleElement().isInstanceOf(ExceptionGroup.class);
            assertThat(eg.leaves()).singleElement().isExactlyInstanceOf(IllegalArgumentException.class);
        });
        assertThat(out).containsExactly("outer child cancelled");
    }

    /** The inner group's error is handled; the request of the outer one must still be there, once. */
    @Test
    void nested_bothFailInOneTurn_eachGroupKeepsItsOwnRequest() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(outer -> {
                groupOf(() -> TaskGroup.run(inner -> {
                    inner.createTask(failing(0, "inner"));
                    outer.createTask(failing(0, "outer"));
                }));
                assertThat(currentTask().cancelling()).isEqualTo(1);
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("outer");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    /** A child's failure and an outside cancel in one turn: both are there afterwards. */
    @Test
    void childFailsInTheTurnOfAnOutsideCancel_bothSurvive() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                groupOf(() -> TaskGroup.run(g -> {
                    g.createTask(failing(10, "child"));
                    sleep(ms(1000));
                    out.add("not reached");
                }));
                out.add(currentTask().cancelling());
                sleep(ms(1000));
                out.add("not reached");
            });
            sleep(ms(10));
            t.cancel();
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class);
            assertThat(t.cancelled()).isTrue();
        });
        assertThat(out).containsExactly(1);
    }

    // ---- making tasks ----

    @Test
    void createTask_nameContextAndEagerStart_areTheTasksOwn() {
        ContextVar<Integer> v = ContextVar.withDefault("v", 0);
        runMain(() -> {
            Context context = new Context();
            TaskGroup.run(g -> {
                TaskOptions options = TaskOptions.DEFAULT.withName("worker").withContext(context);
                Task<?> first = g.createTask(() -> v.set(1), options);
                assertThat(first.getName()).isEqualTo("worker");
                assertThat(first.getContext()).isSameAs(context);
                assertThat(first.done()).isEqualTo(eager);
                first.await();
                Task<Integer> second = g.createTask(() -> v.get() + 1, options.withEagerStart(!eager));
                assertThat(second.done()).isNotEqualTo(eager);
                assertThat(second.await()).isEqualTo(2);
            });
            assertThat(context.get(v)).isEqualTo(1);
            assertThat(v.get()).isZero();
        });
    }

    @Test
    void run_insideItself_isRefused() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            g.run(() -> assertThatThrownBy(() -> g.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("has already been entered"));
        });
    }

    @Test
    void run_outsideATask_leavesTheGroupUnused() {
        TaskGroup g = TaskGroup.create();
        assertThatThrownBy(() -> g.run(() -> {})).hasMessageContaining("outside a task");
        assertThatThrownBy(() -> g.createTask(() -> sleep(Duration.ZERO))).hasMessageEndingWith("has not been entered");
        runMain(() -> g.run(() -> out.add("run")));
        assertThat(out).containsExactly("run");
    }

    @Test
    void tasksThatAreDone_leaveTheGroup() {
        runMain(() -> TaskGroup.run(g -> {
            for (int i = 0; i < 10; i++) {
                sleep(ms(100));
                g.createTask(() -> sleep(ms(250)));
                assertThat(g.toString()).endsWith(" tasks=" + Math.min(i + 1, 3) + " entered>");
            }
            sleep(ms(300));
            assertThat(g).hasToString("<TaskGroup entered>");
        }));
    }

    @Test
    void createTask_inAChildOfAFinishedBody_isStillPossible() {
        runMain(() -> {
            TaskGroup.run(g -> g.createTask(() -> {
                sleep(ms(10));
                g.createTask(() -> out.add("grandchild"));
            }));
        });
        assertThat(out).containsExactly("grandchild");
    }
}
