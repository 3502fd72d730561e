package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R03: {@link TaskGroup} does what CPython 3.13 does. */
final class TaskGroupSemanticsTest extends GroupTest {

    TaskGroupSemanticsTest(boolean eager) {
        super(eager);
    }

    @Test
    void sF76_taskGroup_failingChildCancelsItsSiblingsAndTheBody() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "b"));
                g.createTask(noting("sib"));
                noting("body").run();
            }));
            assertThat(eg).hasMessageStartingWith("unhandled errors in a TaskGroup");
            assertThat(eg.exceptions())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            IllegalArgumentException.class, e -> assertThat(e).hasMessage("b"));
            assertThat(out).containsExactly("sib cancelled", "body cancelled");
            assertThat(currentTask().cancelling()).isZero();
        });
    }

    @Test
    void sF77_taskGroup_collectsAllErrorsButNoCancellations() {
        Coroutine.OfVoid bad1 = () -> {
            sleep(ms(10));
            throw new IllegalArgumentException("1");
        };
        Coroutine.OfVoid bad2 = () -> {
            try {
                sleep(ms(5000));
            } catch (CancelledError e) {
                throw new IllegalArgumentException("2");
            }
        };
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(bad1);
                g.createTask(bad2);
                g.createTask(() -> sleep(ms(9000)));
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("1", "2");
            assertThat(eg.getSuppressed()).containsExactlyElementsOf(eg.exceptions());

            ExceptionGroup ofBody = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(() -> sleep(ms(9000)));
                sleep(Duration.ZERO);
                throw new IOException("body");
            }));
            assertThat(ofBody.exceptions()).singleElement().isExactlyInstanceOf(IOException.class);
        });
    }

    @Test
    void sF78_taskGroupCancelledFromOutside_cancelsChildrenAndIsCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> TaskGroup.run(g -> {
                g.createTask(noting("child"));
                sleep(ms(9000));
            }));
            sleep(ms(10));
            t.cancel("enough");
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThatThrownBy(t::result).hasMessage("enough");
        });
        assertThat(out).containsExactly("child cancelled");
    }

    @Test
    void taskGroupCancelledWhileItWaitsForChildren_cancelsThem() {
        runMain(() -> {
            Task<Void> t = createTask(() -> TaskGroup.run(g -> g.createTask(noting("child"))));
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("child cancelled");
    }

    @Test
    void sF79_taskGroup_childErrorDuringAnOutsideCancelComesOutAndTheCancelIsFeltAgain() {
        Coroutine.OfVoid child = () -> {
            try {
                sleep(ms(5000));
            } catch (CancelledError e) {
                throw new IllegalArgumentException("cleanup");
            }
        };
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                groupOf(() -> TaskGroup.run(g -> {
                    g.createTask(child);
                    sleep(ms(9000));
                }));
                out.add("group");
                out.add(currentTask().cancelling());
                try {
                    sleep(Duration.ZERO);
                    out.add("went on");
                } catch (CancelledError e) {
                    out.add("felt");
                    throw e;
                }
            });
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("group", 1, "felt");
    }

    @Test
    void sF80_taskGroup_keyboardInterruptOfAChildComesOutBare() {
        KeyboardInterruptError four = new KeyboardInterruptError("4");
        Throwable thrown = catchThrowable(() -> runMain(() -> {
            try {
                TaskGroup.run(g -> {
                    g.createTask(() -> {
                        throw four;
                    });
                    sleep(ms(1000));
                });
            } catch (Throwable e) {
                out.add("inside " + e.getMessage());
                throw e;
            }
        }));
        assertThat(thrown).isSameAs(four);
        assertThat(out).containsExactly("inside 4");
        reports.clear(); // as in CPython, the main task's own copy of the error may be reported
    }

    @Test
    void sF81_taskGroup_createTaskOutsideTheOpenWindowIsRefused() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            assertThatThrownBy(() -> g.createTask(() -> sleep(Duration.ZERO)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("has not been entered");
            g.run(() -> {});
            assertThatThrownBy(() -> g.createTask(() -> sleep(Duration.ZERO)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("is finished");
            assertThatThrownBy(() -> g.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("has already been entered");
            groupOf(() -> TaskGroup.run(group -> {
                group.createTask(() -> {
                    try {
                        sleep(ms(5000));
                    } finally {
                        assertThatThrownBy(() -> group.createTask(() -> sleep(Duration.ZERO)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageEndingWith("is shutting down");
                        out.add("late");
                    }
                });
                group.createTask(failing(10, "bad"));
            }));
        });
        assertThat(out).containsExactly("late");
    }

    @Test
    void sF145_taskGroup_cancelledChildDoesNotDisturbTheGroup() {
        runMain(() -> {
            List<Task<String>> tasks = TaskGroup.call(g -> {
                Task<String> a = g.createTask(() -> sleep(ms(5000), "a"));
                Task<String> b = g.createTask(() -> sleep(ms(20), "b"));
                sleep(Duration.ZERO);
                a.cancel();
                return List.of(a, b);
            });
            assertThat(tasks.get(0).cancelled()).isTrue();
            assertThat(tasks.get(1).result()).isEqualTo("b");
        });
    }

    @Test
    void sF146_taskGroup_childrenMayStartMoreChildren() {
        runMain(() -> TaskGroup.run(g -> g.createTask(() -> chain(g, 0))));
        assertThat(out).containsExactly(0, 1, 2, 3);
    }

    private void chain(TaskGroup g, int n) {
        out.add(n);
        if (n < 3) {
            sleep(Duration.ZERO);
            g.createTask(() -> chain(g, n + 1));
        }
    }

    @Test
    void taskGroup_bodyThatEnds_stillWaitsForItsTasks() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(() -> {
                    sleep(ms(30));
                    out.add("child");
                });
                out.add("body");
            });
            assertThat(loop.time()).isEqualTo(ms(30));
        });
        assertThat(out).containsExactly("body", "child");
    }

    @Test
    void taskGroupsNested_innerErrorComesOutNestedAndCancelsTheOuterSibling() {
        runMain(() -> {
            ExceptionGroup outer = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(noting("outer sibling"));
                g.createTask(() -> TaskGroup.run(h -> h.createTask(failing(10, "deep"))));
            }));
            assertThat(outer.exceptions())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ExceptionGroup.class,
                            inner -> assertThat(inner.exceptions())
                                    .singleElement()
                                    .isExactlyInstanceOf(IllegalArgumentException.class));
        });
        assertThat(out).containsExactly("outer sibling cancelled");
    }

    @Test
    void taskGroupInTimeout_limitStrikes_comesOutAsATimeout() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(ms(10), () -> TaskGroup.run(g -> g.createTask(noting("child")))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(currentTask().cancelling()).isZero();
        });
        assertThat(out).containsExactly("child cancelled");
    }

    /** Python: the limit's cancellation is inside the group's error, so the group's error is what comes out. */
    @Test
    void taskGroupInTimeout_childFailsInTheCleanup_groupErrorComesOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> timeout(
                    ms(10),
                    () -> TaskGroup.run(g -> g.createTask(() -> {
                        try {
                            sleep(ms(5000));
                        } catch (CancelledError e) {
                            throw new IllegalArgumentException("cleanup");
                        }
                    }))));
            assertThat(eg.exceptions()).singleElement().isInstanceOf(IllegalArgumentException.class);
            out.add(currentTask().cancelling());
            sleep(Duration.ZERO); // the limit has taken its request back, so nothing is felt here
            out.add("went on");
        });
        assertThat(out).containsExactly(0, "went on");
    }

    /** The loop is closed while a group is open: the unwinding of the body is no error of the group. */
    @Test
    void taskGroup_loopClosedWhileTheBodyIsSuspended_reportsThePendingTaskOnly() {
        loop.setExceptionHandler((where, context) -> reports.add(context.message()));
        Task<Void> t = loop.createTask(() -> TaskGroup.run(g -> {
            try {
                sleep(ms(5000));
            } finally {
                out.add("finally");
            }
        }));
        loop.runUntilComplete(() -> sleep(ms(1)));
        loop.close();
        assertThat(out).containsExactly("finally");
        assertThat(t.done()).isFalse();
        assertThat(reports).containsExactly("Task was destroyed but it is pending!");
        reports.clear();
    }

    @Test
    void taskGroup_outsideATask_isRefused() {
        assertThatThrownBy(() -> TaskGroup.run(g -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside a task");
    }

    @Test
    void taskGroup_namesItsTasks() {
        runMain(() -> TaskGroup.run(g -> {
            assertThat(g.createTask(() -> sleep(Duration.ZERO), "one").getName())
                    .isEqualTo("one");
            assertThat(g.toString()).contains("tasks=1").contains("entered");
        }));
    }
}
