package dev.pollux.nio;

import dev.pollux.Events;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Reclaimer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A poll over a {@link Selector}.
 *
 * <p>The selector is level-triggered; {@link ChannelState} turns that into edges. What exceeds the capacity stays armed, so
 * the next select reports it again.
 */
final class NioPoll extends AbstractPoll {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final Reclaimer reclaimer;
    private final WeakReference<NioPoll> self = new WeakReference<>(this);
    private final Consumer<SelectionKey> action = this::ready;

    /** Held while selecting, so that a thread that closes a channel never waits for a select that waits. */
    private final ReentrantLock selecting = new ReentrantLock();

    /** Sources that are ready by what we know, not the selector: bytes that were peeked at, a connect that failed. */
    private final ConcurrentLinkedQueue<ChannelState> knownReady = new ConcurrentLinkedQueue<>();

    /** A channel was closed; the selector lets go of it at the next select. */
    private volatile boolean flushWanted;

    /** Kept beside the selector's own memory of a wake-up, which a flush eats. */
    private volatile boolean woken;

    // Only for the thread that selects:
    private @Nullable Events events;

    /** How many armed and ready sources come before the first that is delivered: those that came first last time. */
    private int skip;

    /** How many armed and ready sources this select reported. */
    private int seen;

    private NioPoll(NioBackend backend, Selector selector) {
        super(backend);
        this.selector = selector;
        this.reclaimer = Reclaimer.watch(this, "a poll of the nio backend", selector);
    }

    static NioPoll open(NioBackend backend) throws IOException {
        return new NioPoll(backend, Selector.open());
    }

    Selector selector() {
        return selector;
    }

    /** Returns the key of a channel here; null if there is none, waiting for one that is cancelled to be gone. */
    @Nullable
    SelectionKey keyOf(SelectableChannel channel) {
        SelectionKey key;
        while ((key = channel.keyFor(selector)) != null && !key.isValid()) {
            closed();
            Thread.onSpinWait();
        }
        return key;
    }

    /** What sources refer to: they must not keep a forgotten poll alive, for the selector refers to them. */
    WeakReference<NioPoll> self() {
        return self;
    }

    @Override
    protected void await(Events into, long nanos) throws IOException {
        selecting.lock();
        try {
            events = into;
            deliverKnownReady(into);
            select(woken || !into.isEmpty() ? 0 : nanos);
            woken = false;
        } finally {
            events = null;
            selecting.unlock();
        }
        if (flushWanted) {
            flush();
        }
    }

    private void select(long nanos) throws IOException {
        Events into = current();
        int before = into.size();
        seen = 0;
        if (nanos == 0) {
            selector.selectNow(action);
        } else if (nanos == FOREVER) {
            selector.select(action, 0);
        } else {
            selector.select(action, Math.max(1, nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1)));
        }
        int delivered = into.size() - before;
        if (delivered == 0 && seen > 0 && skip > 0) {
            // Fewer are ready than came first last time: begin at the front again.
            skip = 0;
            select(0);
            return;
        }
        skip = into.isFull() && seen > skip + delivered ? skip + delivered : 0;
    }

    private Events current() {
        Events into = events;
        if (into == null) {
            throw new IllegalStateException("not selecting");
        }
        return into;
    }

    private void ready(SelectionKey key) {
        ((ChannelState) key.attachment()).onReady(this, key);
    }

    /** Whether the armed and ready source at hand is to be delivered now; called once for each. */
    boolean admit() {
        return seen++ >= skip && !current().isFull();
    }

    void deliver(long token, int readiness) {
        current().add(token, readiness);
    }

    private void deliverKnownReady(Events into) {
        for (int left = knownReady.size(); left > 0 && !into.isFull(); left--) {
            ChannelState state = knownReady.poll();
            if (state == null) {
                return;
            }
            state.onKnownReady(this);
        }
    }

    /** Queues a source for {@link #deliverKnownReady}; the caller holds its lock and has entered. */
    void addKnownReady(ChannelState state) {
        knownReady.add(state);
        wakeupIfWaiting();
    }

    /** Tells that a key's interest was widened, which a select that waits does not see; the caller has entered. */
    void keyChanged() {
        wakeupIfWaiting();
    }

    boolean enterIfOpen() {
        return tryEnter();
    }

    void leave() {
        exit();
    }

    /** Makes the selector let go of channels that were closed: until then their ports and peers hang on. */
    void closed() {
        if (tryEnter()) {
            try {
                flushWanted = true;
                flush();
            } finally {
                exit();
            }
        }
    }

    private void flush() {
        if (selecting.tryLock()) {
            try {
                flushWanted = false;
                selector.selectNow(key -> {});
            } catch (IOException e) {
                flushWanted = true; // the next select of the poll does it, and meets the error
            } finally {
                selecting.unlock();
            }
        } else {
            selector.wakeup(); // whoever is selecting flushes when done
        }
    }

    @Override
    protected void wakeup() {
        woken = true;
        selector.wakeup();
    }

    @Override
    protected void releaseResources() throws IOException {
        reclaimer.close();
    }
}
