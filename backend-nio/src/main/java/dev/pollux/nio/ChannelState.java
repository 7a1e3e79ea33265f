package dev.pollux.nio;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.spi.Readiness;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint and its poll share, and the edges over the level-triggered selector.
 *
 * <p>A direction is armed by registering and by an operation that would have blocked; delivering its event disarms it. The
 * key is narrowed lazily, when a select reports a direction that is not armed: mostly the program has drained it before and
 * the key need not be touched at all. A key is reused and never cancelled while its channel is open, for a cancelled one
 * bars the channel from its selector until the next select.
 *
 * <p>All fields are guarded by this. It does not refer to the endpoint, which may be forgotten while the key lives on.
 */
@SuppressWarnings("ReferenceEquality") // polls and keys have identity
final class ChannelState implements Closeable {

    private static final int PORTABLE = Readiness.READABLE | Readiness.WRITABLE;
    private static final int FAILED = Readiness.ERROR | Readiness.READ_CLOSED | Readiness.WRITE_CLOSED;

    private final SelectableChannel channel;
    private final boolean owned;
    private final int readOps;
    private final int writeOps;

    /** All polls in whose selectors the channel has a key; seldom more than one. */
    private final List<WeakReference<NioPoll>> polls = new ArrayList<>(1);

    /** The poll that this is registered with. */
    private @Nullable WeakReference<NioPoll> poll;

    /** The key in that poll's selector; null if the JDK closed the channel because its connect failed. */
    private @Nullable SelectionKey key;

    private long token;
    private int interest;
    private int armed;
    private int keyOps;

    private boolean connecting;
    private @Nullable IOException connectFailure;

    /** What is ready whatever the selector says. */
    private int knownReady;

    private boolean queued;

    /** Flags that go with events, from what was seen or done on this side. */
    private int hints;

    ChannelState(SelectableChannel channel, boolean owned) {
        this.channel = channel;
        this.owned = owned;
        int valid = channel.validOps();
        readOps = valid & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        writeOps = valid & SelectionKey.OP_WRITE;
    }

    synchronized void attach(NioPoll to, long newToken, int newInterest) throws IOException {
        SelectionKey target = null;
        if (connectFailure == null) {
            target = to.keyOf(channel);
            if (target == null) {
                target = channel.register(to.selector(), 0, this);
                polls.removeIf(other -> other.get() == null);
                polls.add(to.self());
            } else if (target.attachment() != this) {
                throw new AlreadyRegisteredException(
                        channel + " is already watched by " + to + " through another source");
            }
        }
        key = target;
        poll = to.self();
        update(to, newToken, newInterest);
    }

    synchronized void modify(NioPoll of, long newToken, int newInterest) {
        update(of, newToken, newInterest);
    }

    private void update(NioPoll of, long newToken, int newInterest) {
        token = newToken;
        interest = newInterest & PORTABLE;
        armed = interest;
        setKeyOps(wantedOps());
        of.keyChanged();
        queueIfKnownReady(of);
    }

    synchronized void detach() {
        poll = null;
        interest = 0;
        armed = 0;
        setKeyOps(0);
        key = null;
    }

    private int wantedOps() {
        if (connecting) {
            return interest == 0 ? 0 : SelectionKey.OP_CONNECT;
        }
        return ((armed & Readiness.READABLE) != 0 ? readOps : 0) | ((armed & Readiness.WRITABLE) != 0 ? writeOps : 0);
    }

    private void setKeyOps(int ops) {
        keyOps = ops;
        if (key != null) {
            setOps(key, ops);
        }
    }

    private static void setOps(SelectionKey of, int ops) {
        try {
            of.interestOps(ops);
        } catch (CancelledKeyException e) {
            // The channel was closed, by another thread or behind our back; its operations say so.
        }
    }

    /** Promises another event for a direction: the operation would have blocked, or moved less than asked for. */
    synchronized void rearm(int direction) {
        armed |= interest & direction;
        widenKey();
        if ((knownReady & armed) != 0) {
            queueKnownReady();
        }
    }

    /** As {@link #rearm}, but what is known to be ready yields no event; only what is still to come does. */
    synchronized void rearmForMore(int direction) {
        armed |= interest & direction;
        widenKey();
    }

    private void widenKey() {
        int wanted = keyOps | wantedOps();
        NioPoll of;
        if (wanted != keyOps && (of = enterPoll()) != null) {
            try {
                setKeyOps(wanted);
                of.keyChanged();
            } finally {
                of.leave();
            }
        }
    }

