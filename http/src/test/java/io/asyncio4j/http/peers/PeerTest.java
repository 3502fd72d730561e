package io.asyncio4j.http.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.http.web.WebTest;
import io.asyncio4j.net.Programs;
import io.asyncio4j.net.Subprocess;
import io.asyncio4j.net.SubprocessOptions;
import io.asyncio4j.net.Subprocesses;
import io.asyncio4j.net.TlsContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

/** What tests with the programs of others share. */
abstract class PeerTest extends WebTest {

    private static final byte[] NOTHING = {};

    @TempDir
    Path folder;

    static WebOptions overTls() throws IOException {
        return WebOptions.DEFAULT.withTls(
                TlsContext.server(Programs.pem("localhost.pem"), Programs.pem("localhost.key")));
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Says in a line what has come, with the number of bytes of the body. */
    static Application telling() {
        return new Application().route("*", "/{path...}", request -> {
            int length = request.read().length;
            return Response.text(request.version() + " " + request.method() + " " + request.path() + " " + length);
        });
    }

    /** Runs curl, and gives what it has written. */
    static String curl(String... arguments) throws IOException {
        return new String(curl(NOTHING, arguments), StandardCharsets.ISO_8859_1);
    }

    static byte[] curl(byte[] input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*", "--max-time", "20"));
        command.add("--cacert");
        command.add(Programs.pem("ca.pem").toString());
        command.addAll(List.of(arguments));
        return Programs.run(input, command.toArray(String[]::new)).stdout();
    }

    /** Runs a program in another language, which says what it has found. */
    static String output(String... command) throws IOException {
        return Programs.run(NOTHING, command).stdoutText();
    }

    /** Starts a program that serves, and says its port in its first line. */
    static Subprocess serving(String... command) throws IOException {
        return Subprocesses.createSubprocessExec(List.of(command), SubprocessOptions.PIPES);
    }

    static int port(Subprocess program) throws IOException {
        String line = text(program.stdout().readline()).strip();
        assertThat(line).matches("\\d+");
        return Integer.parseInt(line);
    }
}
