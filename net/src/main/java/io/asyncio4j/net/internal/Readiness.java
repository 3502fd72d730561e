package io.asyncio4j.net.internal;

import io.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches channels of the JDK for one loop, on a thread of its own with a selector: Netty's native back ends can watch only
 * sockets of their own. The same for all back ends.
 *
 * <p>The loop says what it waits for, and who waits. The selector's thread tells the loop once, and then takes no more notice
 * until it is asked again; so a channel that stays ready does not keep both busy. Both talk by posting: commands one way, what
 * is ready the other way. All methods are called in the loop.
 */
public final class Readiness implements NettyDriver.Attachment {

    /** After that time a channel that was closed while it was watched is let go: the JDK does not wake a selector for that. */
    private static final long SWEEP_MILLIS = 1000;

    /** What one can wait for. */
    public enum Direction {
        /** Data to read, or a connection to accept. */
        READ,
        /** Room to write, or the outcome of connecting. */
        WRITE
    }

    /** Who waits. Called in the loop. */
    public interface Waiter {

        /** The channel is ready, or was a moment ago. It has to be asked for again. */
        void ready();

        /** The channel was closed. It is not watched any more. */
        void closed();
    }

    private final EventLoop loop;
    private final Selector selector;
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Map<SelectableChannel, Watch> watches = new HashMap<>();

    /** Confined to the selector's thread: the watches that have a key. */
    private final Map<SelectionKey, Watch> registered = new HashMap<>();

    /** Confined to the selector's thread: what the loop has not been told yet. */
    private List<Event> events = new ArrayList<>();

    private record Event(Watch watch, int operations) {}

    /** Watches nothing yet; its thread is started for the first channel. */
    public Readiness(EventLoop loop) {
        this.loop = loop;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("asyncio4j-selector").start(this::select);
    }

    // ---- in the loop ----

    /** What is known of a channel. Confined to the loop but for the key. */
    private static final class Watch {

        final SelectableChannel channel;
        private @Nullable Waiter reader;
        private @Nullable Waiter writer;

        /** Confined to the selector's thread. */
        @Nullable
        SelectionKey key;

        Watch(SelectableChannel channel) {
            this.channel = channel;
        }

        @Nullable
        Waiter get(Direction direction) {
            return direction == Direction.READ ? reader : writer;
        }

        void set(Direction direction, @Nullable Waiter waiter) {
            if (direction == Direction.READ) {
                reader = waiter;
            } else {
                writer = waiter;
            }
        }

        boolean isIdle() {
            return reader == null && writer == null;
        }
    }

    /** Who waits for that; null if nobody does. */
    public @Nullable Waiter get(SelectableChannel channel, Direction direction) {
        Watch watch = watches.get(channel);
        return watch == null ? null : watch.get(direction);
    }

    /** Lets a waiter wait, instead of another one if there is one. */
    public void set(SelectableChannel channel, Direction direction, Waiter waiter) {
        Watch watch = watches.computeIfAbsent(channel, Watch::new);
        watch.set(direction, waiter);
        askAgain(watch, direction);
    }

    /** Lets a waiter that was told that the channel is ready go on waiting, if it is still the one. */
    public void askAgain(SelectableChannel channel, Direction direction, Waiter waiter) {
        Watch watch = watches.get(channel);
        if (watch != null && watch.get(direction) == waiter) {
            askAgain(watch, direction);
        }
    }

    private void askAgain(Watch watch, Direction direction) {
        int operations = operations(watch.channel, direction);
        command(() -> arm(watch, operations));
    }

    private static int operations(SelectableChannel channel, Direction direction) {
        if (direction == Direction.READ) {
            return channel.validOps() & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        }
        return channel instanceof SocketChannel socket && socket.isConnectionPending()
                ? SelectionKey.OP_CONNECT
                : channel.validOps() & SelectionKey.OP_WRITE;
    }

    /** Ends a waiting. False if nobody waited. */
    public boolean remove(SelectableChannel channel, Direction direction) {
        Watch watch = watches.get(channel);
        if (watch == null || watch.get(direction) == null) {
            return false;
        }
        watch.set(direction, null);
        if (watch.isIdle()) {
            watches.remove(channel);
            command(() -> release(watch));
        } else {
            command(() -> disarm(watch, ~operations(direction)));
        }
        return true;
    }

