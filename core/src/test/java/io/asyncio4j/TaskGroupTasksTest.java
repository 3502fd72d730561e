package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.asyncio4j.generator.CoroutineObject;
import io.asyncio4j.generator.Generator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** R03: what becomes of the tasks of a {@link TaskGroup}, and whose failures come out when many of them fail. */
final class TaskGroupTasksTest extends GroupTest {

    TaskGroupTasksTest(boolean eager) {
        super(eager);
    }

    /** Starts a task, lets it run for 10 ms, cancels it, and returns the group that it fails with. */
    private static ExceptionGroup groupOfCancelled(Coroutine.OfVoid body) {
        Task<Void> t = createTask(body);
        sleep(ms(10));
        assertThat(t.done()).isFalse();
        t.cancel();
        waitUntil(ALL_COMPLETED, List.of(t));
        ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, t::result);
        assertThat(group).as("the ExceptionGroup").isNotNull();
        return group;
    }

    @Test
    void tasks_startedAtOnceOrLater_haveTheirResultsWhenTheGroupIsLeft() {
        runMain(() -> {
            List<Task<Integer>> tasks = TaskGroup.call(g -> {
                Task<Integer> first = g.createTask(() -> sleep(ms(100), 42));
                sleep(ms(50));
                Task<Integer> second = g.createTask(() -> sleep(ms(200), 11));
                return List.of(first, second);
            });
            assertThat(tasks).extracting(Task::result).containsExactly(42, 11);
            assertThat(loop.time()).isEqualTo(ms(250));
        });
    }

    @Test
    void task_cancelledInTheBody_leavesTheGroupOpenForOthers() {
        runMain(() -> {
            List<Task<Integer>> tasks = TaskGroup.call(g -> {
                Task<Integer> first = g.createTask(() -> sleep(ms(1000), 42));
                sleep(ms(150));
                first.cancel();
                sleep(ms(10));
                Task<Integer> second = g.createTask(() -> sleep(ms(200), 11));
                return List.of(first, second);
            });
            assertThat(tasks.getFirst().cancelled()).isTrue();
            assertThat(tasks.getLast().result()).isEqualTo(11);
            assertThat(loop.time()).isEqualTo(ms(360));
        });
    }

    @Test
    void task_failsWhileTheGroupWaits_siblingIsCancelledAndTheCallerIsNot() {
        runMain(() -> {
            List<Task<?>> siblings = new ArrayList<>();
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "child"));
                siblings.add(g.createTask(noting("sibling")));
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("child");
            assertThat(siblings).allMatch(Task::cancelled);
            assertThat(currentTask().cancelling()).isZero();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
        assertThat(out).containsExactly("sibling cancelled");
    }

    @Test
    void body_failsLater_startedTasksAreCancelled() {
        runMain(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                tasks.add(g.createTask(noting("one")));
                tasks.add(g.createTask(noting("two")));
                sleep(ms(100));
                throw new IOException("body");
            }));
            assertThat(eg.exceptions()).singleElement().isExactlyInstanceOf(IOException.class);
            assertThat(tasks).allMatch(Task::cancelled);
            assertThat(loop.time()).isEqualTo(ms(100));
        });
        assertThat(out).containsExactly("one cancelled", "two cancelled");
    }

    @Test
    void cancelledFromOutside_allTasksFailInTheirCleanup_allFailuresComeOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOfCancelled(() -> TaskGroup.run(g -> {
                for (int i = 0; i < 5; i++) {
                    g.createTask(failingInCleanup("cleanup " + i));
                }
                noting("body").run();
            }));
            assertThat(eg.exceptions())
                    .extracting(Throwable::getMessage)
                    .containsExactly("cleanup 0", "cleanup 1", "cleanup 2", "cleanup 3", "cleanup 4");
        });
        assertThat(out).containsExactly("body cancelled");
    }

    @Test
    void nestedAndCancelledFromOutside_innerTasksFailInTheirCleanup_comeOutAsAGroupInAGroup() {
        runMain(() -> {
            for (boolean outerHasATask : new boolean[] {false, true}) {
                out.clear();
                ExceptionGroup eg = groupOfCancelled(() -> TaskGroup.run(outer -> {
                    if (outerHasATask) {
                        outer.createTask(noting("outer task"));
                    }
                    TaskGroup.run(inner -> {
                        inner.createTask(failingInCleanup("one"));
                        inner.createTask(failingInCleanup("two"));
                        noting("inner body").run();
                    });
                }));
                assertThat(eg.exceptions())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                ExceptionGroup.class,
                                inner -> assertThat(inner.exceptions())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("one", "two"));
                if (outerHasATask) {
                    assertThat(out).containsExactly("inner body cancelled", "outer task cancelled");
                } else {
                    assertThat(out).containsExactly("inner body cancelled");
                }
            }
        });
    }

    /** Who awaits the task with the group is cancelled: the request arrives in the group, and the failure at the awaiter. */
    @Test
    void awaiterOfTheGroupsTaskIsCancelled_taskFailsWhileTheBodyCleansUp_failureReachesTheAwaiter() {
        runMain(() -> {
            ExceptionGroup eg = groupOfCancelled(() -> {
                Task<Void> withGroup = createTask(() -> TaskGroup.run(g -> {
                    g.createTask(failing(30, "late"));
                    stubborn(50).run();
                }));
                withGroup.await();
            });
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("late");
        });
        assertThat(out).isEmpty(); // the failure has cut the cleanup short
    }

    @Test
    void body_endsWithAnErrorThatIsNoException_isGroupedWithTheTasksFailure() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "child"));
                try {
                    sleep(ms(5000));
                } catch (CancelledError e) {
                    throw new AssertionError("body");
                }
            }));
            assertThat(eg.exceptions())
                    .extracting(Object::getClass)
                    .containsExactly(IllegalArgumentException.class, AssertionError.class);
        });
    }

    /** CPython closes a coroutine that the group refuses. */
    @Test
    void createTask_refused_leavesTheCoroutineToItsOwner() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            CoroutineObject<String> coroutine = CoroutineObject.of(() -> sleep(ms(10), "run"));
            assertThatIllegalStateException().isThrownBy(() -> g.createTask(coroutine));
            g.run(() -> {});
            assertThatIllegalStateException().isThrownBy(() -> g.createTask(coroutine));
            assertThat(coroutine.state()).isEqualTo(Generator.State.CREATED);
            out.add(coroutine.await());
        });
        assertThat(out).containsExactly("run");
    }
}
