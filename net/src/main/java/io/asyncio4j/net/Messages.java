package io.asyncio4j.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transport has for a {@link io.asyncio4j.net.internal.MessageProtocol}: its codecs, and what was sent since the last flush. */
final class Messages {

    private List<ChannelHandler> codecs = List.of();

    private @Nullable ArrayDeque<Object> unsent;
    private int size;

    /** Puts codecs into a pipeline, below a handler, in the place of those that are there. What these have not decoded yet goes on. */
    void setCodecs(ChannelPipeline pipeline, ChannelHandler above, List<ChannelHandler> handlers) {
        List<ChannelHandler> old = codecs;
        codecs = handlers;
        String name = pipeline.context(above).name();
        for (ChannelHandler codec : handlers) {
            pipeline.addBefore(name, null, codec);
        }
        old.forEach(pipeline::remove);
    }

    /** How many bytes the messages are, about. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return unsent == null || unsent.isEmpty();
    }

    /** Adds a message, or a {@link Runnable} for when it is its turn. */
    void add(Object message, int bytes) {
        if (unsent == null) {
            unsent = new ArrayDeque<>(4);
        }
        unsent.addLast(message);
        size += bytes;
    }

    /** Takes out the first; null if there is none. The size is that of all until the last is taken. */
    @Nullable
    Object poll() {
        if (unsent == null) {
            return null;
        }
        Object message = unsent.pollFirst();
        if (unsent.isEmpty()) {
            size = 0;
        }
        return message;
    }

    void drop() {
        Object message;
        while ((message = poll()) != null) {
            ReferenceCountUtil.release(message);
        }
    }
}
