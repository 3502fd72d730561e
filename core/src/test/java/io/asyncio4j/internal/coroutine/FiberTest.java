package io.asyncio4j.internal.coroutine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.internal.coroutine.Fiber.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Fibers driven by hand, on the runtime of this JVM. */
class FiberTest {

    private static final CoroutineRuntime RUNTIME = CoroutineRuntime.get();

    private final List<Object> out = new ArrayList<>();
    private final Host host = new Host();

    private interface Body {
        void run(Fiber fiber) throws Exception;
    }

    /** A loop without a loop: the test says what runs. */
    private final class Host implements FiberHost {

        final Deque<Body> next = new ArrayDeque<>();
        final LinkedBlockingQueue<Fiber> scheduled = new LinkedBlockingQueue<>();
        private volatile Thread loop;
        private volatile Thread running;
        private volatile boolean closed;
        private volatile boolean interruptNoted;

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == loop || Thread.currentThread() == running;
        }

        @Override
        public boolean schedule(Fiber fiber) {
            return scheduled.add(fiber);
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public ClassLoader contextClassLoader() {
            return loop.getContextClassLoader();
        }

        @Override
        public void noteInterrupt() {
            interruptNoted |= loop.isInterrupted();
        }

        @Override
        public String threadName(Object body) {
            return "body-" + body.hashCode();
        }

        @Override
        public void runBody(Fiber fiber, Object body) {
            running = fiber.thread();
            try {
                ((Body) body).run(fiber);
            } catch (Throwable e) {
                out.add(e);
            }
        }

        @Override
        public void continueBlocked(Object body) {
            out.add("continue");
        }

        @Override
        public Object nextBody() {
            return next.poll();
        }

        @Override
        public Runnable closeWithLoop(Object owner, Runnable close) {
            throw new AssertionError("there are no generators here");
        }
    }

    private Fiber fiber(Body body) {
        return RUNTIME.newFiber(host, body);
    }

    private void onLoop(Runnable test) {
        RUNTIME.callOnLoopThread(() -> {
            host.loop = Thread.currentThread();
            test.run();
        });
    }

