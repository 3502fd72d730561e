// Follows a log file with a child process, tail -f, and takes its lines as they come; the program itself writes the log.
// Prints five lines, one every 0.1 seconds, and how the child ended: -15, by SIGTERM.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.SubprocessOptions.DEFAULT;
import static io.asyncio4j.net.Subprocesses.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.net.AsyncFile;
import io.asyncio4j.net.AsyncFiles;
import io.asyncio4j.net.Stdio;

void main() {
    run(() -> {
        try (var log = AsyncFiles.createTempFile("tail", ".log");
                var tail = createSubprocessExec(
                        DEFAULT.withStdout(Stdio.PIPE), "tail", "-n", "+1", "-f", log.path().toString())) {
            var writing = createTask(() -> write(log));
            int lines = 0;
            for (byte[] line : tail.stdout()) {
                IO.print("tail: " + new String(line, UTF_8));
                if (++lines == 5) {
                    tail.terminate();
                }
            }
            IO.println("tail ended: " + tail.waitFor());
            writing.await();
        }
    });
}

void write(AsyncFile log) throws IOException {
    for (int i = 1; i <= 5; i++) {
        log.write("line " + i + "\n");
        sleep(Duration.ofMillis(100));
    }
}
