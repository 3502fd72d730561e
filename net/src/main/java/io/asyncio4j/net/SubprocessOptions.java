package io.asyncio4j.net;

import io.asyncio4j.net.internal.process.SpawnRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a child process is started: the keyword arguments of Python's {@code create_subprocess_exec} and its like. Immutable.
 *
 * <pre>{@code
 * createSubprocessShell("sort | uniq -c", SubprocessOptions.PIPES.withWorkingFolder(folder));
 * }</pre>
 *
 * @param stdin where its standard input comes from
 * @param stdout where its standard output goes
 * @param stderr where its standard error goes; {@link Stdio#STDOUT} for the same place as its output
 * @param environment all its environment variables; null for those of this JVM
 * @param workingFolder the folder in which it starts; null for that of this JVM
 * @param newSession whether it leads a session of its own, without a terminal, and so a process group of its own: Ctrl-C does
 *     not reach it
 * @param newProcessGroup whether it leads a process group of its own
 * @param limit how long a line may be that a {@link StreamReader} reads from it, in bytes
 */
public record SubprocessOptions(
        Stdio stdin,
        Stdio stdout,
        Stdio stderr,
        @Nullable Map<String, String> environment,
        @Nullable Path workingFolder,
        boolean newSession,
        boolean newProcessGroup,
        int limit) {

    /** The child shares the standard streams, the environment, the folder and the process group of this JVM. */
    public static final SubprocessOptions DEFAULT = new SubprocessOptions(
            Stdio.INHERIT, Stdio.INHERIT, Stdio.INHERIT, null, null, false, false, StreamReader.DEFAULT_LIMIT);

    /** The same with a pipe for each of the standard streams. */
    public static final SubprocessOptions PIPES =
            DEFAULT.withStdin(Stdio.PIPE).withStdout(Stdio.PIPE).withStderr(Stdio.PIPE);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if a stream is given what makes no sense for it, a variable has a name or a value that
     *     no environment can hold, or the limit is not positive
     */
    public SubprocessOptions {
        if (!stdin.canBeInput()) {
            throw new IllegalArgumentException(
                    "stdin = " + stdin + " (expected: PIPE, DEVNULL, INHERIT or Stdio.from(a file))");
        }
        if (!stdout.canBeOutput()) {
            throw new IllegalArgumentException(
                    "stdout = " + stdout + " (expected: PIPE, DEVNULL, INHERIT, Stdio.to(a file) or Stdio.appendTo)");
        }
        if (stderr != Stdio.STDOUT && !stderr.canBeOutput()) {
            throw new IllegalArgumentException("stderr = " + stderr
                    + " (expected: STDOUT, PIPE, DEVNULL, INHERIT, Stdio.to(a file) or Stdio.appendTo)");
        }
        if (environment != null) {
            environment = Map.copyOf(environment);
            environment.forEach(SubprocessOptions::checkVariable);
        }
        StreamReader.checkLimit(limit);
    }

    private static void checkVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "environment variable \"" + name + "\" (expected: a name, without = and zero characters)");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("environment variable " + name + " has a zero character at "
                    + value.indexOf('\0') + " (expected: none)");
        }
    }

    /** The same options with another source of standard input. */
    public SubprocessOptions withStdin(Stdio source) {
        return new SubprocessOptions(
                source, stdout, stderr, environment, workingFolder, newSession, newProcessGroup, limit);
    }

    /** The same options with another destination of standard output. */
    public SubprocessOptions withStdout(Stdio destination) {
        return new SubprocessOptions(
                stdin, destination, stderr, environment, workingFolder, newSession, newProcessGroup, limit);
    }

    /** The same options with another destination of standard error. */
    public SubprocessOptions withStderr(Stdio destination) {
        return new SubprocessOptions(
                stdin, stdout, destination, environment, workingFolder, newSession, newProcessGroup, limit);
    }

    /** The same options with these environment variables, and no others. */
    public SubprocessOptions withEnvironment(Map<String, String> variables) {
        return new SubprocessOptions(
                stdin,
                stdout,
                stderr,
                Objects.requireNonNull(variables, "environment"),
                workingFolder,
                newSession,
                newProcessGroup,
                limit);
    }

    /** The same options with one more environment variable, or another value for it; without a value if it is null. */
    public SubprocessOptions withVariable(String name, @Nullable String value) {
        Map<String, String> variables = new HashMap<>(environment == null ? System.getenv() : environment);
        if (value == null) {
            variables.remove(name);
        } else {
            variables.put(name, value);
        }
        return withEnvironment(variables);
    }

    /** The same options with a working folder. */
    public SubprocessOptions withWorkingFolder(Path folder) {
        return new SubprocessOptions(
                stdin,
                stdout,
                stderr,
                environment,
                Objects.requireNonNull(folder, "workingFolder"),
                newSession,
                newProcessGroup,
                limit);
    }

    /** The same options with, or without, a session of its own. */
    public SubprocessOptions withNewSession(boolean own) {
        return new SubprocessOptions(stdin, stdout, stderr, environment, workingFolder, own, newProcessGroup, limit);
    }

    /** The same options with, or without, a process group of its own. */
    public SubprocessOptions withNewProcessGroup(boolean own) {
        return new SubprocessOptions(stdin, stdout, stderr, environment, workingFolder, newSession, own, limit);
    }

    /** The same options with another limit for lines, in bytes. */
    public SubprocessOptions withLimit(int newLimit) {
        return new SubprocessOptions(
                stdin, stdout, stderr, environment, workingFolder, newSession, newProcessGroup, newLimit);
    }

    SpawnRequest request(List<String> command) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("an empty command (expected: a program and its arguments)");
        }
        for (String each : command) {
            if (each.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument of " + command.getFirst() + " has a zero character at "
                        + each.indexOf('\0') + " (expected: none)");
            }
        }
        return new SpawnRequest(
                command,
                stdin.redirect(),
                stdout.redirect(),
                stderr.redirect(),
                stderr == Stdio.STDOUT,
                environment,
                workingFolder,
                newSession,
                newProcessGroup);
    }
}
