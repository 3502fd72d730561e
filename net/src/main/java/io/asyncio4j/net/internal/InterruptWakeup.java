package io.asyncio4j.net.internal;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * Ends a wait in native code when the waiting thread is interrupted. The JDK offers that hook to implementations of
 * selectors only, so this is one, with nothing to select.
 */
final class InterruptWakeup extends AbstractSelector {

    private final Runnable wakeup;

    InterruptWakeup(Runnable wakeup) {
        super(SelectorProvider.provider());
        this.wakeup = wakeup;
    }

    void begins() {
        begin();
    }

    void ends() {
        end();
    }

    @Override
    public Selector wakeup() {
        wakeup.run();
        return this;
    }

    @Override
    protected void implCloseSelector() {}

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        return Set.of();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        return Set.of();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeoutMillis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
