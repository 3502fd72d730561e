package io.asyncio4j.net.internal;

import io.asyncio4j.net.internal.Readiness.Direction;
import io.asyncio4j.net.internal.Readiness.Waiter;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets Netty's NIO channels, over sockets of the JDK, live in a loop whose back end is another one: {@link Readiness} watches
 * them. To Netty that looks as if a selector were part of the poll. All methods are called where Netty's code may run.
 */
final class WatchedHandles {

    private final NettyDriver driver;
    private final Supplier<Readiness> source;
    private final Set<Registration> registrations = new LinkedHashSet<>();
    private @Nullable Readiness readiness;

    /** @param source what watches; asked once, for the first channel */
    WatchedHandles(NettyDriver driver, Supplier<Readiness> source) {
        this.driver = driver;
        this.source = source;
    }

    IoRegistration register(NioIoHandle handle) {
        if (readiness == null) {
            readiness = source.get();
        }
        Registration registration = new Registration(handle, readiness);
        registrations.add(registration);
        handle.registered();
        return registration;
    }

    /** Calls back once the descriptors of the channels that were closed before are free; at once if there was none here. */
    void whenReleased(Runnable callback) {
        if (readiness == null) {
            callback.run();
        } else {
            readiness.whenReleased(callback);
        }
    }

    /** Closes all channels. */
    void close() {
        List.copyOf(registrations).forEach(Registration::close);
    }

    private final class Registration implements IoRegistration {

        private final NioIoHandle handle;
        private final Readiness readiness;
        private final SelectableChannel socket;
        private final Watcher reader = new Watcher(Direction.READ);
        private final Watcher writer = new Watcher(Direction.WRITE);
        private final SelectionKey key = new Key();
        private int interest;
        private boolean valid = true;

        Registration(NioIoHandle handle, Readiness readiness) {
            this.handle = handle;
            this.readiness = readiness;
            this.socket = handle.selectableChannel();
        }

        /** Netty reads off this what is watched for. */
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // so it is Netty's
        public <T> T attachment() {
            return (T) key;
        }

        @Override
        public long submit(IoOps operations) {
            interest = ((NioIoOps) operations).value();
            reader.update();
            writer.update();
            return interest;
        }

        @Override
        public boolean isValid() {
            return valid;
        }

        @Override
        public boolean cancel() {
            if (!valid) {
                return false;
            }
            valid = false;
            registrations.remove(this);
            submit(NioIoOps.NONE);
            handle.unregistered();
            return true;
        }

        void close() {
            try {
                handle.close();
            } catch (Exception e) { // which channels of Netty's do not throw
                throw new IllegalStateException(e);
            }
        }

        /** Waits for one direction while Netty is interested in it. */
        private final class Watcher implements Waiter, Runnable {

            private final Direction direction;
            private boolean watching;

            Watcher(Direction direction) {
                this.direction = direction;
            }

            private int wanted() {
                return interest & Readiness.operations(direction);
            }

            void update() {
                boolean wanted = wanted() != 0;
                if (wanted == watching) {
                    return;
                }
                watching = wanted;
                if (wanted) {
                    readiness.set(socket, direction, this);
                } else {
                    var _ = readiness.remove(socket, direction);
                }
            }

            @Override
            public void ready() {
                driver.execute(this);
            }

            @Override
            public void run() {
                if (watching) {
                    NioIoOps operations = NioIoOps.valueOf(wanted());
                    handle.handle(Registration.this, (NioIoEvent) () -> operations);
                    readiness.askAgain(socket, direction, this);
                }
            }

            @Override
            public void closed() {
                watching = false;
                driver.execute(Registration.this::close);
            }

            @Override
            public String toString() {
                return "a transport";
            }
        }

        /** Tells Netty's channel what is watched for; the selector's own key belongs to the selector's thread. */
        private final class Key extends SelectionKey {

            @Override
            public SelectableChannel channel() {
                return socket;
            }

            @Override
            public Selector selector() {
                throw new UnsupportedOperationException("the selector belongs to another thread");
            }

            @Override
            public boolean isValid() {
                return valid;
            }

            @Override
            public void cancel() {
                var _ = Registration.this.cancel();
            }

            @Override
            public int interestOps() {
                return interest;
            }

            @Override
            public SelectionKey interestOps(int operations) {
                var _ = submit(NioIoOps.valueOf(operations));
                return this;
            }

            @Override
            public int readyOps() {
                return 0;
            }
        }
    }
}
