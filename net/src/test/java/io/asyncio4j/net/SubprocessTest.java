package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.net.Stdio.DEVNULL;
import static io.asyncio4j.net.Stdio.PIPE;
import static io.asyncio4j.net.Stdio.STDOUT;
import static io.asyncio4j.net.SubprocessOptions.DEFAULT;
import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static io.asyncio4j.net.Subprocesses.createSubprocessShell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.Task;
import io.asyncio4j.net.internal.process.Platform;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** G05, N12: child processes with streams. */
class SubprocessTest extends ChildTest {

    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    Path folder;

    @Test
    void sJ158_subprocess_communicatesAndTellsItsEnd() {
        run(() -> {
            Subprocess cat = createSubprocessExec(DEFAULT.withStdin(PIPE).withStdout(PIPE), "cat");
            Subprocess.Output output = cat.communicate("hello");
            assertThat(output.stdoutText()).isEqualTo("hello");
            assertThat(output.stderr()).isEmpty();
            assertThat(cat.returncode()).hasValue(0);

            Subprocess three = createSubprocessShell("exit 3");
            assertThat(three.waitFor()).isEqualTo(3);
            assertThat(three.returncode()).hasValue(3);

            Subprocess sleep = createSubprocessExec("sleep", "9");
            assertThat(sleep.returncode()).isEmpty();
            sleep.kill();
            assertThat(sleep.waitFor()).isEqualTo(-9);
            assertThatThrownBy(sleep::kill)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("ended with return code -9");

            Subprocess both = createSubprocessShell(
                    "echo out; echo err >&2", DEFAULT.withStdout(PIPE).withStderr(PIPE));
            List<String> lines = new ArrayList<>();
            for (byte[] line : both.stdout()) {
                lines.add(text(line));
            }
            assertThat(lines).containsExactly("out\n");
            assertThat(text(both.stderr().read())).isEqualTo("err\n");
            assertThat(both.waitFor()).isZero();

            assertThatThrownBy(() -> createSubprocessExec("no-such-program-xyz"))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("no-such-program-xyz");
        });
    }

    // ---- streams ----

    @Test
    void megabytes_comeBackWhole() {
        byte[] input = new byte[8_000_000];
        new Random(7).nextBytes(input);
        run(() -> {
            try (Subprocess cat = createSubprocessExec(PIPES, "cat")) {
                assertThat(cat.communicate(input).stdout()).isEqualTo(input);
            }
        });
    }

    @Test
    void writerOfMegabytes_waitsForASlowReader() {
        run(() -> {
            try (Subprocess cat = createSubprocessExec(PIPES.withLimit(10_000), "cat")) {
                byte[] chunk = new byte[100_000];
                Task<?> writing = createTask(() -> {
                    for (int i = 0; i < 50; i++) {
                        chunk[0] = (byte) i;
                        cat.stdin().write(chunk);
                        cat.stdin().drain();
                        assertThat(cat.stdin().transport().getWriteBufferSize()).isLessThanOrEqualTo(65_536);
                    }
                    cat.stdin().close();
                });
                Asyncio.sleep(SOON);
                assertThat(writing.done()).isFalse();
                for (int i = 0; i < 50; i++) {
                    byte[] read = cat.stdout().readExactly(chunk.length);
                    assertThat(read[0]).isEqualTo((byte) i);
                }
                assertThat(cat.stdout().read()).isEmpty();
                writing.await();
                assertThat(cat.waitFor()).isZero();
            }
        });
    }

    @Test
    void outputThatNobodyReads_isNotBuffered() {
        run(() -> {
            try (Subprocess yes = createSubprocessExec(OUTPUT.withLimit(1000), "yes")) {
                assertThat(text(yes.stdout().readline())).isEqualTo("y\n");
                Asyncio.sleep(SOON);
                assertThat(yes.stdout().toString()).contains("paused");
            }
        });
    }

    @Test
    void lines_goBackAndForth() {
        run(() -> {
            try (Subprocess shell =
                    createSubprocessShell("while read line; do echo \"got $line\"; done; echo end", PIPES)) {
                for (int i = 0; i < 200; i++) {
                    shell.stdin().write("line " + i + "\n");
                    shell.stdin().drain();
                    assertThat(text(shell.stdout().readline())).isEqualTo("got line " + i + "\n");
                }
                shell.stdin().writeEof();
                assertThat(text(shell.stdout().read())).isEqualTo("end\n");
                assertThat(shell.waitFor()).isZero();
                shell.stdin().waitClosed();
            }
        });
    }

