package io.asyncio4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Awaitable;
import io.asyncio4j.EventLoop;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the primitives have in common (F02). */
final class PrimitivesTest {

    private static final List<Class<?>> ALL =
            List.of(Lock.class, Event.class, Condition.class, Semaphore.class, BoundedSemaphore.class, Barrier.class);

    /** Else {@code gather(lock)} or {@code waitFor(lock)} would compile, and mean nothing. */
    @Test
    void primitives_areNoAwaitables() {
        assertThat(ALL).noneMatch(Awaitable.class::isAssignableFrom);
    }

    /** Only what {@code acquire()} returns can be put into {@code try}, never the primitive itself. */
    @Test
    void primitives_cannotBePutIntoTry() {
        assertThat(ALL).noneMatch(AutoCloseable.class::isAssignableFrom);
    }

    @Test
    void constructors_doNotTakeALoop() {
        assertThat(ALL)
                .flatExtracting(type -> Arrays.asList(type.getConstructors()))
                .isNotEmpty()
                .noneMatch(
                        constructor -> List.of(constructor.getParameterTypes()).contains(EventLoop.class));
    }
}