    /** All that a direction may stand for. */
    static int operations(Direction direction) {
        return direction == Direction.READ
                ? SelectionKey.OP_READ | SelectionKey.OP_ACCEPT
                : SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;
    }

    /** Calls back in the loop once all that was said before has been done, and the descriptors of channels closed before are free. */
    public void whenReleased(Runnable callback) {
        command(() -> {
            try {
                var _ = selector.selectNow(this::ready);
            } catch (IOException _) {
                // the next selection says so
            }
            post(callback);
        });
    }

    private void command(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    private void deliver(List<Event> ready) {
        for (Event event : ready) {
            for (Direction direction : Direction.values()) {
                Waiter waiter = event.watch.get(direction);
                if (waiter != null && (event.operations & operations(direction)) != 0) {
                    waiter.ready();
                }
            }
        }
    }

    /** Nothing here takes real time but the way through the selector's thread: what is ready now is posted when this returns. */
    @Override
    public boolean hasExternalWork() {
        CountDownLatch told = new CountDownLatch(1);
        command(() -> {
            try {
                var _ = selector.selectNow(this::ready);
                tellLoop();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                told.countDown();
            }
        });
        try {
            var _ = told.await(SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void drop(Watch watch) {
        watches.remove(watch.channel, watch);
        for (Direction direction : Direction.values()) {
            Waiter waiter = watch.get(direction);
            watch.set(direction, null);
            if (waiter != null) {
                waiter.closed();
            }
        }
    }

    /** Ends the thread. The channels stay open, and are watched no more. */
    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- on the selector's thread ----

    private void select() {
        try {
            while (true) {
                int ready = selector.select(this::ready, registered.isEmpty() ? 0 : SWEEP_MILLIS);
                Runnable command;
                int count = 0;
                while ((command = commands.poll()) != null) {
                    command.run();
                    count++;
                }
                if (ready + count == 0) {
                    sweep();
                }
                tellLoop();
            }
        } catch (ClosedSelectorException _) {
            // the loop is closed
        } catch (IOException e) {
            if (selector.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        Watch watch = registered.get(key);
        try {
            int operations = key.readyOps();
            key.interestOpsAnd(~operations);
            if (watch != null) {
                events.add(new Event(watch, operations));
            }
        } catch (CancelledKeyException _) {
            // closed a moment ago: the sweep finds it
        }
    }

    private void tellLoop() {
        if (!events.isEmpty()) {
            List<Event> ready = events;
            events = new ArrayList<>();
            post(() -> deliver(ready));
        }
    }

    private void post(Runnable callback) {
        try {
            var _ = loop.callSoonThreadsafe(callback);
        } catch (IllegalStateException _) {
            // the loop is closed, and this thread ends at its next selection
        }
    }

    private void arm(Watch watch, int operations) {
        SelectionKey key = watch.key;
        try {
            if (key != null) {
                key.interestOpsOr(operations);
                return;
            }
            key = register(watch.channel, operations);
            watch.key = key;
            registered.put(key, watch);
        } catch (CancelledKeyException | IOException _) {
            forget(watch);
            post(() -> drop(watch));
        }
    }

    private SelectionKey register(SelectableChannel channel, int operations) throws IOException {
        try {
            return channel.register(selector, operations);
        } catch (CancelledKeyException _) { // released a moment ago
            var _ = selector.selectNow(this::ready);
            return channel.register(selector, operations);
        }
    }

    private static void disarm(Watch watch, int others) {
        SelectionKey key = watch.key;
        if (key != null && key.isValid()) {
            key.interestOpsAnd(others);
        }
    }

    private void release(Watch watch) {
        SelectionKey key = watch.key;
        if (key != null) {
            forget(watch);
            key.cancel(); // done at the next selection, which is near
        }
    }

    private void forget(Watch watch) {
        registered.remove(watch.key);
        watch.key = null;
    }

    private void sweep() {
        for (Iterator<Watch> all = registered.values().iterator(); all.hasNext(); ) {
            Watch watch = all.next();
            if (!watch.channel.isOpen()) {
                all.remove();
                watch.key = null;
                post(() -> drop(watch));
            }
        }
    }
}
