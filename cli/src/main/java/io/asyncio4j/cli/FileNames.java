package io.asyncio4j.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Under which names in a folder URLs are saved. Servers and their users choose URLs, so these may be anything. */
final class FileNames {

    private static final String OF_A_FOLDER = "index.html";
    private static final int LONGEST = 80; // in UTF-8 at most 240 bytes, of the 255 that file systems allow

    private FileNames() {}

    /** The last name of the URL's path, without what a file's name cannot have, or what leads to another folder. */
    static String of(URI url) {
        String path = url.getPath() == null ? "" : url.getPath(); // decoded: may contain anything
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String name = last.replaceAll("[\\p{Cntrl}<>:\"|?*]", "_").replaceAll("[. ]+$", "");
        if (name.length() > LONGEST) {
            String extension = extension(name);
            int end = LONGEST - extension.length();
            name = name.substring(0, Character.isLowSurrogate(name.charAt(end)) ? end - 1 : end) + extension;
        }
        return name.isEmpty() ? OF_A_FOLDER : name;
    }

    /**
     * Creates an empty file of that name; if there is something of that name, with a number added.
     *
     * @throws IOException if the folder cannot be written to
     */
    static Path create(Path folder, String name) throws IOException {
        String extension = extension(name);
        String stem = name.substring(0, name.length() - extension.length());
        for (int number = 0; ; number++) {
            try {
                return Files.createFile(folder.resolve(number == 0 ? name : stem + "-" + number + extension));
            } catch (FileAlreadyExistsException _) {
                // the next number
            }
        }
    }

    /** With the dot; empty if there is none, or if it is too long for one. */
    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 || name.length() - dot > 10 ? "" : name.substring(dot);
    }
}
