package io.asyncio4j.net;

import static io.asyncio4j.net.Stdio.PIPE;
import static io.asyncio4j.net.SubprocessOptions.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Coroutine;
import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests with children and pipes share: no zombie, no descriptor and no error is left behind. */
abstract class ChildTest {

    static final SubprocessOptions OUTPUT = DEFAULT.withStdout(PIPE);

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    final List<String> reports = new ArrayList<>();
    private Set<String> before;

    /** Lets everything be loaded that stays open. */
    @BeforeAll
    static void warmUp() {
        Asyncio.run(() -> {
            try (Subprocess child = Subprocesses.createSubprocessShell("true", SubprocessOptions.PIPES)) {
                var _ = child.communicate();
            }
        });
    }

    @BeforeEach
    final void countDescriptors() throws IOException {
        before = pipesAndProcesses();
    }

    @AfterEach
    final void nothingIsLeft() throws Exception {
        assertThat(reports).isEmpty();
        eventually(() -> assertThat(pipesAndProcesses()).isEqualTo(before));
        eventually(() -> assertThat(zombies()).isEmpty());
    }

    interface Check {
        void run() throws Exception;
    }

    /** What another thread does in a moment. */
    static void eventually(Check check) throws Exception {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(5);
            }
        }
    }

    /** The descriptors of this JVM that lead to pipes, FIFOs and processes; none where Linux does not tell. */
    static Set<String> pipesAndProcesses() throws IOException {
        Set<String> found = new TreeSet<>();
        if (!Files.exists(DESCRIPTORS)) {
            return found;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            for (Path each : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    if (target.startsWith("pipe:") || target.contains("pidfd") || target.contains("fifo")) {
                        found.add(each.getFileName() + " " + target);
                    }
                } catch (IOException e) {
                    continue; // closed since
                }
            }
        }
        return found;
    }

    /** Children of this JVM that have ended and that nobody has reaped. */
    static List<String> zombies() {
        return ProcessHandle.current()
                .children()
                .map(each -> stat(each.pid()))
                .filter(stat -> stat.contains(") Z "))
                .toList();
    }

    static String stat(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (IOException e) {
            return "";
        }
    }

    static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
                && !stat(pid).contains(") Z ");
    }

    void run(Coroutine.OfVoid main) {
        EventLoop loop = EventLoop.create();
        loop.setExceptionHandler((_, context) -> reports.add(context.message() + ": " + context.exception()));
        Asyncio.run(main, () -> loop);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
