package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** X22: accessors as users register them: SLF4J's MDC, several at once, some that fail. */
final class ThreadLocalAccessorsTest extends SemanticsTest {

    private final ContextRegistry registry = ContextRegistry.getInstance();

    @AfterEach
    void unregister() {
        List.copyOf(registry.getThreadLocalAccessors())
                .forEach(accessor -> registry.removeThreadLocalAccessor(accessor.key()));
        MDC.clear();
    }

    // ---- MDC ----

    private void seeMdc() {
        out.add(String.valueOf(MDC.get("user")) + "/" + MDC.get("request"));
    }

    @Test
    void mdc_goesAlongWithTasksCallbacksAndThreads() {
        registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        MDC.put("user", "caller");
        runMain(() -> {
            MDC.put("user", "ann");
            Task<?> task = createTask(() -> {
                MDC.put("request", "1");
                seeMdc();
                yieldTurn();
                seeMdc();
                toThread(this::seeMdc);
            });
            getRunningLoop().callSoon(this::seeMdc);
            MDC.put("user", "bob");
            yieldTurn();
            seeMdc();
            task.await();
        });
        seeMdc();
        assertThat(out).containsExactly("ann/1", "ann/null", "bob/null", "ann/1", "ann/1", "caller/null");
    }

    /** The MDC of some loggers, this one's too, is inheritable: a new thread has a copy of its parent's. */
    @Test
    void mdc_thatWasCleared_isEmptyInTasksAndCallbacks() {
        registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
        MDC.put("user", "caller");
        runMain(() -> {
            MDC.clear();
            createTask(this::seeMdc).await();
            getRunningLoop().callSoon(this::seeMdc);
            yieldTurn();
            toThread(this::seeMdc);
        });
        seeMdc();
        assertThat(out).containsExactly("null/null", "null/null", "null/null", "caller/null");
    }

    @Test
    void mdc_ofSomeKeysOnly_carriesThose() {
        registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor("user"));
        runMain(() -> {
            MDC.setContextMap(Map.of("user", "ann", "request", "1"));
            toThread(this::seeMdc);
            MDC.clear();
        });
        assertThat(out).hasSize(1).first().asString().startsWith("ann/");
    }

    // ---- several, and failing ones ----

    /** A thread-local that notes what is done to it, and fails where it is told to. */
    private final class Noted implements ThreadLocalAccessor<String> {

        private final ThreadLocal<String> local = new ThreadLocal<>();
        private final String key;
        private String failing = "";

        Noted(String key, String value) {
            this.key = key;
            local.set(value);
            registry.registerThreadLocalAccessor(this);
        }

        private void note(String what) {
            out.add(key + " " + what);
            if (what.startsWith(failing) && !failing.isEmpty()) {
                throw new IllegalArgumentException(key + " cannot " + what);
            }
        }

        @Override
        public Object key() {
            return key;
        }

        @Override
        public String getValue() {
            if (failing.equals("get")) {
                note("get");
            }
            return local.get();
        }

        @Override
        public void setValue(String value) {
            note("set " + value);
            local.set(value);
        }

        @Override
        public void setValue() {
            note("clear");
            local.remove();
        }

        @Override
        public void restore(String value) {
            note("restore " + value);
            local.set(value);
        }

        @Override
        public void restore() {
            note("restore");
            local.remove();
        }
    }

    /** On the thread on which the loop will run, so that the callbacks find the values of their creators there. */
    private static void onLoopThread(Runnable test) {
        CoroutineRuntime.get().callOnLoopThread(test);
    }

    @Test
    void accessors_areSetInOrderAndRestoredInReverse_missingValuesAreCleared() {
        onLoopThread(() -> {
            Noted a = new Noted("a", "1");
            Noted b = new Noted("b", null);
            Noted c = new Noted("c", null);
            loop.callSoon(() -> out.add("callback"));
            a.local.set("2");
            b.local.set("3");
            loop.callSoon(loop::stop);
            loop.runForever();
            loop.close();
            assertThat(out)
                    .containsExactly(
                            "a set 1",
                            "b clear",
                            "callback",
                            "c restore",
                            "b restore 3",
                            "a restore 2",
                            "a set 2",
                            "b set 3",
                            "c restore",
                            "b restore 3",
                            "a restore 2");
            assertThat(List.of(a.local.get(), b.local.get())).containsExactly("2", "3");
            assertThat(c.local.get()).isNull();
        });
    }

    @Test
    void accessorThatCannotBeRead_failsTheCall() {
        Noted a = new Noted("a", "1");
        a.failing = "get";
        assertThat(catchThrowable(() -> loop.callSoon(() -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a cannot get");
        assertThat(catchThrowable(() -> loop.createTask(() -> {}))).hasMessage("a cannot get");
        a.failing = "";
        assertThat(loop.allTasks()).isEmpty();
        loop.close();
    }

    @Test
    void accessorThatCannotBeSet_failsTheTask_andUndoesTheOthers() {
        onLoopThread(() -> {
            Noted a = new Noted("a", "1");
            Noted b = new Noted("b", "2");
            Task<?> task = loop.createTask(() -> {
                out.add("task");
            });
            Handle handle = loop.callSoon(() -> out.add("callback"));
            b.failing = "set";
            registry.removeThreadLocalAccessor("a");
            registry.removeThreadLocalAccessor("b");
            loop.callSoon(loop::stop);
            loop.runForever();
            assertThat(task.exception()).hasMessage("b cannot set 2");
            assertThat(reports).containsExactly("Exception in callback " + handle);
            reports.clear();
            loop.close();
            assertThat(out)
                    .doesNotContain("task", "callback")
                    .contains("a restore 1")
                    .containsOnlyOnce("a restore");
            assertThat(a.local.get()).isEqualTo("1");
        });
    }

    @Test
    void accessorThatCannotBeRestored_isReported_andTheOthersAreRestored() {
        onLoopThread(() -> {
            Noted a = new Noted("a", "1");
            Noted b = new Noted("b", "2");
            Noted c = new Noted("c", "3");
            b.failing = "restore";
            c.failing = "restore";
            loop.setExceptionHandler((where, context) -> {
                out.add(context.exception().getMessage());
                for (Throwable suppressed : context.exception().getSuppressed()) {
                    out.add(suppressed.getMessage());
                }
            });
            loop.callSoon(() -> {
                a.local.set("changed");
                throw new IllegalStateException("callback");
            });
            registry.removeThreadLocalAccessor("a");
            registry.removeThreadLocalAccessor("b");
            registry.removeThreadLocalAccessor("c");
            loop.callSoon(loop::stop);
            loop.runForever();
            loop.close();
            assertThat(out).endsWith("c restore 3", "b restore 2", "a restore 1", "callback", "c cannot restore 3");
            assertThat(a.local.get()).isEqualTo("1");
        });
    }
}
