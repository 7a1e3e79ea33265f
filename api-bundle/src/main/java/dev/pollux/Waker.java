package dev.pollux;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a {@link Poll} return from another thread.
 *
 * {@snippet :
 * Waker waker = Waker.create(poll.registry(), WAKE);
 * // in any thread:
 * queue.add(task);
 * waker.wake(); // the poll returns a readable event with the token WAKE
 * }
 *
 * <p>A poll may have several wakers, each with a token of its own. All methods may be called by any thread.
 *
 * <ul>
 *   <li>A wake is never lost: one made before or during a poll is delivered by it, and one that races with its timeout by
 *       it or by the next.
 *   <li>Wakes coalesce: any number of them before a poll yields one event of this waker, and no other follows until the next
 *       wake.
 *   <li>What a thread did before {@link #wake()} happens-before the return of the poll that delivers it.
 *   <li>Its events count towards the capacity of {@link Events} like any other; what does not fit comes with the next poll.
 *   <li>Its event is readable and nothing else. There is nothing to read or to drain.
 * </ul>
 *
 * <p>Closing a waker or its poll loses a wake that was not delivered yet.
 */
@ProviderType
public interface Waker extends AutoCloseable {

    /**
     * Creates a waker for the poll of a registry.
     *
     * @param registry the registry of the poll to wake
     * @param token the token for its events; any value
     * @return a new waker; close it to free its resources, or close the poll, which frees them too
     * @throws ClosedPollException if the poll is closed
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    static Waker create(Registry registry, long token) throws IOException {
        return registry.createWaker(token);
    }

    /**
     * Creates a waker for the poll of a registry.
     *
     * @param registry the registry of the poll to wake
     * @param token the token for its events
     * @return a new waker; close it to free its resources, or close the poll, which frees them too
     * @throws ClosedPollException if the poll is closed
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    static Waker create(Registry registry, Token token) throws IOException {
        return registry.createWaker(token.value());
    }

    /**
     * Makes the poll that is waiting, or else the next one, return an event with this waker's token.
     *
     * <p>It never blocks and, once warm, allocates nothing on the native backends.
     *
     * @throws java.nio.channels.ClosedChannelException if this waker is closed
     * @throws ClosedPollException if the poll is closed
     * @throws IOException if the system refuses
     */
    void wake() throws IOException;

    /**
     * Frees what this waker holds; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; the waker is closed all the same
     */
    @Override
    void close() throws IOException;
}
