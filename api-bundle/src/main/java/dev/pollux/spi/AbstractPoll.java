package dev.pollux.spi;

import dev.pollux.ClosedPollException;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.ProviderMismatchException;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.Waker;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Everything that polls do alike; a backend adds its mechanism.
 *
 * <p>Done here: arguments, one poller at a time, clearing the events, limits of time, interrupts, closing, the check that a
 * source belongs here, and wakers. A subclass implements {@link #await}, {@link #wakeup} and {@link #releaseResources}, and
 * {@link #openWaker} if its mechanism has something better than the default.
 *
 * <p>The resources of the mechanism are in use between {@link #enter} and {@link #exit}. Closing waits until nobody uses
 * them and only then releases them, so a subclass never meets its own resources closed: {@code await}, {@code wakeup} and
 * the hooks of {@link AbstractEndpoint} run between the two already, any other method that touches them must call both.
 */
public abstract class AbstractPoll implements Poll {

    /** The time that {@link #await} gets for a wait without limit. */
    public static final long FOREVER = Long.MAX_VALUE;

    private static final int CLOSED = Integer.MIN_VALUE;
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final VarHandle USES;
    private static final VarHandle POLLING;
    private static final VarHandle WAITING;
    private static final VarHandle RELEASING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USES = lookup.findVarHandle(AbstractPoll.class, "uses", int.class);
            POLLING = lookup.findVarHandle(AbstractPoll.class, "polling", boolean.class);
            WAITING = lookup.findVarHandle(AbstractPoll.class, "waiting", boolean.class);
            RELEASING = lookup.findVarHandle(AbstractPoll.class, "releasing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Backend backend;
    private final int number = NUMBERS.incrementAndGet();
    private final PollRegistry registry = new PollRegistry(this);

    @SuppressWarnings("this-escape") // used by nobody before the first poll
    private final FlagWakers wakers = new FlagWakers(this);

    @SuppressWarnings("this-escape") // used by nobody before the first poll
    private final InterruptHook interruptHook = new InterruptHook(this);

    /** Null if the mechanism waits without holding the carrier of a virtual thread. */
    private final @Nullable WaitHelper waitHelper;

    private final AtomicInteger registered = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    /** How many threads use the resources, with {@link #CLOSED} as a flag. */
    private volatile int uses;

    private volatile boolean polling;
    private volatile boolean waiting;
    private volatile boolean releasing;
    private volatile @Nullable IOException releaseFailure;

    /** Which of sources and wakers come first, so that neither starves when the events are few. */
    private boolean wakersFirst;

    /**
     * Creates a poll of a backend whose mechanism lets a virtual thread go while it waits.
     *
     * @param backend the backend that opens it
     */
    protected AbstractPoll(Backend backend) {
        this(backend, false);
    }

    /**
     * Creates a poll of a backend.
     *
     * @param backend the backend that opens it
     * @param pinning whether a wait of the mechanism would hold the carrier of a virtual thread, as native calls do: a
     *     platform thread then runs {@link #await} for virtual threads
     */
    @SuppressWarnings("this-escape") // used by nobody before the first poll
    protected AbstractPoll(Backend backend, boolean pinning) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.waitHelper = pinning ? new WaitHelper(this) : null;
    }

    /**
     * Waits once for the mechanism and adds what is ready to the events.
     *
     * <p>Called by one thread at a time. It returns when at least one event was added, when the time is over, or when
     * {@link #wakeup()} was called since the last return; it may also return earlier without an event, for the caller then
     * goes on with the time that is left. It must not go beyond the capacity: what does not fit stays with the mechanism for
     * the next call, and in such a way that no source waits for ever behind others.
     *
     * @param events where to add; not full
     * @param nanos 0 to ask without waiting, {@link #FOREVER} to wait without limit, else how long to wait, to be rounded up
     * @throws IOException if the system reports an error
     */
    protected abstract void await(Events events, long nanos) throws IOException;

    /**
     * Makes the {@link #await} that is running, or else the next one, return soon.
     *
     * <p>Called by any thread.
     */
    protected abstract void wakeup();

    /**
     * Releases the resources of the mechanism, and those of the wakers that {@link #openWaker} made.
     *
     * <p>Called once, by whichever thread leaves last; no other method that uses the resources runs then or later.
     *
     * @throws IOException if the system reports an error
     */
    protected abstract void releaseResources() throws IOException;

    /**
     * Makes a waker; this default makes one out of {@link #wakeup()} and a flag.
     *
     * @param token the token for its events
     * @return a new waker
     * @throws IOException if the system refuses
     */
    protected Waker openWaker(long token) throws IOException {
        return wakers.open(token);
    }

    /**
     * Returns the poll behind a registry, if it is one of a backend's own.
     *
     * @param registry any registry
     * @param backend the backend that the poll must belong to
     * @return the poll
     * @throws ProviderMismatchException if the registry's poll is of another backend
     */
    public static AbstractPoll of(Registry registry, Backend backend) {
        if (registry instanceof PollRegistry own && own.poll.backend.getClass() == backend.getClass()) {
            return own.poll;
        }
        throw new ProviderMismatchException("the source was made by the " + backend.name()
                + " backend and cannot be registered with a poll of the "
                + Objects.requireNonNull(registry, "registry").backend().name()
                + " backend: open both with the same backend");
    }

    /**
     * Begins a use of the resources; every return must be followed by {@link #exit()}.
     *
     * @throws ClosedPollException if this poll is closed
     */
    protected final void enter() {
        if (!tryEnter()) {
            throw closedException();
        }
    }

    /**
     * Begins a use of the resources unless this poll is closed; a return of true must be followed by {@link #exit()}.
     *
     * @return false if this poll is closed
     */
    protected final boolean tryEnter() {
        if ((int) USES.getAndAdd(this, 1) < 0) {
            exit();
            return false;
        }
        return true;
    }

    /** Ends a use of the resources; the last one to leave a closed poll releases them. */
    protected final void exit() {
        if ((int) USES.getAndAdd(this, -1) - 1 == CLOSED && RELEASING.compareAndSet(this, false, true)) {
            try {
                releaseResources();
            } catch (IOException e) {
                releaseFailure = e;
            } finally {
                released.countDown();
            }
        }
    }

    /**
     * Calls {@link #wakeup()} if a thread is inside {@link #await} with time to wait.
     *
     * <p>For changes that a later {@code await} sees anyway. Between {@link #enter} and {@link #exit} only.
     */
    protected final void wakeupIfWaiting() {
        if (waiting) {
            wakeup();
        }
    }

    @Override
    public final int poll(Events events, @Nullable Duration timeout) throws IOException {
        return timeout == null ? doPoll(events, FOREVER) : doPoll(events, nanosOf(timeout));
    }

    @Override
    public final int poll(Events events, long timeout, TimeUnit unit) throws IOException {
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout " + timeout + " " + unit + " is negative");
        }
        return doPoll(events, unit.toNanos(timeout));
    }

    /** Saturates: 292 years are as good as for ever. */
    private static long nanosOf(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout " + timeout + " is negative");
        }
        return timeout.toSeconds() >= FOREVER / 1_000_000_000L ? FOREVER : timeout.toNanos();
    }

    private int doPoll(Events events, long nanos) throws IOException {
        Objects.requireNonNull(events, "events");
        if (!tryEnter()) {
            events.clear(); // as by a close that comes a moment later
            throw closedException();
        }
        try {
            if (!POLLING.compareAndSet(this, false, true)) {
                throw new IllegalStateException(
                        "another thread is polling " + this + ": use one poll per thread, or take turns");
            }
            try {
                events.clear();
                return nanos == 0 ? pollOnce(events) : pollAndWait(events, nanos);
            } finally {
                POLLING.setRelease(this, false);
            }
        } finally {
            exit();
        }
    }

    private int pollOnce(Events events) throws IOException {
        collect(events, 0);
        return result(events);
    }

    private int pollAndWait(Events events, long nanos) throws IOException {
        Thread thread = Thread.currentThread();
        long deadline = nanos == FOREVER ? 0 : System.nanoTime() + nanos;
        long left = nanos;
        interruptHook.enter();
        try {
            while (!thread.isInterrupted()) {
                collect(events, left);
                if (!events.isEmpty() || uses < 0) {
                    break;
                }
                if (nanos != FOREVER) {
                    left = deadline - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                }
            }
        } finally {
            interruptHook.leave();
        }
        return result(events);
    }

    private int result(Events events) {
        if (uses < 0) {
            events.clear();
            throw closedException();
        }
        return events.size();
    }

    private void collect(Events events, long nanos) throws IOException {
        boolean first = wakersFirst;
        wakersFirst = !first;
        if (first) {
            wakers.deliver(events);
        }
        boolean woken = !events.isEmpty();
        if (!events.isFull()) {
            try {
                awaitOrAsk(events, woken ? 0 : nanos);
            } catch (IOException e) {
                if (!woken) { // else the wakes would be lost with the events; the next poll meets the error again
                    throw e;
                }
            }
        }
        if (!woken) { // else a waker that was woken again meanwhile would show twice
            wakers.deliver(events);
        }
    }

    private void awaitOrAsk(Events events, long nanos) throws IOException {
        if (nanos == 0) {
            await(events, 0);
            return;
        }
        waiting = true; // before the look at the wakers: one who wakes sets its flag before it looks at this
        try {
            if (wakers.isPending()) {
                await(events, 0);
            } else if (waitHelper != null && WaitHelper.isNeeded()) {
                awaitElsewhere(waitHelper, events, nanos);
            } else {
                await(events, nanos);
            }
        } finally {
            WAITING.setRelease(this, false);
        }
    }

    /** Asks first: what is ready already needs no other thread. */
    private void awaitElsewhere(WaitHelper helper, Events events, long nanos) throws IOException {
        await(events, 0);
        // Asking may have used up a wakeup, so what that was for has to be looked at before the wait.
        if (events.isEmpty()
                && uses >= 0
                && !wakers.isPending()
                && !Thread.currentThread().isInterrupted()) {
            helper.await(events, nanos);
        }
    }

    @Override
    public final Registry registry() {
        return registry;
    }

    @Override
    public final Backend backend() {
        return backend;
    }

    @Override
    public int fd() {
        throw Unsupported.by(backend, "descriptors of polls");
    }

    @Override
    public final boolean isOpen() {
        return uses >= 0;
    }

    @Override
    public final void close() throws IOException {
        if (tryEnter()) {
            USES.getAndBitwiseOr(this, CLOSED);
            wakeup();
            exit();
        }
        awaitReleased();
        IOException failure = releaseFailure;
        if (failure != null) {
            releaseFailure = null;
            throw failure;
        }
    }

    private void awaitReleased() {
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    final void ensureOpen() {
        if (uses < 0) {
            throw closedException();
        }
    }

    final void countRegistered(int change) {
        registered.addAndGet(change);
    }

    private ClosedPollException closedException() {
        return new ClosedPollException(this + " is closed");
    }

    /**
     * Returns the backend, the number of this poll in the process, and how many endpoints are registered.
     *
     * @return such as {@code Poll[nio 1, 12 registered]}
     */
    @Override
    public final String toString() {
        return "Poll[" + backend.name() + " " + number + ", " + registered.get() + " registered]";
    }

    private static final class PollRegistry implements Registry {

        private final AbstractPoll poll;

        PollRegistry(AbstractPoll poll) {
            this.poll = poll;
        }

        @Override
        public void register(Source source, long token, Interest interest) throws IOException {
            check(source, interest).register(this, token, interest);
        }

        @Override
        public void reregister(Source source, long token, Interest interest) throws IOException {
            check(source, interest).reregister(this, token, interest);
        }

        @Override
        public void deregister(Source source) throws IOException {
            Objects.requireNonNull(source, "source");
            poll.ensureOpen();
            source.deregister(this);
        }

        private Source check(Source source, Interest interest) {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(interest, "interest");
            poll.ensureOpen();
            return source;
        }

        @Override
        public Waker createWaker(long token) throws IOException {
            poll.enter();
            try {
                return poll.openWaker(token);
            } finally {
                poll.exit();
            }
        }

        @Override
        public Backend backend() {
            return poll.backend;
        }

        @Override
        public String toString() {
            return "Registry of " + poll;
        }
    }
}
