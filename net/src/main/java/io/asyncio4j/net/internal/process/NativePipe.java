package io.asyncio4j.net.internal.process;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** An end of a pipe, or a terminal, as a descriptor of Linux. One that is dropped is closed when it is collected. */
final class NativePipe implements ReadEnd, WriteEnd {

    private static final Cleaner CLEANER = Cleaner.create();

    private final int fd;
    private final long key;
    private final Cleaner.Cleanable closing;

    /**
     * Takes over a descriptor, which must not block.
     *
     * @throws IOException if it cannot be waited for; then it is closed
     */
    NativePipe(int fd) throws IOException {
        this.fd = fd;
        try {
            this.key = Poller.get().add(fd);
        } catch (IOException e) {
            Libc.close(fd);
            throw e;
        }
        this.closing = CLEANER.register(this, closing(fd, key));
    }

    private static Runnable closing(int fd, long key) {
        return () -> {
            Poller.get().remove(key, fd);
            Libc.close(fd);
        };
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count;
        try {
            count = Libc.read(fd, MemorySegment.ofBuffer(into));
        } finally {
            Reference.reachabilityFence(this); // or the cleaner might close it meanwhile
        }
        if (count > 0) {
            into.position(into.position() + count);
            return count;
        }
        if (count == 0) {
            return -1;
        }
        return nothingOrFailure(count);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int count;
        try {
            count = Libc.write(fd, MemorySegment.ofBuffer(from));
        } finally {
            Reference.reachabilityFence(this);
        }
        if (count >= 0) {
            from.position(from.position() + count);
            return count;
        }
        return nothingOrFailure(count);
    }

    private static int nothingOrFailure(int failure) throws IOException {
        if (failure == -Libc.EAGAIN) {
            return 0;
        }
        throw new IOException(Libc.message(failure));
    }

    @Override
    public void whenReadable(Runnable ready) {
        Poller.get().await(key, fd, Libc.EPOLLIN, ready);
    }

    @Override
    public void whenWritable(Runnable ready) {
        Poller.get().await(key, fd, Libc.EPOLLOUT, ready);
    }

    @Override
    public void whenBroken(Runnable broken) {
        Poller.get().await(key, fd, 0, broken);
    }

    @Override
    public void close() {
        closing.clean();
    }
}
