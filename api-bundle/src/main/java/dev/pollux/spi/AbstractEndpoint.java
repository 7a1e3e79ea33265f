package dev.pollux.spi;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.Registry;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that endpoints do alike: the state of their registration, and closing.
 *
 * <p>A subclass implements {@link #attach}, {@link #modify}, {@link #detach} and {@link #closeResource}. The first three are
 * called by one thread at a time, while the poll's resources are in use and the endpoint is open (for {@code detach}: or
 * being closed). If one of the first two throws it must have changed nothing.
 */
public abstract class AbstractEndpoint implements Endpoint {

    private static final System.Logger LOG = System.getLogger("dev.pollux");

    private final Backend backend;
    private final Object registration = new Object();
    private @Nullable AbstractPoll poll; // guarded by registration
    private long token; // guarded by registration
    private @Nullable Interest interest; // guarded by registration
    private volatile boolean closed;

    /**
     * Creates an endpoint of a backend.
     *
     * @param backend the backend that makes it
     */
    protected AbstractEndpoint(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
    }

    /**
     * Tells the mechanism to watch this endpoint; if it is ready already that must yield an event.
     *
     * @param poll a poll of this endpoint's backend
     * @param token the token for the events
     * @param interest what to watch for; the backend has the capabilities for it
     * @throws IOException if the system refuses
     */
    protected abstract void attach(AbstractPoll poll, long token, Interest interest) throws IOException;

    /**
     * Tells the mechanism of another token and interest; if this endpoint is ready for it that must yield an event.
     *
     * @param poll the poll that it is attached to
     * @param token the new token
     * @param interest the new interest; the backend has the capabilities for it
     * @throws IOException if the system refuses
     */
    protected abstract void modify(AbstractPoll poll, long token, Interest interest) throws IOException;

    /**
     * Tells the mechanism to forget this endpoint; no wait that begins later may deliver an event of it.
     *
     * @param poll the poll that it is attached to
     * @throws IOException if the system reports an error; this endpoint counts as detached all the same
     */
    protected abstract void detach(AbstractPoll poll) throws IOException;

    /**
     * Closes what the system holds for this endpoint, after waiting for the operations that are running.
     *
     * <p>Called once, with {@link #isOpen()} false and the endpoint detached.
     *
     * @throws IOException if the system reports an error
     */
    protected abstract void closeResource() throws IOException;

    /**
     * Gives up the system's handle without closing it, after waiting for the operations that are running.
     *
     * <p>Called at most once and instead of {@link #closeResource}, and only if the backend has
     * {@link Capability#FILE_DESCRIPTORS}.
     *
     * @return the handle
     * @throws IOException if the system refuses
     */
    protected long releaseResource() throws IOException {
        throw Unsupported.by(backend, "releasing descriptors");
    }

    @Override
    public final void register(Registry registry, long token, Interest interest) throws IOException {
        AbstractPoll target = AbstractPoll.of(registry, backend);
        checkSupported(interest);
        synchronized (registration) {
            ensureOpen();
            target.enter();
            try {
                AbstractPoll current = poll;
                if (current != null && current.isOpen()) {
                    throw new AlreadyRegisteredException(this + " is already registered with " + current
                            + ": reregister it, or deregister it first");
                }
                attach(target, token, interest);
                poll = target;
                this.token = token;
                this.interest = interest;
                target.countRegistered(1);
            } finally {
                target.exit();
            }
        }
        trace("register", target, token, interest);
    }

    @Override
    public final void reregister(Registry registry, long token, Interest interest) throws IOException {
        AbstractPoll target = AbstractPoll.of(registry, backend);
        checkSupported(interest);
        synchronized (registration) {
            ensureOpen();
            target.enter();
            try {
                checkRegistered(target);
                modify(target, token, interest);
                this.token = token;
                this.interest = interest;
            } finally {
                target.exit();
            }
        }
        trace("reregister", target, token, interest);
    }

