package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Strands driven by hand, on the runtime of this JVM. */
final class StrandTest {

    private static final boolean HAND_OFF = CoroutineRuntime.get().name().equals("handoff");

    private final List<Object> out = new ArrayList<>();

    @Test
    void newStrand_runsNothing() {
        Strand.of(() -> out.add("ran"));
        assertThat(out).isEmpty();
    }

    @Test
    void resume_runsToTheNextSuspensionAndThenOn() {
        Strand[] strand = new Strand[1];
        strand[0] = Strand.of(() -> {
            out.add("one");
            strand[0].suspend();
            out.add("two");
        });
        strand[0].resume();
        out.add("between");
        strand[0].resume();
        assertThat(out).containsExactly("one", "between", "two");
    }

    @Test
    void suspendOfTheOuterStrand_stopsTheInnerOneWithIt() {
        Strand[] outer = new Strand[1];
        Strand[] inner = new Strand[1];
        inner[0] = Strand.of(() -> {
            out.add("inner");
            outer[0].suspend();
            out.add("inner goes on");
            inner[0].suspend();
            out.add("inner ends");
        });
        outer[0] = Strand.of(() -> {
            inner[0].resume();
            out.add("outer goes on");
            inner[0].resume();
        });
        outer[0].resume();
        out.add("outside");
        outer[0].resume();
        assertThat(out).containsExactly("inner", "outside", "inner goes on", "outer goes on", "inner ends");
    }

    @Test
    void suspend_outside_isRefused() {
        Strand[] strand = new Strand[1];
        strand[0] = Strand.of(() -> strand[0].suspend());
        assertThatIllegalStateException()
                .isThrownBy(strand[0]::suspend)
                .withMessage("cannot yield on " + Thread.currentThread()
                        + ": it is not inside the body; hand the value to the code that runs there");
        strand[0].resume();
        assertThatIllegalStateException().isThrownBy(strand[0]::suspend).withMessageContaining("not inside the body");
        Strand sibling =
                Strand.of(() -> out.add(catchThrowable(strand[0]::suspend).getMessage()));
        sibling.resume();
        assertThat(out).singleElement().asString().contains("not inside the body");
        strand[0].resume();
    }

    @Test
    void threadLocal_isThatOfWhoeverResumes() throws Exception {
        Supplier<List<Object>> local = CoroutineRuntime.get().threadLocal(ArrayList::new);
        local.get().add("here");
        Strand[] strand = new Strand[1];
        strand[0] = Strand.of(() -> {
            out.addAll(local.get());
            Strand inner = Strand.of(() -> {
                out.add(local.get().size());
                strand[0].suspend();
                out.addAll(local.get());
            });
            inner.resume();
        });
        strand[0].resume();
        FutureTask<Void> other = new FutureTask<>(
                () -> {
                    local.get().add("there");
                    strand[0].resume();
                },
                null);
        Thread.ofVirtual().start(other);
        other.get();
        assertThat(out).containsExactly("here", 1, "there");
    }

    @Test
    void strand_bearsTheNameOfItsCallersThread() {
        Strand.of(() -> out.add(Thread.currentThread().getName())).resume();
        assertThat(out).containsExactly(Thread.currentThread().getName());
    }

    // ---- strands that nobody can resume, which hold a thread on the portable runtime ----

    /** Ends where it stands; its owner is gone when this returns, or never if it is kept. */
    private static void abandon(Runnable[] body) {
        Object owner = new Object();
        Strand[] strand = new Strand[1];
        strand[0] = Strand.of(() -> body[0].run());
        strand[0].releaseWith(owner);
        body[1] = strand[0]::suspend;
        strand[0].resume();
        if (owner.hashCode() == 0 && strand[0].equals(owner)) {
            throw new AssertionError("the owner lives up to here");
        }
    }

    private static void collectUntil(CountDownLatch latch) throws InterruptedException {
        for (int i = 0; i < 200 && latch.getCount() > 0; i++) {
            System.gc();
            var _ = latch.await(100, TimeUnit.MILLISECONDS);
        }
        assertThat(latch.getCount()).isZero();
    }

    @Test
    void abandonedStrand_isUnwound_outsideAnything_howeverOftenItSuspends() throws InterruptedException {
        assumeTrue(HAND_OFF);
        Supplier<List<Object>> local = CoroutineRuntime.get().threadLocal(ArrayList::new);
        local.get().add("the caller's");
        CountDownLatch ended = new CountDownLatch(1);
        Runnable[] body = new Runnable[2];
        body[0] = () -> {
            out.add(catchThrowable(body[1]::run).getClass());
            out.add(catchThrowable(body[1]::run).getClass());
            out.addAll(local.get());
            ended.countDown();
        };
        abandon(body);
        collectUntil(ended);
        assertThat(out).containsExactly(FiberUnwind.class, FiberUnwind.class);
    }

    /** The thread that hears of lost objects must not wait for what users do. */
    @Test
    void abandonedStrand_thatBlocks_doesNotKeepOthersFromEnding() throws InterruptedException {
        assumeTrue(HAND_OFF);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        Runnable[] blocking = new Runnable[2];
        blocking[0] = () -> {
            out.add(catchThrowable(blocking[1]::run).getClass());
            blocked.countDown();
            awaitLatch(never);
        };
        abandon(blocking);
        collectUntil(blocked);

        CountDownLatch ended = new CountDownLatch(1);
        Runnable[] other = new Runnable[2];
        other[0] = () -> {
            out.add(catchThrowable(other[1]::run).getClass());
            ended.countDown();
        };
        abandon(other);
        collectUntil(ended);
        assertThat(out).containsExactly(FiberUnwind.class, FiberUnwind.class);
        never.countDown();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
