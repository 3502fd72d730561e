package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R08: tasks that run up to their first suspension before {@code createTask} returns. */
final class EagerTaskTest {

    private final List<Object> out = new ArrayList<>();
    private final EventLoop loop = VirtualTime.loop();

    @BeforeEach
    void setFactory() {
        loop.setTaskFactory(TaskFactory.EAGER);
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private int quick() {
        out.add("quick");
        return 1;
    }

    private void slow() {
        out.add("slow1");
        yieldTurn();
        out.add("slow2");
    }

    @Test
    void sD53_eagerTaskFactory_runsToTheFirstSuspensionInsideCreateTask() {
        loop.runUntilComplete(() -> {
            Task<Integer> q = createTask(this::quick);
            Task<Void> s = createTask(() -> slow());
            out.add("main");
            assertThat(q.done()).isTrue();
            assertThat(s.done()).isFalse();
            assertThat(out).containsExactly("quick", "slow1", "main");
            s.await();
        });
        assertThat(out).containsExactly("quick", "slow1", "main", "slow2");
    }

    @Test
    void eager_currentTaskIsTheTaskInsideAndTheCreatorAfterwards() {
        loop.runUntilComplete(() -> {
            Task<?> creator = currentTask();
            Task<Task<?>> inner = createTask(Asyncio::currentTask);
            assertThat(inner.result()).isSameAs(inner);
            assertThat(currentTask()).isSameAs(creator);
            assertThat(Thread.currentThread().getName()).isEqualTo(creator.getName());
        });
    }

    @Test
    void eager_taskThatIsDone_stillKnowsItsCoroutine() {
        loop.runUntilComplete(() -> {
            Coroutine<Integer> code = this::quick;
            Task<Integer> task = createTask(code);
            assertThat(task.await()).isEqualTo(1);
            assertThat(task.getCoro()).isSameAs(code);
        });
    }

    @Test
    void eager_nested_eachRunsBeforeItsCreatorGoesOn() {
        loop.runUntilComplete(() -> {
            createTask(() -> {
                out.add("outer");
                createTask(() -> {
                    out.add("inner");
                    createTask(this::slow);
                    out.add("inner ends");
                });
                out.add("outer ends");
            });
            out.add("main");
            yieldTurn();
        });
        assertThat(out).containsExactly("outer", "inner", "slow1", "inner ends", "outer ends", "main", "slow2");
    }

    @Test
    void eager_readyTasksKeepTheirTurn() {
        loop.runUntilComplete(() -> {
            loop.setTaskFactory(null);
            createTask(() -> out.add("usual"));
            loop.setTaskFactory(TaskFactory.EAGER);
            createTask(this::quick);
            out.add("main");
            yieldTurn();
        });
        assertThat(out).containsExactly("quick", "main", "usual");
    }

    @Test
    void eager_exception_staysInTheTask() {
        loop.runUntilComplete(() -> {
            Task<Void> failing = createTask(() -> {
                throw new IllegalArgumentException("eager");
            });
            assertThat(failing.done()).isTrue();
            assertThatThrownBy(failing::await).hasMessage("eager");
        });
    }

    @Test
    void eager_childCancelsItsCreator_feltAtTheCreatorsNextSuspension() {
        loop.runUntilComplete(() -> {
            loop.setTaskFactory(null);
            Task<Void> creator = createTask(() -> {
                Task<?> me = currentTask();
                loop.setTaskFactory(TaskFactory.EAGER);
                createTask(() -> out.add(me.cancel("child")));
                out.add("goes on");
                yieldTurn();
                out.add("not reached");
            });
            assertThatThrownBy(creator::await)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("child");
        });
        assertThat(out).containsExactly(true, "goes on");
    }

    @Test
    void eager_fromACallback_runsInsideIt() {
        loop.callSoon(() -> {
            loop.createTask(this::slow);
            out.add("callback");
        });
        loop.runUntilComplete(() -> Asyncio.sleep(ms(1)));
        assertThat(out).containsExactly("slow1", "callback", "slow2");
    }

    @Test
    void eager_whileTheLoopDoesNotRun_isScheduledAsUsual() {
        Task<Integer> task = loop.createTask(this::quick);
        assertThat(task.done()).isFalse();
        assertThat(loop.runUntilComplete(task)).isEqualTo(1);
    }

    @Test
    void eager_gatherOfCoroutinesThatDoNotSuspend_isDoneAtOnce() {
        loop.runUntilComplete(() -> {
            Future<List<Integer>> all = gather(this::quick, this::quick);
            assertThat(all.done()).isTrue();
            assertThat(all.result()).containsExactly(1, 1);
        });
    }
}
