package io.asyncio4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** A program that consists of Java source files: compiled in memory, and run in this JVM. */
final class SourceProgram {
    private static final String KEYBOARD_INTERRUPT = "io.asyncio4j.KeyboardInterruptError";

    private final Path file;
    private final List<String> arguments;

    SourceProgram(Path file, List<String> arguments) {
        this.file = file;
        this.arguments = arguments;
    }

    /**
     * Compiles the program and calls its main method on this thread.
     *
     * @param err where javac's diagnostics go
     * @return the exit status
     * @throws CommandException if the program cannot be compiled, or has no main method
     * @throws Throwable what the main method has thrown, without the launcher's stack frames
     */
    int run(PrintWriter err) throws Throwable {
        CompiledProgram program = SourceCompiler.compile(file, err);
        System.setProperty("jdk.launcher.sourcefile", file.toAbsolutePath().toString());
        Thread.currentThread().setContextClassLoader(program.loader());
        MainMethod main = MainMethod.of(program, file);
        try {
            main.call(arguments);
            return ExitStatus.OK;
        } catch (Throwable thrown) {
            if (isKeyboardInterrupt(thrown)) {
                return ExitStatus.INTERRUPTED;
            }
            StackTraces.removeLauncher(thrown);
            throw thrown;
        }
    }

    private static boolean isKeyboardInterrupt(Throwable thrown) {
        // by name: the program may bring a core of its own
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(KEYBOARD_INTERRUPT)) {
                return true;
            }
        }
        return false;
    }
}
