package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The service with a database, against a real one. */
@DisabledOnOs(OS.WINDOWS) // where a program cannot be told to end
final class NotesTest {

    private static final String CHANGE = "{\"title\":\"a\",\"text\":\"b\",\"version\":1}";

    @TempDir
    private static Path folder;

    private static Postgres postgres;

    @BeforeAll
    static void startPostgres() throws IOException, InterruptedException {
        postgres = Postgres.start(folder);
    }

    @AfterAll
    static void stopPostgres() throws IOException, InterruptedException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void dropTable() throws SQLException {
        try (Connection connection = postgres.connect()) {
            connection.createStatement().execute("drop table if exists notes");
        }
    }

    @Test
    void notes_areAddedChangedAndRemoved() throws Exception {
        try (var service = new Service()) {
            assertThat(service.ask("GET", "/notes", "")).isEqualTo("200 []");
            var added = service.send("POST", "/notes", "{\"title\":\"Milk\",\"text\":\"two litres ½\"}");
            assertThat(added.headers().firstValue("location")).contains("/notes/1");
            assertThat(added.body()).isEqualTo(note(1, 1, "Milk", "two litres ½"));
            service.ask("POST", "/notes", "{\"title\":\"Bread\",\"text\":\"\"}");
            assertThat(service.ask("GET", "/notes/2", "")).isEqualTo("200 " + note(2, 1, "Bread", ""));

            assertThat(service.ask("PUT", "/notes/1", "{\"version\":1,\"title\":\"Tea\",\"text\":\"green\"}"))
                    .isEqualTo("200 " + note(1, 2, "Tea", "green"));
            assertThat(service.ask("GET", "/notes?after=1", "")).isEqualTo("200 [" + note(2, 1, "Bread", "") + "]");
            assertThat(service.ask("DELETE", "/notes/2", "")).isEqualTo("204 ");
            assertThat(service.ask("GET", "/notes", "")).isEqualTo("200 [" + note(1, 2, "Tea", "green") + "]");
            service.terminate();
            service.awaitEnd();
        }
    }

    @Test
    void badRequests_areRefused_andChangeNothing() throws Exception {
        try (var service = new Service()) {
            service.ask("POST", "/notes", "{\"title\":\"Milk\",\"text\":\"\"}");
            service.ask("POST", "/notes", "{\"title\":\"Tea\",\"text\":\"\"}");
            String before = service.ask("GET", "/notes", "");

            assertThat(service.ask("POST", "/notes", "{\"title\"")).startsWith("400 400: malformed JSON");
            assertThat(service.ask("GET", "/notes?after=x", "")).startsWith("400 ");
            assertThat(service.ask("GET", "/notes/9", "")).isEqualTo("404 404: there is no such note\n");
            assertThat(service.ask("PUT", "/notes/9", CHANGE)).startsWith("404 ");
            assertThat(service.ask("DELETE", "/notes/9", "")).startsWith("404 ");
            assertThat(service.ask("GET", "/notes/x", "")).startsWith("404 ");
            assertThat(service.ask("PATCH", "/notes/1", CHANGE)).startsWith("405 ");
            assertThat(service.ask("POST", "/notes", "{\"title\":\"Milk\",\"text\":\"\"}"))
                    .isEqualTo("409 409: there is a note with that title\n");
            assertThat(service.ask("PUT", "/notes/1", "{\"version\":1,\"title\":\"Tea\",\"text\":\"\"}"))
                    .startsWith("409 409: there is a note");
            assertThat(service.ask("PUT", "/notes/1", "{\"version\":7,\"title\":\"Beer\",\"text\":\"\"}"))
                    .isEqualTo("409 409: the version is 1, not 7\n");
            assertThat(service.ask("POST", "/notes", "{\"title\":\" \",\"text\":\"\"}"))
                    .startsWith("422 ");
            assertThat(service.ask("GET", "/notes", "")).isEqualTo(before);
        }
    }