    @Override
    public final void deregister(Registry registry) throws IOException {
        AbstractPoll target = AbstractPoll.of(registry, backend);
        synchronized (registration) {
            ensureOpen();
            target.enter();
            try {
                checkRegistered(target);
                poll = null;
                target.countRegistered(-1);
                detach(target);
            } finally {
                target.exit();
            }
        }
        trace("deregister", target, 0, null);
    }

    @SuppressWarnings("ReferenceEquality") // polls have identity
    private void checkRegistered(AbstractPoll target) {
        AbstractPoll current = poll;
        if (current != target) {
            throw new NotRegisteredException(this + " is not registered with " + target
                    + (current != null && current.isOpen() ? " but with " + current : ": register it first"));
        }
    }

    private void checkSupported(Interest interest) {
        Set<Capability> capabilities = backend.capabilities();
        if (interest.isPriority() && !capabilities.contains(Capability.PRIORITY)) {
            throw Unsupported.by(backend, "Interest.PRIORITY");
        }
        if (interest.isAio() && !capabilities.contains(Capability.AIO)) {
            throw Unsupported.by(backend, "Interest.AIO");
        }
        if (interest.isLio() && !capabilities.contains(Capability.LIO)) {
            throw Unsupported.by(backend, "Interest.LIO");
        }
    }

    /**
     * Calls {@link #modify} with the token and the interest that this endpoint has, so that it yields another event if it
     * is ready; does nothing if it is not registered.
     *
     * <p>For mechanisms that tell of readiness once, where an operation stopped before the system would have blocked it.
     *
     * @throws IOException if the system refuses
     */
    protected final void rearm() throws IOException {
        synchronized (registration) {
            AbstractPoll current = poll;
            if (current != null && interest != null && current.tryEnter()) {
                try {
                    modify(current, token, interest);
                } finally {
                    current.exit();
                }
            }
        }
    }

    /**
     * Tells whether this endpoint is registered with a poll that is open.
     *
     * @return true if it is, at this moment
     */
    protected final boolean isRegistered() {
        synchronized (registration) {
            AbstractPoll current = poll;
            return current != null && current.isOpen();
        }
    }

    private void trace(String what, AbstractPoll target, long token, @Nullable Interest interest) {
        if (LOG.isLoggable(System.Logger.Level.TRACE)) {
            LOG.log(
                    System.Logger.Level.TRACE,
                    what + " " + this + " with " + target
                            + (interest == null ? "" : ", token " + token + ", " + interest));
        }
    }

    @Override
    public final Backend backend() {
        return backend;
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    /**
     * Throws if this endpoint is closed.
     *
     * @throws ClosedChannelException if it is
     */
    protected final void ensureOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /**
     * Deregisters and closes this endpoint; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; the endpoint is closed all the same
     */
    @Override
    public final void close() throws IOException {
        synchronized (registration) {
            if (closed) {
                return;
            }
            closed = true;
        }
        // Outside the lock: an operation that closing waits for may be about to register.
        try {
            leavePoll();
        } finally {
            closeResource();
        }
    }

    @Override
    public final long release() throws IOException {
        if (!backend.capabilities().contains(Capability.FILE_DESCRIPTORS)) {
            throw Unsupported.by(backend, "releasing descriptors");
        }
        synchronized (registration) {
            ensureOpen();
            closed = true;
        }
        try {
            leavePoll();
        } catch (IOException e) {
            closeResource(); // the caller does not get the handle
            throw e;
        }
        return releaseResource();
    }

    private void leavePoll() throws IOException {
        synchronized (registration) {
            leavePollLocked();
        }
    }

    private void leavePollLocked() throws IOException {
        AbstractPoll current = poll;
        poll = null;
        if (current != null && current.tryEnter()) {
            try {
                current.countRegistered(-1);
                detach(current);
            } finally {
                current.exit();
            }
        }
    }
}
