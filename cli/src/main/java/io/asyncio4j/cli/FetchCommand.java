package io.asyncio4j.cli;

import io.asyncio4j.Asyncio;
import io.asyncio4j.KeyboardInterruptError;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code asyncio fetch URL...}: gets many URLs at the same time. */
@Command(
        name = "fetch",
        description = "Gets URLs by HTTP, several at the same time, and tells how long that took.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class FetchCommand implements Subcommand {

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            defaultValue = "8",
            description = "How many to get at the same time at most; ${DEFAULT-VALUE} without this option.")
    private int concurrency;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "The folder to save them in, each under the last name of its path; nothing there is replaced. "
                            + "Without this option they are thrown away.")
    private @Nullable Path folder;

    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to get.")
    private List<String> urls = List.of();

    @Override
    public int execute(PrintWriter out, PrintWriter err) {
        if (concurrency < 1) {
            throw new CommandException("the concurrency is " + concurrency + " (expected: 1 or more)");
        }
        if (folder != null) {
            create(folder);
        }
        Fetcher fetcher = new Fetcher(concurrency, folder, new ProgressBar(err, urls.size(), isTerminal()), out, err);
        try {
            Asyncio.run(() -> fetcher.fetch(urls));
        } catch (KeyboardInterruptError _) {
            return ExitStatus.INTERRUPTED;
        }
        return fetcher.failures() == 0 ? ExitStatus.OK : ExitStatus.FAILURE;
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandException(folder + " cannot be made a folder: " + e, e);
        }
    }
}
