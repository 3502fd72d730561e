package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gatherOutcomes;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.Asyncio.waitUntil;
import static io.asyncio4j.ReturnWhen.ALL_COMPLETED;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** C09, C10: what the {@link CancelledError} of a task says to whoever asks for its result. */
final class CancelMessageTest extends SemanticsTest {

    private static final Duration LONG = Duration.ofSeconds(5000);

    /** Ways to ask a task how it has ended. */
    private static final List<Consumer<Task<?>>> READERS = List.of(Task::result, Task::exception, Task::await);

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of(null, false),
                Arguments.of(null, true),
                Arguments.of("my message", false),
                Arguments.of("my message", true));
    }

    private static void interruptedHere() {
        sleep(LONG);
    }

    /** What comes out of the loop if the main task asks a cancelled task how it has ended. */
    private Throwable throughAMainTask(@Nullable String message, boolean started, Consumer<Task<?>> reader) {
        return catchThrowable(() -> loop.runUntilComplete(() -> {
            Task<?> t = createTask(CancelMessageTest::interruptedHere);
            if (started) {
                yieldTurn();
            }
            t.cancel(message);
            waitUntil(ALL_COMPLETED, List.of(t));
            reader.accept(t);
        }));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void message_ofATaskThatIsAsked_comesOutOfTheLoop(@Nullable String message, boolean started) {
        for (Consumer<Task<?>> reader : READERS) {
            assertThat(throughAMainTask(message, started, reader))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage(message)
                    .hasNoCause()
                    .hasNoSuppressedExceptions();
        }
    }

    /** Difference: Python adds the line of each awaiter. */
    @Test
    void stackTrace_ofATaskThatIsAsked_showsWhereItWasInterrupted() {
        for (Consumer<Task<?>> reader : READERS) {
            assertThat(throughAMainTask(null, true, reader).getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .containsSubsequence("sleep", "interruptedHere");
        }
    }

    @Test
    void error_asACause_hasItsMessageAndNoCauseOfItsOwn() {
        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> {
            Task<?> t = createTask(() -> sleep(LONG));
            yieldTurn();
            loop.callSoon(() -> t.cancel("msg"));
            try {
                t.await();
            } catch (CancelledError e) {
                throw new IllegalStateException("cancelled", e);
            }
        }));
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("cancelled");
        assertThat(thrown.getCause())
                .isInstanceOf(CancelledError.class)
                .hasMessage("msg")
                .hasNoCause();
    }

    static Stream<Arguments> gatherCases() {
        return Stream.of(
                Arguments.of(null, 220),
                Arguments.of("my message", 220),
                Arguments.of("my message", 200)); // in the turn in which the children wake up
    }

    @ParameterizedTest
    @MethodSource("gatherCases")
    void message_throughGatherOutcomes_reachesTheAwaiter(@Nullable String message, long moment) {
        Throwable thrown = catchThrowable(() -> loop.runUntilComplete(() -> {
            Task<?> t = createTask(() -> {
                for (int i = 0; i < 20; i++) {
                    gatherOutcomes(() -> sleep(ms(50))).await();
                }
            });
            sleep(ms(moment));
            t.cancel(message);
            t.await();
        }));
        assertThat(thrown)
                .isInstanceOf(CancelledError.class)
                .hasMessage(message)
                .hasNoCause();
        assertThat(loop.time()).isEqualTo(ms(moment));
    }
}
