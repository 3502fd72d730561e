package io.asyncio4j.cli;

/** The exit statuses of the {@code asyncio} command; a program's own status comes on top of these. */
public final class ExitStatus {
    /** The command, or the program, ended normally. */
    public static final int OK = 0;

    /** The program could not be started, or threw an exception. */
    public static final int FAILURE = 1;

    /** The command was called wrongly. */
    public static final int USAGE = 2;

    /** Ctrl-C ended the program: 128 plus the number of SIGINT. */
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
