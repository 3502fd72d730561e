package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Two threads post, the loop sleeps in between: every interleaving, up to a bound, as Lincheck's model checker finds them.
 * No coroutine takes part, so one runtime is enough.
 */
@EnabledIfSystemProperty(named = "asyncio4j.runtime", matches = "loop")
class InboxLincheckTest {

    private static final int INTERLEAVINGS = 300;

    @Test
    void post_whileLoopFallsAsleep_wakeupIsNeverLost() {
        Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
            Sleeper sleeper = new Sleeper();
            postFromTwoThreads(new RealInbox(sleeper), sleeper);
        });
    }

    @Test
    void post_toInboxThatLooksAndThenSleeps_wakeupIsLost() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(INTERLEAVINGS, () -> {
                    Sleeper sleeper = new Sleeper();
                    postFromTwoThreads(new LookThenSleepInbox(sleeper), sleeper);
                }))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("hung");
    }

    private static void postFromTwoThreads(Mailbox inbox, Sleeper sleeper) {
        Thread first = new Poster(inbox, "first");
        Thread second = new Poster(inbox, "second");
        first.start();
        second.start();
        ReadyQueue ready = new ReadyQueue();
        while (ready.size() < 2) {
            inbox.drainTo(ready);
            if (ready.size() < 2 && inbox.fallAsleep()) {
                sleeper.sleep();
            }
        }
    }

    /** The part of an inbox that the loop and its posters use. */
    private interface Mailbox {

        void post(Object work);

        boolean fallAsleep();

        void drainTo(ReadyQueue ready);
    }

    /** A class with fields: Lincheck takes what only a lambda has captured for unshared and would not interleave it. */
    private static final class Poster extends Thread {

        private final Mailbox inbox;
        private final Object work;

        Poster(Mailbox inbox, Object work) {
            this.inbox = inbox;
            this.work = work;
        }

        @Override
        public void run() {
            inbox.post(work);
        }
    }

    /** The one under test. */
    private static final class RealInbox implements Mailbox {

        private final Inbox inbox;

        RealInbox(Sleeper sleeper) {
            inbox = new Inbox(sleeper);
        }

        @Override
        public void post(Object work) {
            inbox.post(work);
        }

        @Override
        public boolean fallAsleep() {
            return inbox.fallAsleep();
        }

        @Override
        public void drainTo(ReadyQueue ready) {
            inbox.drainTo(ready);
        }
    }

    /** A broken one: between the look and the sleep, a post goes unnoticed. */
    private static final class LookThenSleepInbox implements Mailbox {

        private static final List<Object> EMPTY = List.of();

        private final Sleeper sleeper;
        private final AtomicReference<List<Object>> posted = new AtomicReference<>(EMPTY);
        private final AtomicBoolean asleep = new AtomicBoolean();

        LookThenSleepInbox(Sleeper sleeper) {
            this.sleeper = sleeper;
        }

        @Override
        public void post(Object work) {
            List<Object> before;
            List<Object> after;
            do {
                before = posted.get();
                after = new ArrayList<>(before);
                after.add(work);
            } while (!posted.compareAndSet(before, after));
            if (asleep.getAndSet(false)) {
                sleeper.run();
            }
        }

        @Override
        public boolean fallAsleep() {
            if (!posted.get().isEmpty()) {
                return false;
            }
            asleep.set(true);
            return true;
        }

        @Override
        public void drainTo(ReadyQueue ready) {
            for (Object work : posted.getAndSet(EMPTY)) {
                ready.add(work);
            }
        }
    }

    /** A sticky wake-up. It never wakes without a reason, as a parked thread may: that would hide a lost one. */
    private static final class Sleeper implements Runnable {

        private boolean awake;

        @Override
        public synchronized void run() {
            awake = true;
            notifyAll();
        }

        synchronized void sleep() {
            while (!awake) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts", e);
                }
            }
            awake = false;
        }
    }
}
