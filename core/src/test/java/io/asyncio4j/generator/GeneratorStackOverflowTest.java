package io.asyncio4j.generator;

import static io.asyncio4j.generator.GeneratorTest.STANDARD_RUNTIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.ChildJvm;
import io.asyncio4j.VirtualTime;
import io.asyncio4j.generator.Generator.State;
import io.asyncio4j.internal.coroutine.CoroutineRuntime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A stack that overflows where a generator is entered or left. In a JVM of its own, since an overflow inside the JDK may
 * leave classes that cannot be initialised. The other JVM is given the one option that the standard runtime needs.
 */
final class GeneratorStackOverflowTest {

    /** Each starts the recursion at another depth, so that it ends at another point. */
    private static final int ROUNDS = STANDARD_RUNTIME ? 100 : 10;

    @Test
    void stackOverflow_leavesNothingBehind() throws Exception {
        ChildJvm end = ChildJvm.run(
                Overflowing.class,
                List.of(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dasyncio4j.runtime=" + CoroutineRuntime.get().name()));
        assertThat(end.output().lines().toList())
                .isEqualTo(
                        STANDARD_RUNTIME
                                ? List.of("works outside tasks", "works in tasks")
                                : List.of("works outside tasks"));
        assertThat(end.exitCode()).isZero();
    }

    /** The program of the other JVM. */
    static final class Overflowing {

        public static void main(String[] args) throws Exception {
            Thread.ofPlatform().daemon().start(Overflowing::endAfterAWhile);
            Thread thread = new Thread(null, () -> rounds("works outside tasks"), "small stack", 512 << 10);
            thread.start();
            thread.join();
            if (STANDARD_RUNTIME) { // the other one suspends at each level, which lets the stack of a task grow on the
                // heap
                VirtualTime.run(
                        () -> Asyncio.createTask(() -> rounds("works in tasks")).await());
            }
        }

        private static void rounds(String message) {
            for (int round = 0; round < ROUNDS; round++) {
                Generator<Integer, ?, ?> generator = Generator.of(out -> {
                    for (int i = 0; ; i++) {
                        out.yield(i);
                    }
                });
                try {
                    pad(round, generator);
                    System.out.println("no overflow");
                } catch (StackOverflowError e) {
                    checkThatItWorks(generator, e);
                }
            }
            System.out.println(message);
        }

        /** It has stopped at a yield, or has ended with the error. */
        private static void checkThatItWorks(Generator<Integer, ?, ?> generator, StackOverflowError overflow) {
            if (generator.state() == State.SUSPENDED) {
                int before = generator.next();
                if (generator.next() != before + 1) {
                    System.out.println("lost a step");
                }
                generator.close();
            } else if (generator.state() != State.ENDED) {
                System.out.println(generator + " after " + overflow);
            }
            Generator<String, ?, ?> other = Generator.of(out -> out.yield("other"));
            if (!other.next().equals("other") || other.hasNext()) {
                System.out.println("another one does not work");
            }
        }

        private static int pad(int depth, Generator<Integer, ?, ?> generator) {
            return depth == 0 ? recurse(generator) : 1 + pad(depth - 1, generator);
        }

        private static int recurse(Generator<Integer, ?, ?> generator) {
            return generator.next() < 0 ? 0 : 1 + recurse(generator);
        }

        private static void endAfterAWhile() {
            try {
                TimeUnit.SECONDS.sleep(40);
            } catch (InterruptedException e) {
                // nobody interrupts this thread
            }
            System.out.println("hangs");
            Runtime.getRuntime().halt(1);
        }
    }
}
