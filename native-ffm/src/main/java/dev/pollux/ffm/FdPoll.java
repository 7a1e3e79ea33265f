package dev.pollux.ffm;

import java.io.IOException;

/**
 * What the endpoints need from a poll that watches descriptors.
 *
 * <p>Implemented by the polls, which are subclasses of {@link dev.pollux.spi.AbstractPoll}. The first three methods are called
 * between its {@code enter} and {@code exit}, all of them by any thread.
 */
public interface FdPoll {

    /**
     * Begins to watch a descriptor.
     *
     * @param fd the descriptor
     * @param token the token for its events
     * @param interest the bits of {@link dev.pollux.Interest}
     * @throws IOException if the system refuses
     */
    void add(int fd, long token, int interest) throws IOException;

    /**
     * Replaces token and interest; if the descriptor is ready for it, that yields an event.
     *
     * @param fd the descriptor
     * @param token the new token
     * @param interest the bits of {@link dev.pollux.Interest}
     * @throws IOException if the system refuses
     */
    void modify(int fd, long token, int interest) throws IOException;

    /**
     * Ends the watch; no later wait delivers an event of it. One that the system has ended itself is no error.
     *
     * @param fd the descriptor
     * @throws IOException if the system refuses
     */
    void delete(int fd) throws IOException;

    /**
     * Tells whether an event with this token has said that data came together with the end of the stream, and forgets it.
     *
     * <p>A reader that takes that data and stops at the short read would never hear of the end otherwise: the mechanism has
     * told everything in one event.
     *
     * @param token the token
     * @return true if so
     */
    boolean takeHangUp(long token);
}
