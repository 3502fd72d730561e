package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.getRunningLoop;
import static io.asyncio4j.Asyncio.toThread;
import static io.asyncio4j.VirtualTime.run;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** F07, C31: context variables, and the contexts that hold their values. */
final class ContextTest {

    private final ContextVar<String> v = ContextVar.of("v");

    @Test
    void sA111_callbacks_seeTheContextOfWhenTheyWereScheduled() {
        ContextVar<String> v = ContextVar.withDefault("v", "d");
        List<String> out = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            v.set("one");
            loop.callSoon(() -> out.add(v.get()));
            v.set("two");
            loop.callSoon(() -> out.add(v.get()));
            Context c = Context.copy();
            c.run(() -> {
                v.set("ctx");
            });
            loop.callSoon(() -> out.add(v.get()), c);
            loop.callSoon(loop::stop);
            loop.runForever();
        }
        assertThat(out).containsExactly("one", "two", "ctx");
        assertThat(v.get()).isEqualTo("two");
    }

    @Test
    void sK162_callCopyReset_tokensWorkOnceAndInTheirOwnContext() {
        ContextVar<Integer> v = ContextVar.of("v");
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(v::get)
                .withMessageContaining("\"v\"");
        assertThat(v.get(-1)).isEqualTo(-1);
        ContextVar.Token<Integer> t = v.set(1);
        v.set(2);
        v.reset(t);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(v::get);
        assertThatIllegalStateException()
                .isThrownBy(() -> v.reset(t))
                .withMessageContaining("name='v'")
                .withMessageEndingWith("has already been used once");

        Context c = Context.copy();
        c.run(() -> {
            v.set(9);
        });
        assertThat(v.get(-1)).isEqualTo(-1);
        assertThat(c.get(v)).isEqualTo(9);
        assertThatIllegalStateException()
                .isThrownBy(() -> c.run(() -> c.run(() -> {})))
                .withMessageStartingWith("cannot enter context")
                .withMessageContaining(c.toString());

        ContextVar.Token<Integer> t2 = c.call(() -> v.set(10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v.reset(t2))
                .withMessageEndingWith("was created in a different Context");
        assertThat(c.get(v)).isEqualTo(10);
    }

    @Test
    void reset_tokenOfAnotherVariable_isRefused() {
        ContextVar<String> other = ContextVar.of("other");
        ContextVar.Token<String> token = other.set("x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> v.reset(token))
                .withMessageContaining("name='other'")
                .withMessageContaining("different ContextVar");
        other.reset(token);
        assertThat(other.get("none")).isEqualTo("none");
    }

    @Test
    void reset_tokensInReverseOrder_unwindToTheStart() {
        ContextVar.Token<String> first = v.set("1");
        ContextVar.Token<String> second = v.set("2");
        v.reset(second);
        assertThat(v.get()).isEqualTo("1");
        v.reset(first);
        assertThat(v.get("unset")).isEqualTo("unset");
    }

    @Test
    void reset_leavesOtherVariablesAlone() {
        ContextVar<String> other = ContextVar.of("other");
        ContextVar.Token<String> token = v.set("1");
        other.set("later");
        v.reset(token);
        assertThat(other.get()).isEqualTo("later");
        assertThat(v.get("unset")).isEqualTo("unset");
    }

    @Test
    void set_nullIsAValue() {
        ContextVar<@Nullable String> nullable = ContextVar.withDefault("nullable", "default");
        assertThat(nullable.get()).isEqualTo("default");
        nullable.set(null);
        assertThat(nullable.get()).isNull();
        assertThat(nullable.get("fallback")).isNull();
        assertThat(Context.copy().contains(nullable)).isTrue();
    }

    @Test
    void defaults_areNotValuesOfAContext() {
        ContextVar<String> withDefault = ContextVar.withDefault("withDefault", "d");
        Context c = Context.copy();
        assertThat(c.contains(withDefault)).isFalse();
        assertThat(c.get(withDefault)).isNull();
        assertThat(withDefault.get("fallback")).isEqualTo("fallback");
    }

    @Test
    void task_hasACopy_changesDoNotReachItsCreator() {
        run(() -> {
            v.set("main");
            List<String> out = new ArrayList<>();
            Task<?> t = createTask(() -> {
                out.add(v.get());
                v.set("task");
                yieldTurn();
                out.add(v.get());
            });
            Task<?> sibling = createTask(() -> {
                yieldTurn();
                out.add(v.get());
            });
            t.await();
            sibling.await();
            assertThat(out).containsExactly("main", "task", "main");
            assertThat(v.get()).isEqualTo("main");
        });
    }

    @Test
    void callbacks_eachHaveTheirOwnCopy() {
        try (EventLoop loop = VirtualTime.loop()) {
            List<String> out = new ArrayList<>();
            v.set("start");
            loop.callSoon(() -> {
                v.set("first callback");
                loop.callSoon(() -> out.add(v.get()));
            });
            loop.callSoon(() -> out.add(v.get()));
            loop.runUntilComplete(VirtualTime::yieldTurn);
            assertThat(out).containsExactly("start", "first callback");
        }
        assertThat(v.get()).isEqualTo("start");
    }

    @Test
    void token_ofOneCallback_isRefusedInAnother() {
        List<ContextVar.Token<String>> tokens = new ArrayList<>();
        List<Throwable> thrown = new ArrayList<>();
        try (EventLoop loop = VirtualTime.loop()) {
            loop.callSoon(() -> tokens.add(v.set("x")));
            loop.callSoon(() -> thrown.add(catchThrowable(() -> v.reset(tokens.getFirst()))));
            loop.runUntilComplete(VirtualTime::yieldTurn);
        }
        assertThat(thrown.getFirst())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("was created in a different Context");
    }

    @Test
    void doneCallback_runsInTheContextOfItsRegistration() {
        run(() -> {
            List<String> out = new ArrayList<>();
            Future<String> f = getRunningLoop().createFuture();
            v.set("registration");
            f.addDoneCallback(x -> out.add(v.get()));
            Context given = Context.copy();
            f.addDoneCallback(x -> out.add(v.get()), given);
            given.run(() -> {
                v.set("given");
            });
            v.set("completion");
            f.setResult("done");
            yieldTurn();
            assertThat(out).containsExactly("registration", "given");
        });
    }

    @Test
    void call_mayBeSuspended_contextStaysTheTasksOwn() {
        run(() -> {
            List<String> out = new ArrayList<>();
            v.set("outside");
            Context c = Context.copy();
            Task<?> other = createTask(() -> {
                out.add(v.get());
                assertThatIllegalStateException()
                        .isThrownBy(() -> c.run(() -> {}))
                        .withMessageStartingWith("cannot enter context");
            });
            String result = c.call(() -> {
                v.set("inside");
                yieldTurn();
                out.add(v.get());
                return "result";
            });
            assertThat(result).isEqualTo("result");
            assertThat(out).containsExactly("outside", "inside");
            assertThat(v.get()).isEqualTo("outside");
            assertThat(c.get(v)).isEqualTo("inside");
            other.await();
            c.run(() -> out.add(v.get()));
            assertThat(out).endsWith("inside");
        });
    }

    @Test
    void call_bodyThrows_contextIsLeft_exceptionComesOutAsItIs() {
        Context c = new Context();
        IOException failure = new IOException("body");
        v.set("outside");
        Body<String, IOException> body = () -> {
            v.set("inside");
            throw failure;
        };
        assertThat(catchThrowable(() -> c.call(body))).isSameAs(failure);
        assertThat(v.get()).isEqualTo("outside");
        assertThat(c.<String, RuntimeException>call(v::get)).isEqualTo("inside");
    }

    @Test
    void call_theTasksOwnContext_isEnteredAlready() {
        run(() -> assertThatIllegalStateException()
                .isThrownBy(() -> Asyncio.currentTask().getContext().run(() -> {}))
                .withMessageStartingWith("cannot enter context"));
    }

    @Test
    void toThread_seesACopyOfTheContext() {
        run(() -> {
            v.set("task");
            String seen = toThread(() -> {
                String before = v.get();
                v.set("thread");
                return before;
            });
            assertThat(seen).isEqualTo("task");
            assertThat(v.get()).isEqualTo("task");
        });
    }

    @Test
    void threads_haveContextsOfTheirOwn() throws InterruptedException {
        v.set("this thread");
        List<String> out = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            out.add(v.get("none"));
            v.set("other thread");
            out.add(v.get());
        });
        thread.join();
        assertThat(out).containsExactly("none", "other thread");
        assertThat(v.get()).isEqualTo("this thread");
    }

    @Test
    void runUntilComplete_mainTaskCopiesTheThreadsContext() {
        v.set("thread");
        run(() -> {
            assertThat(v.get()).isEqualTo("thread");
            v.set("main task");
        });
        assertThat(v.get()).isEqualTo("thread");
    }
}
