package io.asyncio4j.generator;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static io.asyncio4j.generator.GeneratorTest.STANDARD_RUNTIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.CancelledError;
import io.asyncio4j.SemanticsTest;
import io.asyncio4j.Task;
import io.asyncio4j.VirtualTime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Greenlets. Feature B01. */
final class GreenletTest extends SemanticsTest {

    private Greenlet gr1;
    private Greenlet gr2;

    /** The program of the tutorials: the first function never passes its second switch. */
    @Test
    void twoFunctions_switchToEachOther() {
        gr1 = Greenlet.of(() -> {
            out.add(1);
            gr2.switchTo();
            out.add(2);
            gr2.switchTo();
            out.add("never");
        });
        gr2 = Greenlet.of(() -> {
            out.add(3);
            gr1.switchTo();
            out.add(4);
        });
        gr1.switchTo();
        out.add("main");
        assertThat(out).containsExactly(1, 3, 2, 4, "main");
        assertThat(gr1.isActive()).isTrue();
        assertThat(gr2.isDead()).isTrue();
    }

    @Test
    void values_passThroughSwitches() {
        gr1 = Greenlet.of(first -> {
            Object second = gr1.parent().switchTo("got " + first);
            return "returned " + second;
        });
        assertThat(gr1.switchTo("a")).isEqualTo("got a");
        assertThat(gr1.switchTo("b")).isEqualTo("returned b");
        assertThat(gr1.isDead()).isTrue();
    }

    /** Not to whoever has switched to it last. */
    @Test
    void end_goesToTheParent() {
        Greenlet main = Greenlet.getCurrent();
        gr1 = Greenlet.of(first -> "result");
        gr2 = Greenlet.of(first -> {
            gr1.switchTo();
            out.add("never");
            return null;
        });
        assertThat(gr1.parent()).isSameAs(main);
        assertThat(gr2.switchTo()).isEqualTo("result");
        assertThat(gr2.isActive()).isTrue();
        assertThat(out).isEmpty();
    }

    @Test
    void parent_isTheMaker_andCanBeChanged() {
        Greenlet main = Greenlet.getCurrent();
        assertThat(main.parent()).isNull();
        gr1 = Greenlet.of(first -> {
            gr2 = Greenlet.of(x -> "from " + x);
            assertThat(gr2.parent()).isSameAs(gr1);
            return "gr1 got " + gr2.switchTo("gr2");
        });
        assertThat(gr1.switchTo()).isEqualTo("gr1 got from gr2");

        Greenlet given = Greenlet.of(x -> x, gr1);
        assertThat(given.parent()).isSameAs(gr1);
        given.setParent(main);
        assertThat(given.parent()).isSameAs(main);
        assertThat(given.switchTo("x")).isEqualTo("x");
    }

    @Test
    void end_withADeadParent_goesToTheNextAncestor() {
        gr1 = Greenlet.of(first -> {
            gr2 = Greenlet.of(x -> "from gr2");
            return "gr1 ends";
        });
        assertThat(gr1.switchTo()).isEqualTo("gr1 ends");
        assertThat(gr2.parent().isDead()).isTrue();
        assertThat(gr2.switchTo()).isEqualTo("from gr2");
    }

    /** As in Python: the result is what the parent starts with. */
    @Test
    void end_withAParentThatHasNotStarted_startsIt() {
        gr1 = Greenlet.of(first -> "gr1 got " + first);
        gr2 = Greenlet.of(first -> "result", gr1);
        assertThat(gr2.switchTo()).isEqualTo("gr1 got result");
        assertThat(gr1.isDead()).isTrue();
    }

    @Test
    void states() {
        Greenlet main = Greenlet.getCurrent();
        assertThat(main.toString()).isEqualTo("<Greenlet main current>");
        assertThat(main.isActive()).isTrue();
        assertThat(main.isDead()).isFalse();
        gr1 = Greenlet.of(() -> {
            assertThat(Greenlet.getCurrent()).isSameAs(gr1);
            out.add(gr1.toString());
            out.add(main.toString());
            main.switchTo();
        });
        out.add(gr1.toString());
        assertThat(gr1.isActive()).isFalse();
        gr1.switchTo();
        out.add(gr1.toString());
        gr1.switchTo();
        out.add(gr1.toString());
        assertThat(gr1.isActive()).isFalse();
        assertThat(out)
                .containsExactly(
                        "<Greenlet not started>",
                        "<Greenlet active current>",
                        "<Greenlet main>",
                        "<Greenlet active>",
                        "<Greenlet dead>");
    }

