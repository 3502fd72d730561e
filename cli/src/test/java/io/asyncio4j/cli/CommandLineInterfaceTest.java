package io.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineInterfaceTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) throws Throwable {
        return new CommandLineInterface(new PrintWriter(out, true), new PrintWriter(err, true)).execute(args);
    }

    @Test
    void noWord_printsUsage() throws Throwable {
        assertThat(execute()).isEqualTo(ExitStatus.OK);
        assertThat(out.toString()).startsWith("Usage: asyncio").contains("run ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void version_namesProjectAndJvm() throws Throwable {
        assertThat(execute("--version")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString().strip())
                .matches("asyncio4j \\d+\\.\\d+\\.\\d+\\S* \\(Java %s .+\\)"
                        .formatted(System.getProperty("java.version").replace(".", "\\.")));
    }

    @Test
    void runVersion_isTheSame() throws Throwable {
        assertThat(execute("run", "--version")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString()).startsWith("asyncio4j ");
    }

    @Test
    void runHelp_listsOptions() throws Throwable {
        assertThat(execute("run", "--help")).isEqualTo(ExitStatus.OK);
        assertThat(out.toString()).contains("FILE.java", "ARGS", "--debug", "--runtime=loop|handoff", "--virtual-time");
    }

    @Test
    void unknownSubcommand_isWrongCall() throws Throwable {
        assertThat(execute("rum")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("rum");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void run_withoutFile_isWrongCall() throws Throwable {
        assertThat(execute("run")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("Missing required parameter: 'FILE.java'");
    }

    @Test
    void run_unknownOption_isWrongCall() throws Throwable {
        assertThat(execute("run", "--fast", "Program.java")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("--fast");
    }

    @Test
    void run_unknownRuntime_isWrongCall() throws Throwable {
        assertThat(execute("run", "--runtime", "warp", "Program.java")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("'warp' is not a runtime (expected: loop or handoff)");
    }

    @Test
    void run_missingFile_saysSo() throws Throwable {
        assertThat(execute("run", "missing/Program.java")).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString().strip()).isEqualTo("asyncio: there is no file " + Path.of("missing/Program.java"));
    }

    @Test
    void run_directory_saysSo(@TempDir Path directory) throws Throwable {
        Path folder = Files.createDirectory(directory.resolve("Program.java"));
        assertThat(execute("run", folder.toString())).isEqualTo(ExitStatus.FAILURE);
        assertThat(err.toString().strip())
                .isEqualTo("asyncio: " + folder + " is a directory (expected: a Java source file)");
    }
}