    private void queueKnownReady() {
        NioPoll of = enterPoll();
        if (of != null) {
            try {
                queueIfKnownReady(of);
            } finally {
                of.leave();
            }
        }
    }

    private @Nullable NioPoll enterPoll() {
        NioPoll of = poll == null ? null : poll.get();
        return of != null && of.enterIfOpen() ? of : null;
    }

    private void queueIfKnownReady(NioPoll of) {
        if ((knownReady & armed) != 0 && !queued) {
            queued = true;
            of.addKnownReady(this);
        }
    }

    /** Called by the thread that selects. */
    synchronized void onReady(NioPoll by, SelectionKey of) {
        if (poll != by.self() || key != of) {
            setOps(of, 0); // deregistered, or moved to another poll
            return;
        }
        try {
            int ops = of.readyOps();
            int ready = connecting ? finishConnect() : ready(ops);
            int fire = ready & armed;
            if ((ready & ~armed) != 0) {
                setKeyOps(wantedOps());
            }
            if (fire == 0) {
                return;
            }
            if (by.admit()) {
                fire(by, fire);
            } else {
                queueIfKnownReady(by); // what the selector knows it reports again by itself
            }
        } catch (CancelledKeyException e) {
            // Closed by another thread at this moment: nothing to deliver.
        }
    }

    private int ready(int ops) {
        return ((ops & readOps) != 0 ? Readiness.READABLE : 0) | ((ops & writeOps) != 0 ? Readiness.WRITABLE : 0);
    }

    /** Called by the thread that selects, for {@link #knownReady}. */
    synchronized void onKnownReady(NioPoll by) {
        queued = false;
        if (poll == by.self() && (knownReady & armed) != 0) {
            fire(by, knownReady & armed);
        }
    }

    private void fire(NioPoll by, int ready) {
        armed &= ~ready;
        by.deliver(token, ready | hints(ready));
    }

    private int hints(int ready) {
        if (connectFailure != null) {
            return FAILED;
        }
        int fitting = ((ready & Readiness.READABLE) != 0 ? Readiness.READ_CLOSED : 0)
                | ((ready & Readiness.WRITABLE) != 0 ? Readiness.WRITE_CLOSED : 0);
        return hints & fitting;
    }

    /** The JDK reports nothing else while connecting, so the poll itself finishes it. */
    private int finishConnect() {
        try {
            if (!((SocketChannel) channel).finishConnect()) {
                return 0;
            }
            connecting = false;
            setKeyOps(wantedOps());
            return Readiness.WRITABLE;
        } catch (IOException e) {
            setConnectFailure(e);
            return PORTABLE;
        }
    }

    synchronized void connectBegun() {
        connecting = true;
        widenKey();
    }

    synchronized void connectDone() {
        if (connecting) {
            connecting = false;
            widenKey();
        }
    }

    synchronized void connectFailed(IOException failure) {
        if (connectFailure == null) {
            setConnectFailure(failure);
            queueKnownReady();
        }
    }

    /** The JDK closes a channel whose connect failed, and with it its key: from now on this side alone knows. */
    private void setConnectFailure(IOException failure) {
        connecting = false;
        connectFailure = failure;
        knownReady = PORTABLE;
        key = null;
    }

    synchronized boolean isConnecting() {
        return connecting;
    }

    synchronized @Nullable IOException connectFailure() {
        return connectFailure;
    }

    /** Bytes wait on this side of the channel, or do not any more. */
    synchronized void setPeeked(boolean waiting) {
        knownReady = waiting ? knownReady | Readiness.READABLE : knownReady & ~Readiness.READABLE;
    }

    synchronized void addHint(int hint) {
        hints |= hint;
    }

    @Override
    public void close() throws IOException {
        List<WeakReference<NioPoll>> known;
        synchronized (this) {
            known = List.copyOf(polls);
            polls.clear();
        }
        try {
            if (owned) {
                channel.close();
            } else {
                known.forEach(this::cancelKey);
            }
        } finally {
            for (WeakReference<NioPoll> reference : known) {
                NioPoll other = reference.get();
                if (other != null) {
                    other.closed();
                }
            }
        }
    }

    private void cancelKey(WeakReference<NioPoll> reference) {
        NioPoll other = reference.get();
        SelectionKey target = other == null ? null : channel.keyFor(other.selector());
        if (target != null) {
            target.cancel();
        }
    }
}
