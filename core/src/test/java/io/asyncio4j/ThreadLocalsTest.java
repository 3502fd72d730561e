package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.currentTask;
import static io.asyncio4j.Asyncio.ensureFuture;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static io.asyncio4j.Asyncio.runInExecutor;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.generator.Generator;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.micrometer.context.ContextRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** X22, C31: registered thread-locals go along with tasks, callbacks and {@code toThread}, and leak nowhere. */
final class ThreadLocalsTest extends SemanticsTest {

    private final ThreadLocal<String> local = new ThreadLocal<>();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("local", local);
    }

    @AfterEach
    void unregister() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("local");
        local.remove();
    }

    private void see() {
        out.add(String.valueOf(local.get()));
    }

    // ---- tasks ----

    @Test
    void sD52_task_seesItsCreatorsValueOfThen_andItsChangesStayItsOwn() {
        runMain(() -> {
            local.set("2");
            Task<?> task = createTask(() -> {
                see();
                local.set("3");
                yieldTurn();
                see();
            });
            local.set("4");
            yieldTurn();
            see();
            task.await();
            see();
        });
        assertThat(out).containsExactly("2", "4", "3", "4");
    }

    @Test
    void task_keepsItsValue_overSuspensionsThatInterleave() {
        runMain(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                local.set(name);
                tasks.add(createTask(() -> {
                    for (int i = 0; i < 3; i++) {
                        see();
                        sleep(ms(10));
                    }
                }));
            }
            tasks.forEach(Task::await);
        });
        assertThat(out).containsExactly("a", "b", "c", "a", "b", "c", "a", "b", "c");
    }

    @Test
    void nestedTasks_passItOn() {
        runMain(() -> {
            local.set("root");
            createTask(() -> {
                        see();
                        local.set(local.get() + "/child");
                        createTask(() -> {
                                    see();
                                    yieldTurn();
                                    see();
                                })
                                .await();
                    })
                    .await();
            see();
        });
        assertThat(out).containsExactly("root", "root/child", "root/child", "root");
    }

    @Test
    void allWaysToATask_carry() {
        runMain(() -> {
            local.set("v");
            Coroutine<Object> body = () -> {
                see();
                return null;
            };
            gather(body, body).await();
            ensureFuture(body).await();
            Asyncio.shield(body).await();
            Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(body));
            Asyncio.asCompleted(List.of(body)).forEach(Future::await);
            TaskGroup.run(group -> group.createTask(body));
            Asyncio.waitFor(body, ms(0).plusSeconds(1));
            createTask(this::see, "named").await();
            getRunningLoop()
                    .createTask(body, TaskOptions.DEFAULT.withContext(new Context()))
                    .await();
        });
        assertThat(out).hasSize(10).containsOnly("v");
    }

    @Test
    void taskFactory_getsTheCoroutineItself() {
        List<Object> given = new ArrayList<>();
        loop.setTaskFactory(new TaskFactory() {
            @Override
            public <T extends @Nullable Object> Task<T> createTask(
                    EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                given.add(coroutine);
                return Task.of(loop, coroutine, options);
            }
        });
        Coroutine<Object> body = () -> {
            see();
            return null;
        };
        runMain(() -> {
            local.set("v");
            createTask(body).await();
        });
        assertThat(given).contains(body);
        assertThat(out).containsExactly("v");
    }

    @Test
    void mainTask_seesTheCallersValue_andTheCallerKeepsItsOwn() {
        local.set("caller");
        runMain(() -> {
            see();
            local.set("main");
            yieldTurn();
            see();
        });
        see();
        assertThat(out).containsExactly("caller", "main", "caller");
    }

    @Test
    void task_whoseCreatorHasNoValue_hasNone() {
        local.set("caller");
        runMain(() -> {
            local.remove();
            createTask(this::see).await();
            local.set("again");
            createTask(this::see).await();
        });
        assertThat(out).containsExactly("null", "again");
    }

    @Test
    void tasksThatShareAThread_doNotSeeEachOther() {
        List<Thread> threads = new ArrayList<>();
        runMain(() -> {
            local.set("creator");
            Task<?> first = createTask(() -> {
                threads.add(Thread.currentThread());
                local.set("first");
            });
            local.remove();
            Task<?> second = createTask(() -> {
                threads.add(Thread.currentThread());
                see();
            });
            first.await();
            second.await();
        });
        assertThat(out).containsExactly("null");
        if (CoroutineRuntime.get().name().equals("loop")) {
            assertThat(threads).containsOnly(threads.getFirst());
        }
    }

    @Test
    void eagerTask_seesTheValue_andTheCreatorKeepsItsOwn() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            local.set("creator");
            Task<?> task = createTask(() -> {
                see();
                local.set("eager");
                yieldTurn();
                see();
            });
            see();
            task.await();
            see();
        });
        assertThat(out).containsExactly("creator", "creator", "eager", "creator");
    }

    @Test
    void eagerTask_ofACallback_leavesTheCallbackItsValue() {
        loop.setTaskFactory(TaskFactory.EAGER);
        runMain(() -> {
            local.set("scheduler");
            getRunningLoop().callSoon(() -> {
                local.set("callback");
                createTask(() -> {
                    see();
                    local.set("eager");
                });
                see();
            });
            yieldTurn();
            see();
        });
        assertThat(out).containsExactly("callback", "callback", "scheduler");
    }

    @Test
    void cancelledTask_seesItsValueWhileItCleansUp() {
        runMain(() -> {
            local.set("task");
            Task<?> task = createTask(() -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    see();
                }
            });
            Task<?> neverStarted = createTask(this::see);
            local.set("main");
            neverStarted.cancel();
            yieldTurn();
            task.cancel();
            Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(task, neverStarted));
            assertThat(task.cancelled()).isTrue();
            assertThat(neverStarted.cancelled()).isTrue();
            see();
        });
        assertThat(out).containsExactly("task", "main");
    }

    @Test
    void failedTask_failsAsItIs() {
        IllegalArgumentException failure = new IllegalArgumentException("x");
        runMain(() -> {
            local.set("v");
            Task<?> task = createTask(() -> {
                see();
                throw failure;
            });
            yieldTurn();
            assertThat(task.exception()).isSameAs(failure).hasNoSuppressedExceptions();
            see();
        });
        assertThat(out).containsExactly("v", "v");
    }

    @Test
    void blockedTask_keepsItsValue() {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        loop.runUntilComplete(() -> {
            local.set("v");
            Task<?> task = createTask(() -> {
                Asyncio.toThread(() -> queue.put("go"));
            });
            Future<String> taken = CoroutineRuntime.get().name().equals("loop")
                    ? createTask(() -> queue.take() + local.get())
                    : createTask(() -> toThread(queue::take) + local.get());
            local.remove();
            assertThat(taken.await()).isEqualTo("gov");
            task.await();
        });
        loop.close();
    }

    @Test
    void destroyedTask_seesItsValueInItsFinallyBlocks() {
        loop.runUntilComplete(() -> {
            local.set("v");
            createTask(() -> {
                try {
                    sleep(Duration.ofDays(1));
                } finally {
                    see();
                }
            });
            yieldTurn();
        });
        loop.close();
        assertThat(out).containsExactly("v");
        assertThat(reports).containsExactly("Task was destroyed but it is pending!");
        reports.clear();
    }

    // ---- callbacks ----

    @Test
    void sA111_callbacks_seeTheValueOfWhenTheyWereScheduled() {
        runMain(() -> {
            EventLoop loop = getRunningLoop();
            Context given = Context.copy();
            local.set("soon");
            loop.callSoon(this::see);
            local.set("soon in context");
            loop.callSoon(this::see, given);
            local.set("later");
            loop.callLater(ms(10), this::see);
            local.set("later in context");
            loop.callLater(ms(20), this::see, given);
            local.set("at");
            loop.callAt(loop.time().plus(ms(30)), this::see);
            local.set("at in context");
            loop.callAt(loop.time().plus(ms(40)), this::see, given);
            local.set("threadsafe");
            loop.callSoonThreadsafe(this::see);
            local.set("threadsafe in context");
            loop.callSoonThreadsafe(this::see, given);
            local.set("main");
            sleep(ms(50));
        });
        assertThat(out)
                .containsExactly(
                        "soon",
                        "soon in context",
                        "threadsafe",
                        "threadsafe in context",
                        "later",
                        "later in context",
                        "at",
                        "at in context");
    }

    @Test
    void doneCallback_seesTheValueOfItsRegistration() {
        runMain(() -> {
            Future<String> future = getRunningLoop().createFuture();
            local.set("registration");
            future.addDoneCallback(done -> see());
            local.set("registration in context");
            future.addDoneCallback(done -> see(), Context.copy());
            local.set("completion");
            future.setResult("x");
            local.set("after completion");
            future.addDoneCallback(done -> see());
            local.set("main");
            yieldTurn();
            yieldTurn();
        });
        assertThat(out).containsExactly("registration", "registration in context", "after completion");
    }

    @Test
    void doneCallback_canBeTakenBack() {
        runMain(() -> {
            local.set("v");
            Future<String> future = getRunningLoop().createFuture();
            Consumer<Future<String>> callback = done -> see();
            future.addDoneCallback(callback);
            future.addDoneCallback(callback);
            assertThat(future.removeDoneCallback(callback)).isEqualTo(2);
            future.setResult("x");
            yieldTurn();
        });
        assertThat(out).isEmpty();
    }

    @Test
    void callback_changesStayItsOwn() {
        local.set("caller");
        runMain(() -> {
            local.remove();
            EventLoop loop = getRunningLoop();
            loop.callSoon(() -> {
                see();
                local.set("first");
                loop.callSoon(this::see);
            });
            loop.callSoon(this::see);
            yieldTurn();
            yieldTurn();
            see();
        });
        see();
        assertThat(out).containsExactly("null", "null", "first", "null", "caller");
    }

    @Test
    void callback_thatFails_leavesNothingBehind() {
        runMain(() -> {
            local.set("v");
            getRunningLoop().callSoon(() -> {
                local.set("left by a failure");
                throw new IllegalArgumentException("x");
            });
            local.remove();
            getRunningLoop().callSoon(this::see);
            yieldTurn();
        });
        assertThat(out).containsExactly("null");
        assertThat(reports).singleElement().asString().startsWith("Exception in callback");
        reports.clear();
    }

    @Test
    void callback_canBeCancelled() {
        runMain(() -> {
            local.set("v");
            Handle handle = getRunningLoop().callSoon(this::see);
            handle.cancel();
            yieldTurn();
            assertThat(handle.cancelled()).isTrue();
        });
        assertThat(out).isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void signalHandler_seesTheValueOfItsRegistration_everyTime() {
        runMain(() -> {
            EventLoop loop = getRunningLoop();
            local.set("registration");
            List<Future<String>> arrived = new ArrayList<>();
            loop.addSignalHandler("HUP", () -> {
                arrived.getLast().setResult(local.get());
                local.set("handler");
            });
            local.set("main");
            for (int i = 0; i < 2; i++) {
                arrived.add(loop.createFuture());
                new ProcessBuilder(
                                "kill",
                                "-s",
                                "HUP",
                                "" + ProcessHandle.current().pid())
                        .start();
                out.add(arrived.getLast().await());
            }
        });
        assertThat(out).containsExactly("registration", "registration");
    }

    // ---- threads ----

    @Test
    void sB21_toThreadCarries_runInExecutorDoesNot() {
        runMain(() -> {
            local.set("v");
            out.add(toThread(() -> {
                String seen = local.get();
                local.set("thread");
                return seen;
            }));
            toThread(this::see);
            out.add(String.valueOf(getRunningLoop().runInExecutor(local::get).await()));
            out.add(String.valueOf(runInExecutor(command -> Thread.ofVirtual().start(command), local::get)
                    .await()));
            see();
        });
        assertThat(out).containsExactly("v", "v", "null", "null", "v");
    }

    @Test
    void toThread_onAThreadThatIsReused_leavesNothingBehind() {
        runMain(() -> {
            var executor = java.util.concurrent.Executors.newSingleThreadExecutor();
            getRunningLoop().setDefaultExecutor(executor);
            local.set("v");
            toThread(this::see);
            getRunningLoop().runInExecutor(this::see).await();
        });
        assertThat(out).containsExactly("v", "null");
    }

    @Test
    void otherThread_itsValueComesAlong() throws Exception {
        Thread other = Thread.ofPlatform().unstarted(() -> {
            local.set("other");
            loop.callSoonThreadsafe(this::see);
            runCoroutineThreadsafe(
                    () -> {
                        see();
                        yieldTurn();
                        see();
                        loop.stop();
                    },
                    loop);
            local.set("other, later");
        });
        local.set("loop");
        other.start();
        loop.runForever();
        other.join();
        loop.close();
        see();
        assertThat(out).containsExactly("other", "other", "other", "loop");
    }

    /** On the portable runtime a generator has a thread of its own. */
    @Test
    void generator_onTheStandardRuntime_seesItsCallersValue() {
        assumeTrue(CoroutineRuntime.get().name().equals("loop"));
        Generator<String, Object, Void> values = Generator.of(yielder -> {
            yielder.yield(local.get());
            yielder.yield(local.get());
        });
        runMain(() -> {
            local.set("a");
            createTask(() -> out.add(values.next())).await();
            local.set("b");
            createTask(() -> out.add(values.next())).await();
        });
        assertThat(out).containsExactly("a", "b");
    }

    // ---- what is not to be seen ----

    private void suspendFor(Duration delay) {
        sleep(delay);
    }

    @Test
    void wrappers_areNotSeen() {
        Coroutine<String> coroutine = () -> "x";
        Coroutine.OfVoid ofVoid = () -> suspendFor(ms(10));
        Runnable callback = () -> {};
        Consumer<Future<?>> doneCallback = done -> {};
        runMain(() -> {
            local.set("v");
            EventLoop loop = getRunningLoop();
            Task<String> task = createTask(coroutine, "t");
            Task<?> voidTask = createTask(ofVoid, "u");
            assertThat(task.getCoro()).isSameAs(coroutine);
            assertThat(voidTask.getCoro()).isEqualTo(new VoidCoroutine<>(ofVoid));
            String lambda = "<lambda in " + ThreadLocalsTest.class.getName() + ">";
            assertThat(task).hasToString("<Task pending name='t' coro=" + lambda + ">");
            assertThat(voidTask).hasToString("<Task pending name='u' coro=" + lambda + ">");
            assertThat(loop.callSoon(callback)).hasToString("<Handle " + lambda + ">");
            assertThat(loop.callLater(ms(1), callback)).hasToString("<TimerHandle when=PT0.001S " + lambda + ">");
            task.addDoneCallback(doneCallback);
            assertThat(task.toString()).endsWith(" name='t' coro=" + lambda + " cb=[" + lambda + "]>");
            yieldTurn();
            assertThat(voidTask.getStack())
                    .isNotEmpty()
                    .allSatisfy(frame -> assertThat(frame.getClassName())
                            .isIn(ThreadLocalsTest.class.getName(), Asyncio.class.getName()));
            voidTask.await();
        });
    }

    @Test
    void sourceOfACoroutine_runAgain_isTheCoroutineItself() {
        runMain(() -> {
            local.set("first");
            Task<?> task = createTask(this::see);
            task.await();
            local.set("second");
            createTask(task.getCoro()).await();
            createTask(() -> task.getCoro().run()).await();
        });
        assertThat(out).containsExactly("first", "second", "second");
    }

    @Test
    void nothingIsRegistered_nothingIsCarried() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("local");
        local.set("caller");
        runMain(() -> {
            see();
            local.set("main");
            createTask(this::see).await();
            assertThat(currentTask().toString()).doesNotContain("Carried$Of");
        });
        assertThat(out).containsExactly("null", "null");
    }
}
