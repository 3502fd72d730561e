package io.asyncio4j.net;

import io.asyncio4j.Body;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Files} for tasks. Reading a file in a task holds the loop, unlike other blocking calls; these functions let a
 * thread of the loop's default executor do it, and suspend. What is missing here goes through {@link #call}.
 *
 * <p>They are called in a task, and throw what those of {@link Files} throw: {@link NoSuchFileException}, {@link
 * java.nio.file.AccessDeniedException} and other subclasses of {@link IOException}, with the path.
 *
 * <p>A task that is cancelled meanwhile stays suspended until the work is done, and then {@link
 * io.asyncio4j.CancelledError} is thrown. So nothing goes on in the background, and what was to be written or deleted is.
 * If the work has failed, its exception is suppressed in the error.
 *
 * <p>Counterpart: none in {@code asyncio}; {@code anyio.Path}, {@code trio.Path}.
 */
@SuppressWarnings("StreamResourceLeak") // whoever gets the stream closes it
public final class AsyncFiles {

    private AsyncFiles() {}

    /**
     * Runs code that uses files in the loop's default executor. Suspends.
     *
     * <pre>{@code
     * FileTime time = AsyncFiles.call(() -> Files.getLastModifiedTime(path));
     * }</pre>
     *
     * @throws IOException what the code throws
     */
    public static <T extends @Nullable Object> T call(Body<T, IOException> code) throws IOException {
        return OffLoop.run(code);
    }

    /** The same for code without a result. */
    public static void call(Body.OfVoid<IOException> code) throws IOException {
        OffLoop.run(code);
    }

    // ---- open files ----

    /**
     * Opens a file, to read if no options are given. Suspends. If the task is cancelled, no file is left open.
     *
     * @throws NoSuchFileException if there is none, and it is not to be made
     * @throws IOException if it cannot be opened
     * @throws IllegalArgumentException if the options contradict each other
     */
    public static AsyncFile open(Path path, OpenOption... options) throws IOException {
        FileChannel channel = OffLoop.run(() -> FileChannel.open(path, options), unwanted -> undo(unwanted::close));
        return new AsyncFile(path, channel, false);
    }

