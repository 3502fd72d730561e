package io.asyncio4j.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket that listens. Another server may have put its own there since then, as in a restart without a
 * gap; that one must not go with this one.
 *
 * @param key which file it is; null if the file system cannot tell
 */
record SocketFile(Path path, @Nullable Object key) {

    static SocketFile of(Path path) {
        try {
            return new SocketFile(path, keyOf(path));
        } catch (IOException e) { // somebody was faster
            return new SocketFile(path, null);
        }
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Removes it, unless it is gone or replaced. */
    void delete() {
        try {
            if (Objects.equals(keyOf(path), key)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            return;
        } catch (IOException e) {
            failed("removed", e);
        }
    }

    /**
     * To be called before Netty closes the socket, which removes whatever is there.
     *
     * @return what puts it back afterwards
     */
    Runnable keep() {
        Path second = path.resolveSibling(path.getFileName() + ".kept");
        try {
            Files.createLink(second, path);
        } catch (NoSuchFileException _) {
            return () -> {};
        } catch (IOException | UnsupportedOperationException e) {
            failed("kept", e);
            return () -> {};
        }
        return () -> {
            try {
                Files.move(second, path, StandardCopyOption.REPLACE_EXISTING);
                Files.deleteIfExists(second); // if the first one was there nevertheless, nothing has moved
            } catch (IOException e) {
                failed("put back", e);
            }
        };
    }

    private void failed(String what, Exception why) {
        Net.LOGGER.log(System.Logger.Level.WARNING, "the socket's file could not be " + what + ": " + path, why);
    }
}
