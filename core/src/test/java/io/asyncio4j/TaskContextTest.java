package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** C31: who sees which value of a context variable, across suspensions. */
final class TaskContextTest extends SemanticsTest {

    private final ContextVar<String> v = ContextVar.withDefault("v", "nope");

    @Test
    void change_afterTheTaskWasMade_isNotSeenThere_norTheOtherWayRound() {
        runMain(() -> {
            assertThat(v.get()).isEqualTo("nope");
            Task<?> sub = createTask(() -> {
                sleep(ms(10));
                out.add(v.get());
                v.set("something else");
            });
            v.set("yes");
            assertThat(v.get()).isEqualTo("yes");
            sub.await();
            assertThat(v.get()).isEqualTo("yes");
        });
        assertThat(out).containsExactly("nope");
        assertThat(v.get()).isEqualTo("nope");
    }

    @Test
    void change_inADoneCallback_doesNotReachTheTaskThatRegisteredIt() {
        runMain(() -> {
            for (int j = 0; j < 2; j++) {
                Future<String> f = loop.createFuture();
                f.addDoneCallback(done -> {
                    out.add(v.get());
                    v.set("something else");
                });
                v.set("yes" + j);
                loop.callSoon(() -> f.setResult("done"));
                f.await();
                assertThat(v.get()).isEqualTo("yes" + j);
                for (int i = 0; i < 3; i++) {
                    v.set("yes" + i + "-" + j);
                    sleep(ms(1));
                    assertThat(v.get()).isEqualTo("yes" + i + "-" + j);
                }
            }
        });
        assertThat(out).containsExactly("nope", "yes2-0");
        assertThat(v.get()).isEqualTo("nope");
    }

    @Test
    void hundredTasks_atTheSameTime_keepTheirOwnValues() {
        Random random = new Random(3);
        runMain(() -> {
            List<Coroutine<String>> tasks = new ArrayList<>();
            for (int n = 0; n < 100; n++) {
                String name = "task " + n + " step ";
                tasks.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        v.set(name + i);
                        sleep(ms(1 + random.nextInt(50)));
                        assertThat(v.get()).isEqualTo(name + i);
                    }
                    return v.get();
                });
            }
            assertThat(gather(tasks).await())
                    .doesNotHaveDuplicates()
                    .hasSize(100)
                    .allMatch(value -> value.endsWith(" step 9"));
        });
        assertThat(v.get()).isEqualTo("nope");
    }

    @Test
    void givenContext_isSharedByTheTasksThatGetIt_howeverTheyAreMade() {
        List<BiFunction<Coroutine<String>, TaskOptions, Task<String>>> makers = List.of(
                (coroutine, options) -> Task.of(loop, coroutine, options), Asyncio::createTask, loop::createTask);
        runMain(() -> {
            for (BiFunction<Coroutine<String>, TaskOptions, Task<String>> maker : makers) {
                Context context = Context.copy();
                assertThat(context.get(v)).isNull();
                for (String value : List.of("1", "2")) {
                    Task<String> t = maker.apply(
                            () -> {
                                String before = v.get();
                                yieldTurn();
                                v.set(value);
                                return before;
                            },
                            TaskOptions.DEFAULT.withContext(context));
                    out.add(t.await());
                    assertThat(context.get(v)).isEqualTo(value);
                    assertThat(v.get()).isEqualTo("nope");
                }
            }
        });
        assertThat(out).containsExactly("nope", "1", "nope", "1", "nope", "1");
    }
}
