package io.asyncio4j;

import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What tests of task groups share. All of them run twice: with tasks that start in the next turn, and with eager ones. */
@ParameterizedClass(name = "eager = {0}")
@ValueSource(booleans = {false, true})
abstract class GroupTest extends SemanticsTest {

    final boolean eager;

    GroupTest(boolean eager) {
        this.eager = eager;
        if (eager) {
            loop.setTaskFactory(TaskFactory.EAGER);
        }
    }

    static Coroutine.OfVoid failing(long millis, String message) {
        return () -> {
            sleep(ms(millis));
            throw new IllegalArgumentException(message);
        };
    }

    /** Sleeps, and notes the cancellation that ends it. */
    Coroutine.OfVoid noting(String name) {
        return () -> {
            try {
                sleep(ms(5000));
            } catch (CancelledError e) {
                out.add(name + " cancelled");
                throw e;
            }
        };
    }

    /** Sleeps, and when it is cancelled takes its time to clean up. */
    Coroutine.OfVoid stubborn(long cleanupMillis) {
        return () -> {
            try {
                sleep(ms(5000));
            } finally {
                sleep(ms(cleanupMillis));
                out.add("cleaned up");
            }
        };
    }

    /** Sleeps, and fails when it is cancelled. */
    static Coroutine.OfVoid failingInCleanup(String message) {
        return () -> {
            try {
                sleep(ms(5000));
            } catch (CancelledError e) {
                throw new IllegalArgumentException(message);
            }
        };
    }

    static ExceptionGroup groupOf(Coroutine.OfVoid code) {
        ExceptionGroup group = catchThrowableOfType(ExceptionGroup.class, code::run);
        assertThat(group).as("the ExceptionGroup").isNotNull();
        return group;
    }
}
