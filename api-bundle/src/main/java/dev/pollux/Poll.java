package dev.pollux;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Watches any number of sources and waits until some of them are ready: the only thing in Pollux that blocks.
 *
 * {@snippet :
 * try (Poll poll = Poll.open()) {
 *     Events events = Events.withCapacity(1024);
 *     poll.registry().register(listener, LISTENER, Interest.READABLE);
 *     while (true) {
 *         poll.poll(events);
 *         for (Event event : events) {
 *             if (event.token() == LISTENER) {
 *                 acceptUntilNull(listener);
 *             } else {
 *                 readUntilZero(connections.get(event.token()));
 *             }
 *         }
 *     }
 * }
 * }
 *
 * <p>The headings below are the contract. What stands under <em>Guaranteed</em> holds on every backend, now and later; what
 * stands under <em>Today</em> is merely so at the moment, on the backends named, and must not be relied on.
 *
 * <h2>Portability</h2>
 *
 * <p><em>Guaranteed.</em> The same program behaves the same on every backend as long as it keeps to this page. Only
 * {@linkplain Event#isReadable() readable} and {@linkplain Event#isWritable() writable} are portable readiness; the other
 * flags of an event are hints that are missing on some backends and are never wrong. An operation that a backend cannot do
 * throws {@link UnsupportedOperationException} naming backend and reason, when it is asked for and never inside a poll.
 *
 * <p><em>Today.</em> Readable and writable of one source come as one event on epoll, NIO and Windows and as two on kqueue;
 * programs must accept both.
 *
 * <h2>Spurious events</h2>
 *
 * <p><em>Guaranteed.</em> No event is lost. An event is a hint, though: the operation it promises may still block, so every
 * operation must be ready to be told so, and then waits for the next event.
 *
 * <h2>Draining</h2>
 *
 * <p><em>Guaranteed.</em> Readiness is told once, when it begins (edge-triggered). After an event repeat the operation until
 * it would block: a stream's {@code read} or {@code write} returns 0, {@code accept} or {@code receiveFrom} returns null,
 * {@code receive} or {@code send} returns its would-block constant. Only then another event for that direction is promised.
 * A stream operation that moved fewer bytes than asked for, and an {@code accept} or {@code receive} that failed, promise
 * another event as well. Reregistering always promises one if the source is ready.
 *
 * <p><em>Today.</em> epoll and kqueue may report new data also before the old was drained; NIO and Windows do not.
 *
 * <h2>Readiness operations</h2>
 *
 * <p><em>Guaranteed.</em> Readable covers {@code read}, {@code peek}, {@code receive} and {@code accept}; writable covers
 * {@code write}, {@code send} and the end of {@code connect}. The end of a stream, an error and a hang-up show as readable
 * or writable, as far as the interest contains these, and do not keep the poll from sleeping once they were delivered. A
 * connection in progress yields a writable event when it is made and when it failed: then {@code finishConnect} tells
 * which. An interest that makes no sense for a source, such as writable for a listener, never yields an event.
 *
 * <h2>Registering</h2>
 *
 * <p><em>Guaranteed.</em> Nothing is watched before it is registered. Registering or reregistering a source that is ready
 * yields an event. A change made by another thread while a poll waits is seen by that poll. Once {@code deregister} or
 * {@code close} of a source has returned, no poll that starts afterwards delivers its token for it, whatever was queued
 * before. A source that was deregistered may be registered again at once, with no poll in between, here or with another
 * poll. Registering twice, and reregistering or deregistering what is not registered, throws and changes nothing.
 *
 * <p><em>Not guaranteed.</em> The events that a poll has returned already are a snapshot: they may name a source that has
 * been deregistered since, in the same round too. There is no order between the events of different sources.
 *
 * <h2>Waiting</h2>
 *
 * <p><em>Guaranteed.</em> A poll first clears the events, returns at most their capacity, and delivers what did not fit next
 * time. A wait without limit does not return without an event, unless the thread is interrupted. A wait with a limit does
 * not end early without an event: the limit is rounded up to what the mechanism can do, and a positive one never becomes
 * zero. A limit of zero asks once and returns. Signals and internal wake-ups are not seen.
 *
 * <p><em>Guaranteed.</em> {@link Thread#interrupt()} makes a poll that waits, or is about to, return 0 without events; the
 * interrupt status stays set. A poll with a limit of zero takes no notice of it.
 *
 * <h2>Closing</h2>
 *
 * <p><em>Guaranteed.</em> {@link #close()} may be called by any thread and any number of times. A thread blocked in the poll
 * leaves it with {@link ClosedPollException}. When {@code close} has returned, the resources of the poll and of its wakers
 * are gone. Its sources stay open and usable and may be registered with another poll. Sources, wakers and the poll may be
 * closed in any order. A poll or source that was forgotten is closed when the collector finds it, with a warning to
 * {@link System.Logger}.
 *
 * <h2>Threads</h2>
 *
 * <p><em>Guaranteed.</em> One thread polls at a time: a second one gets an {@link IllegalStateException}. It need not always
 * be the same. {@link #registry()}, its methods, wakers and {@link #close()} are for any thread at any time. What a thread
 * did before it registered a source happens-before the return of the poll that delivers an event of it.
 */
@ProviderType
public interface Poll extends AutoCloseable {

    /**
     * Opens a poll of the preferred backend.
     *
     * <p>That is the one named by the system property {@code dev.pollux.backend}, else the available one with the highest
     * priority.
     *
     * @return a new poll
     * @throws BackendUnavailableException if there is no available backend, or not the one that the property names; the
     *     message lists all that were found and why each was rejected
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    static Poll open() throws IOException {
        return Backends.preferred().openPoll();
    }

    /**
     * Opens a poll of a named backend.
     *
     * @param backend the name, such as {@code nio} or {@code epoll}
     * @return a new poll
     * @throws BackendUnavailableException if there is no available backend of this name; the message lists all that were
     *     found and why each was rejected
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    static Poll open(String backend) throws IOException {
        return Backends.named(backend).openPoll();
    }

    /**
     * Returns the registry of this poll.
     *
     * @return always the same object, also after {@link #close()}
     */
    Registry registry();

    /**
     * Waits without limit until at least one source is ready.
     *
     * @param events cleared, then filled with what is ready
     * @return the number of events: at least 1, or 0 if the thread is interrupted
     * @throws IllegalStateException if another thread is polling
     * @throws ClosedPollException if this poll is closed, or gets closed meanwhile
     * @throws IOException if the system reports an error
     */
    default int poll(Events events) throws IOException {
        return poll(events, null);
    }

    /**
     * Waits until at least one source is ready or the time is over.
     *
     * @param events cleared, then filled with what is ready
     * @param timeout how long to wait at the most; null waits without limit, zero not at all
     * @return the number of events; 0 if the time is over or the thread is interrupted
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException if another thread is polling
     * @throws ClosedPollException if this poll is closed, or gets closed meanwhile
     * @throws IOException if the system reports an error
     */
    int poll(Events events, @Nullable Duration timeout) throws IOException;

    /**
     * Waits until at least one source is ready or the time is over; the form that needs no {@link Duration}.
     *
     * @param events cleared, then filled with what is ready
     * @param timeout how long to wait at the most; 0 does not wait
     * @param unit the unit of the timeout
     * @return the number of events; 0 if the time is over or the thread is interrupted
     * @throws IllegalArgumentException if the timeout is negative
     * @throws IllegalStateException if another thread is polling
     * @throws ClosedPollException if this poll is closed, or gets closed meanwhile
     * @throws IOException if the system reports an error
     */
    int poll(Events events, long timeout, TimeUnit unit) throws IOException;

    /**
     * Returns the backend that made this poll.
     *
     * @return the backend
     */
    default Backend backend() {
        return registry().backend();
    }

    /**
     * Returns the descriptor of this poll, which can itself be watched by another one as a {@code SourceFd}.
     *
     * @return the descriptor, which stays this poll's: it must not be closed, and not be used once this poll is closed
     * @throws UnsupportedOperationException if the backend has no descriptor to give
     * @throws ClosedPollException if this poll is closed
     */
    int fd();

    /**
     * Tells whether this poll is open.
     *
     * @return false once {@link #close()} was called
     */
    boolean isOpen();

    /**
     * Closes this poll and its wakers; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; the poll is closed all the same
     */
    @Override
    void close() throws IOException;
}
