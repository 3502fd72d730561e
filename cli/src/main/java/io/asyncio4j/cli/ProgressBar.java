package io.asyncio4j.cli;

import io.asyncio4j.Asyncio;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** How far it has got, in the last line of a terminal. Belongs to its loop. */
final class ProgressBar {

    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int WIDTH = 30;

    private final PrintWriter terminal;
    private final int total;
    private final boolean shown;
    private int finished;
    private long bytes;
    private boolean drawn;

    /** @param shown whether there is a terminal; if not, nothing is written */
    ProgressBar(PrintWriter terminal, int total, boolean shown) {
        this.terminal = terminal;
        this.total = total;
        this.shown = shown;
    }

    /** One more is done. */
    void finished() {
        finished++;
    }

    /** So many bytes more have come. */
    void come(long count) {
        bytes += count;
    }

    /** Suspends until it is cancelled. */
    void drawAgainAndAgain() {
        while (shown) {
            Asyncio.sleep(PERIOD);
            draw();
        }
    }

    void draw() {
        int full = WIDTH * finished / total;
        terminal.print(String.format(
                Locale.ROOT,
                "\r[%s%s] %d/%d, %.1f MB\033[K",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                finished,
                total,
                bytes / 1e6));
        terminal.flush();
        drawn = true;
    }

    /** Makes the line free for something else. */
    void clear() {
        if (drawn) {
            terminal.print("\r\033[K");
            terminal.flush();
            drawn = false;
        }
    }
}
