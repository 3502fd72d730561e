package io.asyncio4j.net;

import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The messages that were sent since the last flush. */
final class UnsentMessages {

    private @Nullable ArrayDeque<Object> messages;
    private int size;

    /** How many bytes they are, about. */
    int size() {
        return size;
    }

    boolean isEmpty() {
        return messages == null || messages.isEmpty();
    }

    void add(Object message, int bytes) {
        if (messages == null) {
            messages = new ArrayDeque<>(4);
        }
        messages.addLast(message);
        size += bytes;
    }

    /** Takes out the first; null if there is none. The size is that of all until the last is taken. */
    @Nullable
    Object poll() {
        if (messages == null) {
            return null;
        }
        Object message = messages.pollFirst();
        if (messages.isEmpty()) {
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
