package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.timeout;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R04: {@link TaskGroup#cancel} ends a group early and without an error, as in CPython 3.15 (python/cpython#108951). */
final class TaskGroupCancelTest extends GroupTest {

    TaskGroupCancelTest(boolean eager) {
        super(eager);
    }

    private void over() {
        out.add("over " + currentTask().cancelling());
    }

    @Test
    void cancel_inTheBody_cancelsChildrenAndTheBodyAtItsNextSuspension() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(noting("child"));
                sleep(Duration.ZERO);
                g.cancel();
                out.add("still in the body");
                noting("body").run();
                out.add("not reached");
            });
            over();
        });
        assertThat(out).containsExactly("still in the body", "child cancelled", "body cancelled", "over 0");
    }

    @Test
    void cancel_atTheEndOfTheBody_leavesNoCancellationBehind() {
        runMain(() -> {
            Task<Void> child = TaskGroup.call(g -> {
                Task<Void> task = g.createTask(() -> sleep(ms(5000)));
                g.cancel();
                return task;
            });
            assertThat(child.cancelled()).isTrue();
            over();
            sleep(Duration.ZERO);
            out.add("goes on");
            assertThat(loop.time()).isZero();
        });
        assertThat(out).containsExactly("over 0", "goes on");
    }

    @Test
    void cancel_inAChild_cancelsItTooAtItsNextSuspension() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(noting("sibling"));
                g.createTask(() -> {
                    sleep(ms(10));
                    g.cancel();
                    out.add("child goes on");
                    sleep(Duration.ZERO);
                    out.add("not reached");
                });
                noting("body").run();
            });
            over();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
        assertThat(out).containsExactly("child goes on", "sibling cancelled", "body cancelled", "over 0");
    }

    /** The child cancels itself and returns: cancelled, as sD43 has it; but an eager one was not in the group yet. */
    @Test
    void cancel_inAChildThatReturnsAtOnce_endsTheGroup() {
        runMain(() -> {
            TaskGroup group = TaskGroup.create();
            List<Task<Integer>> children = new ArrayList<>();
            group.run(() -> {
                children.add(group.createTask(() -> {
                    group.cancel();
                    return 5;
                }));
                sleep(ms(5000));
            });
            assertThat(children.getFirst().cancelled()).isNotEqualTo(eager);
            assertThat(loop.time()).isZero();
        });
    }

    /** python/cpython#155418: an eager child cancels the group before it belongs to it; the group hung for ever. */
    @Test
    void cancel_inAChildBeforeItsFirstSuspension_cancelsThatChildToo() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(() -> {
                    g.cancel();
                    noting("child").run();
                });
                out.add("body");
                sleep(Duration.ZERO);
                sleep(Duration.ZERO);
                out.add("not reached");
            });
            over();
        });
        assertThat(out).containsExactly("body", "child cancelled", "over 0");
    }

    @Test
    void cancel_inACallback_endsAGroupThatWaitsForItsChildren() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(noting("child"));
                loop.callLater(ms(10), g::cancel);
            });
            over();
            assertThat(loop.time()).isEqualTo(ms(10));
        });
        assertThat(out).containsExactly("child cancelled", "over 0");
    }

    @Test
    void cancel_beforeTheGroupIsEntered_bodyRunsToItsFirstSuspension() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            g.cancel();
            g.cancel();
            g.run(() -> {
                out.add("body starts");
                assertThatThrownBy(() -> g.createTask(noting("child")))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("<TaskGroup cancelling> is shutting down");
                sleep(Duration.ZERO);
                out.add("not reached");
            });
            over();
        });
        assertThat(out).containsExactly("body starts", "over 0");
    }

    @Test
    void cancel_beforeTheGroupIsEntered_bodyThatDoesNotSuspendIsRunAndNothingIsFeltLater() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            g.cancel();
            g.run(() -> out.add("body"));
            over();
            sleep(Duration.ZERO);
            out.add("goes on");
        });
        assertThat(out).containsExactly("body", "over 0", "goes on");
    }

    @Test
    void cancel_afterTheGroupIsOver_doesNothing() {
        runMain(() -> {
            TaskGroup g = TaskGroup.create();
            g.run(() -> {});
            g.cancel();
            over();
            sleep(Duration.ZERO);
            out.add("goes on");
        });
        assertThat(out).containsExactly("over 0", "goes on");
    }

    @Test
    void cancel_againAndAgain_isOneRequest() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(stubborn(20));
                sleep(Duration.ZERO);
                for (int i = 0; i < 4; i++) {
                    loop.callLater(ms(5L * i), g::cancel);
                }
            });
            over();
            assertThat(loop.time()).isEqualTo(ms(20));
        });
        assertThat(out).containsExactly("cleaned up", "over 0");
    }

    @Test
    void cancel_afterAFailure_failureStillComesOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failing(10, "bad"));
                g.createTask(stubborn(20));
                loop.callLater(ms(15), g::cancel);
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("bad");
            over();
        });
        assertThat(out).containsExactly("cleaned up", "over 0");
    }

    @Test
    void cancel_childFailsInItsCleanup_failureComesOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(failingInCleanup("cleanup"));
                sleep(Duration.ZERO);
                g.cancel();
                sleep(ms(1000));
            }));
            assertThat(eg.exceptions()).extracting(Throwable::getMessage).containsExactly("cleanup");
            over();
        });
        assertThat(out).containsExactly("over 0");
    }

    @Test
    void cancel_bodyFailsAfterwards_failureComesOut() {
        runMain(() -> {
            ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                g.createTask(noting("child"));
                sleep(Duration.ZERO);
                g.cancel();
                throw new IOException("body");
            }));
            assertThat(eg.exceptions()).singleElement().isExactlyInstanceOf(IOException.class);
            over();
        });
        assertThat(out).containsExactly("child cancelled", "over 0");
    }

    @Test
    void cancel_bodySwallowsIt_goesOnToItsEnd() {
        runMain(() -> {
            String value = TaskGroup.call(g -> {
                g.cancel();
                try {
                    sleep(ms(1000));
                } catch (CancelledError e) {
                    out.add("swallowed");
                }
                sleep(ms(10));
                return "value";
            });
            out.add(value);
            over();
        });
        assertThat(out).containsExactly("swallowed", "value", "over 0");
    }

    @Test
    void cancel_ofABlockThatWasToReturnSomething_isSaid() {
        runMain(() -> {
            assertThatThrownBy(() -> TaskGroup.call(g -> {
                        g.cancel();
                        return sleep(ms(10), "value");
                    }))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("<TaskGroup cancelling> was cancelled before its block returned a value");
            over();
        });
        assertThat(out).containsExactly("over 0");
    }

    @Test
    void createTask_afterCancel_isRefused() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(() -> {
                    try {
                        sleep(ms(5000));
                    } finally {
                        assertThatThrownBy(() -> g.createTask(noting("late")))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageEndingWith("is shutting down");
                        out.add("refused");
                    }
                });
                sleep(Duration.ZERO);
                g.cancel();
            });
            over();
        });
        assertThat(out).containsExactly("refused", "over 0");
    }

    // ---- together with cancellations from elsewhere ----

    /** agronholm/anyio#1214: a scope must not swallow a cancellation that comes in the same turn as its own. */
    @Test
    void cancel_inTheTurnOfAnOutsideCancel_isCancelled() {
        for (boolean groupFirst : new boolean[] {true, false}) {
            Task<Void> t = loop.createTask(() -> {
                TaskGroup g = TaskGroup.create();
                Task<?> me = currentTask();
                loop.callLater(ms(10), () -> {
                    if (groupFirst) {
                        g.cancel();
                    }
                    me.cancel("outside");
                    g.cancel();
                });
                g.run(() -> sleep(ms(5000)));
                out.add("not reached");
            });
            loop.runUntilComplete(() -> waitUntil(ALL_COMPLETED, List.of(t)));
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(1);
        }
        loop.close();
        assertThat(out).isEmpty();
    }

    /** python/cpython#155433: the group had taken the request that arrived while it waited for its own. */
    @Test
    void cancel_outsideCancelWhileTheChildrenCleanUp_isCancelledWithItsMessage() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                TaskGroup.run(g -> {
                    g.createTask(stubborn(50));
                    sleep(Duration.ZERO);
                    g.cancel();
                });
                out.add("not reached");
            });
            sleep(ms(10));
            t.cancel("outside");
            assertThatThrownBy(t::await).isInstanceOf(CancelledError.class).hasMessage("outside");
            assertThat(t.cancelling()).isEqualTo(1);
            assertThat(loop.time()).isEqualTo(ms(50));
        });
        assertThat(out).containsExactly("cleaned up");
    }

    /** The failure comes out, and the outside request is felt afterwards, as in sF79. */
    @Test
    void cancel_bodyFailsAndOutsideCancelWhileTheChildrenCleanUp_bothSurvive() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                ExceptionGroup eg = groupOf(() -> TaskGroup.run(g -> {
                    g.createTask(stubborn(50));
                    sleep(Duration.ZERO);
                    g.cancel();
                    throw new IOException("body");
                }));
                assertThat(eg.exceptions()).singleElement().isExactlyInstanceOf(IOException.class);
                out.add("group");
                sleep(Duration.ZERO);
                out.add("not reached");
            });
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
        });
        assertThat(out).containsExactly("cleaned up", "group");
    }

    @Test
    void cancel_afterAnOutsideCancel_isCancelled() {
        runMain(() -> {
            Task<Void> t = createTask(() -> {
                TaskGroup.run(g -> {
                    g.createTask(() -> {
                        try {
                            sleep(ms(5000));
                        } finally {
                            g.cancel();
                            sleep(ms(10));
                        }
                    });
                    sleep(ms(5000));
                });
                out.add("not reached");
            });
            sleep(ms(10));
            t.cancel();
            waitUntil(ALL_COMPLETED, List.of(t));
            assertThat(t.cancelled()).isTrue();
            assertThat(t.cancelling()).isEqualTo(1);
        });
        assertThat(out).isEmpty();
    }

    @Test
    void cancel_limitStrikesWhileTheChildrenCleanUp_isATimeout() {
        runMain(() -> {
            assertThatThrownBy(() -> timeout(ms(10), () -> {
                        TaskGroup.run(g -> {
                            g.createTask(stubborn(50));
                            sleep(Duration.ZERO);
                            g.cancel();
                            sleep(ms(5000));
                        });
                        sleep(ms(5000));
                    }))
                    .isInstanceOf(TimeoutException.class);
            over();
            assertThat(loop.time()).isEqualTo(ms(50));
        });
        assertThat(out).containsExactly("cleaned up", "over 0");
    }

    // ---- nested groups ----

    @Test
    void cancel_innerGroup_outerGoesOn() {
        runMain(() -> {
            TaskGroup.run(outer -> {
                outer.createTask(() -> {
                    sleep(ms(20));
                    out.add("outer child");
                });
                TaskGroup.run(inner -> {
                    inner.createTask(noting("inner child"));
                    loop.callLater(ms(10), inner::cancel);
                    noting("inner body").run();
                });
                out.add("inner over");
                sleep(ms(30));
            });
            over();
        });
        assertThat(out)
                .containsExactly(
                        "inner child cancelled", "inner body cancelled", "inner over", "outer child", "over 0");
    }

    @Test
    void cancel_outerGroup_passesThroughTheInnerOne() {
        runMain(() -> {
            TaskGroup.run(outer -> {
                TaskGroup.run(inner -> {
                    inner.createTask(noting("inner child"));
                    loop.callLater(ms(10), outer::cancel);
                    noting("inner body").run();
                });
                out.add("not reached");
            });
            over();
        });
        assertThat(out).containsExactly("inner body cancelled", "inner child cancelled", "over 0");
    }

    @Test
    void cancel_bothGroupsInOneTurn_bothEnd() {
        runMain(() -> {
            TaskGroup.run(outer -> {
                TaskGroup.run(inner -> {
                    outer.cancel();
                    inner.cancel();
                    noting("body").run();
                });
                out.add("not reached");
            });
            over();
        });
        assertThat(out).containsExactly("body cancelled", "over 0");
    }

    @Test
    void cancel_childWithAGroupOfItsOwn_endsThatOneToo() {
        runMain(() -> {
            TaskGroup.run(g -> {
                g.createTask(() -> {
                    TaskGroup.run(h -> h.createTask(noting("grandchild")));
                    out.add("not reached");
                });
                sleep(ms(10));
                g.cancel();
            });
            over();
        });
        assertThat(out).containsExactly("grandchild cancelled", "over 0");
    }
}
