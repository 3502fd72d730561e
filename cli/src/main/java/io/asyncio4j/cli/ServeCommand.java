package io.asyncio4j.cli;

import io.asyncio4j.Asyncio;
import io.asyncio4j.http.web.AccessLog;
import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.StaticOptions;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebServer;
import io.asyncio4j.net.Shutdown;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code asyncio serve FOLDER}: serves the files of a folder until Ctrl-C. */
@Command(
        name = "serve",
        description = "Serves the files of a folder by HTTP, until Ctrl-C, and logs each request.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Subcommand {

    /** How long downloads may go on after Ctrl-C. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "The port, 0 for any that is free; ${DEFAULT-VALUE} without this option.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen at, 0.0.0.0 for all; ${DEFAULT-VALUE} without this option.")
    private String host = "";

    @Option(
            names = "--listing",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether folders without index.html are listed; they are without this option.")
    private boolean listing;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "The folder.")
    private Path folder = Path.of("");

    @Override
    public int execute(PrintWriter out, PrintWriter err) {
        if (port < 0 || port > 65535) {
            throw new CommandException("the port is " + port + " (expected: 0 to 65535)");
        }
        if (!Files.exists(folder)) {
            throw new CommandException("there is no folder " + folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + " is a file (expected: a folder)");
        }
        Application application = new Application().addStatic("/", folder, StaticOptions.DEFAULT.withListing(listing));
        WebOptions options =
                WebOptions.DEFAULT.withAccessLog(AccessLog.common(out)).withShutdownTime(PATIENCE);
        Asyncio.run(() -> {
            try (WebServer server = start(application, options)) {
                out.println("Serving " + folder + " at " + server.url() + "/ (Ctrl-C ends it)");
                var _ = Shutdown.run(
                        _ -> Asyncio.getRunningLoop().createFuture().await());
            }
        });
        return ExitStatus.OK;
    }

    private WebServer start(Application application, WebOptions options) {
        try {
            return application.start(host, port, options);
        } catch (IOException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }
}
