package io.asyncio4j.cli;

import java.io.PrintWriter;

/** Where the JVM starts the {@code asyncio} command. */
public final class Main {
    private Main() {}

    /**
     * Runs the command and ends the JVM with its exit status.
     *
     * <p>After a normal end the method returns, so threads that a program has started may finish. An exception that a
     * program's main method has thrown leaves this method too: the JVM prints it and exits with 1, as {@code java
     * FILE.java} does.
     *
     * @param args the words after {@code asyncio}
     * @throws Throwable what the program has thrown
     */
    public static void main(String... args) throws Throwable {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        int status = new CommandLineInterface(out, err).execute(args);
        if (status != ExitStatus.OK) {
            System.exit(status);
        }
    }
}
