package io.asyncio4j.net;

import static io.asyncio4j.Asyncio.sleep;
import static io.asyncio4j.net.Streams.openConnection;
import static io.asyncio4j.net.Streams.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** X37, with real signals to JVMs of their own. */
@DisabledOnOs(OS.WINDOWS)
class ShutdownSignalsTest {

    private static final int LIMIT_SECONDS = 40;

    /** A server with a client that stays. */
    static final class Program {
        public static void main(String[] args) {
            boolean stuck = args[0].equals("stuck");
            Asyncio.run(() -> {
                String signal = Shutdown.run(shutdown -> {
                    shutdown.addHook(() -> IO.println("hook"));
                    Server server = shutdown.register(startServer(
                            (reader, writer) -> {
                                writer.write("welcome\n");
                                reader.read();
                                writer.close();
                            },
                            "127.0.0.1",
                            0));
                    var client = openConnection("127.0.0.1", server.port());
                    client.reader().readline();
                    IO.println("ready");
                    shutdown.await();
                    IO.println("begun");
                    while (stuck) {
                        Thread.onSpinWait();
                    }
                    if (args[0].equals("polite")) {
                        client.close();
                    } else {
                        sleep(Duration.ofHours(1));
                    }
                });
                IO.println("ended by " + signal);
            });
        }
    }

    private record Child(Process process, BufferedReader output) implements AutoCloseable {

        static Child start(String kind) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1"));
            String runtime = System.getProperty("asyncio4j.runtime");
            if (runtime != null) {
                command.add("-Dasyncio4j.runtime=" + runtime);
            }
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Program.class.getName(),
                    kind));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new Child(process, process.inputReader(StandardCharsets.UTF_8));
        }

        void send(String signal) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** What a JVM that was started with nohup does not get. */
    private static void assumeNotIgnored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (signal.equals("INT") && Files.exists(status)) {
            String ignored = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> line.substring("SigIgn:".length()).strip())
                    .findFirst()
                    .orElse("0");
            assumeTrue((Long.parseUnsignedLong(ignored, 16) & 2) == 0, "SIGINT is ignored here");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM", "INT"})
    void signal_endsTheProgramInOrder(String signal) throws Exception {
        assumeNotIgnored(signal);
        try (Child child = Child.start("polite")) {
            assertThat(child.output.readLine()).isEqualTo("ready");
            child.send(signal);
            assertThat(child.output.lines()).containsExactly("begun", "hook", "ended by " + signal);
            assertThat(child.process.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void secondSignal_endsTheJvm(String signal, int status) throws Exception {
        assumeNotIgnored(signal);
        try (Child child = Child.start("slow")) {
            assertThat(child.output.readLine()).isEqualTo("ready");
            child.send(signal);
            assertThat(child.output.readLine()).isEqualTo("begun");
            child.send(signal);
            assertThat(child.output.lines()).isEmpty();
            assertThat(child.process.waitFor()).isEqualTo(status);
        }
    }

    @Test
    void secondSignal_endsTheJvm_evenIfTheLoopIsStuck() throws Exception {
        try (Child child = Child.start("stuck")) {
            assertThat(child.output.readLine()).isEqualTo("ready");
            child.send("TERM");
            assertThat(child.output.readLine()).isEqualTo("begun");
            child.send("TERM");
            assertThat(child.output.lines()).isEmpty();
            assertThat(child.process.waitFor()).isEqualTo(143);
        }
    }
}
