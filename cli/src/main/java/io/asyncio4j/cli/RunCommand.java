package io.asyncio4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code asyncio run FILE.java}: compiles a single-file program in memory and runs it in this JVM. */
@Command(
        name = "run",
        description = "Runs a single-file program, with asyncio4j on its class path.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class RunCommand implements Subcommand {
    @Option(names = "--debug", description = "Debug mode: checks threads, and reports slow steps.")
    private boolean debug;

    @Option(
            names = "--runtime",
            paramLabel = "loop|handoff",
            converter = RuntimeName.class,
            description = "The coroutine runtime; without this option the best that this JVM allows.")
    private @Nullable String runtime;

    @Option(names = "--virtual-time", description = "Time jumps to the next timer instead of being waited for.")
    private boolean virtualTime;

    @Parameters(index = "0", paramLabel = "FILE.java", description = "The program's source file.")
    private Path file = Path.of("");

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "Arguments of the program, passed on untouched.")
    private List<String> arguments = List.of();

    @Override
    public int execute(PrintWriter out, PrintWriter err) throws Throwable {
        requireFile();
        if (debug) {
            System.setProperty("asyncio4j.debug", "true");
        }
        if (runtime != null) {
            System.setProperty("asyncio4j.runtime", runtime);
        }
        if (virtualTime) {
            System.setProperty("asyncio4j.clock", "virtual");
        }
        return new SourceProgram(file, arguments).run(err);
    }

    private void requireFile() {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + " is a directory (expected: a Java source file)");
        }
        if (!Files.exists(file)) {
            throw new CommandException("there is no file " + file);
        }
        if (!Files.isReadable(file)) {
            throw new CommandException(file + " is not readable");
        }
    }

    /** Accepts the names of the coroutine runtimes. */
    static final class RuntimeName implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!value.equals("loop") && !value.equals("handoff")) {
                throw new TypeConversionException("'%s' is not a runtime (expected: loop or handoff)".formatted(value));
            }
            return value;
        }
    }
}
