package io.asyncio4j.cli;

import picocli.CommandLine.Command;

/** The command {@code asyncio} itself: it only holds the subcommands. */
@Command(
        name = "asyncio",
        description = "Event loop, coroutines and tasks for Java programs.",
        subcommands = {RunCommand.class, FetchCommand.class, ServeCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class AsyncioCommand {}
