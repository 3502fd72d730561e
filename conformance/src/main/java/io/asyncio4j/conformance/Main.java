package io.asyncio4j.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of this module; the scripts beside its README call them. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = "Runs generated programs on asyncio4j and on CPython's asyncio, and compares the traces.",
        subcommands = {Main.Compare.class, Main.Show.class, Main.Record.class})
public final class Main {

    private Main() {}

    /** Runs the command; the exit status is 1 if a program diverges, 2 if the command is wrong. */
    public static void main(String... args) {
        CommandLine command = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, _) -> {
                    if (e instanceof IOException) {
                        line.getErr().println("conformance: " + e.getMessage());
                        return 2;
                    }
                    throw e;
                });
        System.exit(command.execute(args));
    }

    /** Where CPython is. */
    static final class PythonOption {

        @Option(
                names = "--python",
                paramLabel = "COMMAND",
                defaultValue = "${env:PYTHON:-python3}",
                description = "CPython 3.13 or newer; else the environment variable PYTHON, else python3")
        private String command = "python3";

        Python start() throws IOException {
            return Python.start(command);
        }
    }

    @Command(
            name = "compare",
            mixinStandardHelpOptions = true,
            description = "Runs the programs of COUNT seeds on both. What diverges is made small and printed.")
    static final class Compare implements CommandLine.IExitCodeCallable {

        @CommandLine.Mixin
        private PythonOption python = new PythonOption();

        @Parameters(paramLabel = "SEED", description = "the first seed")
        private long seed;

        @Parameters(paramLabel = "COUNT", description = "how many programs")
        private int count;

        @Option(names = "--most", defaultValue = "5", description = "stop after so many divergences (5)")
        private int most = 5;
    }
}
