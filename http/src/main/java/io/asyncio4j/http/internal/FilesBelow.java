package io.asyncio4j.http.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Opens files of a folder, and no others. */
public final class FilesBelow {

    private static final Set<OpenOption> TO_READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private FilesBelow() {}

    /**
     * Opens a file without following links below the folder. On Linux and macOS each step starts from the folder that the one
     * before has opened, so that nobody gets a file from elsewhere by putting a link into the path meanwhile. On Windows only
     * the last name is safe from that. Blocks.
     *
     * @param folder whose path is its own business: links in it are followed
     * @param file a path that begins with the folder's
     * @throws FileSystemException if there is no such file, or a link in its path, or it cannot be opened
     */
    public static FileChannel open(Path folder, Path file) throws IOException {
        try (DirectoryStream<Path> root = Files.newDirectoryStream(folder)) {
            return root instanceof SecureDirectoryStream<Path> secure
                    ? open(secure, folder.relativize(file))
                    : FileChannel.open(file, TO_READ);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) { // what the JDK makes of a link as the last name
            FileSystemException known = new FileSystemException(file.toString(), null, e.getMessage());
            known.initCause(e);
            throw known;
        }
    }

    private static FileChannel open(SecureDirectoryStream<Path> folder, Path path) throws IOException {
        if (path.getNameCount() == 1) {
            return (FileChannel) folder.newByteChannel(path, TO_READ);
        }
        try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(path.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            return open(next, path.subpath(1, path.getNameCount()));
        }
    }
}
