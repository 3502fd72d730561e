package io.asyncio4j.http.web;

import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.internal.FilesBelow;
import io.asyncio4j.http.internal.UrlEncoding;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers with the files of a folder. All that a request needs of the file system is done in one visit to the executor. */
final class StaticFiles implements Handler {

    private final Path root;
    private final int prefixLength;
    private final StaticOptions options;

    /**
     * @param prefixLength how many segments of the path come before those in the folder
     * @throws IllegalArgumentException if it is no folder
     */
    StaticFiles(Path folder, int prefixLength, StaticOptions options) {
        try {
            this.root = folder.toRealPath();
        } catch (IOException e) {
            throw new IllegalArgumentException("folder " + folder + " (expected: one that exists)", e);
        }
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException("folder " + folder + " (expected: a folder, but it is a file)");
        }
        this.prefixLength = prefixLength;
        this.options = options;
    }

    @Override
    public Response handle(Request request) throws IOException {
        List<String> all = Paths.decoded(request.path());
        List<String> segments = all.subList(prefixLength, all.size());
        boolean asFolder = segments.getLast().isEmpty();
        List<String> names = asFolder ? segments.subList(0, segments.size() - 1) : segments;
        Path path = resolve(names);
        return AsyncFiles.call(() -> answer(request, path, asFolder));
    }

    /** Only plain names lead to a file: nothing that a file system, of whichever kind, may take for more. */
    private Path resolve(List<String> names) {
        Path path = root;
        for (String name : names) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7F)) {
                throw new HttpStatusException(404);
            }
            try {
                path = path.resolve(name);
            } catch (InvalidPathException e) {
                throw new HttpStatusException(404, "Not Found", e);
            }
        }
        return path;
    }

    private Response answer(Request request, Path path, boolean asFolder) throws IOException {
        Path real = real(path);
        if (!Files.isDirectory(real)) {
            if (asFolder) {
                throw new HttpStatusException(404);
            }
            return file(request, path, real);
        }
        if (!asFolder) {
            return toFolder(request);
        }
        Path index = options.indexFile() == null ? null : path.resolve(options.indexFile());
        if (index != null && Files.isRegularFile(index)) {
            return file(request, index, real(index));
        }
        if (!options.listing()) {
            throw new HttpStatusException(403);
        }
        return Response.html(listing(path, real));
    }

    /**
     * Where a path leads. It may lead elsewhere a moment later; what is then opened is safe from that, see {@link FilesBelow}.
     *
     * @throws HttpStatusException 404 if it leads nowhere, or out of the folder
     */
    private Path real(Path path) throws IOException {
        Path real;
        try {
            real = path.toRealPath();
        } catch (AccessDeniedException e) {
            throw new HttpStatusException(403, "Forbidden", e);
        } catch (FileSystemException e) {
            throw new HttpStatusException(404, "Not Found", e);
        }
        if (!options.followLinks() && !real.startsWith(root)) {
            throw new HttpStatusException(404);
        }
        return real;
    }

    /** @param path what it was asked for by, which tells its type */
    private Response file(Request request, Path path, Path real) throws IOException {
        FileResponse response = options.followLinks()
                ? new FileResponse(real)
                : new FileResponse(real, file -> FilesBelow.open(root, file));
        var _ = response.contentType(MediaType.ofFileName(path.toString()));
        if (options.cacheControl() != null) {
            var _ = response.header("cache-control", options.cacheControl());
        }
        return response.answer(request);
    }

    /** The links of a page are relative to its folder, so its path has to end with a slash. */
    static Response toFolder(Request request) {
        String name = Paths.decoded(request.path()).getLast();
        String query = request.queryString();
        // without the dot, a colon would make the name a scheme
        return Response.redirect("./" + encoded(name) + "/" + (query.isEmpty() ? "" : "?" + query))
                .status(301);
    }

    private static String encoded(String name) {
        return UrlEncoding.encode(name).replace("+", "%20");
    }

    // ---- listings ----

    private String listing(Path path, Path real) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(real)) {
            for (Path child : children) {
                String kind = kind(child);
                if (kind != null) {
                    names.add(child.getFileName() + kind);
                }
            }
        } catch (AccessDeniedException e) {
            throw new HttpStatusException(403, "Forbidden", e);
        }
        String title = "Index of /" + escaped(root.relativize(path).toString().replace('\\', '/'));
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .append(title)
                .append("</title>\n</head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n<ul>\n");
        if (!path.equals(root)) {
            page.append("<li><a href=\"../\">../</a></li>\n");
        }
        for (String name : names) {
            boolean folder = name.endsWith("/");
            String plain = folder ? name.substring(0, name.length() - 1) : name;
            page.append("<li><a href=\"./")
                    .append(encoded(plain))
                    .append(folder ? "/" : "")
                    .append("\">")
                    .append(escaped(name))
                    .append("</a></li>\n");
        }
        return page.append("</ul>\n</body>\n</html>\n").toString();
    }

    /** What comes behind the name of a file or a folder; null for what is not served. */
    private @Nullable String kind(Path child) {
        try {
            Path real = real(child);
            return Files.isDirectory(real) ? "/" : Files.isRegularFile(real) ? "" : null;
        } catch (IOException | HttpStatusException _) {
            return null;
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
