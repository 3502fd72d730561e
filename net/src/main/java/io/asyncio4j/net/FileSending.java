package io.asyncio4j.net;

import io.asyncio4j.Asyncio;
import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import io.asyncio4j.Future;
import io.asyncio4j.ReturnWhen;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a part of a file through a transport. */
final class FileSending {

    /** How much is read at once where the operating system cannot send the file itself. */
    private static final int CHUNK = 256 * 1024;

    /** Netty's io_uring counts positions in files as integers. */
    static final long LARGEST_POSITION = Integer.MAX_VALUE;

    private final EventLoop loop;
    private final SocketTransport transport;
    private final FileChannel file;
    private final long end;

    /** The position of the first byte that was not sent. */
    private long position;

    private FileSending(SocketTransport transport, FileChannel file, long offset, long end) {
        this.loop = transport.loop;
        this.transport = transport;
        this.file = file;
        this.position = offset;
        this.end = end;
    }

    static void check(long offset, @Nullable Long count) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset = " + offset + " (expected: zero or more)");
        }
        if (count != null && count <= 0) {
            throw new IllegalArgumentException("count = " + count + " (expected: at least 1, or null for all)");
        }
    }

    /** Where the part of the file ends that is asked for and there. */
    static long end(FileChannel file, long offset, @Nullable Long count) throws IOException {
        long size = file.size();
        return count == null || count > size - offset ? Math.max(offset, size) : offset + count;
    }

    /** How many bytes were sent. Suspends. */
    static long send(Transport transport, FileChannel file, long offset, @Nullable Long count, boolean fallback)
            throws IOException {
        return send(transport, file, offset, count, fallback, true);
    }

    /** The same; tests forbid to send the file as it is. */
    static long send(
            Transport transport,
            FileChannel file,
            long offset,
            @Nullable Long count,
            boolean fallback,
            boolean mayBeAsItIs)
            throws IOException {
        check(offset, count);
        if (!(transport instanceof SocketTransport socket)) {
            throw new UnsupportedOperationException("sendfile is not supported for transport " + transport);
        }
        socket.loop.checkThread();
        if (socket.isClosing()) {
            throw new IllegalStateException("the transport is closing: " + transport);
        }
        if (socket.isSendingFile()) {
            throw new IllegalStateException("another sendfile is in progress: " + transport);
        }
        long end = end(file, offset, count);
        boolean asItIs = mayBeAsItIs && socket.sendsFilesAsTheyAre() && end <= LARGEST_POSITION;
        if (!asItIs && !fallback) {
            throw new UnsupportedOperationException(
                    "fallback is disabled, and the operating system cannot send the file itself through " + transport);
        }
        FileSending sending = new FileSending(socket, file, offset, end);
        socket.setSendingFile(true);
        try {
            if (asItIs) {
                sending.sendAsItIs();
            } else {
                sending.sendInChunks();
            }
        } finally {
            socket.setSendingFile(false);
            if (file.isOpen()) {
                file.position(sending.position);
            }
        }
        return sending.position - offset;
    }

    /** Sends a part of a file as it is, see {@link io.asyncio4j.net.internal.MessageTransport#sendFile}. */
    static void sendPart(SocketTransport transport, FileChannel file, long position, long count, Runnable progressed)
            throws IOException {
        Future<@Nullable Void> over = transport.loop.createFuture();
        ChannelProgressivePromise promise = transport.channel.newProgressivePromise();
        promise.addListener(new ChannelProgressiveFutureListener() {
            @Override
            public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
                progressed.run();
            }

            @Override
            public void operationComplete(ChannelProgressiveFuture future) {
                over.setResult(null);
            }
        });
        transport.send(new Region(file, position, count), promise);
        CancelledError cancelled = null;
        while (!over.done()) { // until then, Netty may use the file
            try {
                Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, List.of(over));
            } catch (CancelledError e) {
                cancelled = cancelled == null ? e : cancelled;
                transport.abort();
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
        Throwable cause = promise.cause();
        if (cause != null) {
            throw Failures.of("sendfile to " + Net.peer(transport.channel), cause);
        }
    }

    private void sendAsItIs() throws IOException {
        if (position == end) {
            return;
        }
        Region region = new Region(file, position, end - position);
        try {
            send(region, end - position);
        } catch (CancelledError e) {
            transport.fileAbandoned();
            throw e;
        } finally {
            region.stop();
        }
    }

    private void sendInChunks() throws IOException {
        byte[] chunk = new byte[CHUNK];
        while (position < end) {
            ByteBuffer target = ByteBuffer.wrap(chunk, 0, (int) Math.min(CHUNK, end - position));
            int count = Failures.await(loop.runInExecutor(() -> file.read(target, position)));
            if (count < 0) { // it was cut short
                return;
            }
            if (transport.isClosing()) {
                throw failure(new ClosedChannelException());
            }
            send(Unpooled.copiedBuffer(chunk, 0, count), count);
        }
    }

    private void send(Object message, long length) throws IOException {
        long start = position;
        Future<@Nullable Void> sent = loop.createFuture();
        ChannelProgressivePromise promise = transport.channel.newProgressivePromise();
        promise.addListener(new ChannelProgressiveFutureListener() {
            @Override
            public void operationProgressed(ChannelProgressiveFuture future, long progress, long total) {
                position = start + progress;
            }

            @Override
            public void operationComplete(ChannelProgressiveFuture future) {
                if (sent.done()) { // cancelled
                    return;
                }
                if (future.isSuccess()) {
                    position = start + length;
                    sent.setResult(null);
                } else {
                    sent.setException(failure(future.cause()));
                }
            }
        });
        transport.send(message, promise);
        try {
            Failures.await(sent);
        } finally {
            promise.cancel(false); // what Netty has not taken yet must not come behind what is written from now on
        }
    }

    private IOException failure(Throwable cause) {
        return Failures.of("sendfile to " + Net.peer(transport.channel), cause);
    }

    /** A part of a file that stays the caller's: it is not closed, and not touched any more after {@link #stop}. */
    private static final class Region extends DefaultFileRegion {

        private boolean stopped;

        Region(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        void stop() {
            stopped = true;
        }

        /** Netty has sent a region when it has sent as many bytes as this. */
        @Override
        public long count() {
            return stopped ? 0 : super.count();
        }

        @Override
        protected void deallocate() {}
    }
}
