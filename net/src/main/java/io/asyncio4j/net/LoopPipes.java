package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.net.internal.NettyDriver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What the pipes and the children of one loop share. Loop-confined. */
final class LoopPipes implements NettyDriver.Attachment {

    /** As much as a pipe of Linux holds. */
    private static final int BUFFER_SIZE = 64 * 1024;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    /** What the loop's end ends. It keeps nothing alive. */
    private final Set<Resource> open = Collections.newSetFromMap(new WeakHashMap<>());

    @Nullable
    StreamReader standardInput;

    @Nullable
    StreamWriter standardOutput;

    @Nullable
    StreamWriter standardError;

    /** What must not outlive its loop. */
    interface Resource {

        /** Releases what the operating system has lent. Calls no protocol. */
        void release();

        /** Whether somebody waits for what it does, or may. */
        boolean isAwaited();
    }

    static LoopPipes of(EventLoop loop) {
        return Net.driver(loop).attachment(LoopPipes.class, LoopPipes::new);
    }

    void add(Resource resource) {
        open.add(resource);
    }

    void remove(Resource resource) {
        open.remove(resource);
    }

    /** Memory for one system call, empty. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    @Override
    public boolean hasExternalWork() {
        return open.stream().anyMatch(Resource::isAwaited);
    }

    @Override
    public void close() {
        new ArrayList<>(open).forEach(Resource::release);
    }
}
