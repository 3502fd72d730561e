package io.asyncio4j;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.VirtualTime.ms;
import static io.asyncio4j.VirtualTime.yieldTurn;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A stack that overflows in the middle of a suspension. In a JVM of its own, since an overflow inside the JDK may leave
 * classes that cannot be initialised.
 */
final class StackOverflowTest {

    private static final int ATTEMPTS = 50;

    /** Each starts the recursion at another depth, so that it ends at another point. */
    private static final int ROUNDS = 40;

    /** Whatever was caught, later suspensions wait for what they should, and the loop goes on. */
    @Test
    void stackOverflow_insideSuspensions_leavesNothingBehind() throws Exception {
        String runtime = CoroutineRuntime.get().name();
        ChildJvm end = ChildJvm.run(
                Overflowing.class,
                List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dasyncio4j.runtime=" + runtime));
        assertThat(end.output().lines()).containsExactly("works");
        assertThat(end.exitCode()).isZero();
    }

    /** The program of the other JVM. */
    static final class Overflowing {

        private static int attempts;

        public static void main(String[] args) {
            Thread.ofPlatform().daemon().start(Overflowing::endAfterAWhile);
            EventLoop loop = VirtualTime.loop();
            for (int round = 0; round < ROUNDS; round++) {
                int padding = round;
                loop.runUntilComplete(() -> createTask(() -> overflow(padding)).await());
            }
            System.out.println(loop.runUntilComplete(
                    () -> createTask(() -> sleep(ms(1), "works")).await()));
            loop.close();
        }

        private static void endAfterAWhile() {
            try {
                TimeUnit.SECONDS.sleep(20);
            } catch (InterruptedException e) {
                // nobody interrupts this thread
            }
            System.out.println("hangs");
            Runtime.getRuntime().halt(1);
        }

        private static void overflow(int padding) {
            for (int i = 0; i < 20; i++) { // all classes are initialised now
                yieldTurn();
                sleep(ms(1));
            }
            attempts = 0;
            try {
                pad(padding, 1, 2, 3);
            } catch (StackOverflowError e) {
                // what comes next is the test
            }
            for (int i = 0; i < 2; i++) {
                EventLoop loop = Asyncio.getRunningLoop();
                Duration before = loop.time();
                sleep(ms(5));
                Duration slept = loop.time().minus(before);
                if (!slept.equals(ms(5))) {
                    System.out.println("padding " + padding + ": slept " + slept);
                }
            }
        }

        private static long pad(int frames, long a, long b, long c) {
            if (frames > 0) {
                return pad(frames - 1, b, c, a) + a;
            }
            suspendNearTheEnd(0);
            return a + b + c;
        }

        /** Suspends where nothing is left of the stack, then where a little more is left, and so on. */
        private static void suspendNearTheEnd(long n) {
            try {
                if (n >= 0) {
                    suspendNearTheEnd(n + 1);
                }
            } catch (StackOverflowError e) {
                if (attempts < ATTEMPTS) {
                    attempts++;
                    yieldTurn();
                }
                throw e;
            }
        }
    }
}
