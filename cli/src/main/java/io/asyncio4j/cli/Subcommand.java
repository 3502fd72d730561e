package io.asyncio4j.cli;

import java.io.PrintWriter;

/** One word after {@code asyncio}, such as {@code run}; its options are picocli annotations on the implementing class. */
public interface Subcommand {
    /**
     * Does what the parsed options say.
     *
     * @param out where results go
     * @param err where messages go
     * @return the exit status
     * @throws CommandException to end with a message and status 1
     * @throws Throwable what a user's program has thrown
     */
    int execute(PrintWriter out, PrintWriter err) throws Throwable;
}
