package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** R15: taking an {@link ExceptionGroup} apart, and handling its parts. R18: exceptions survive being serialised. */
final class ExceptionGroupTest extends SemanticsTest {

    private final IOException io = new IOException("io");
    private final FileNotFoundException notFound = new FileNotFoundException("not found");
    private final IllegalArgumentException argument = new IllegalArgumentException("argument");
    private final AssertionError error = new AssertionError("error");
    private final ExceptionGroup inner = new ExceptionGroup("inner", List.of(notFound, argument));
    private final ExceptionGroup group = new ExceptionGroup("outer", List.of(io, inner, error));

    private static List<Throwable> leavesOf(Optional<ExceptionGroup> part) {
        return part.map(ExceptionGroup::leaves).orElse(List.of());
    }

    // ---- what it is ----

    @Test
    void group_messageExceptionsAndLeaves() {
        assertThat(group).hasMessage("outer (3 sub-exceptions)");
        assertThat(new ExceptionGroup("one", List.of(io))).hasMessage("one (1 sub-exception)");
        assertThat(group.exceptions()).containsExactly(io, inner, error);
        assertThat(group.leaves()).containsExactly(io, notFound, argument, error);
        assertThat(group.getSuppressed()).containsExactly(io, inner, error);
        assertThatThrownBy(() -> group.exceptions().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void group_ofNothing_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExceptionGroup("empty", List.of()))
                .withMessage("exceptions = [] (expected: at least one)");
    }

