/** The {@code asyncio} command: its subcommands, and the launcher of single-file programs. */
@NullMarked
package io.asyncio4j.cli;

import org.jspecify.annotations.NullMarked;
