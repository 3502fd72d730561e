package io.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Counts what this process has open of sockets and pipes. */
final class Descriptors {

    private static final Path OPEN = Path.of("/proc/self/fd");

    private Descriptors() {}

    static long sockets() throws IOException {
        assumeTrue(Files.isDirectory(OPEN), "no /proc here: open sockets cannot be counted");
        try (Stream<Path> all = Files.list(OPEN)) {
            return all.filter(Descriptors::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.startsWith("pipe:");
        } catch (IOException _) { // closed meanwhile
            return false;
        }
    }

    /** Suspends until no more sockets are open than before; fails if that takes long. */
    static void awaitSockets(long before) throws IOException {
        for (int i = 0; i < 400 && sockets() > before; i++) {
            Asyncio.sleep(Duration.ofMillis(5));
        }
        assertThat(sockets()).as("open sockets").isLessThanOrEqualTo(before);
    }
}
