package io.asyncio4j.net;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Programs that tests talk to, where they are installed, and what they need. */
public final class Programs {

    private static final Map<List<String>, Boolean> FOUND = new ConcurrentHashMap<>();
    private static final Map<String, Path> COPIES = new ConcurrentHashMap<>();

    private Programs() {}

    /** Skips the test unless that command runs and succeeds. */
    public static void needs(String... command) {
        if (!FOUND.computeIfAbsent(List.of(command), Programs::works)) {
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

    /** Runs a program to its end, beside the loop's other tasks, and fails unless it succeeds. */
    public static Subprocess.Output run(byte[] input, String... command) throws IOException {
        try (Subprocess program = Subprocesses.createSubprocessExec(List.of(command), SubprocessOptions.PIPES)) {
            Subprocess.Output output = program.communicate(input);
            if (program.returncode().orElseThrow() != 0) {
                throw new AssertionError(String.join(" ", command) + ": exit status " + program.returncode() + "\n"
                        + output.stdoutText() + output.stderrText());
            }
            return output;
        }
    }

    /** A certificate or a key of the tests, as a file; to other modules they come in a jar, of which it is copied. */
    public static Path pem(String name) {
        URL url = Objects.requireNonNull(Programs.class.getResource("tls/" + name), name);
        try {
            return url.getProtocol().equals("file")
                    ? Path.of(url.toURI())
                    : COPIES.computeIfAbsent(name, _ -> copy(url));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path copy(URL url) {
        try (InputStream content = url.openStream()) {
            Path copy = Files.createTempFile("asyncio4j", ".pem");
            copy.toFile().deleteOnExit();
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
