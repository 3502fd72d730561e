package io.asyncio4j.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where and when figures were taken.
 *
 * @param date in UTC
 * @param options what all JVMs got from the environment
 * @param versions of contenders, by a word of their names
 */
record Environment(
        Instant date, String java, String options, String kernel, String cpu, int cores, Map<String, String> versions) {

    /** Takes a second: it asks programs for their versions. */
    static Environment here(Instant date, Path home) {
        return new Environment(
                date,
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Optional.ofNullable(System.getenv("JDK_JAVA_OPTIONS")).orElse(""),
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceFirst("-.*", ""),
                processor(),
                Runtime.getRuntime().availableProcessors(),
                Versions.of(home));
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException _) {
            return System.getProperty("os.arch"); // not Linux
        }
    }
}
