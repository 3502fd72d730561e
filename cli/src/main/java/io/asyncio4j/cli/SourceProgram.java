package io.asyncio4j.cli;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that consists of Java source files, run by the JDK's own source launcher.
 *
 * <p>The launcher is the one behind {@code java FILE.java}, so the same programs run: compact source files, programs of
 * several files, instance main methods. It is not a supported API, so it is reached by reflection, and a JDK that has
 * changed it gives a message instead of a linkage error.
 */
final class SourceProgram {
    private static final String LAUNCHER = "com.sun.tools.javac.launcher.SourceLauncher";
    private static final String FAULT = "com.sun.tools.javac.launcher.Fault";
    private static final String KEYBOARD_INTERRUPT = "io.asyncio4j.KeyboardInterruptError";

    private final Path file;
    private final List<String> arguments;

    SourceProgram(Path file, List<String> arguments) {
        this.file = file;
        this.arguments = arguments;
    }

    /**
     * Compiles the program in memory and calls its main method on this thread.
     *
     * @param err where javac's diagnostics go
     * @return the exit status
     * @throws CommandException if this JDK's launcher cannot be used
     * @throws Throwable what the main method has thrown, without the launcher's stack frames
     */
    int run(PrintWriter err) throws Throwable {
        try {
            launch(err);
            return ExitStatus.OK;
        } catch (InvocationTargetException e) {
            return failed(unwrap(e), err);
        }
    }

    private void launch(PrintWriter err) throws InvocationTargetException {
        // the options of javac that the launcher takes over from the JVM's
        String[] options = {"--class-path", System.getProperty("java.class.path")};
        String[] words = new String[arguments.size() + 1];
        words[0] = file.toString();
        for (int i = 0; i < arguments.size(); i++) {
            words[i + 1] = arguments.get(i);
        }
        try {
            Class<?> type = Class.forName(LAUNCHER);
            Object launcher = type.getConstructor(PrintWriter.class).newInstance(err);
            Method run = type.getMethod("run", String[].class, String[].class);
            run.invoke(launcher, options, words);
        } catch (InvocationTargetException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new CommandException(
                    "the source launcher of Java %s cannot be used: %s (expected: a JDK 25, started by the asyncio script)"
                            .formatted(Runtime.version(), e),
                    e);
        }
    }

    private static int failed(Throwable thrown, PrintWriter err) throws Throwable {
        if (thrown.getClass().getName().equals(FAULT)) {
            err.println(thrown.getMessage());
            return ExitStatus.FAILURE;
        }
        Throwable cause = unwrap(thrown);
        if (isKeyboardInterrupt(cause)) {
            return ExitStatus.INTERRUPTED;
        }
        StackTraces.removeLauncher(cause);
        throw cause;
    }

    /** What the reflectively called method has thrown. */
    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof InvocationTargetException && cause != null ? cause : thrown;
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
