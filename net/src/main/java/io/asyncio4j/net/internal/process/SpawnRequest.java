package io.asyncio4j.net.internal.process;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start, and how.
 *
 * @param command the program and its arguments
 * @param stdin where its input comes from; {@link Redirect#DISCARD} for none
 * @param stdout where its output goes
 * @param stderr where its errors go
 * @param mergeStderr they go where the output goes, instead
 * @param environment its variables; null for this JVM's
 * @param folder its working folder; null for this JVM's
 * @param newSession it leads a session, and a group, of its own
 * @param newProcessGroup it leads a group of its own
 */
public record SpawnRequest(
        List<String> command,
        Redirect stdin,
        Redirect stdout,
        Redirect stderr,
        boolean mergeStderr,
        @Nullable Map<String, String> environment,
        @Nullable Path folder,
        boolean newSession,
        boolean newProcessGroup) {

    /** Copies what could change. */
    public SpawnRequest {
        command = List.copyOf(command);
    }

    /** A path as the child, in its working folder, understands it. */
    Path resolve(String path) {
        return folder == null ? Path.of(path) : folder.resolve(path);
    }

    /** A variable as the child sees it. */
    @Nullable
    String variable(String name) {
        return environment == null ? System.getenv(name) : environment.get(name);
    }
}