    /**
     * Makes an empty file in the system's directory for such, opened to read and write, which is deleted when it is closed.
     * Suspends. If the task is cancelled, no file is left.
     *
     * @throws IOException if it cannot be made
     */
    public static AsyncFile createTempFile(String prefix, String suffix) throws IOException {
        record Opened(Path path, FileChannel channel) {}
        Opened opened = OffLoop.run(
                () -> {
                    Path path = Files.createTempFile(prefix, suffix);
                    return new Opened(path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
                },
                unwanted -> undo(() -> AsyncFile.closeNow(unwanted.path, unwanted.channel, true)));
        return new AsyncFile(opened.path, opened.channel, true);
    }

    /**
     * Makes a directory in the system's one for such; it is deleted, with what is in it, when it is closed. Suspends. If
     * the task is cancelled, none is left.
     *
     * @throws IOException if it cannot be made
     */
    public static TemporaryDirectory createTempDirectory(String prefix) throws IOException {
        return new TemporaryDirectory(OffLoop.run(
                () -> Files.createTempDirectory(prefix), unwanted -> undo(() -> Files.deleteIfExists(unwanted))));
    }

    /** Closes or deletes what a cancelled task does not want any more. */
    private static void undo(Body.OfVoid<IOException> undo) {
        try {
            undo.run();
        } catch (IOException e) {
            Net.LOGGER.log(System.Logger.Level.WARNING, "what was opened for a cancelled task could not be closed", e);
        }
    }

    // ---- whole files ----

    /** {@link Files#readAllBytes}. Suspends. */
    public static byte[] readAllBytes(Path path) throws IOException {
        return OffLoop.run(() -> Files.readAllBytes(path));
    }

    /** {@link Files#readString(Path)}, in UTF-8. Suspends. */
    public static String readString(Path path) throws IOException {
        return OffLoop.run(() -> Files.readString(path));
    }

    /**
     * The lines of a text in UTF-8, as {@link Files#lines(Path)} has them. Its operations suspend; to be closed.
     *
     * @throws IOException if the file cannot be opened
     */
    public static Stream<String> lines(Path path) throws IOException {
        return Batches.of(() -> Files.lines(path));
    }

    /** {@link Files#write(Path, byte[], OpenOption...)}. Suspends; until it returns, the array is not the caller's. */
    public static Path write(Path path, byte[] bytes, OpenOption... options) throws IOException {
        return OffLoop.run(() -> Files.write(path, bytes, options));
    }

    /** {@link Files#writeString(Path, CharSequence, OpenOption...)}, in UTF-8. Suspends. */
    public static Path writeString(Path path, CharSequence text, OpenOption... options) throws IOException {
        return OffLoop.run(() -> Files.writeString(path, text, options));
    }

    // ---- directories ----

    /**
     * What is in a directory, in any order. Suspends.
     *
     * @throws java.nio.file.NotDirectoryException if it is none
     * @throws IOException if it cannot be read
     */
    public static List<Path> list(Path directory) throws IOException {
        return OffLoop.run(() -> {
            try (Stream<Path> paths = Files.list(directory)) {
                return paths.toList();
            }
        });
    }

    /**
     * A directory and all that is below it, as {@link Files#walk(Path, FileVisitOption...)} has it. Its operations suspend;
     * to be closed.
     *
     * @throws IOException if {@code start} cannot be read
     */
    public static Stream<Path> walk(Path start, FileVisitOption... options) throws IOException {
        return Batches.of(() -> Files.walk(start, options));
    }

    /**
     * What is below a directory and matches a pattern, in any order: <code>*.java</code> in it, <code>src/*.java</code> in
     * another,
     * <code>**&#47;*.java</code> in it and all below. Its operations suspend; to be closed.
     *
     * @param pattern for the path from {@code start}, see {@link FileSystem#getPathMatcher}
     * @throws IOException if {@code start} cannot be read
     * @throws java.util.regex.PatternSyntaxException if the pattern is wrong
     */
    public static Stream<Path> glob(Path start, String pattern) throws IOException {
        FileSystem system = start.getFileSystem();
        PathMatcher below = system.getPathMatcher("glob:" + pattern);
        // the JDK's ** stands for at least one directory
        PathMatcher here =
                pattern.startsWith("**/") ? system.getPathMatcher("glob:" + pattern.substring("**/".length())) : below;
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : system.getPath(pattern).getNameCount();
        return Batches.of(() -> Files.walk(start, depth).filter(path -> {
            Path relative = start.relativize(path);
            return below.matches(relative) || here.matches(relative);
        }));
    }

    /** {@link Files#createDirectories}. Suspends. */
    public static Path createDirectories(Path directory) throws IOException {
        return OffLoop.run(() -> Files.createDirectories(directory));
    }

    // ---- and the like ----

    /** {@link Files#exists}. Suspends. */
    public static boolean exists(Path path) throws IOException {
        return OffLoop.run(() -> Files.exists(path));
    }

    /** {@link Files#readAttributes(Path, Class, LinkOption...)}: size, times, what it is. Suspends. */
    public static BasicFileAttributes readAttributes(Path path) throws IOException {
        return OffLoop.run(() -> Files.readAttributes(path, BasicFileAttributes.class));
    }

    /** {@link Files#copy(Path, Path, CopyOption...)}. Suspends. */
    public static Path copy(Path source, Path target, CopyOption... options) throws IOException {
        return OffLoop.run(() -> Files.copy(source, target, options));
    }

    /** {@link Files#move}. Suspends. */
    public static Path move(Path source, Path target, CopyOption... options) throws IOException {
        return OffLoop.run(() -> Files.move(source, target, options));
    }

    /** {@link Files#delete}. Suspends. */
    public static void delete(Path path) throws IOException {
        OffLoop.run(() -> Files.delete(path));
    }

    /** {@link Files#deleteIfExists}. Suspends. */
    public static boolean deleteIfExists(Path path) throws IOException {
        return OffLoop.run(() -> Files.deleteIfExists(path));
    }

    /**
     * Deletes a file, or a directory with all that is below it. Symbolic links are deleted, not followed. Suspends.
     *
     * @throws NoSuchFileException if there is nothing at that path
     * @throws IOException if something cannot be deleted; some may be
     */
    public static void deleteRecursively(Path path) throws IOException {
        OffLoop.run(() -> {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            deleteTree(path);
        });
    }

    /** Blocks. Something that is gone already is fine. */
    static void deleteTree(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
