package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.createTask;
import static io.asyncio4j.Asyncio.gather;
import static io.asyncio4j.net.SubprocessOptions.PIPES;
import static io.asyncio4j.net.Subprocesses.createSubprocessExec;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G05: programs with which a task talks for many rounds, by both of their outputs, until it closes their input. */
class ConversationTest extends ChildTest {

    /** How a program is told to write something. */
    private interface Language {
        String toSay(String line);
    }

    /** The program says one thing on its output and one among its errors, in each round; prompts do not matter. */
    private static void converse(int rounds, Language out, Language err, String... command) throws IOException {
        try (Subprocess program = createSubprocessExec(List.of(command), PIPES)) {
            for (int i = 0; i < rounds; i++) {
                String number = "number " + i;
                program.stdin().write(err.toSay("e" + number) + "\n" + out.toSay("o" + number) + "\n");
                assertThat(text(program.stdout().readline())).isEqualTo("o" + number + "\n");
                assertThat(text(program.stderr().readUntil(("e" + number + "\n").getBytes())))
                        .endsWith("e" + number + "\n");
            }
            program.stdin().close();
            assertThat(program.stdout().read()).isEmpty();
            assertThat(program.waitFor()).isZero();
        }
    }

    private static void converseWithShell(int rounds) throws IOException {
        converse(rounds, line -> "echo '" + line + "'", line -> "echo '" + line + "' >&2", "sh", "-i");
    }

    private static void converseWithPython(int rounds) throws IOException {
        converse(
                rounds,
                line -> "print('" + line + "', flush=True)",
                line -> "import sys; var = sys.stderr.write('" + line + "\\n')",
                "python3",
                "-i",
                "-q");
    }

    private static void converseWithCalculator(int rounds) throws IOException {
        try (Subprocess bc = createSubprocessExec(PIPES, "bc", "-q")) {
            for (int i = 0; i < rounds; i++) {
                bc.stdin().write("2 ^ " + i % 60 + "\n");
                assertThat(text(bc.stdout().readline())).isEqualTo((1L << i % 60) + "\n");
            }
            bc.stdin().writeEof();
            assertThat(bc.waitFor()).isZero();
        }
    }

    @Test
    void shell_answersByBothOutputs_untilItsInputEnds() {
        Programs.needs("sh", "-c", "true");
        run(() -> converseWithShell(300));
    }

    @Test
    void python_answersByBothOutputs_untilItsInputEnds() {
        Programs.needs("python3", "-c", "pass");
        run(() -> converseWithPython(300));
    }

    @Test
    void calculator_answers_untilItsInputEnds() {
        Programs.needs("bc", "--version");
        run(() -> converseWithCalculator(300));
    }

    @Test
    void severalAtOnce_doNotGetInEachOthersWay() {
        Programs.needs("bc", "--version");
        Programs.needs("python3", "-c", "pass");
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(createTask(() -> converseWithShell(50)));
                tasks.add(createTask(() -> converseWithPython(50)));
                tasks.add(createTask(() -> converseWithCalculator(50)));
            }
            gather(tasks).await();
        });
    }

    @Test
    void oneThatIgnoresSigterm_goesOnTalking_untilKilled() {
        run(() -> {
            try (Subprocess shell = createSubprocessExec(PIPES, "sh")) {
                shell.stdin().write("trap '' TERM; echo ready\n");
                assertThat(text(shell.stdout().readline())).isEqualTo("ready\n");
                for (int i = 0; i < 20; i++) {
                    shell.terminate();
                    shell.stdin().write("echo still " + i + "\n");
                    assertThat(text(shell.stdout().readline())).isEqualTo("still " + i + "\n");
                }
                shell.kill();
                assertThat(shell.waitFor()).isEqualTo(-9);
                assertThat(shell.stdout().read()).isEmpty();
            }
        });
    }
}
