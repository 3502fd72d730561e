package io.asyncio4j.generator;

import static io.asyncio4j.generator.GeneratorTest.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.asyncio4j.generator.Generator.State;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Generators outside any loop, program by program as CPython behaves. Features B02 to B06. */
final class GeneratorSemanticsTest {

    private final List<Object> out = new ArrayList<>();

    private static Generator<Object, Object, List<Object>> twoYields() {
        return Generator.returning(out -> {
            Object x = out.yield(1);
            Object y = out.yield(x);
            return List.of(x, y);
        });
    }

    /** Features B02, B06. */
    @Test
    void sK103_send_isTheValueOfTheYield_theReturnValueIsInTheStopIteration() {
        var i = twoYields();
        assertThatIllegalStateException()
                .isThrownBy(() -> i.send(5))
                .withMessage("can't send 5 to a just-started generator: no yield waits for it yet; send null first");
        assertThat(i.next()).isEqualTo(1);
        assertThat(i.send("a")).isEqualTo("a");
        assertThatExceptionOfType(StopIterationException.class)
                .isThrownBy(() -> i.send("b"))
                .withMessage("[a, b]")
                .satisfies(e -> assertThat(e.value()).isEqualTo(List.of("a", "b")));
        assertThatExceptionOfType(StopIterationException.class)
                .isThrownBy(i::next)
                .satisfies(e -> assertThat(e.value()).isNull())
                .satisfies(e -> assertThat(e.getMessage()).isNull());
        assertThat(i.returnValue()).isEqualTo(List.of("a", "b"));
    }

    private Generator<Object, Object, Void> catching() {
        return Generator.of(out -> {
            try {
                out.yield(1);
            } catch (IllegalArgumentException e) {
                out.yield("caught " + e.getMessage());
            } finally {
                this.out.add("finally");
            }
        });
    }

    /** Feature B05. */
    @Test
    void sK104_throwInto_throwsAtTheYield() {
        var i = catching();
        i.next();
        assertThat(i.throwInto(new IllegalArgumentException("v"))).isEqualTo("caught v");
        i.close();
        i.close();
        assertThat(out).containsExactly("finally");
        assertThat(i.state()).isEqualTo(State.ENDED);
    }

    /** Feature B04. */
    @Test
    void sK104_close_ofAGeneratorThatYieldsAgain_isAnError() {
        Generator<Integer, ?, ?> bad = Generator.of(out -> {
            try {
                out.yield(1);
            } catch (GeneratorExitError e) {
                out.yield(2);
            }
        });
        bad.next();
        assertThatIllegalStateException()
                .isThrownBy(bad::close)
                .withMessage("generator ignored GeneratorExitError: it has yielded 2");
        assertThat(bad.state()).isEqualTo(State.SUSPENDED);
        bad.close(); // at the second yield nothing catches it
        assertThat(bad.state()).isEqualTo(State.ENDED);
    }

    /** Feature B06. */
    @Test
    void sK104_stopIterationFromInside_isAnError() {
        Generator<Integer, ?, ?> spent = Generator.of(out -> {});
        Generator<Integer, ?, ?> stops = Generator.of(out -> {
            out.yield(1);
            spent.next();
        });
        stops.next();
        assertThatIllegalStateException()
                .isThrownBy(stops::next)
                .withMessage("generator raised StopIterationException")
                .withCauseExactlyInstanceOf(StopIterationException.class);
        assertThatExceptionOfType(StopIterationException.class).isThrownBy(stops::next);
    }

    /** Feature B05. */
    @Test
    void sK104_throwIntoAnUnstartedGenerator_throwsAtOnceAndEndsIt() {
        var f = catching();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> f.throwInto(new NoSuchElementException("unstarted")))
                .withMessage("unstarted");
        assertThat(out).as("the body was never entered").isEmpty();
        assertThat(f.state()).isEqualTo(State.ENDED);
        assertThatExceptionOfType(StopIterationException.class).isThrownBy(f::next);
    }

    private Generator<Object, Object, Object> sub() {
        return Generator.returning(out -> {
            try {
                return "ret " + out.yield("s1");
            } finally {
                this.out.add("sub closed");
            }
        });
    }

    private Generator<Object, Object, Void> outer() {
        return Generator.of(out -> {
            Object result = out.yieldFrom(sub());
            out.yield(result);
        });
    }

    /** Feature B03. */
    @Test
    void sK159_yieldFrom_passesSendThrough_andEvaluatesToTheReturnValue() {
        var o = outer();
        assertThat(o.next()).isEqualTo("s1");
        assertThat(o.send(7)).isEqualTo("ret 7");
        assertThat(out).containsExactly("sub closed");
    }

    /** Feature B03: the inner one first. */
    @Test
    void sK159_yieldFrom_passesCloseThrough() {
        Generator<Object, Object, Void> o = Generator.of(out -> {
            try {
                out.yieldFrom(sub());
            } finally {
                this.out.add("outer closed");
            }
        });
        o.next();
        o.close();
        assertThat(out).containsExactly("sub closed", "outer closed");
        assertThat(o.hasNext()).isFalse();
    }

    /** Feature B03. */
    @Test
    void sK159_yieldFrom_passesThrowThrough() {
        Generator<Object, Object, Object> inner = Generator.returning(out -> {
            try {
                out.yield(1);
            } catch (IllegalArgumentException e) {
                out.yield("caught " + e.getMessage());
            }
            return "returned";
        });
        Generator<Object, Object, Void> o = Generator.of(out -> out.yield(out.yieldFrom(inner)));
        o.next();
        assertThat(o.throwInto(new IllegalArgumentException("v"))).isEqualTo("caught v");
        assertThat(o.next()).isEqualTo("returned");

        Generator<Object, Object, Void> uncaught = Generator.of(out -> out.yieldFrom(sub()));
        uncaught.next();
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> uncaught.throwInto(new NoSuchElementException("k")))
                .withMessage("k");
        assertThat(out).containsExactly("sub closed");
    }

    @Test
    void sK159_reentry_isRefused_andTheGeneratorGoesOn() {
        var self = new Object() {
            Generator<Integer, ?, ?> h;
        };
        self.h = Generator.of(out -> {
            out.yield(1);
            for (Runnable call : List.<Runnable>of(
                    () -> self.h.next(),
                    () -> self.h.close(),
                    () -> this.out.add(self.h.hasNext()),
                    () -> out.yieldFrom(self.h))) {
                assertThatIllegalStateException()
                        .isThrownBy(call::run)
                        .withMessage("generator already executing: <Generator running>");
            }
            out.yield(2);
        });
        assertThat(elements(self.h)).containsExactly(1, 2);
    }

    @Test
    void sK159_yieldFromAList_yieldsItsElements() {
        Generator<Integer, Object, ?> lists = Generator.of(out -> {
            out.yieldFrom(List.of(1, 2));
            out.yieldFrom(List.of());
            out.yieldFrom(List.of(3));
        });
        assertThat(lists.next()).isEqualTo(1);
        assertThat(lists.send("dropped")).isEqualTo(2);
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> lists.throwInto(new NoSuchElementException("k")));
        assertThat(lists.state()).isEqualTo(State.ENDED);
    }
}
