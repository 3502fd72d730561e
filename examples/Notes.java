// A REST service for notes in PostgreSQL, by plain JDBC: a query suspends its task, not the loop, so that ten connections are enough
// for many clients. (On the hand-off runtime a query holds the loop.) Prints where it is, and ends with Ctrl-C.
// Arguments: JDBC's URL of a database, as jdbc:postgresql://127.0.0.1/test?user=me; optionally the port, 8080 if none is given, 0 for
// any that is free; and the seconds that a request may take. Needs the driver: CLASSPATH=postgresql-42.7.13.jar ./asyncio run …

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.http.web.Application;
import io.asyncio4j.http.web.Handler;
import io.asyncio4j.http.web.HttpStatusException;
import io.asyncio4j.http.web.Request;
import io.asyncio4j.http.web.Response;
import io.asyncio4j.http.web.WebOptions;
import io.asyncio4j.sync.Semaphore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** What clients get. The version grows with each change. */
record Note(long id, int version, String title, String text) {}

/** What clients send. To change a note they name the version that they have seen. */
record Draft(Integer version, String title, String text) {}

final int mostConnections = 10;
Duration timeLimit;
Database database;

void main(String[] args) {
    if (args.length == 0) {
        IO.println("Usage: Notes URL [PORT [SECONDS]]");
        return;
    }
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8080;
    timeLimit = Duration.ofSeconds(args.length > 2 ? Integer.parseInt(args[2]) : 5);
    run(() -> {
        database = new Database(args[0], mostConnections, timeLimit);
        var app = new Application()
                .onStartup(this::createTable, database::close)
                .use(this::inTime)
                .get("/notes", this::list)
                .post("/notes", this::add)
                .get("/notes/{id:\\d{1,18}}", this::get)
                .put("/notes/{id:\\d{1,18}}", this::change)
                .delete("/notes/{id:\\d{1,18}}", this::remove);
        app.run("127.0.0.1", port, WebOptions.DEFAULT);
    });
}

void createTable() throws SQLException {
    database.transaction(connection -> connection.createStatement().execute("""
            create table if not exists notes (
                id bigint generated always as identity primary key,
                version int not null default 1,
                title text not null unique,
                text text not null)"""));
}

/** To wait in line for a connection counts, too. A query that is under way is given up, together with its connection. */
Response inTime(Request request, Handler next) throws Exception {
    try {
        return timeout(timeLimit, () -> next.handle(request));
    } catch (TimeoutException e) {
        throw new HttpStatusException(503, "the database takes too long", e);
    } catch (SQLException e) {
        if ("23505".equals(e.getSQLState())) { // unique_violation
            throw HttpStatusException.conflict("there is a note with that title");
        }
        throw e;
    }
}

// ---- requests ----

/** A hundred notes at most, which come after that with the number in the query. */
Response list(Request request) throws SQLException {
    String after = Objects.requireNonNullElse(request.query("after"), "0");
    if (!after.matches("\\d{1,18}")) {
        throw HttpStatusException.badRequest("after: the number of a note was expected");
    }
    return Response.json(database.transaction(connection ->
            notes(connection, "select * from notes where id > ? order by id limit 100", Long.parseLong(after))));
}

Response get(Request request) throws SQLException {
    return Response.json(database.transaction(connection ->
            note(connection, "select * from notes where id = ?", id(request))));
}

Response add(Request request) throws IOException, SQLException {
    Draft draft = draft(request);
    Note note = database.transaction(connection ->
            note(connection, "insert into notes (title, text) values (?, ?) returning *", draft.title, draft.text));
    return Response.json(note).status(201).header("location", "/notes/" + note.id);
}

Response change(Request request) throws IOException, SQLException {
    Draft draft = draft(request);
    return Response.json(database.transaction(connection -> {
        Note old = note(connection, "select * from notes where id = ? for update", id(request));
        if (draft.version == null || draft.version != old.version) {
            throw HttpStatusException.conflict("the version is " + old.version + ", not " + draft.version);
        }
        return note(
                connection,
                "update notes set version = version + 1, title = ?, text = ? where id = ? returning *",
                draft.title, draft.text, old.id);
    }));
}

Response remove(Request request) throws SQLException {
    database.transaction(connection -> note(connection, "delete from notes where id = ? returning *", id(request)));
    return Response.empty(204);
}

long id(Request request) {
    return Long.parseLong(request.matchInfo("id"));
}

Draft draft(Request request) throws IOException {
    Draft draft = request.json(Draft.class);
    if (draft.title == null || draft.title.isBlank() || draft.text == null) {
        throw new HttpStatusException(422, "a title that is not blank, and a text were expected");
    }
    return draft;
}

// ---- the database ----

/** The note that a statement returns. */
Note note(Connection connection, String sql, Object... parameters) throws SQLException {
    var found = notes(connection, sql, parameters);
    if (found.isEmpty()) {
        throw HttpStatusException.notFound("there is no such note");
    }
    return found.getFirst();
}

List<Note> notes(Connection connection, String sql, Object... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        var notes = new ArrayList<Note>();
        var rows = statement.executeQuery();
        while (rows.next()) {
            notes.add(new Note(rows.getLong("id"), rows.getInt("version"), rows.getString("title"), rows.getString("text")));
        }
        return notes;
    }
}

interface Work<T> {
    T with(Connection connection) throws SQLException;
}

/** Connections to a database, opened when they are needed, and kept. All this is on the loop's thread: it needs no locks. */
static final class Database {

    private final String url;
    private final Properties settings = new Properties();
    private final Semaphore places;
    private final Deque<Connection> idle = new ArrayDeque<>();

    Database(String url, int mostConnections, Duration timeLimit) {
        this.url = url;
        places = new Semaphore(mostConnections);
        // the database is to give up, too, what nobody waits for any more
        settings.setProperty("options", "-c statement_timeout=" + timeLimit.plusSeconds(1).toMillis());
    }

    /** Does all of the work or, if that fails, nothing of it. Waits in line while all connections are in use. */
    <T> T transaction(Work<T> work) throws SQLException {
        try (var _ = places.acquire()) {
            var connection = idle.isEmpty() ? DriverManager.getConnection(url, settings) : idle.pop();
            try {
                connection.setAutoCommit(false);
                T result = work.with(connection);
                connection.commit();
                idle.push(connection);
                return result;
            } catch (Throwable e) {
                undo(connection, e);
                throw e;
            }
        }
    }

    private void undo(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            idle.push(connection);
        } catch (SQLException e) { // it is broken; so is one whose task was cancelled in the middle of an answer
            failure.addSuppressed(e);
        }
    }

    void close() throws SQLException {
        while (!idle.isEmpty()) {
            idle.pop().close();
        }
    }
}
