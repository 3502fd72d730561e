package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kind of thread that a runtime wants for loops. */
class LoopThreadKindTest {

    private static final CoroutineRuntime RUNTIME = CoroutineRuntime.get();

    private final List<Object> out = new ArrayList<>();

    @Test
    void callOnLoopThread_passesOnWhatIsThrown() throws InterruptedException {
        IllegalArgumentException thrown = new IllegalArgumentException("x");
        Runnable throwing = () -> {
            throw thrown;
        };
        assertThat(catchThrowable(() -> RUNTIME.callOnLoopThread(throwing))).isSameAs(thrown);
        Thread.ofVirtual()
                .start(() -> out.add(catchThrowable(() -> RUNTIME.callOnLoopThread(throwing))))
                .join();
        assertThat(out).containsExactly(thrown);
    }

    @Test
    void callOnLoopThread_isVirtualOnTheHandOffRuntimeOnly() throws InterruptedException {
        Runnable look = () -> out.add(Thread.currentThread().isVirtual());
        RUNTIME.callOnLoopThread(look);
        Thread.ofVirtual().start(() -> RUNTIME.callOnLoopThread(look)).join();
        boolean virtual = RUNTIME.name().equals("handoff");
        assertThat(out).containsExactly(virtual, virtual);
    }
}
