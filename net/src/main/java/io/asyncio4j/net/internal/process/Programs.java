package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds a program as a shell does, and says clearly what is missing. */
final class Programs {

    /** Where to look if there is no {@code PATH}. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private Programs() {}

    /**
     * Checks the working folder, and finds the program: a name without a slash along the {@code PATH} that the child will have.
     *
     * @return a path, relative to the child's working folder or absolute
     * @throws NoSuchFileException if the folder or the program is missing
     * @throws NotDirectoryException if the folder is a file
     * @throws AccessDeniedException if the program cannot be executed
     */
    static String find(SpawnRequest request) throws IOException {
        checkFolder(request.folder());
        String program = request.command().getFirst();
        if (program.indexOf('/') >= 0) {
            if (!Files.exists(request.resolve(program))) {
                throw new NoSuchFileException(program, null, "no such program");
            }
            if (!isExecutable(request, program)) {
                throw notExecutable(program);
            }
            return program;
        }
        String path = request.variable("PATH");
        String searched = path == null ? DEFAULT_PATH : path;
        String found = null;
        for (String folder : searched.split(":", -1)) {
            String candidate = (folder.isEmpty() ? "." : folder) + "/" + program;
            if (!program.isEmpty() && isExecutable(request, candidate)) {
                return candidate;
            }
            if (found == null && Files.isRegularFile(request.resolve(candidate))) {
                found = candidate;
            }
        }
        if (found != null) {
            throw notExecutable(found);
        }
        throw new NoSuchFileException(program, null, "no such program in PATH = " + searched);
    }

    private static boolean isExecutable(SpawnRequest request, String program) {
        Path file = request.resolve(program);
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static AccessDeniedException notExecutable(String program) {
        return new AccessDeniedException(program, null, "not an executable file");
    }

    private static void checkFolder(@Nullable Path folder) throws IOException {
        if (folder != null && !Files.isDirectory(folder)) {
            String name = folder.toString();
            if (Files.exists(folder)) {
                throw new NotDirectoryException(name);
            }
            throw new NoSuchFileException(name, null, "no such working folder");
        }
    }
}
