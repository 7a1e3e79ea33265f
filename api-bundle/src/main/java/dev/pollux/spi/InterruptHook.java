package dev.pollux.spi;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@link Thread#interrupt()} wake a poll.
 *
 * <p>The JDK tells only selectors and channels of an interrupt, so this is a selector in name that selects nothing.
 */
final class InterruptHook extends AbstractSelector {

    private final AbstractPoll poll;

    @SuppressWarnings("NullAway") // no provider is ever asked for
    InterruptHook(AbstractPoll poll) {
        super(null);
        this.poll = poll;
    }

    /** From here to {@link #leave()} an interrupt of this thread, also one that came before, wakes the poll. */
    void enter() {
        begin();
    }

    void leave() {
        end();
    }

    /** What the JDK calls when the thread is interrupted. */
    @Override
    public @Nullable Selector wakeup() {
        poll.wakeup();
        return this;
    }

    @Override
    protected void implCloseSelector() {
        throw new UnsupportedOperationException();
    }

    @Override
    protected SelectionKey register(AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> keys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SelectionKey> selectedKeys() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int selectNow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int select() {
        throw new UnsupportedOperationException();
    }
}