    /** All wait at the same time, one in each query, on the one thread of the loop. */
    @Test
    void queriesThatWait_keepNobodyWaiting_andOneOfManyChangesWins() throws Exception {
        assumeFalse(Example.HAND_OFF, "under the hand-off runtime, a query holds the loop");
        try (var service = new Service();
                Connection other = postgres.connect()) {
            service.ask("POST", "/notes", "{\"title\":\"a\",\"text\":\"\"}");
            lockNotes(other);

            var changes = service.askManyTimes(9, "PUT", "/notes/1", CHANGE);
            awaitWaitingQueries(9);
            assertThat(service.ask("GET", "/notes", "")).isEqualTo("200 [" + note(1, 1, "a", "") + "]");
            assertThat(changes).noneMatch(CompletableFuture::isDone);
            service.terminate(); // but not before they have finished

            other.commit();
            assertThat(changes.stream().map(CompletableFuture::join))
                    .containsOnlyOnce("200 " + note(1, 2, "a", "b"))
                    .filteredOn(answer -> !answer.startsWith("200"))
                    .isEqualTo(Collections.nCopies(8, "409 409: the version is 2, not 1\n"));
            service.awaitEnd();
        }
    }

    @Test
    void databaseThatTakesTooLong_isGivenUp_andAskedAgainLater() throws Exception {
        assumeFalse(Example.HAND_OFF, "under the hand-off runtime, a query holds the loop");
        try (var service = new Service("1");
                Connection other = postgres.connect()) {
            service.ask("POST", "/notes", "{\"title\":\"a\",\"text\":\"\"}");
            lockNotes(other);

            // ten have a connection, and two wait in line for one
            assertThat(service.askManyTimes(12, "PUT", "/notes/1", CHANGE).stream()
                            .map(CompletableFuture::join))
                    .isEqualTo(Collections.nCopies(12, "503 503: the database takes too long\n"));

            other.commit();
            assertThat(service.askManyTimes(12, "GET", "/notes/1", "").stream().map(CompletableFuture::join))
                    .isEqualTo(Collections.nCopies(12, "200 " + note(1, 1, "a", "")));
        }
    }

    private static String note(long id, int version, String title, String text) {
        return "{\"id\":%d,\"version\":%d,\"title\":\"%s\",\"text\":\"%s\"}".formatted(id, version, title, text);
    }

    // ---- the database ----

    private static void lockNotes(Connection other) throws SQLException {
        other.setAutoCommit(false);
        other.createStatement().execute("select * from notes for update");
    }

    private static void awaitWaitingQueries(int count) throws SQLException {
        try (Connection watching = postgres.connect()) {
            var query =
                    watching.prepareStatement("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
            int waiting;
            do {
                var rows = query.executeQuery();
                rows.next();
                waiting = rows.getInt(1);
            } while (waiting < count);
        }
    }

    // ---- the service ----

    private static final class Service implements AutoCloseable {

        private final ChildProgram program;
        private final HttpClient client = HttpClient.newHttpClient();
        private final String url;

        /** @param seconds optionally the time limit */
        Service(String... seconds) throws IOException {
            List<String> arguments = new ArrayList<>(List.of(postgres.url(), "0"));
            arguments.addAll(List.of(seconds));
            program = ChildProgram.start("Notes", arguments.toArray(String[]::new));
            url = program.readUrl();
        }

        private HttpRequest request(String method, String path, String body) {
            return HttpRequest.newBuilder(URI.create(url + path))
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                    .build();
        }

        HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
            return client.send(request(method, path, body), BodyHandlers.ofString());
        }

        /** The answer's status and body. */
        String ask(String method, String path, String body) throws IOException, InterruptedException {
            return text(send(method, path, body));
        }

        List<CompletableFuture<String>> askManyTimes(int count, String method, String path, String body) {
            return IntStream.range(0, count)
                    .mapToObj(_ -> client.sendAsync(request(method, path, body), BodyHandlers.ofString())
                            .thenApply(Service::text))
                    .toList();
        }

        private static String text(HttpResponse<String> response) {
            return response.statusCode() + " " + response.body();
        }

        /** Tells it to end, and waits until it accepts nothing more. */
        void terminate() throws IOException {
            program.terminate();
            URI at = URI.create(url);
            while (true) {
                try {
                    new Socket(at.getHost(), at.getPort()).close();
                } catch (ConnectException _) {
                    return;
                }
            }
        }

        void awaitEnd() throws InterruptedException {
            assertThat(program.exitCode()).isZero();
        }

        @Override
        public void close() {
            program.close();
            client.close();
        }
    }
}
