package dev.pollux.ffm;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.spi.AbstractEndpoint;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Reclaimer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint over a descriptor: its registration, and the guard that keeps a closed number out of every call.
 *
 * <p>Each direction has a word that an operation takes and gives back; closing takes both for ever before it closes the
 * descriptor. Operations of neither direction hold {@link #control}. This class alone watches a descriptor of the user's.
 */
class FdEndpoint extends AbstractEndpoint {

    private static final VarHandle READING;
    private static final VarHandle WRITING;
    private static final int SPINS = 100;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READING = lookup.findVarHandle(FdEndpoint.class, "reading", int.class);
            WRITING = lookup.findVarHandle(FdEndpoint.class, "writing", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Posix posix;
    final Platform platform;
    final int fd;

    /** Held by operations of neither direction, and while the descriptor is closed. */
    final Object control = new Object();

    /** Null if the descriptor is the user's. */
    private final @Nullable Reclaimer reclaimer;

    private volatile int reading;
    private volatile int writing;

    private long token;
    private volatile @Nullable FdPoll attachedTo;

    @SuppressWarnings("this-escape") // the reclaimer only watches it
    FdEndpoint(Backend backend, Posix posix, int fd, String name, boolean owned) {
        super(backend);
        this.posix = posix;
        this.platform = posix.platform;
        this.fd = fd;
        this.reclaimer = owned
                ? Reclaimer.watch(this, name + " of the " + backend.name() + " backend", new Posix.Closer(posix, fd))
                : null;
    }

    /** Whether its operations block at present. */
    boolean isBlocking() {
        return false;
    }

    @Override
    protected void attach(AbstractPoll poll, long token, Interest interest) throws IOException {
        try {
            if (isBlocking()) {
                throw new IllegalBlockingModeException();
            }
            // First, for the first event may reach a reader before this thread goes on.
            this.token = token;
            attachedTo = (FdPoll) poll;
            ((FdPoll) poll).add(fd, token, interest.bits());
        } catch (IOException | RuntimeException | Error e) {
            attachedTo = null;
            throw e;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    protected void modify(AbstractPoll poll, long token, Interest interest) throws IOException {
        try {
            ((FdPoll) poll).takeHangUp(this.token);
            ((FdPoll) poll).modify(fd, token, interest.bits());
            this.token = token;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    protected void detach(AbstractPoll poll) throws IOException {
        try {
            attachedTo = null;
            ((FdPoll) poll).takeHangUp(token);
            ((FdPoll) poll).delete(fd);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** To be called when a read came to the end of the stream: what {@link #afterShortRead()} waits for is there. */
    final void atEnd() {
        FdPoll poll = attachedTo;
        if (poll != null) {
            poll.takeHangUp(token);
        }
    }

    /** To be called after a read that left room in its buffer. */
    final void afterShortRead() throws IOException {
        FdPoll poll = attachedTo;
        if (poll != null && poll.takeHangUp(token)) {
            rearm();
        }
    }

    final void beginRead() throws ClosedChannelException {
        if ((int) READING.getAndSet(this, 1) != 0) {
            awaitTurn(READING);
        }
    }

    final void endRead() {
        READING.setRelease(this, 0);
    }

    final void beginWrite() throws ClosedChannelException {
        if ((int) WRITING.getAndSet(this, 1) != 0) {
            awaitTurn(WRITING);
        }
    }

    final void endWrite() {
        WRITING.setRelease(this, 0);
    }

    /** Closing never gives the word back, so whoever waits has to look. */
    private void awaitTurn(VarHandle direction) throws ClosedChannelException {
        for (int i = 0; !direction.compareAndSet(this, 0, 1); i++) {
            ensureOpen();
            pause(i);
        }
    }

    private void takeForEver(VarHandle direction) {
        for (int i = 0; !direction.compareAndSet(this, 0, 1); i++) {
            pause(i);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // what is waited for is one call that does not block
    private static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    @Override
    public int tryIo(Direction direction, IoOperation operation) throws IOException {
        boolean read = direction == Direction.READ;
        if (read) {
            beginRead();
        } else {
            beginWrite();
        }
        boolean done = false;
        try {
            ensureOpen();
            int result = operation.run();
            done = true;
            return result;
        } finally {
            if (read) {
                endRead();
            } else {
                endWrite();
            }
            if (!done && isOpen()) {
                rearm();
            }
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long handle() throws IOException {
        ensureOpen();
        return fd;
    }

    @Override
    protected void closeResource() throws IOException {
        takeForEver(READING);
        takeForEver(WRITING);
        synchronized (control) {
            if (reclaimer != null) {
                reclaimer.close();
            }
        }
    }

    @Override
    protected long releaseResource() {
        takeForEver(READING);
        takeForEver(WRITING);
        synchronized (control) {
            if (reclaimer != null) {
                reclaimer.abandon();
            }
        }
        return fd;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + backend().name() + " fd " + fd + (isOpen() ? "" : ", closed") + "]";
    }
}