    @Test
    void newFiber_runsNothing() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> out.add("ran"));
            assertThat(fiber.state()).isEqualTo(State.SUSPENDED);
            assertThat(out).isEmpty();
        });
    }

    @Test
    void resume_runsToTheNextSuspensionAndThenOn() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                out.add("one " + f.state());
                f.suspend();
                out.add("two " + f.state());
                f.suspend();
                out.add("three");
            });
            fiber.resume();
            out.add(fiber.state());
            fiber.resume();
            out.add(fiber.state());
            fiber.resume();
            out.add(fiber.state());
        });
        assertThat(out)
                .containsExactly("one GOING", State.SUSPENDED, "two GOING", State.SUSPENDED, "three", State.ENDED);
    }

    @Test
    void fibers_takeTurns() {
        onLoop(() -> {
            List<Fiber> fibers = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                fibers.add(fiber(f -> {
                    out.add(name + 1);
                    f.suspend();
                    out.add(name + 2);
                }));
            }
            fibers.forEach(Fiber::resume);
            fibers.reversed().forEach(Fiber::resume);
        });
        assertThat(out).containsExactly("a1", "b1", "c1", "c2", "b2", "a2");
    }

    @Test
    void suspend_inADeepFrame_keepsTheStack() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> out.add(sum(f, 200)));
            for (int i = 0; i <= 200; i++) {
                fiber.resume();
            }
            assertThat(fiber.state()).isEqualTo(State.SUSPENDED);
            fiber.resume();
            assertThat(fiber.state()).isEqualTo(State.ENDED);
        });
        assertThat(out).containsExactly(200 * 201 / 2);
    }

    private static int sum(Fiber fiber, int number) {
        fiber.suspend();
        return number == 0 ? 0 : number + sum(fiber, number - 1);
    }

    @Test
    void suspend_insideAMonitor_keepsItHeld() {
        Object lock = new Object();
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                synchronized (lock) {
                    f.suspend();
                    out.add(Thread.holdsLock(lock));
                }
                out.add(Thread.holdsLock(lock));
            });
            fiber.resume();
            assertThat(Thread.holdsLock(lock)).isFalse();
            fiber.resume();
        });
        assertThat(out).containsExactly(true, false);
    }

    @Test
    void currentFiber_isTheOneOnWhoseStackTheCallerRuns() throws InterruptedException {
        CountDownLatch looked = new CountDownLatch(1);
        onLoop(() -> {
            assertThat(RUNTIME.currentFiber()).isNull();
            Fiber fiber = fiber(f -> {
                out.add(RUNTIME.currentFiber() == f);
                out.add(Thread.currentThread() == f.thread());
                out.add(Thread.currentThread()
                        .getName()
                        .equals("body-" + f.body().hashCode()));
                Thread.ofVirtual().start(() -> {
                    out.add(RUNTIME.currentFiber());
                    looked.countDown();
                });
                f.suspend();
                out.add(RUNTIME.currentFiber() == f);
            });
            fiber.resume();
            assertThat(RUNTIME.currentFiber()).isNull();
            assertThat(unchecked(() -> looked.await(20, TimeUnit.SECONDS))).isTrue();
            fiber.resume();
        });
        assertThat(out).containsExactly(true, true, true, null, true);
    }

    /** A class initialiser is a native frame, which the loop-scheduled runtime cannot take off the thread. */
    @Test
    void suspend_inAClassInitialiser_isRefusedAndTheBodyGoesOn() {
        assumeTrue(RUNTIME.name().equals("loop"));
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                SuspendingClass.touch();
                out.add(SuspendingClass.THROWN);
                f.suspend();
                out.add("end");
            });
            fiber.resume();
            fiber.resume();
        });
        assertThat(out).hasSize(2).last().isEqualTo("end");
        assertThat((Throwable) out.getFirst())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot suspend ")
                .hasMessageContaining("a class initialiser is on its stack");
    }

    private static final class SuspendingClass {
        static final Throwable THROWN = catchThrowable(FiberTest::suspendCurrentFiber);

        static void touch() {}
    }

    private static void suspendCurrentFiber() {
        RUNTIME.currentFiber().suspend();
    }

    @Test
    void unwind_ofASuspendedFiber_runsFinallyBlocksWhichCannotSuspend() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                try {
                    f.suspend();
                    out.add("never");
                } finally {
                    out.add("finally");
                    out.add(catchThrowable(f::suspend).getClass());
                }
            });
            fiber.resume();
            host.closed = true;
            fiber.unwind();
            assertThat(fiber.state()).isEqualTo(State.ENDED);
        });
        assertThat(out.subList(0, 2)).containsExactly("finally", FiberUnwind.class);
        assertThat(out).hasSize(3).last().isInstanceOf(FiberUnwind.class);
    }

    @Test
    void unwind_takesNoFurtherBody() {
        onLoop(() -> {
            Fiber fiber = fiber(Fiber::suspend);
            fiber.resume();
            host.next.add(f -> out.add("never"));
            host.closed = true;
            fiber.unwind();
        });
        assertThat(host.next).hasSize(1);
    }

    @Test
    void interruptOfASuspendedFiber_isKeptForIt() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                f.suspend();
                out.add(Thread.interrupted());
                f.suspend();
                out.add(Thread.interrupted());
            });
            fiber.resume();
            fiber.thread().interrupt();
            fiber.resume();
            fiber.resume();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        assertThat(out).containsExactly(true, false);
    }

    /** With the loop-scheduled runtime the JDK clears it, as for every thread that carries a virtual one. */
    @Test
    void interruptOfTheLoop_whileAFiberRuns_isKeptOrNoted() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                host.loop.interrupt();
                out.add(Thread.currentThread().isInterrupted());
                f.suspend();
                host.loop.interrupt();
            });
            for (int step = 0; step < 2; step++) {
                host.interruptNoted = false;
                fiber.resume();
                out.add(Thread.interrupted() || host.interruptNoted);
            }
        });
        assertThat(out).containsExactly(false, true, true);
    }

    @Test
    void interruptOfAFiber_isNotTakenForOneOfTheLoop() {
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                Thread.currentThread().interrupt();
                f.suspend();
                out.add(Thread.interrupted());
            });
            fiber.resume();
            fiber.resume();
            assertThat(Thread.interrupted()).isFalse();
            assertThat(host.interruptNoted).isFalse();
        });
        assertThat(out).containsExactly(true);
    }

    /** Only the loop-scheduled runtime can clear a thread; the other one gives each body a thread of its own. */
    @Test
    void endOfABody_nextOneFindsNoTraceOfIt() {
        ThreadLocal<String> local = new ThreadLocal<>();
        onLoop(() -> {
            ClassLoader usual = Thread.currentThread().getContextClassLoader();
            Body second = f -> {
                out.add(local.get());
                out.add(Thread.interrupted());
                out.add(Thread.currentThread().getContextClassLoader() == usual);
                out.add(Thread.currentThread()
                        .getName()
                        .equals("body-" + f.body().hashCode()));
                f.suspend();
                out.add("second ends");
            };
            host.next.add(second);
            Fiber fiber = fiber(f -> {
                local.set("left behind");
                Thread.currentThread().setContextClassLoader(null);
                Thread.currentThread().interrupt();
            });
            fiber.resume();
            if (RUNTIME.name().equals("loop")) {
                assertThat(fiber.body()).isSameAs(second);
            } else {
                assertThat(fiber.state()).isEqualTo(State.ENDED);
                fiber = fiber(host.next.remove());
                fiber.resume();
            }
            assertThat(fiber.state()).isEqualTo(State.SUSPENDED);
            fiber.resume();
            assertThat(fiber.state()).isEqualTo(State.ENDED);
        });
        assertThat(out).containsExactly(null, false, true, true, "second ends");
    }

    @Test
    void blockingCall_givesTheLoopItsThreadBackAndIsContinuedLater() {
        assumeTrue(RUNTIME.name().equals("loop"));
        CountDownLatch goOn = new CountDownLatch(1);
        onLoop(() -> {
            Fiber fiber = fiber(f -> {
                out.add("blocks");
                goOn.await();
                out.add("goes on");
            });
            fiber.resume();
            assertThat(fiber.state()).isEqualTo(State.GOING);
            host.running = null;
            Thread.ofPlatform().start(goOn::countDown);
            assertThat(unchecked(() -> host.scheduled.poll(20, TimeUnit.SECONDS)))
                    .isSameAs(fiber);
            assertThat(out).containsExactly("blocks");
            fiber.wake();
            host.running = fiber.thread();
            fiber.resume();
            assertThat(fiber.state()).isEqualTo(State.ENDED);
        });
        assertThat(out).containsExactly("blocks", "continue", "goes on");
    }

    private static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
