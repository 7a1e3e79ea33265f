package dev.pollux.nio;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.spi.AbstractEndpoint;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.Reclaimer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.locks.ReentrantLock;

/** What all endpoints over channels have in common: registration, re-arming and closing. */
abstract class NioEndpoint extends AbstractEndpoint {

    final ChannelState state;
    final ReentrantLock readLock = new ReentrantLock();
    final ReentrantLock writeLock = new ReentrantLock();
    private final SelectableChannel channel;
    private final Reclaimer reclaimer;

    NioEndpoint(NioBackend backend, SelectableChannel channel, boolean owned, String name) throws IOException {
        super(backend);
        this.channel = channel;
        channel.configureBlocking(false);
        state = new ChannelState(channel, owned);
        reclaimer = Reclaimer.watch(this, name + " of the nio backend", state);
    }

    @Override
    protected void attach(AbstractPoll poll, long token, Interest interest) throws IOException {
        state.attach((NioPoll) poll, token, interest.bits());
    }

    @Override
    protected void modify(AbstractPoll poll, long token, Interest interest) {
        state.modify((NioPoll) poll, token, interest.bits());
    }

    @Override
    protected void detach(AbstractPoll poll) {
        state.detach();
    }

    @Override
    protected void closeResource() throws IOException {
        if (!channel.isBlocking()) { // what blocks is ended by closing its channel
            awaitOperation(readLock);
            awaitOperation(writeLock);
        }
        reclaimer.close();
    }

    /** Another one cannot begin, for this endpoint is closed. */
    @SuppressWarnings("LockNotBeforeTry") // nothing is done under it
    private static void awaitOperation(ReentrantLock direction) {
        direction.lock();
        direction.unlock();
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public int tryIo(Direction direction, IoOperation operation) throws IOException {
        ReentrantLock lock = direction == Direction.READ ? readLock : writeLock;
        int bit = direction == Direction.READ ? Readiness.READABLE : Readiness.WRITABLE;
        boolean again = true;
        lock.lock();
        try {
            ensureOpen();
            int result = operation.run();
            again = result == 0;
            return result;
        } finally {
            if (again) {
                state.rearm(bit);
            }
            lock.unlock();
            Reference.reachabilityFence(this);
        }
    }
}