    @Test
    void tree_aLineForEachException_indentedWhereItWasMade() {
        List<String> lines = group.tree().lines().toList();
        assertThat(lines)
                .hasSize(6)
                .allMatch(line -> line.contains(" at ") && line.contains("ExceptionGroupTest.java:"));
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf(" at ")))
                .containsExactly(
                        "io.asyncio4j.ExceptionGroup: outer (3 sub-exceptions)",
                        "  java.io.IOException: io",
                        "  io.asyncio4j.ExceptionGroup: inner (2 sub-exceptions)",
                        "    java.io.FileNotFoundException: not found",
                        "    java.lang.IllegalArgumentException: argument",
                        "  java.lang.AssertionError: error");
    }

    @Test
    void printStackTrace_showsEveryLeaf() {
        StringWriter text = new StringWriter();
        group.printStackTrace(new PrintWriter(text, true));
        assertThat(text.toString())
                .contains(
                        "Suppressed: java.io.IOException: io", "Suppressed: java.io.FileNotFoundException: not found");
    }

    // ---- taking it apart ----

    @Test
    void split_byClass_keepsTheNestingOfBothParts() {
        ExceptionGroup.Split split = group.split(IOException.class);
        assertThat(split.matching().orElseThrow().tree().lines().map(String::stripLeading))
                .extracting(line -> line.substring(0, line.indexOf(" at ")))
                .containsExactly(
                        "io.asyncio4j.ExceptionGroup: outer (2 sub-exceptions)",
                        "java.io.IOException: io",
                        "io.asyncio4j.ExceptionGroup: inner (1 sub-exception)",
                        "java.io.FileNotFoundException: not found");
        assertThat(leavesOf(split.rest())).containsExactly(argument, error);
        assertThat(split.rest().orElseThrow().exceptions()).hasSize(2).last().isSameAs(error);
    }

    @Test
    void split_ofAllOrNothing_isTheGroupItself() {
        assertThat(group.split(Throwable.class).matching()).containsSame(group);
        assertThat(group.split(Throwable.class).rest()).isEmpty();
        assertThat(group.split(TimeoutException.class).matching()).isEmpty();
        assertThat(group.split(TimeoutException.class).rest()).containsSame(group);
    }

    /** Python asks groups, too, and would find the outer one; here that would drag everything along. */
    @Test
    void split_byRuntimeException_findsLeavesAndNotTheGroupsThatAreOne() {
        assertThat(leavesOf(group.split(RuntimeException.class).matching())).containsExactly(argument);
        assertThat(group.subgroup(ExceptionGroup.class)).isEmpty();
    }

    @Test
    void subgroup_byCondition_asksEachLeafOnceInOrder() {
        assertThat(leavesOf(group.subgroup(leaf -> {
                    out.add(leaf);
                    return leaf == notFound || leaf == error;
                })))
                .containsExactly(notFound, error);
        assertThat(out).containsExactly(io, notFound, argument, error);
    }

    @Test
    void derive_keepsMessageCauseStackTraceAndWhatWasSuppressed() {
        Throwable cause = new IllegalStateException("cause");
        Throwable onClose = new IOException("on close");
        ExceptionGroup original = new ExceptionGroup("message", List.of(io, argument));
        original.initCause(cause);
        original.addSuppressed(onClose);

        ExceptionGroup derived = original.derive(List.of(error));
        assertThat(derived).hasMessage("message (1 sub-exception)").hasCause(cause);
        assertThat(derived.exceptions()).containsExactly(error);
        assertThat(derived.getStackTrace()).isEqualTo(original.getStackTrace());
        assertThat(derived.getSuppressed()).containsExactly(error, onClose);
        assertThatIllegalArgumentException().isThrownBy(() -> original.derive(List.of()));
    }

    // ---- handling: except* ----

    @Test
    void handle_everyLeafIsHandled_returns() {
        group.handle(leaf -> out.add(leaf));
        assertThat(out).containsExactly(io, notFound, argument, error);
    }

    @Test
    void handle_byClass_throwsTheOthersInTheirGroups() {
        Throwable thrown = catchThrowable(() -> group.handle(IOException.class, out::add));
        assertThat(out).containsExactly(io, notFound);
        assertThat(thrown).isInstanceOf(ExceptionGroup.class).hasMessage("outer (2 sub-exceptions)");
        assertThat(((ExceptionGroup) thrown).leaves()).containsExactly(argument, error);
        assertThat(thrown.getStackTrace()).isEqualTo(group.getStackTrace());
    }

    @Test
    void handle_nothing_throwsTheGroupItself() {
        assertThatThrownBy(() -> group.handle(TimeoutException.class, out::add)).isSameAs(group);
        assertThat(out).isEmpty();
    }

    @Test
    void handle_severalClasses_isASwitch() {
        Throwable thrown = catchThrowable(() -> group.handle(leaf -> switch (leaf) {
            case FileNotFoundException e -> out.add("missing: " + e.getMessage());
            case IllegalArgumentException e -> out.add("wrong: " + e.getMessage());
            default -> false;
        }));
        assertThat(out).containsExactly("missing: not found", "wrong: argument");
        assertThat(((ExceptionGroup) thrown).exceptions()).containsExactly(io, error);
    }

    @Test
    void handle_handlerThrows_comesOutAsItIsWithTheRestSuppressed() {
        IllegalStateException own = new IllegalStateException("handler");
        Throwable thrown = catchThrowable(() -> group.handle(leaf -> {
            if (leaf == notFound) {
                throw own;
            }
            return leaf == io;
        }));
        assertThat(thrown).isSameAs(own);
        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(ExceptionGroup.class);
        assertThat(((ExceptionGroup) thrown.getSuppressed()[0]).leaves()).containsExactly(argument, error);
    }

    @Test
    void handle_handlerThrowsTheLeafAgain_othersAreSuppressedInIt() {
        Throwable thrown = catchThrowable(() -> group.handle(IllegalArgumentException.class, e -> {
            throw e;
        }));
        assertThat(thrown).isSameAs(argument);
        assertThat(((ExceptionGroup) thrown.getSuppressed()[0]).leaves()).containsExactly(io, notFound, error);
    }

    @Test
    void handle_handlerIsCancelledWhileItSuspends_isCancelledWithTheRestSuppressed() {
        runMain(() -> {
            Task<Void> t = createTask(() -> group.handle(IOException.class, e -> sleep(ms(1000))));
            sleep(ms(10));
            t.cancel();
            CancelledError cancelled = (CancelledError) catchThrowable(t::await);
            assertThat(((ExceptionGroup) cancelled.getSuppressed()[0]).leaves())
                    .containsExactly(notFound, argument, error);
            assertThat(t.cancelled()).isTrue();
        });
    }

    /** As one would write it. */
    @Test
    void handle_aroundATaskGroup_goesOnWithTheRest() {
        runMain(() -> {
            try {
                TaskGroup.run(g -> {
                    g.createTask(() -> {
                        throw io;
                    });
                    g.createTask(() -> TaskGroup.run(h -> h.createTask(() -> {
                        throw notFound;
                    })));
                });
            } catch (ExceptionGroup errors) {
                errors.handle(IOException.class, e -> out.add(e.getMessage()));
            }
            out.add("goes on");
        });
        assertThat(out).containsExactly("io", "not found", "goes on");
    }

    // ---- serialisation ----

    @SuppressWarnings("unchecked")
    private static <T> T copy(T original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(original);
        return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void exceptionGroup_serialised_keepsItsTree() throws Exception {
        ExceptionGroup copy = copy(group);
        assertThat(copy.tree()).isEqualTo(group.tree());
        assertThat(copy.getSuppressed()).containsExactlyElementsOf(copy.exceptions());
        assertThat(copy.subgroup(AssertionError.class).orElseThrow()).hasMessage("outer (1 sub-exception)");
    }

    @Test
    void otherExceptions_serialised_keepMessageAndCause() throws Exception {
        CancelledError cancelled = new CancelledError("why");
        cancelled.initCause(io);
        for (Throwable original : List.of(
                cancelled,
                new CancelledError(),
                new InvalidStateException("state"),
                new KeyboardInterruptError("Ctrl-C"))) {
            Throwable copy = copy(original);
            assertThat(copy).isExactlyInstanceOf(original.getClass()).hasToString(original.toString());
            assertThat(copy.getStackTrace()).isEqualTo(original.getStackTrace());
        }
        assertThat(copy(cancelled)).hasCauseInstanceOf(IOException.class);
    }
}
