package io.asyncio4j.cli;

import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the words of a call, and runs the subcommand that they name. */
public final class CommandLineInterface {
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * Creates a command line that writes to two streams.
     *
     * @param out where results, help and version go
     * @param err where messages go
     */
    public CommandLineInterface(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs one call.
     *
     * @param args the words after {@code asyncio}; none at all prints the usage
     * @return the exit status, see {@link ExitStatus}
     * @throws Throwable what a user's program has thrown
     */
    public int execute(String... args) throws Throwable {
        CommandLine commandLine = commandLine();
        try {
            ParseResult parsed = commandLine.parseArgs(args);
            Integer helpStatus = CommandLine.executeHelpRequest(parsed);
            return helpStatus != null ? helpStatus : executeLast(parsed);
        } catch (ParameterException e) {
            return wrongCall(e);
        } catch (CommandException e) {
            err.println("asyncio: " + e.getMessage());
            return ExitStatus.FAILURE;
        }
    }

    private CommandLine commandLine() {
        CommandLine commandLine =
                new CommandLine(new AsyncioCommand()).setOut(out).setErr(err).setExpandAtFiles(false);
        // the words after a program's name are the program's own
        var _ = Objects.requireNonNull(commandLine.getSubcommands().get("run")).setStopAtPositional(true);
        return commandLine;
    }

    private int executeLast(ParseResult parsed) throws Throwable {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.commandSpec().userObject() instanceof Subcommand subcommand) {
            return subcommand.execute(out, err);
        }
        last.commandSpec().commandLine().usage(out);
        return ExitStatus.OK;
    }

    private int wrongCall(ParameterException e) {
        err.println("asyncio: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            e.getCommandLine().usage(err);
        }
        return ExitStatus.USAGE;
    }
}
