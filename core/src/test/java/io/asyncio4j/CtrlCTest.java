package io.asyncio4j;

import static io.asyncio4j.Asyncio.run;
import static io.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What Ctrl-C does: a child JVM runs a program, and gets a real SIGINT when it has said that it is ready. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
final class CtrlCTest {

    private static final Duration LONG = Duration.ofDays(1);

    private Process child;
    private BufferedReader output;

    @BeforeEach
    void sigintIsNotIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            long ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
                    .findFirst()
                    .orElse(0);
            assumeFalse((ignored & 2) != 0, "SIGINT is ignored in this process (nohup?), and so in its children");
        }
    }

    @AfterEach
    void endChild() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
    }

    private void start(Class<?> program) throws IOException {
        Path classes = Path.of(System.getProperty("basedir", ""), "target");
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dasyncio4j.runtime=" + System.getProperty("asyncio4j.runtime", "loop"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes.resolve("classes") + ":" + classes.resolve("test-classes"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        output = child.inputReader();
    }

    private void expectLine(String line) throws IOException {
        assertThat(output.readLine()).isEqualTo(line);
    }

    private void ctrlC() throws IOException, InterruptedException {
        assertThat(kill()).as("exit code of kill").isZero();
    }

    private int kill() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "kill -INT " + child.pid())
                .redirectErrorStream(true)
                .start()
                .waitFor();
    }

    private List<String> remainingLines() {
        return output.lines().toList();
    }

    /** Interrupted once: what it says on its way out. */
    static final class Sleeper {
        public static void main(String[] args) {
            try {
                run(() -> {
                    try {
                        System.out.println("ready");
                        sleep(LONG);
                    } catch (CancelledError e) {
                        System.out.println("main cancelled");
                        throw e;
                    } finally {
                        sleep(Duration.ofMillis(1));
                        System.out.println("cleanup");
                    }
                });
            } catch (KeyboardInterruptError e) {
                System.out.println("KeyboardInterruptError");
            }
        }
    }

    @Test
    void sB23_ctrlC_cancelsMainWhichCleansUpAndKeyboardInterruptComesOut() throws Exception {
        start(Sleeper.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).containsExactly("main cancelled", "cleanup", "KeyboardInterruptError");
        assertThat(child.waitFor()).isZero();
    }

    /** Takes for ever to clean up. */
    static final class SlowCleaner {
        public static void main(String[] args) {
            run(() -> {
                try {
                    System.out.println("ready");
                    sleep(LONG);
                } finally {
                    System.out.println("cleaning");
                    sleep(LONG);
                    System.out.println("not reached");
                }
            });
        }
    }

    @Test
    void ctrlC_second_endsTheJvmAtOnce() throws Exception {
        start(SlowCleaner.class);
        expectLine("ready");
        ctrlC();
        expectLine("cleaning");
        ctrlC();
        assertThat(remainingLines()).isEmpty();
        assertThat(child.waitFor()).isEqualTo(130);
    }

    /** Does not give up the loop's thread. */
    static final class Busy {
        public static void main(String[] args) {
            run(() -> {
                System.out.println("ready");
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    @Test
    void ctrlC_secondWhileMainIsBusy_endsTheJvmAtOnce() throws Exception {
        start(Busy.class);
        expectLine("ready");
        do { // two signals that come together count as one
            kill();
        } while (child.isAlive());
        assertThat(remainingLines()).isEmpty();
        assertThat(child.waitFor()).isEqualTo(130);
    }

    /** Takes a cancellation for an answer. */
    static final class Survivor {
        public static void main(String[] args) {
            System.out.println(run(() -> {
                try {
                    System.out.println("ready");
                    return sleep(LONG, "slept");
                } catch (CancelledError e) {
                    return "survived";
                }
            }));
        }
    }

    @Test
    void sB24_ctrlC_swallowedByMainReturnsItsValue() throws Exception {
        start(Survivor.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).containsExactly("survived");
        assertThat(child.waitFor()).isZero();
    }

    /** After a run that took Ctrl-C, Ctrl-C is the JVM's again; a second run takes it once more. */
    static final class TwoRuns {
        public static void main(String[] args) throws IOException {
            for (int i = 1; i <= 2; i++) {
                try {
                    String name = "ready " + i;
                    run(() -> {
                        System.out.println(name);
                        sleep(LONG);
                    });
                } catch (KeyboardInterruptError e) {
                    System.out.println("interrupted " + i);
                }
            }
            System.out.println("outside");
            System.in.read();
        }
    }

    @Test
    void ctrlC_eachRunTakesOneAndOutsideItEndsTheJvm() throws Exception {
        start(TwoRuns.class);
        for (int i = 1; i <= 2; i++) {
            expectLine("ready " + i);
            ctrlC();
            expectLine("interrupted " + i);
        }
        expectLine("outside");
        ctrlC();
        assertThat(remainingLines()).isEmpty();
        assertThat(child.waitFor()).isEqualTo(130);
    }

    /** Tasks that are left when main is interrupted. */
    static final class LeftTask {
        public static void main(String[] args) {
            List<String> lines = new ArrayList<>();
            try {
                run(() -> {
                    Asyncio.createTask(() -> {
                        try {
                            sleep(LONG);
                        } finally {
                            sleep(Duration.ofMillis(1));
                            lines.add("left task cleaned up");
                        }
                    });
                    sleep(Duration.ZERO);
                    System.out.println("ready");
                    sleep(LONG);
                });
            } catch (KeyboardInterruptError e) {
                lines.add("KeyboardInterruptError caused by " + e.getCause());
            }
            lines.forEach(System.out::println);
        }
    }

    @Test
    void ctrlC_tasksThatAreLeft_cleanUpBeforeRunThrows() throws Exception {
        start(LeftTask.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines())
                .containsExactly(
                        "left task cleaned up", "KeyboardInterruptError caused by io.asyncio4j.CancelledError");
        assertThat(child.waitFor()).isZero();
    }

    /** Nobody catches it. */
    static final class Uncaught {
        public static void main(String[] args) {
            run(() -> {
                System.out.println("ready");
                sleep(LONG);
            });
        }
    }

    @Test
    void ctrlC_thatNobodyCatches_printsTheErrorAndFails() throws Exception {
        start(Uncaught.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).first().asString().contains("io.asyncio4j.KeyboardInterruptError: Ctrl-C");
        assertThat(child.waitFor()).isNotZero();
    }

    /** Takes the cancellation, and throws one of its own. */
    static void replaceCancellation(Coroutine.OfVoid code) throws Exception {
        try {
            code.run();
        } catch (CancelledError e) {
            System.out.println("main cancelled");
            throw new CancelledError("own");
        }
    }

    /** Waits for nothing: it is ready again in each turn. */
    static final class Yielding {
        public static void main(String[] args) {
            try {
                run(() -> {
                    System.out.println("ready");
                    replaceCancellation(() -> {
                        while (true) {
                            sleep(Duration.ZERO);
                        }
                    });
                });
            } catch (KeyboardInterruptError e) {
                System.out.println("KeyboardInterruptError");
            }
        }
    }

    @Test
    void ctrlC_mainThatIsReadyInEachTurn_isCancelled() throws Exception {
        start(Yielding.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).containsExactly("main cancelled", "KeyboardInterruptError");
    }

    /** Waits for a future. */
    static final class Waiting {
        public static void main(String[] args) {
            try (Runner runner = Runner.create()) {
                Future<String> future = runner.getLoop().createFuture();
                try {
                    runner.run(() -> {
                        runner.getLoop().callSoon(() -> System.out.println("ready")); // in the next turn
                        replaceCancellation(future::await);
                    });
                } catch (KeyboardInterruptError e) {
                    System.out.println("KeyboardInterruptError, future cancelled: " + future.cancelled());
                }
            }
        }
    }

    @Test
    void ctrlC_mainThatWaitsForAFuture_cancelsBoth() throws Exception {
        start(Waiting.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines())
                .containsExactly("main cancelled", "KeyboardInterruptError, future cancelled: true");
    }

    /** Its main task is cancelled by another task, and then by Ctrl-C. */
    static final class Cancelled {
        public static void main(String[] args) {
            try {
                run(() -> {
                    Task<?> main = Asyncio.currentTask();
                    Asyncio.createTask(() -> main.cancel());
                    try {
                        sleep(LONG);
                    } finally {
                        System.out.println("ready");
                        sleep(LONG);
                    }
                });
            } catch (CancelledError e) {
                System.out.println("CancelledError");
            }
        }
    }

    @Test
    void ctrlC_mainThatIsBeingCancelledAnyway_isCancelled() throws Exception {
        start(Cancelled.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).containsExactly("CancelledError");
        assertThat(child.waitFor()).isZero();
    }

    /** A loop that is run by hand. */
    static final class ByHand {
        public static void main(String[] args) {
            try (EventLoop loop = EventLoop.create()) {
                loop.callSoon(() -> System.out.println("ready"));
                try {
                    loop.runForever();
                } catch (KeyboardInterruptError e) {
                    System.out.println("KeyboardInterruptError");
                }
                loop.callSoon(() -> System.out.println("alive"));
                loop.callSoon(loop::stop);
                loop.runForever();
            }
        }
    }

    /** E13. */
    @Test
    void ctrlC_inRunForever_leavesTheLoopWhichCanBeRunAgain() throws Exception {
        start(ByHand.class);
        expectLine("ready");
        ctrlC();
        assertThat(remainingLines()).containsExactly("KeyboardInterruptError", "alive");
        assertThat(child.waitFor()).isZero();
    }
}
