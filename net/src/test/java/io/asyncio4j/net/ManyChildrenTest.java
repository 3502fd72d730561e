package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.net.internal.process.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** G05: many child processes at once, which need no threads. */
class ManyChildrenTest extends ChildTest {

    private static final int COUNT = 500;

    /** The platform threads, without those that carry virtual ones. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(each -> !each.getName().startsWith("ForkJoinPool"))
                .collect(Collectors.toSet());
    }

    @Test
    void manyChildren_needOneThread() {
        assumeTrue(Platform.isNative());
        Set<Thread> before = threads();
        run(() -> {
            List<Subprocess> children = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                children.add(createSubprocessExec(PIPES, "cat"));
            }
            assertThat(pipesAndProcesses()).hasSizeGreaterThanOrEqualTo(4 * COUNT);
            List<Task<?>> talks = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                Subprocess child = children.get(i);
                String line = "line for " + i + "\n";
                talks.add(createTask(() -> {
                    child.stdin().write(line);
                    assertThat(text(child.stdout().readline())).isEqualTo(line);
                }));
            }
            gather(talks).await();
            assertThat(threads().stream().filter(each -> !before.contains(each)).map(Thread::getName))
                    .hasSizeLessThan(5);
            List<Task<?>> ends = new ArrayList<>();
            for (Subprocess child : children) {
                ends.add(createTask(
                        () -> assertThat(child.communicate("end").stdoutText()).isEqualTo("end")));
            }
            gather(ends).await();
            assertThat(children).allMatch(child -> child.returncode().getAsInt() == 0);
        });
    }

    @Test
    void manyRunningChildren_endWithTheLoop() {
        assumeTrue(Platform.isNative());
        List<Long> pids = new ArrayList<>();
        run(() -> {
            for (int i = 0; i < 100; i++) {
                pids.add(createSubprocessExec(PIPES, "cat").pid());
            }
        });
        assertThat(pids).hasSize(100);
    }

    @Test
    void forgottenOutput_isClosedWhenItIsCollected() throws Exception {
        assumeTrue(Platform.isNative());
        Set<String> before = pipesAndProcesses();
        run(() -> {
            startAndForget();
            eventually(() -> {
                System.gc();
                Asyncio.sleep(Duration.ofMillis(5));
                assertThat(pipesAndProcesses()).isEqualTo(before);
            });
        });
    }

    /** A child that has ended while its output is paused, and that nobody can read any more. */
    private static void startAndForget() throws Exception {
        Subprocess child = createSubprocessExec(PIPES.withLimit(10), "sh", "-c", "head -c 50000 /dev/zero; sleep 0.01");
        assertThat(child.waitFor()).isZero();
        assertThat(child.stdout().toString()).contains("paused");
    }
}
