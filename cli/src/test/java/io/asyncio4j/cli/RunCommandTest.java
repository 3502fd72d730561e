package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that {@code asyncio run} starts, each in a JVM of its own. */
class RunCommandTest {
    @TempDir
    Path directory;

    private void program(String source) throws IOException {
        file("Program.java", source);
    }

    private void file(String name, String source) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
    }

    private Run run(String... words) throws IOException, InterruptedException {
        String[] all = new String[words.length + 1];
        all[0] = "run";
        System.arraycopy(words, 0, all, 1, words.length);
        return Run.asyncio(directory, all);
    }

    @Test
    void arguments_arePassedUntouched() throws Exception {
        program("""
                void main(String[] args) {
                    IO.println(String.join("|", args));
                }
                """);

        Run run = run("Program.java", "a", "--debug", "--", "-x", "--help", "@file", "*", "b c", "", "\"q\"", "$HOME");

        assertThat(run).isEqualTo(new Run(0, "a|--debug|--|-x|--help|@file|*|b c||\"q\"|$HOME\n", ""));
    }

    @Test
    void options_becomeSystemProperties() throws Exception {
        program("""
                void main() {
                    for (var name : List.of("debug", "runtime", "clock")) {
                        IO.println(System.getProperty("asyncio4j." + name));
                    }
                }
                """);

        assertThat(run("--debug", "--runtime", "handoff", "--virtual-time", "Program.java"))
                .isEqualTo(new Run(0, "true\nhandoff\nvirtual\n", ""));
        assertThat(run("--runtime=loop", "Program.java")).isEqualTo(new Run(0, "null\nloop\nnull\n", ""));
    }

    @Test
    void exit_isTheProgramsStatus() throws Exception {
        program("""
                void main() {
                    System.exit(7);
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(7, "", ""));
    }

    @Test
    void threads_outliveMain() throws Exception {
        program("""
                void main() {
                    var main = Thread.currentThread();
                    new Thread(() -> {
                        try {
                            main.join();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        IO.println("after main");
                    }).start();
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(0, "after main\n", ""));
    }

    @Test
    void exception_isPrintedWithoutLauncherFrames() throws Exception {
        program("""
                void main() {
                    try {
                        fail("inner");
                    } catch (IllegalStateException e) {
                        throw new IllegalArgumentException("outer", e);
                    }
                }

                void fail(String message) {
                    throw new IllegalStateException(message);
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(1, "", """
                Exception in thread "main" java.lang.IllegalArgumentException: outer
                \tat Program.main(Program.java:5)
                Caused by: java.lang.IllegalStateException: inner
                \tat Program.fail(Program.java:10)
                \tat Program.main(Program.java:3)
                """));
    }

    @Test
    void exceptionOfConstructor_isPrintedWithoutLauncherFrames() throws Exception {
        program("""
                class Program {
                    Program() {
                        throw new IllegalStateException("constructor");
                    }

                    void main() {}
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(1, "", """
                Exception in thread "main" java.lang.IllegalStateException: constructor
                \tat Program.<init>(Program.java:3)
                """));
    }

    @Test
    void exceptionOfAnotherThread_keepsItsShortTrace() throws Exception {
        program("""
                void main() throws Throwable {
                    var thrown = new Throwable[1];
                    var thread = new Thread(() -> thrown[0] = new IllegalStateException("elsewhere"));
                    thread.start();
                    thread.join();
                    throw thrown[0];
                }
                """);

        Run run = run("Program.java");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("Exception in thread \"main\" java.lang.IllegalStateException: elsewhere\n\tat Program.")
                .contains("java.lang.Thread.run(");
    }

    @Test
    void mainOfTheTypeNamedLikeTheFile_isCalled() throws Exception {
        program("""
                class Helper {}

                class Program {
                    protected static void main(String... args) {
                        IO.println(args.length);
                    }
                }
                """);

        assertThat(run("Program.java", "a", "b")).isEqualTo(new Run(0, "2\n", ""));
    }

    @Test
    void compileError_isJavacsMessage() throws Exception {
        program("""
                void main() {
                    int number = "text";
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(1, "", """
                Program.java:2: error: incompatible types: String cannot be converted to int
                    int number = "text";
                                 ^
                1 error
                asyncio: compilation failed
                """));
    }

    @Test
    void otherSourceFiles_areCompiledOnDemand() throws Exception {
        file("app/Program.java", """
                package app;

                class Program {
                    static void main(String[] args) {
                        IO.println(part.Helper.NAME);
                    }
                }
                """);
        file("part/Helper.java", """
                package part;

                public class Helper {
                    public static final StringBuilder NAME = new StringBuilder("helper");
                }
                """);

        assertThat(run("app/Program.java")).isEqualTo(new Run(0, "helper\n", ""));
    }

    @Test
    void noMainMethod_saysSo() throws Exception {
        program("class Program {}");

        assertThat(run("Program.java")).isEqualTo(new Run(1, "", """
                asyncio: Program.java has no main method in class Program \
                (expected: void main() or void main(String[] args))
                """));
    }

    @Test
    void core_isOnTheClassPath() throws Exception {
        program("""
                import static io.asyncio4j.Asyncio.*;

                void main() {
                    IO.println(io.asyncio4j.Asyncio.class.getName());
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(0, "io.asyncio4j.Asyncio\n", ""));
    }

    @Test
    void net_isOnTheClassPath() throws Exception {
        program("""
                import static io.asyncio4j.net.Streams.*;

                void main() {
                    IO.println(io.asyncio4j.net.Streams.class.getName());
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(0, "io.asyncio4j.net.Streams\n", ""));
    }

    /** As Netty, which javac would spend more time on than on the program. */
    @Test
    void whatLiesBesideTheCommand_isThereAtRunTimeOnly() throws Exception {
        Path classes = Path.of("target", "run-time-only").toAbsolutePath();
        Path source = Files.writeString(directory.resolve("Below.java"), "package low; public class Below {}");
        var javac = ToolProvider.getSystemJavaCompiler();
        assertThat(javac.run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        Files.delete(source);
        file("Finds.java", """
                void main() throws ClassNotFoundException {
                    IO.println(Class.forName("low.Below"));
                }
                """);
        file("Compiles.java", """
                void main() {
                    IO.println(low.Below.class);
                }
                """);

        assertThat(runWith(classes, "Finds.java")).isEqualTo(new Run(0, "class low.Below\n", ""));
        assertThat(runWith(classes, "Compiles.java").err()).contains("error: package low does not exist");
    }

    private Run runWith(Path classes, String program) throws Exception {
        ProcessBuilder asyncio = Run.asyncioProcess(directory, "run", program);
        asyncio.command().replaceAll(word -> word.equals(Run.CLASS_PATH) ? word + File.pathSeparator + classes : word);
        return Run.of(asyncio);
    }

    /** The script runs it after each build, and would keep quiet about its failure. */
    @Test
    void trainingProgram_runs() throws Exception {
        Path training = Path.of("src/main/launcher/Training.java").toAbsolutePath();

        Run run = run(training.toString());

        assertThat(run.out()).startsWith("first\nsecond\n").contains("\necho\n");
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void keyboardInterruptError_exitsWith130() throws Exception {
        program("""
                void main() {
                    throw new io.asyncio4j.KeyboardInterruptError();
                }
                """);

        assertThat(run("Program.java")).isEqualTo(new Run(130, "", ""));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void interruptSignal_reachesTheProgram() throws Exception {
        program("""
                void main() throws InterruptedException {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> IO.println("hook")));
                    IO.println("ready");
                    Thread.currentThread().join();
                }
                """);
        Process process = Run.asyncioProcess(directory, "run", "Program.java").start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            Run.of(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())));
            assertThat(out.readLine()).isEqualTo("hook");
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }
}
