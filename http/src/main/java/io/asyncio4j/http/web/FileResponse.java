package io.asyncio4j.http.web;

import io.asyncio4j.http.Headers;
import io.asyncio4j.http.MediaType;
import io.asyncio4j.http.internal.AcceptEncoding;
import io.asyncio4j.http.internal.ByteRange;
import io.asyncio4j.http.internal.ConditionalRequest;
import io.asyncio4j.http.internal.EntityTag;
import io.asyncio4j.http.internal.HttpDates;
import io.asyncio4j.http.internal.OpenFile;
import io.asyncio4j.net.AsyncFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers with a file. It becomes another response when the request is known: all, parts, or nothing of the file. */
final class FileResponse extends Response {

    /** What is compressed already lies beside the file, by what its name ends with; the best first. */
    private static final Map<String, String> SIBLINGS = new LinkedHashMap<>();

    static {
        SIBLINGS.put("br", ".br");
        SIBLINGS.put("gzip", ".gz");
    }

    /** Files up to this are read when they are looked up, and sent as a whole. */
    private static final int SMALL = 64 * 1024;

    /** Files may change twice within one tick of their clock; who has seen only the first needs to see the second. */
    private static final Duration TICK = Duration.ofSeconds(2);

    /** How a file is opened. Blocks. */
    interface Opening {
        FileChannel open(Path file) throws IOException;
    }

    private final Path path;
    private final Opening opening;
    private boolean answered;

    FileResponse(Path path) {
        this(path, FileChannel::open);
    }

    FileResponse(Path path, Opening opening) {
        super(200);
        this.path = path;
        this.opening = opening;
    }

    /** A file, or what stands for it. */
    private record Found(
            Path path,
            BasicFileAttributes attributes,
            @Nullable String coding) {

        EntityTag tag(Instant now) {
            FileTime modified = attributes.lastModifiedTime();
            String value = Long.toHexString(modified.to(TimeUnit.NANOSECONDS))
                    + '-'
                    + Long.toHexString(attributes.size())
                    + (coding == null ? "" : '-' + coding);
            return new EntityTag(value, modified.toInstant().isAfter(now.minus(TICK)));
        }
    }

    @Override
    Response prepared(Request request) throws IOException {
        return answered ? this : AsyncFiles.call(() -> answer(request));
    }

    /**
     * What is to be sent. Blocks: called in the default executor, while the request's task waits for it.
     *
     * @throws HttpStatusException 404 if there is no such file, 403 if it cannot be read
     */
    Response answer(Request request) throws IOException {
        answered = true;
        try {
            return answer(request, Instant.now());
        } catch (AccessDeniedException e) {
            throw new HttpStatusException(403, "Forbidden", e);
        } catch (FileSystemException e) {
            throw new HttpStatusException(404, "Not Found", e);
        }
    }

    private Response answer(Request request, Instant now) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) { // to open a pipe would wait for its other end
            throw new HttpStatusException(404);
        }
        Found found = choose(attributes, request.headers());
        long size = found.attributes.size();
        Instant modified = found.attributes.lastModifiedTime().toInstant();
        EntityTag tag = tag(found, now);
        describe(found, tag, modified);
        ConditionalRequest decision =
                ConditionalRequest.decide(request.method(), request.headers(), tag, modified, size, now);
        if (status() != 200) { // an error's page: that is what the condition was not meant for
            decision = new ConditionalRequest(status(), List.of());
        }
        if (decision.status() == 304 || decision.status() == 412 || decision.status() == 416) {
            return withoutFile(decision.status(), size);
        }
        OpenFile file = new OpenFile(found.path);
        String type = Objects.requireNonNull(contentType());
        if (request.method().equals("HEAD")) {
            return with(FileContent.whole(file, type, size));
        }
        request.closeAtEnd(file);
        file.open(opening.open(found.path));
        if (decision.ranges().isEmpty()) {
            return size > SMALL ? with(FileContent.whole(file, type, size)) : with(file.read((int) size));
        }
        var _ = status(206);
        if (decision.ranges().size() == 1) {
            ByteRange range = decision.ranges().getFirst();
            return header("content-range", range.contentRange(size)).with(FileContent.of(file, type, range));
        }
        FileContent parts = FileContent.parts(file, type, decision.ranges(), size);
        return header("content-type", parts.contentType()).with(parts);
    }

    /** The handler's, if it has set one. */
    private EntityTag tag(Found found, Instant now) {
        String given = headers().get("etag");
        EntityTag parsed = given == null ? null : EntityTag.parse(given);
        return parsed == null ? found.tag(now) : parsed;
    }

    private Found choose(BasicFileAttributes attributes, Headers request) throws IOException {
        Map<String, Found> siblings = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : SIBLINGS.entrySet()) {
            Path sibling = path.resolveSibling(path.getFileName() + each.getValue());
            try {
                BasicFileAttributes its =
                        Files.readAttributes(sibling, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (its.isRegularFile()) {
                    siblings.put(each.getKey(), new Found(sibling, its, each.getKey()));
                }
            } catch (FileSystemException _) {
                // there is none
            }
        }
        if (siblings.isEmpty() || headers().contains("content-encoding")) {
            return new Found(path, attributes, null);
        }
        vary("accept-encoding");
        String coding = AcceptEncoding.choose(request.getAll("accept-encoding"), new ArrayList<>(siblings.keySet()));
        Found plain = new Found(path, attributes, null);
        return coding == null ? plain : siblings.getOrDefault(coding, plain);
    }

    private void describe(Found found, EntityTag tag, Instant modified) {
        setDefault("content-type", MediaType.ofFileName(path.toString()).toString());
        setDefault("etag", tag.toString());
        setDefault("last-modified", HttpDates.format(modified.getEpochSecond()));
        setDefault("accept-ranges", "bytes");
        if (found.coding != null) {
            var _ = header("content-encoding", found.coding);
        }
    }

    private void setDefault(String name, String value) {
        if (!headers().contains(name)) {
            var _ = header(name, value);
        }
    }

    private Response withoutFile(int status, long size) {
        Response response = Response.empty(status);
        response.headers().addAll(headers());
        response.headers().remove("content-type").remove("content-encoding");
        return status == 416 ? response.header("content-range", ByteRange.unsatisfiable(size)) : response;
    }
}
