package io.asyncio4j.net;

import io.asyncio4j.EventLoop;
import io.asyncio4j.Handle;
import io.asyncio4j.KeyboardInterruptError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transport has to tell its protocol: it waits for the loop's next turn, where foreign code may run. */
final class Delivery {

    /** Who tells the protocol. */
    interface Sink {

        /** Whether an event, and all behind it, has to wait until {@link Delivery#schedule} is called again. */
        boolean holdsBack(Object event);

        void deliver(Object event);

        /** Called when {@link #deliver} has thrown something. */
        void deliveryFailed(Object event, Throwable thrown);
    }

    private final EventLoop loop;
    private final Sink sink;
    private final Handle turn;
    private final ArrayDeque<Object> events = new ArrayDeque<>(1);
    private boolean scheduled;

    Delivery(EventLoop loop, Sink sink) {
        this.loop = loop;
        this.sink = sink;
        this.turn = loop.createHandle(this::deliverAll);
    }

    /** Adds an event behind all others. */
    void post(Object event) {
        if (!loop.isClosed()) {
            events.add(event);
            schedule();
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Takes out all events of one kind. */
    <E> List<E> takeAll(Class<E> kind) {
        List<E> taken = new ArrayList<>();
        for (Object event : events) {
            if (kind.isInstance(event)) {
                taken.add(kind.cast(event));
            }
        }
        events.removeIf(kind::isInstance);
        return taken;
    }

    /** Delivers in the next turn what there is. */
    void schedule() {
        if (!scheduled && !events.isEmpty()) {
            scheduled = true;
            loop.schedule(turn);
        }
    }

    private void deliverAll() {
        scheduled = false;
        @Nullable Object event;
        while ((event = events.peek()) != null && !sink.holdsBack(event)) {
            events.remove();
            try {
                sink.deliver(event);
            } catch (KeyboardInterruptError e) {
                schedule();
                throw e;
            } catch (Throwable e) {
                sink.deliveryFailed(event, e);
            }
        }
    }
}
