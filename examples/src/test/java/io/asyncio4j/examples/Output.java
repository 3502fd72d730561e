package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio4j.Asyncio;
import io.asyncio4j.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What a program printed: line by line, each with the time of the loop on which it was printed. */
final class Output extends OutputStream {

    private final BiConsumer<String, EventLoop> onLine;
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> lines = new ArrayList<>();
    private final List<String> times = new ArrayList<>();
    private long firstNanos;
    private long lastNanos;

    Output(BiConsumer<String, EventLoop> onLine) {
        this.onLine = onLine;
    }

    /** The lines, as printed. */
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines, with URLs of servers of this machine shortened to their paths. */
    List<String> linesWithoutServer() {
        return lines().stream()
                .map(line -> line.replaceFirst("http://(localhost|127\\.0\\.0\\.1):\\d+", ""))
                .toList();
    }

    /** The seconds that the last line tells. */
    double secondsToComplete() {
        String last = lines().getLast();
        assertThat(last).matches("Complete in [0-9.E-]+ seconds");
        return Double.parseDouble(last.split(" ")[2]);
    }

    /** The lines, each behind its loop's time in seconds: {@code [1.0] hello}, or {@code [-]} outside a loop. */
    synchronized List<String> timedLines() {
        List<String> timed = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            timed.add("[" + times.get(i) + "] " + lines.get(i));
        }
        return timed;
    }

    /** The time in seconds of the line with this index. */
    synchronized double timeOf(int index) {
        return Double.parseDouble(times.get(index));
    }

    /** The real time between the first line and the last. */
    synchronized Duration span() {
        return Duration.ofNanos(lastNanos - firstNanos);
    }

    /** Everything that was printed. */
    @Override
    public synchronized String toString() {
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int b) {
        all.write(b);
        if (b == '\n') {
            endLine();
        } else if (b != '\r') {
            line.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lastNanos = System.nanoTime();
        if (lines.isEmpty()) {
            firstNanos = lastNanos;
        }
        lines.add(text);
        EventLoop loop;
        try {
            loop = Asyncio.getRunningLoop();
        } catch (IllegalStateException e) { // printed before or after the loop ran
            times.add("-");
            return;
        }
        times.add(Double.toString(loop.time().toMillis() / 1000.0));
        onLine.accept(text, loop);
    }
}
