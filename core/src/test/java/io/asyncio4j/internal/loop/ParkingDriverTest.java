package io.asyncio4j.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lost wake-up shows as a test that does not end. */
@Timeout(20)
class ParkingDriverTest {

    private final ParkingDriver driver = new ParkingDriver();

    @Test
    void poll_withoutTime_returnsAtOnce() {
        assertThat(driver.poll(0)).isZero();
    }

    @Test
    void poll_withATimeout_returns() {
        assertThat(driver.poll(1_000_000)).isZero();
    }

    @Test
    void wakeup_beforePoll_endsIt() {
        driver.wakeup();
        assertThat(driver.poll(Long.MAX_VALUE)).isZero();
    }

    @Test
    @Timeout(5)
    void wakeup_beforeAPollThatDoesNotWait_endsTheNextThatDoes() {
        driver.wakeup();
        driver.poll(0);
        assertThat(driver.poll(Long.MAX_VALUE)).isZero();
    }

    @Test
    void wakeup_fromAnotherThread_endsThePollUnderWay() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        Thread loop = Thread.currentThread();
        Thread waker = new Thread(() -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
            }
            while (loop.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            driver.wakeup();
        });
        waker.start();
        goOn.countDown();
        driver.poll(Long.MAX_VALUE);
        waker.join();
    }

    @Test
    void wakeup_whilePollsFromAnotherThreadFollow_findsThePresentWaiter() throws InterruptedException {
        driver.poll(1);
        Thread second = new Thread(() -> driver.poll(Long.MAX_VALUE));
        second.start();
        while (second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        driver.wakeup();
        second.join();
    }

    @Test
    void interrupt_endsPollAndIsKept() {
        Thread.currentThread().interrupt();
        driver.poll(Long.MAX_VALUE);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Two drivers wake each other 20,000 times. */
    @Test
    void wakeups_backAndForth_areNeverLost() throws InterruptedException {
        int rounds = 20_000;
        ParkingDriver other = new ParkingDriver();
        AtomicInteger turn = new AtomicInteger();
        Thread answering = new Thread(() -> play(turn, 1, rounds, other, driver));
        answering.start();
        play(turn, 0, rounds, driver, other);
        answering.join();
        assertThat(turn).hasValue(2 * rounds);
    }

    private static void play(AtomicInteger turn, int mine, int rounds, ParkingDriver own, ParkingDriver other) {
        for (int round = 0; round < rounds; round++) {
            while (turn.get() != 2 * round + mine) {
                own.poll(Long.MAX_VALUE);
            }
            turn.incrementAndGet();
            other.wakeup();
        }
    }
}
