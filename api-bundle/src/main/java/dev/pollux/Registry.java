package dev.pollux;

import dev.pollux.spi.Backend;
import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where sources are registered with a {@link Poll}.
 *
 * <p>Every method may be called by any thread at any time, also while another thread is blocked in the poll, which then
 * takes the change into account at once. What registering means is said under the headings of {@link Poll}.
 *
 * <p>A method that throws has changed nothing, except that {@link #deregister} has done its work when it throws an
 * {@code IOException} of the system.
 */
@ProviderType
public interface Registry {

    /**
     * Starts to watch a source; one that is ready already yields an event.
     *
     * @param source what to watch
     * @param token the token for its events; any value
     * @param interest what events are wanted for
     * @throws AlreadyRegisteredException if the source is registered already, here or with another poll
     * @throws ProviderMismatchException if the source was made by another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if the source is closed
     * @throws IOException if the system refuses, or whatever a source of your own throws
     */
    void register(Source source, long token, Interest interest) throws IOException;

    /**
     * Starts to watch a source; one that is ready already yields an event.
     *
     * @param source what to watch
     * @param token the token for its events
     * @param interest what events are wanted for
     * @throws AlreadyRegisteredException if the source is registered already, here or with another poll
     * @throws ProviderMismatchException if the source was made by another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if the source is closed
     * @throws IOException if the system refuses, or whatever a source of your own throws
     */
    default void register(Source source, Token token, Interest interest) throws IOException {
        register(source, token.value(), interest);
    }

    /**
     * Replaces the token and the interest of a registered source; if it is ready for the new interest it yields an event.
     *
     * @param source a source that is registered here
     * @param token the new token; may be the old one
     * @param interest the new interest; may be the old one
     * @throws NotRegisteredException if the source is not registered here
     * @throws ProviderMismatchException if the source was made by another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if the source is closed
     * @throws IOException if the system refuses, or whatever a source of your own throws
     */
    void reregister(Source source, long token, Interest interest) throws IOException;

    /**
     * Replaces the token and the interest of a registered source; if it is ready for the new interest it yields an event.
     *
     * @param source a source that is registered here
     * @param token the new token; may be the old one
     * @param interest the new interest; may be the old one
     * @throws NotRegisteredException if the source is not registered here
     * @throws ProviderMismatchException if the source was made by another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if the source is closed
     * @throws IOException if the system refuses, or whatever a source of your own throws
     */
    default void reregister(Source source, Token token, Interest interest) throws IOException {
        reregister(source, token.value(), interest);
    }

    /**
     * Stops watching a source; no poll that starts after the return delivers its token again.
     *
     * @param source a source that is registered here
     * @throws NotRegisteredException if the source is not registered here
     * @throws ProviderMismatchException if the source was made by another backend
     * @throws ClosedPollException if the poll is closed
     * @throws java.nio.channels.ClosedChannelException if the source is closed
     * @throws IOException if the system reports an error, the source being deregistered all the same; or whatever a source
     *     of your own throws
     */
    void deregister(Source source) throws IOException;

    /**
     * Makes a waker; programs call {@link Waker#create(Registry, long)}, which calls this.
     *
     * @param token the token for its events; any value
     * @return a new waker
     * @throws ClosedPollException if the poll is closed
     * @throws IOException if the system refuses
     */
    Waker createWaker(long token) throws IOException;

    /**
     * Returns the backend whose sources can be registered here.
     *
     * @return the backend of the poll
     */
    Backend backend();
}
