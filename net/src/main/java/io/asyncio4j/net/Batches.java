package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.Body;
import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The elements of a stream that blocks, fetched off the loop, a batch at a time. */
final class Batches<T> implements Spliterator<T> {

    private static final int BATCH = 256;

    private final Iterator<T> source;

    /** What was fetched. Not touched by the loop while a job fills it. */
    private final ArrayDeque<T> batch = new ArrayDeque<>(BATCH);

    private Batches(Iterator<T> source) {
        this.source = source;
    }

    /** A stream whose operations suspend where those of the given one block. */
    static <T> Stream<T> of(Body<Stream<T>, IOException> open) throws IOException {
        EventLoop loop = Asyncio.getRunningLoop();
        Stream<T> blocking = OffLoop.run(open, Stream::close);
        return StreamSupport.stream(new Batches<>(blocking.iterator()), false).onClose(() -> close(loop, blocking));
    }

    private static void close(EventLoop loop, Stream<?> stream) {
        try {
            OffLoop.close(loop, stream::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        if (batch.isEmpty()) {
            fetch();
        }
        T next = batch.poll();
        if (next == null) {
            return false;
        }
        action.accept(next);
        return true;
    }

    private void fetch() {
        try {
            OffLoop.run(() -> {
                while (batch.size() < BATCH && source.hasNext()) {
                    batch.add(source.next());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One task only. */
    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