    @Test
    void growingFile_isFollowed() throws IOException {
        Path log = Files.writeString(folder.resolve("log"), "first\n");
        run(() -> {
            try (Subprocess tail = createSubprocessExec(OUTPUT, "tail", "-n", "+1", "-f", log.toString())) {
                assertThat(text(tail.stdout().readline())).isEqualTo("first\n");
                for (int i = 0; i < 5; i++) {
                    Files.writeString(log, "line " + i + "\n", StandardOpenOption.APPEND);
                    assertThat(text(tail.stdout().readline())).isEqualTo("line " + i + "\n");
                }
            }
        });
    }

    @Test
    void stderr_isMergedIntoStdout() {
        run(() -> {
            try (Subprocess shell = createSubprocessShell("echo a; echo b >&2; echo c", OUTPUT.withStderr(STDOUT))) {
                assertThat(shell.communicate().stdoutText()).isEqualTo("a\nb\nc\n");
                assertThatThrownBy(shell::stderr)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("withStderr(Stdio.PIPE)");
                assertThatThrownBy(() -> shell.communicate("x"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("stdin");
            }
        });
    }

    @Test
    void files_areReadWrittenAndAppended() throws IOException {
        Path in = Files.writeString(folder.resolve("in"), "input\n");
        Path out = Files.writeString(folder.resolve("out"), "something longer than the input\n");
        run(() -> {
            SubprocessOptions options = DEFAULT.withStdin(Stdio.from(in));
            assertThat(createSubprocessExec(options.withStdout(Stdio.to(out)), "cat")
                            .waitFor())
                    .isZero();
            assertThat(createSubprocessExec(options.withStdout(Stdio.appendTo(out)), "cat")
                            .waitFor())
                    .isZero();
            assertThatThrownBy(() -> createSubprocessExec(DEFAULT.withStdin(Stdio.from(folder.resolve("none"))), "cat"))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("none");
            Subprocess nothing = createSubprocessExec(DEFAULT.withStdin(DEVNULL).withStdout(PIPE), "cat");
            assertThat(nothing.communicate().stdout()).isEmpty();
        });
        assertThat(out).hasContent("input\ninput\n");
    }

    @Test
    void childThatReadsNothing_isNoErrorOfCommunicate() {
        run(() -> {
            try (Subprocess shell = createSubprocessShell("exec <&-; echo done", PIPES)) {
                assertThat(shell.communicate(new byte[1_000_000]).stdoutText()).isEqualTo("done\n");
                assertThat(shell.returncode()).hasValue(0);
            }
        });
    }

    @Test
    void writingToAChildThatReadsNothing_fails() {
        run(() -> {
            try (Subprocess child = createSubprocessExec(PIPES, "true")) {
                assertThat(child.waitFor()).isZero();
                assertThatThrownBy(() -> {
                            while (true) {
                                child.stdin().write("x");
                                child.stdin().drain();
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("stdin of process " + child.pid());
            }
        });
    }

    // ---- environment, folder ----

    @Test
    void environment_isInheritedChangedOrReplaced() {
        run(() -> {
            String command = "echo $HOME-$ADDED";
            assertThat(output(OUTPUT, command)).isEqualTo(System.getenv("HOME") + "-");
            assertThat(output(OUTPUT.withVariable("ADDED", "ä b"), command)).isEqualTo(System.getenv("HOME") + "-ä b");
            assertThat(output(OUTPUT.withVariable("HOME", null), command)).isEqualTo("-");
            assertThat(output(OUTPUT.withEnvironment(Map.of("ADDED", "x")), command))
                    .isEqualTo("-x");
            assertThatThrownBy(() -> OUTPUT.withVariable("A=B", "c")).isInstanceOf(IllegalArgumentException.class);
        });
    }

    private static String output(SubprocessOptions options, String command) throws IOException {
        try (Subprocess shell = createSubprocessShell(command, options)) {
            return shell.communicate().stdoutText().strip();
        }
    }

    @Test
    void program_isFoundAlongTheChildsPath() throws IOException {
        Path program = Files.writeString(folder.resolve("hello"), "#!/bin/sh\necho hello $1\n");
        program.toFile().setExecutable(true);
        Files.writeString(folder.resolve("text"), "no program");
        run(() -> {
            SubprocessOptions options = OUTPUT.withVariable("PATH", "/nowhere:" + folder);
            try (Subprocess hello = createSubprocessExec(options, "hello", "you")) {
                assertThat(hello.communicate().stdoutText()).isEqualTo("hello you\n");
            }
            try (Subprocess hello = createSubprocessExec(OUTPUT.withWorkingFolder(folder), "./hello", "me")) {
                assertThat(hello.communicate().stdoutText()).isEqualTo("hello me\n");
            }
            assertThatThrownBy(() -> createSubprocessExec(options, "text")).isInstanceOf(AccessDeniedException.class);
        });
    }

    @Test
    void workingFolder_isWhereTheChildStarts() {
        run(() -> assertThat(output(OUTPUT.withWorkingFolder(folder.toRealPath()), "pwd"))
                .isEqualTo(folder.toRealPath().toString()));
    }

    // ---- what cannot be started ----

    @Test
    void whatCannotBeStarted_isToldByItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path script = Files.writeString(folder.resolve("script"), "#!/no/such/interpreter\n");
        script.toFile().setExecutable(true);
        run(() -> {
            assertThatThrownBy(() -> createSubprocessExec("/no/such/program", "x"))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("/no/such/program");
            assertThatThrownBy(() -> createSubprocessExec(file.toString()))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> createSubprocessExec(folder.toString())).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> createSubprocessExec(script.toString()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("script");
            assertThatThrownBy(() -> createSubprocessExec(PIPES.withWorkingFolder(Path.of("/no/folder")), "true"))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("/no/folder");
            assertThatThrownBy(() -> createSubprocessExec(PIPES.withWorkingFolder(file), "true"))
                    .isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> createSubprocessExec("")).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> createSubprocessExec(List.of(), PIPES))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> createSubprocessExec("echo", "a\0b"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("zero character at 1");
        });
    }

    // ---- ends ----

    @Test
    void signals_areSentByNumberAndName() {
        assumeTrue(Platform.isNative());
        run(() -> {
            String command = "trap 'echo usr1' USR1; trap 'echo term; exit 7' TERM; echo ready;"
                    + " while true; do sleep 0.01; done";
            try (Subprocess shell = createSubprocessShell(command, OUTPUT)) {
                assertThat(text(shell.stdout().readline())).isEqualTo("ready\n");
                shell.sendSignal("SIGUSR1");
                assertThat(text(shell.stdout().readline())).isEqualTo("usr1\n");
                shell.sendSignal(10);
                assertThat(text(shell.stdout().readline())).isEqualTo("usr1\n");
                assertThatThrownBy(() -> shell.sendSignal("FOO"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("\"FOO\"");
                assertThatThrownBy(() -> shell.sendSignal(65)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> shell.sendSignal(0)).isInstanceOf(IllegalArgumentException.class);
                shell.terminate();
                assertThat(text(shell.stdout().readline())).isEqualTo("term\n");
                assertThat(shell.waitFor()).isEqualTo(7);
            }
        });
    }

    @Test
    void timeLimit_letsAChildGoThatIgnoresSigterm() {
        run(() -> {
            String command = "trap '' TERM; echo ready; while true; do sleep 0.01; done";
            try (Subprocess shell = createSubprocessShell(command, OUTPUT)) {
                assertThat(text(shell.stdout().readline())).isEqualTo("ready\n");
                shell.terminate();
                assertThatThrownBy(() -> Asyncio.timeout(SOON, shell::waitFor)).isInstanceOf(TimeoutException.class);
                assertThat(shell.returncode()).isEmpty();
                shell.kill();
                assertThat(shell.waitFor()).isEqualTo(-9);
            }
        });
    }

    @Test
    void cancelledCommunicate_leavesTheChildRunning() {
        run(() -> {
            Path fifo = fifo("go");
            String command = "echo early; cat > /dev/null; read line < " + fifo + "; echo late $line";
            try (Subprocess shell = createSubprocessShell(command, PIPES)) {
                Task<?> communicating = createTask(() -> shell.communicate(new byte[1_000_000]));
                Asyncio.sleep(SOON);
                communicating.cancel();
                assertThatThrownBy(communicating::await).isInstanceOf(CancelledError.class);
                assertThat(shell.returncode()).isEmpty();
                assertThatThrownBy(() -> shell.communicate("more"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("ended by an earlier call");
                Task<Subprocess.Output> again = createTask(() -> shell.communicate());
                try (Subprocess go = createSubprocessShell("echo go > " + fifo)) {
                    assertThat(again.await().stdoutText()).isEqualTo("early\nlate go\n");
                    assertThat(go.waitFor()).isZero();
                }
            }
            Subprocess sleep = createSubprocessExec(PIPES, "sleep", "100");
            Task<?> communicating = createTask(() -> sleep.communicate());
            Asyncio.sleep(SOON);
            communicating.cancel();
            assertThatThrownBy(communicating::await).isInstanceOf(CancelledError.class);
            assertThat(runs(sleep.pid())).isTrue();
            sleep.close();
            assertThat(sleep.returncode()).hasValue(-9);
        });
    }

    private Path fifo(String name) throws IOException {
        Path fifo = folder.resolve(name);
        assertThat(createSubprocessExec("mkfifo", fifo.toString()).waitFor()).isZero();
        return fifo;
    }

    @Test
    void severalTasks_waitForTheSameEnd() {
        run(() -> {
            try (Subprocess cat = createSubprocessExec(PIPES, "cat")) {
                List<Task<Integer>> waiting = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    waiting.add(createTask(cat::waitFor));
                }
                Asyncio.sleep(SOON);
                waiting.getFirst().cancel();
                Asyncio.sleep(Duration.ZERO);
                cat.stdin().close();
                assertThat(waiting.get(1).await()).isZero();
                assertThat(waiting.get(2).await()).isZero();
            }
        });
    }

    @Test
    void output_canBeReadAfterTheEnd() {
        run(() -> {
            try (Subprocess shell = createSubprocessShell("echo last; exit 4", OUTPUT)) {
                assertThat(shell.waitFor()).isEqualTo(4);
                assertThat(text(shell.stdout().read())).isEqualTo("last\n");
            }
        });
    }

    @Test
    void close_killsTheTree() {
        List<Long> tree = new ArrayList<>();
        run(() -> {
            String command = "sh -c 'sleep 1000 & echo $!; setsid sleep 1000 & echo $!; wait' & echo $!; wait";
            try (Subprocess shell = createSubprocessShell(command, OUTPUT)) {
                tree.add(shell.pid());
                for (int i = 0; i < 3; i++) {
                    tree.add(Long.parseLong(text(shell.stdout().readline()).strip()));
                }
                assertThat(tree).allMatch(ChildTest::runs);
            }
            for (long pid : tree) {
                eventually(() -> assertThat(runs(pid)).isFalse());
            }
        });
    }

    @Test
    void processGroup_isKilledWithItsLeader() {
        assumeTrue(Platform.isNative());
        for (SubprocessOptions options : List.of(OUTPUT.withNewProcessGroup(true), OUTPUT.withNewSession(true))) {
            run(() -> {
                // the process between them ends, so that sleep is no descendant any more
                try (Subprocess shell =
                        createSubprocessShell("sh -c 'sleep 1000 & echo $!'; cat", options.withStdin(PIPE))) {
                    long orphan = Long.parseLong(text(shell.stdout().readline()).strip());
                    String[] stat = stat(orphan).split(" ");
                    assertThat(stat[4]).as("its group").isEqualTo(Long.toString(shell.pid()));
                    shell.killTree();
                    assertThat(shell.waitFor()).isEqualTo(-9);
                    eventually(() -> assertThat(runs(orphan)).isFalse());
                }
            });
        }
    }

    @Test
    void loopsEnd_killsWhatRuns() throws Exception {
        List<Long> pids = new ArrayList<>();
        run(() -> {
            for (int i = 0; i < 5; i++) {
                pids.add(createSubprocessExec(PIPES, "sleep", "1000").pid());
            }
            pids.add(createSubprocessExec(OUTPUT, "yes").pid());
        });
        for (long pid : pids) {
            eventually(() -> assertThat(runs(pid)).isFalse());
        }
    }

    // ---- what is inherited ----

    @Test
    void child_inheritsNoDescriptorButItsStandardStreams() {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")));
        run(() -> {
            try (Subprocess other = createSubprocessExec(PIPES, "cat");
                    Subprocess ls = createSubprocessExec(PIPES, "ls", "/proc/self/fd")) {
                List<String> open = Arrays.asList(ls.communicate().stdoutText().split("\n"));
                assertThat(open).containsExactly("0", "1", "2", "3"); // 3 is the folder that ls lists
                other.stdin().close();
                assertThat(other.waitFor()).isZero();
            }
        });
    }

    @Test
    void child_hasNoBlockedSignals() {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")));
        run(() -> {
            String status = output(OUTPUT, "grep -E 'SigBlk|SigIgn' /proc/self/status");
            assertThat(status).contains("SigBlk:\t0000000000000000");
            long ignored = Long.parseUnsignedLong(
                    status.substring(status.indexOf("SigIgn:") + 8).strip(), 16);
            assertThat(ignored & (1L << 12 | 1L << 24))
                    .as("SIGPIPE and SIGXFSZ")
                    .isZero();
        });
    }
}
