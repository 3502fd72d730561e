// An echo server and its client over TLS, with a certificate that the program makes for itself, and that the client trusts.
// Prints the version of TLS and "Received: Hello World!"; then that a client which trusts the usual authorities refuses.

import static io.asyncio4j.Asyncio.*;
import static io.asyncio4j.net.Streams.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.asyncio4j.net.AsyncFiles;
import io.asyncio4j.net.ConnectOptions;
import io.asyncio4j.net.ExtraInfo;
import io.asyncio4j.net.Server;
import io.asyncio4j.net.ServerOptions;
import io.asyncio4j.net.Stdio;
import io.asyncio4j.net.StreamReader;
import io.asyncio4j.net.StreamWriter;
import io.asyncio4j.net.SubprocessOptions;
import io.asyncio4j.net.Subprocesses;
import io.asyncio4j.net.TlsContext;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

String password = "changeit";

void main() {
    run(() -> {
        KeyStore keys = makeCertificate();
        var serverTls = TlsContext.server(keys, password.toCharArray());
        var clientTls = TlsContext.client().withTrusted((X509Certificate) keys.getCertificate("echo"));
        try (Server server =
                startServer(this::handleEcho, "127.0.0.1", 0, ServerOptions.DEFAULT.withTls(serverTls))) {
            echo(server.port(), clientTls);
            try {
                echo(server.port(), TlsContext.client());
            } catch (SSLException e) {
                IO.println("Refused: " + e.getClass().getSimpleName());
            }
        }
    });
}

void echo(int port, TlsContext tls) throws IOException {
    try (var connection = openConnection("127.0.0.1", port, ConnectOptions.DEFAULT.withTls(tls))) {
        IO.println(connection.writer().getExtraInfo(ExtraInfo.SSL_SESSION).getProtocol());
        connection.writer().write("Hello World!\n");
        IO.println("Received: " + new String(connection.reader().readline(), UTF_8).strip());
    }
}

void handleEcho(StreamReader reader, StreamWriter writer) throws IOException {
    for (byte[] line : reader) {
        writer.write(line);
        writer.drain();
    }
    writer.close();
}

KeyStore makeCertificate() throws Exception {
    try (var folder = AsyncFiles.createTempDirectory("tls-echo-")) {
        Path file = folder.path().resolve("keys.p12");
        try (var keytool = Subprocesses.createSubprocessExec(
                SubprocessOptions.DEFAULT.withStderr(Stdio.DEVNULL),
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                ("-genkeypair -alias echo -keyalg EC -dname CN=echo -ext san=ip:127.0.0.1 -storepass " + password
                                + " -keystore " + file)
                        .split(" "))) {
            keytool.waitFor();
        }
        return AsyncFiles.call(() -> {
            try {
                return KeyStore.getInstance(file.toFile(), password.toCharArray());
            } catch (GeneralSecurityException e) {
                throw new IOException(file + " cannot be read", e);
            }
        });
    }
}
