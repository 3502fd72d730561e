package io.asyncio4j.net;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Programs that tests talk to, where they are installed. */
final class Peers {

    private static final Map<List<String>, Boolean> FOUND = new ConcurrentHashMap<>();

    private Peers() {}

    /** Skips the test unless that command runs and succeeds. */
    static void needs(String... command) {
        if (!FOUND.computeIfAbsent(List.of(command), Peers::works)) {
            abort(String.join(" ", command) + " does not work here");
        }
    }

    private static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }
}
