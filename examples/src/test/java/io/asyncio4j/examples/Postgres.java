package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the tests' own, if its programs are installed; else an existing one, if the environment variable {@code
 * ASYNCIO4J_POSTGRES} has a URL of JDBC's for a database in which a table "notes" may be made and dropped.
 */
final class Postgres implements AutoCloseable {

    /** PostgreSQL does not run as root. */
    private static final List<String> AS_OTHER_USER = List.of("runuser", "-u", "postgres", "--");

    private final String url;
    private final List<String> stop;

    private Postgres(String url, List<String> stop) {
        this.url = url;
        this.stop = stop;
    }

    /**
     * Starts one, or skips the test.
     *
     * @param folder where it has its data; an empty one
     */
    static Postgres start(Path folder) throws IOException, InterruptedException {
        String existing = System.getenv("ASYNCIO4J_POSTGRES");
        if (existing != null) {
            return new Postgres(existing, List.of());
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            letOtherUserIn(folder);
        }
        String data = folder.resolve("data").toString();
        run(command(root, "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"));
        int port = freePort();
        String options = "-F -p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";
        String log = folder.resolve("log").toString();
        run(command(root, "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"));
        return new Postgres(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=test",
                command(root, "pg_ctl", "-D", data, "-m", "immediate", "stop"));
    }

    private static void letOtherUserIn(Path folder) throws IOException {
        try {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        } catch (IOException | UnsupportedOperationException e) {
            abort("there is no user \"postgres\", and PostgreSQL does not run as root: " + e);
        }
    }

    private static List<String> command(boolean root, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(root ? AS_OTHER_USER : List.of());
        command.add(find(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Distributions for which one may install several versions do not put them into the PATH. */
    private static Path find(String program) throws IOException {
        List<Path> folders = new ArrayList<>();
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> found = Files.list(versions)) {
                found.map(version -> version.resolve("bin")).forEach(folders::add);
            }
        }
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(Path::of)
                .forEach(folders::add);
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("PostgreSQL is not installed: there is no " + program));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The output goes to a file, since the server inherits it. */
    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Example.FOLDER.resolve("target", "postgres.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(new File("/"))
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("the end of %s", command)
                .isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", command, Files.readString(output))
                .isZero();
    }

    String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (!stop.isEmpty()) {
            run(stop);
        }
    }
}