    @Test
    void switchToOneself_returnsTheValue() {
        assertThat(Greenlet.getCurrent().switchTo("main")).isEqualTo("main");
        gr1 = Greenlet.of(first -> gr1.switchTo("gr1"));
        assertThat(gr1.switchTo()).isEqualTo("gr1");
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> Greenlet.getCurrent().throwInto(thrown)))
                .isSameAs(thrown);
    }

    @Test
    void manySwitches_growNoStack() {
        int count = STANDARD_RUNTIME ? 100_000 : 5_000;
        gr1 = Greenlet.of(first -> {
            int n = 0;
            while (n < count) {
                n = (int) gr2.switchTo(n + 1);
            }
            return n;
        });
        gr2 = Greenlet.of(first -> {
            int n = (int) first;
            while (true) {
                n = (int) gr1.switchTo(n + 1);
            }
        });
        assertThat(gr1.switchTo()).isEqualTo(count);
    }

    @Test
    void switch_fromADeepFrame_keepsTheStack() {
        Greenlet main = Greenlet.getCurrent();
        gr1 = Greenlet.of(first -> sum(100, main));
        int switches = 0;
        for (Object got = gr1.switchTo(); got != null && !gr1.isDead(); got = gr1.switchTo(got)) {
            switches++;
        }
        assertThat(switches).isEqualTo(100);
    }

    private static int sum(int depth, Greenlet to) {
        return depth == 0 ? 0 : (int) to.switchTo(depth) + sum(depth - 1, to);
    }

    // ---- exceptions ----

    @Test
    void exception_isThrownInTheParent() {
        var unchecked = new IllegalArgumentException("x");
        gr1 = Greenlet.of(() -> {
            throw unchecked;
        });
        gr2 = Greenlet.of(() -> gr1.switchTo());
        assertThat(catchThrowable(() -> gr2.switchTo())).isSameAs(unchecked);
        assertThat(gr1.isDead()).isTrue();
        assertThat(gr2.isActive()).isTrue();

        var checked = new IOException("x");
        Greenlet failing = Greenlet.of(() -> {
            throw checked;
        });
        assertThat(catchThrowable(failing::switchTo))
                .isExactlyInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(checked);
    }

    @Test
    void exception_goesUpTheParents_untilOneCatchesIt() {
        gr1 = Greenlet.of(first -> {
            gr2 = Greenlet.of(() -> {
                throw new IllegalArgumentException("x");
            });
            try {
                return gr2.switchTo();
            } catch (IllegalArgumentException e) {
                return "caught " + e.getMessage();
            }
        });
        assertThat(gr1.switchTo()).isEqualTo("caught x");
    }

    @Test
    void throwInto_throwsAtTheSwitch() {
        gr1 = Greenlet.of(first -> {
            try {
                return gr1.parent().switchTo();
            } catch (IllegalArgumentException e) {
                return "caught " + e.getMessage();
            }
        });
        gr1.switchTo();
        assertThat(gr1.throwInto(new IllegalArgumentException("x"))).isEqualTo("caught x");
    }

    @Test
    void throwInto_thatIsNotCaught_comesOutInTheParent() {
        gr1 = Greenlet.of(() -> {
            try {
                gr1.parent().switchTo();
            } finally {
                out.add("finally");
            }
        });
        gr1.switchTo();
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> gr1.throwInto(thrown))).isSameAs(thrown);
        assertThat(out).containsExactly("finally");
        assertThat(gr1.isDead()).isTrue();
    }

    @Test
    void throwInto_oneThatHasNotStarted_endsIt() {
        gr1 = Greenlet.of(() -> out.add("ran"));
        var thrown = new IllegalArgumentException("x");
        assertThat(catchThrowable(() -> gr1.throwInto(thrown))).isSameAs(thrown);
        assertThat(gr1.isDead()).isTrue();
        assertThat(out).isEmpty();
    }

    /** As in Python: it is no error to be ended. */
    @Test
    void greenletExit_isTheResult() {
        var exit = new GreenletExitError();
        gr1 = Greenlet.of(() -> {
            try {
                gr1.parent().switchTo();
            } finally {
                out.add("finally");
            }
        });
        gr1.switchTo();
        assertThat(gr1.throwInto(exit)).isSameAs(exit);
        assertThat(out).containsExactly("finally");

        gr2 = Greenlet.of(() -> out.add("ran"));
        assertThat(gr2.throwInto(exit)).as("of one that has not started").isSameAs(exit);
        assertThat(gr2.isDead()).isTrue();
        assertThat(out).hasSize(1);

        Greenlet exits = Greenlet.of(() -> {
            throw exit;
        });
        assertThat(exits.switchTo()).isSameAs(exit);
    }

    // ---- tasks and threads ----

    @Test
    void greenlets_ofATask_mayAwait() {
        runMain(() -> {
            createTask(() -> {
                sleep(ms(15));
                out.add("other task");
            });
            gr1 = Greenlet.of(() -> {
                out.add(1);
                sleep(ms(10));
                gr2.switchTo();
                out.add(2);
            });
            gr2 = Greenlet.of(() -> {
                out.add(3);
                sleep(ms(10));
                gr1.switchTo();
            });
            gr1.switchTo();
            assertThat(currentTask()).isNotNull();
            out.add(loop.time().toMillis());
        });
        assertThat(out).containsExactly(1, 3, "other task", 2, 20L);
    }

    @Test
    void tasks_haveGreenletsOfTheirOwn() {
        runMain(() -> {
            List<Greenlet> mains = gather(
                            () -> {
                                sleep(ms(10));
                                return Greenlet.getCurrent();
                            },
                            Greenlet::getCurrent)
                    .await();
            assertThat(mains).doesNotHaveDuplicates().doesNotContain(Greenlet.getCurrent());
            assertThat(Greenlet.getCurrent()).isSameAs(Greenlet.getCurrent());
        });
    }

    @Test
    void cancel_isThrownInTheGreenletThatAwaits_andGoesToItsParent() {
        runMain(() -> {
            Task<Object> task = createTask(() -> {
                gr1 = Greenlet.of(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } finally {
                        out.add("gr1");
                    }
                });
                return gr1.switchTo();
            });
            yieldTurn();
            task.cancel();
            assertThat(catchThrowable(task::await)).isInstanceOf(CancelledError.class);
        });
        assertThat(out).containsExactly("gr1");
    }

    @Test
    void loopClosed_whileAGreenletAwaits_unwindsItAndItsParents() {
        loop.createTask(() -> {
            gr1 = Greenlet.of(() -> {
                gr2 = Greenlet.of(() -> {
                    try {
                        sleep(Duration.ofHours(1));
                    } finally {
                        out.add("gr2");
                    }
                });
                try {
                    gr2.switchTo();
                } finally {
                    out.add("gr1");
                }
            });
            try {
                gr1.switchTo();
            } finally {
                out.add("main");
            }
        });
        loop.runUntilComplete(VirtualTime::yieldTurn);
        loop.close();
        assertThat(out).containsExactly("gr2", "gr1", "main");
        reports.clear();
    }

    @Test
    void greenlets_ofAVirtualThread() throws Exception {
        FutureTask<Object> test = new FutureTask<>(() -> {
            Greenlet main = Greenlet.getCurrent();
            Greenlet sleeping = Greenlet.of(first -> {
                Thread.sleep(1);
                Object second = main.switchTo(first);
                Thread.sleep(1);
                return second;
            });
            return List.of(sleeping.switchTo("a"), sleeping.switchTo("b"));
        });
        Thread.ofVirtual().start(test);
        assertThat(test.get()).isEqualTo(List.of("a", "b"));
    }

    // ---- garbage ----

    /** Those that never end go away, and nothing of it shows in the others. */
    @Test
    void abandonedGreenlets_doNotDisturbTheOthers() {
        List<WeakReference<Greenlet>> abandoned = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            abandoned.add(startOne());
        }
        Greenlet main = Greenlet.getCurrent();
        gr1 = Greenlet.of(first -> {
            Object got = first;
            while (true) {
                got = main.switchTo(got);
            }
        });
        Garbage.collectUntil(() -> {
            for (int i = 0; i < 100; i++) {
                assertThat(gr1.switchTo(i)).isEqualTo(i);
            }
            return abandoned.stream().allMatch(reference -> reference.refersTo(null));
        });
        assertThat(abandoned).allMatch(reference -> reference.refersTo(null));
        for (int i = 0; i < 100; i++) {
            assertThat(gr1.switchTo(i)).isEqualTo(i);
        }
    }

    private static WeakReference<Greenlet> startOne() {
        Greenlet main = Greenlet.getCurrent();
        Greenlet greenlet = Greenlet.of(() -> main.switchTo());
        greenlet.switchTo();
        return new WeakReference<>(greenlet);
    }
}
