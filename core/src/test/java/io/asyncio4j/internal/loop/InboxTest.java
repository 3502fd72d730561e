package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboxTest {

    private final AtomicInteger wakeups = new AtomicInteger();
    private final Inbox inbox = new Inbox(wakeups::incrementAndGet);
    private final ReadyQueue ready = new ReadyQueue();

    private List<Object> drained() {
        inbox.drainTo(ready);
        List<Object> works = new ArrayList<>();
        while (!ready.isEmpty()) {
            works.add(ready.remove());
        }
        return works;
    }

    @Test
    void drainTo_withoutPosts_givesNothing() {
        assertThat(drained()).isEmpty();
        assertThat(drained()).isEmpty();
    }

    @Test
    void drainTo_givesPostsInOrderOnce() {
        assertThat(inbox.post("a")).isTrue();
        assertThat(inbox.post("b")).isTrue();
        assertThat(inbox.post("c")).isTrue();
        assertThat(drained()).containsExactly("a", "b", "c");
        assertThat(drained()).isEmpty();
    }

    @Test
    void drainTo_appendsToWhatIsReady() {
        ready.add("before");
        inbox.post("posted");
        assertThat(drained()).containsExactly("before", "posted");
    }

    @Test
    void post_whileTheLoopIsAwake_doesNotWakeIt() {
        inbox.post("a");
        inbox.post("b");
        assertThat(wakeups).hasValue(0);
    }

    @Test
    void post_whileTheLoopSleeps_wakesItOnce() {
        assertThat(inbox.fallAsleep()).isTrue();
        inbox.post("a");
        inbox.post("b");
        assertThat(wakeups).hasValue(1);
        assertThat(drained()).containsExactly("a", "b");

        inbox.post("c");
        assertThat(wakeups).hasValue(1);
        drained();
        assertThat(inbox.fallAsleep()).isTrue();
        inbox.post("d");
        assertThat(wakeups).hasValue(2);
        assertThat(drained()).containsExactly("d");
    }

    @Test
    void fallAsleep_afterAPost_isRefusedUntilItIsDrained() {
        inbox.post("a");
        assertThat(inbox.fallAsleep()).isFalse();
        assertThat(drained()).containsExactly("a");
        assertThat(inbox.fallAsleep()).isTrue();
    }

    @Test
    void drainTo_afterSleepWithoutPosts_countsAsAwake() {
        assertThat(inbox.fallAsleep()).isTrue();
        assertThat(drained()).isEmpty();
        inbox.post("a");
        assertThat(wakeups).hasValue(0);
        assertThat(drained()).containsExactly("a");
    }

    @Test
    void close_dropsPostsAndRefusesMore() {
        inbox.post("dropped");
        inbox.close();
        assertThat(inbox.post("refused")).isFalse();
        assertThat(inbox.fallAsleep()).isFalse();
        assertThat(wakeups).hasValue(0);
    }

    /** Two threads post 20,000 works each while the loop drains, and sleeps when there are none. */
    @Test
    void posts_fromTwoThreads_arriveCompleteAndEachThreadsInOrder() throws InterruptedException {
        int each = 20_000;
        ParkingDriver driver = new ParkingDriver();
        Inbox shared = new Inbox(driver::wakeup);
        Thread even = new Thread(() -> postEverySecond(shared, 0, each));
        Thread odd = new Thread(() -> postEverySecond(shared, 1, each));
        even.start();
        odd.start();
        int[] next = {0, 1};
        for (int taken = 0; taken < 2 * each; ) {
            shared.drainTo(ready);
            if (ready.isEmpty()) {
                driver.poll(shared.fallAsleep() ? Long.MAX_VALUE : 0);
            }
            for (; !ready.isEmpty(); taken++) {
                int number = (int) ready.remove();
                assertThat(number).isEqualTo(next[number % 2]);
                next[number % 2] += 2;
            }
        }
        even.join();
        odd.join();
        assertThat(drained()).isEmpty();
    }

    private static void postEverySecond(Inbox inbox, int first, int count) {
        for (int i = 0; i < count; i++) {
            inbox.post(first + 2 * i);
        }
    }
}
