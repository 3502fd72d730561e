package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** {@link CoroutineRuntime#callOnVirtualThread}. */
class CallOnVirtualThreadTest {

    private final CoroutineRuntime runtime = CoroutineRuntime.get();
    private final List<Thread> seen = new ArrayList<>();

    @Test
    void code_runsAtOnce_onAVirtualThreadOfTheCallersName() {
        runtime.callOnLoopThread(() -> {
            runtime.callOnVirtualThread(() -> seen.add(Thread.currentThread()));
            assertThat(seen)
                    .singleElement()
                    .matches(Thread::isVirtual)
                    .satisfies(thread -> assertThat(thread.getName())
                            .isEqualTo(Thread.currentThread().getName()));
        });
    }

    @Test
    void code_onAVirtualThread_staysThere() throws InterruptedException {
        Thread caller =
                Thread.ofVirtual().start(() -> runtime.callOnVirtualThread(() -> seen.add(Thread.currentThread())));
        caller.join();
        assertThat(seen).containsExactly(caller);
    }

    @Test
    void interruptOfTheCaller_isKept() {
        runtime.callOnLoopThread(() -> {
            Thread.currentThread().interrupt();
            runtime.callOnVirtualThread(() -> seen.add(Thread.currentThread()));
            assertThat(Thread.interrupted()).isTrue();
        });
        assertThat(Thread.interrupted()).isFalse();
    }

    /** It should not, but then the caller goes on, and the code ends elsewhere. */
    @Test
    @EnabledIfSystemProperty(named = CoroutineRuntime.PROPERTY, matches = "loop")
    void codeThatBlocks_doesNotHoldTheCaller() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        runtime.callOnVirtualThread(() -> {
            try {
                goOn.await();
                ended.countDown();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
            }
        });
        goOn.countDown();
        ended.await();
    }
}
