package io.asyncio4j.cli;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Task;
import io.asyncio4j.TaskGroup;
import io.asyncio4j.http.client.ClientResponse;
import io.asyncio4j.http.client.ClientSession;
import io.asyncio4j.http.client.ClientTimeout;
import io.asyncio4j.http.client.PoolLimits;
import io.asyncio4j.net.StreamReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Gets URLs, several at the same time. */
final class Fetcher {

    private static final int PIECE = 64 * 1024;

    /** For large files there is no limit in total. */
    private static final ClientTimeout TIMEOUT =
            ClientTimeout.DEFAULT.withTotal(null).withSockRead(Duration.ofSeconds(60));

    private final int concurrency;
    private final @Nullable Path folder;
    private final ProgressBar progress;
    private final PrintWriter out;
    private final PrintWriter err;
    private long bytes;
    private int failures;

    /**
     * @param folder where the bodies are saved; null to throw them away
     * @param out told what is saved, and at the end how much there was
     * @param err told what has failed
     */
    Fetcher(int concurrency, @Nullable Path folder, ProgressBar progress, PrintWriter out, PrintWriter err) {
        this.concurrency = concurrency;
        this.folder = folder;
        this.progress = progress;
        this.out = out;
        this.err = err;
    }

    /** How many could not be had. */
    int failures() {
        return failures;
    }

    /** Gets them all. Suspends. */
    void fetch(List<String> urls) {
        long start = System.nanoTime();
        Task<@Nullable Void> drawing = Asyncio.createTask(progress::drawAgainAndAgain);
        int workers = Math.min(concurrency, urls.size());
        Iterator<String> left = urls.iterator();
        try (ClientSession session =
                new ClientSession(o -> o.timeout(TIMEOUT).pool(PoolLimits.DEFAULT.withTotal(workers)))) {
            TaskGroup.run(group -> {
                for (int i = 0; i < workers; i++) {
                    group.createTask(() -> {
                        while (left.hasNext()) {
                            fetch(left.next(), session);
                        }
                    });
                }
            });
        } finally {
            drawing.cancel();
            progress.clear();
        }
        out.println(String.format(
                Locale.ROOT,
                "%d of %d fetched, %d bytes in %.2f s",
                urls.size() - failures,
                urls.size(),
                bytes,
                (System.nanoTime() - start) / 1e9));
    }

    private void fetch(String url, ClientSession session) {
        try (ClientResponse response = session.get(url)) {
            if (!response.ok()) {
                failed(url, ("status " + response.status() + " " + response.reason()).strip());
            } else if (folder == null) {
                discard(response);
            } else {
                save(url, response, folder);
            }
        } catch (IOException | IllegalArgumentException e) {
            failed(url, e.getMessage() == null ? e.toString() : e.getMessage());
        }
        progress.finished();
    }

    private void failed(String url, String reason) {
        failures++;
        progress.clear();
        err.println("asyncio: " + url + ": " + reason);
    }

    private void discard(ClientResponse response) throws IOException {
        StreamReader body = response.content();
        for (int count = body.read(PIECE).length; count > 0; count = body.read(PIECE).length) {
            come(count);
        }
    }

    private void save(String url, ClientResponse response, Path where) throws IOException {
        List<ClientResponse> redirects = response.history();
        URI asked = (redirects.isEmpty() ? response : redirects.getFirst()).url();
        Path file = FileNames.create(where, FileNames.of(asked));
        long[] before = {0};
        try {
            long size = response.saveTo(file, (done, _) -> {
                come(done - before[0]);
                before[0] = done;
            });
            progress.clear();
            out.println(url + ": " + file + ", " + size + " bytes");
        } catch (Throwable e) {
            Files.deleteIfExists(file); // half a file is worse than none
            throw e;
        }
    }

    private void come(long count) {
        bytes += count;
        progress.come(count);
    }
}
