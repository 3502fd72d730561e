package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getEventLoop;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.generator.AsyncGenerator;
import io.asyncio4j.generator.Generator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E01, R01, R02: the loop that {@code Asyncio.run} and a {@link Runner} make, and what they leave behind. */
final class RunnerStoriesTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final List<Object> out = new ArrayList<>();
    private final List<ExceptionContext> reports = new ArrayList<>();

    private EventLoop loop() {
        EventLoop loop = VirtualTime.loop();
        loop.setExceptionHandler((l, context) -> reports.add(context));
        return loop;
    }

    // ---- the loop ----

    @Test
    void run_factory_isCalledOnceAndItsLoopRuns() {
        Asyncio.run(
                () -> {
                    yieldTurn();
                    assertThat(out).containsExactly(getRunningLoop());
                },
                () -> {
                    EventLoop made = loop();
                    out.add(made);
                    return made;
                });
        assertThat(out).hasSize(1);
        String value = Asyncio.run(() -> sleep(Duration.ofNanos(1), "value"), EventLoop::create);
        assertThat(value).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void getLoop_isTheOneOfTheFactory_beforeAnythingRuns(boolean debug) {
        EventLoop made = EventLoop.builder().debug(debug).build();
        try (Runner runner = Runner.create(() -> made)) {
            assertThat(runner.getLoop()).isSameAs(made);
            assertThat(runner.getLoop().getDebug()).isEqualTo(debug);
            assertThat(runner.<EventLoop>run(Asyncio::getRunningLoop)).isSameAs(made);
        }
        assertThat(made.isClosed()).isTrue();
    }

    /** Prints whether the loop is in debug mode: as the JVM's property has it, and as its factory has it. */
    static final class PrintDebug {
        public static void main(String... args) {
            System.out.print(Asyncio.<Boolean>run(() -> getRunningLoop().getDebug()));
            for (boolean debug : new boolean[] {false, true}) {
                System.out.print(" "
                        + Asyncio.<Boolean>run(
                                () -> getRunningLoop().getDebug(),
                                () -> EventLoop.builder().debug(debug).build()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void debug_ofTheLoop_overridesTheProperty(boolean property) throws Exception {
        List<String> options = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.debug=" + property);
        assertThat(ChildJvm.run(PrintDebug.class, options)).isEqualTo(new ChildJvm(0, property + " false true"));
    }

    /** Ends by itself. */
    static final class Short {
        public static void main(String... args) {
            System.out.print(Asyncio.run(() -> sleep(Duration.ofMillis(1), "value")));
        }
    }

    /** There, nobody can take Ctrl-C. */
    @Test
    void run_inAJvmThatLeavesSignalsAlone_works() throws Exception {
        List<String> options = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xrs");
        assertThat(ChildJvm.run(Short.class, options)).isEqualTo(new ChildJvm(0, "value"));
    }

    /** CPython sets the thread's loop, unless there is a loop factory. */
    @Test
    void currentLoopOfTheThread_isLeftAlone() {
        try (Runner runner = Runner.create();
                EventLoop other = loop()) {
            runner.run(() -> assertThat(getEventLoop()).isSameAs(runner.getLoop()));
            assertThatIllegalStateException().isThrownBy(Asyncio::getEventLoop);
            Asyncio.setEventLoop(other);
            runner.run(() -> assertThat(getEventLoop()).isSameAs(runner.getLoop()));
            assertThat(getEventLoop()).isSameAs(other);
        } finally {
            Asyncio.setEventLoop(null);
        }
    }

    // ---- the end ----

    @Test
    void close_withoutARun_closesTheLoop() {
        Runner runner = Runner.create(this::loop);
        EventLoop loop = runner.getLoop();
        runner.close();
        assertThat(loop.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(runner::getLoop).withMessage("Runner is closed");
        runner.close();
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void runner_inASecondTryBlock_isClosed() {
        Runner runner = Runner.create(this::loop);
        try (runner) {
            runner.run(() -> out.add(1));
        }
        try (runner) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> runner.run(() -> out.add(2)))
                    .withMessage("Runner is closed");
        }
        assertThat(out).containsExactly(1);
    }

    @Test
    void run_insideItself_isRefusedAndTheOuterOneGoesOn() {
        try (Runner runner = Runner.create(this::loop)) {
            runner.run(() -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> runner.run(() -> out.add("never")))
                        .withMessageContaining("run() cannot be called from a running event loop");
                yieldTurn();
                out.add("goes on");
            });
        }
        assertThat(out).containsExactly("goes on");
    }

    @Test
    void run_taskThatFailsWhenItIsCancelled_isReportedWithTheTask() {
        IllegalArgumentException failure = new IllegalArgumentException("cleanup");
        Task<Void> left = Asyncio.run(
                () -> createTask(() -> {
                    try {
                        sleep(LONG);
                    } catch (CancelledError e) {
                        throw failure;
                    }
                }),
                this::loop);
        assertThat(left.done()).isTrue();
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.message()).isEqualTo("unhandled exception during Asyncio.run() shutdown");
            assertThat(report.exception()).isSameAs(failure);
            assertThat(report.task()).isSameAs(left);
        });
    }

    /** The main task fails, the task that iterates fails in its cleanup, and the generator is closed nevertheless. */
    @Test
    void run_everythingFails_asynchronousGeneratorsAreClosed() {
        AsyncGenerator<Integer, Object> endless = AsyncGenerator.of(elements -> {
            try {
                while (true) {
                    elements.yield(1);
                    sleep(Duration.ofSeconds(1));
                }
            } finally {
                out.add("generator closed");
            }
        });
        IllegalArgumentException ofMain = new IllegalArgumentException("main");
        List<Task<?>> tasks = new ArrayList<>();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Asyncio.run(
                        () -> {
                            tasks.add(createTask(() -> {
                                try {
                                    endless.forEach(element -> {});
                                } catch (CancelledError e) {
                                    throw new IllegalStateException("cleanup");
                                }
                            }));
                            throw ofMain;
                        },
                        this::loop))
                .isSameAs(ofMain);
        assertThat(tasks).allMatch(Task::done);
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.exception()).hasMessage("cleanup"));
        assertThat(endless.state()).isEqualTo(Generator.State.ENDED);
        assertThat(out).containsExactly("generator closed");
    }

    /** python/cpython#112559: making a text of a result may be costly. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void run_result_isNotMadeATextOf(boolean debug) {
        Object result = new Object() {
            @Override
            public String toString() {
                out.add("toString");
                return "result";
            }
        };
        Object returned = Asyncio.run(
                () -> sleep(Duration.ZERO, result),
                () -> EventLoop.builder().debug(debug).build());
        assertThat(returned == result).isTrue();
        assertThat(out).isEmpty();
    }
}
