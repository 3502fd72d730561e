package io.asyncio4j.cli;

import java.util.List;

/**
 * A program whose classes are in memory.
 *
 * @param loader finds its classes
 * @param typeNames the qualified names of the top-level types in its source file, in the file's order; at least one
 */
record CompiledProgram(ClassLoader loader, List<String> typeNames) {}
