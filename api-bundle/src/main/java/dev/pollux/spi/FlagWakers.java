package dev.pollux.spi;

import dev.pollux.Events;
import dev.pollux.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;

/** The wakers of a poll whose mechanism only knows how to wake up: each is a flag that the poll turns into an event. */
final class FlagWakers {

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(FlagWaker.class, "pending", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AbstractPoll poll;

    /** Replaced, never changed. */
    private volatile FlagWaker[] wakers = {};

    /** Whether any waker may be pending; set after the waker's own flag, cleared before a look at those. */
    private volatile boolean anyPending;

    /** Where the next delivery begins, so that none starves when the events are few. */
    private int next;

    FlagWakers(AbstractPoll poll) {
        this.poll = poll;
    }

    synchronized Waker open(long token) {
        FlagWaker waker = new FlagWaker(this, token);
        FlagWaker[] all = new FlagWaker[wakers.length + 1];
        System.arraycopy(wakers, 0, all, 0, wakers.length);
        all[wakers.length] = waker;
        wakers = all;
        return waker;
    }

    private synchronized void remove(FlagWaker waker) {
        FlagWaker[] old = wakers;
        FlagWaker[] all = new FlagWaker[old.length - 1];
        int kept = 0;
        for (FlagWaker other : old) {
            if (other != waker) {
                all[kept++] = other;
            }
        }
        wakers = all;
    }

    boolean isPending() {
        return anyPending;
    }

    /** Adds an event for each pending waker while there is room; called by the polling thread. */
    void deliver(Events events) {
        if (!anyPending) {
            return;
        }
        anyPending = false;
        FlagWaker[] all = wakers;
        for (int i = 0; i < all.length; i++) {
            FlagWaker waker = all[(next + i) % all.length];
            if (!waker.pending) {
                continue;
            }
            if (events.isFull()) {
                next = (next + i) % all.length;
                anyPending = true;
                return;
            }
            if ((boolean) PENDING.getAndSet(waker, false)) {
                events.add(waker.token, Readiness.READABLE);
            }
        }
    }

    private static final class FlagWaker implements Waker {

        private final FlagWakers owner;
        private final long token;
        private volatile boolean pending;
        private volatile boolean closed;

        FlagWaker(FlagWakers owner, long token) {
            this.owner = owner;
            this.token = token;
        }

        @Override
        public void wake() throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
            AbstractPoll poll = owner.poll;
            poll.enter();
            try {
                // A write even if it is set already: it makes what this thread did before visible to the poller.
                // The second look is for another thread that has set the flag and not come further yet.
                if (!(boolean) PENDING.getAndSet(this, true) || !owner.anyPending) {
                    owner.anyPending = true;
                    poll.wakeupIfWaiting();
                }
            } finally {
                poll.exit();
            }
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            owner.remove(this);
        }

        @Override
        public String toString() {
            return "Waker[token=" + token + ", " + owner.poll + "]";
        }
    }
}
