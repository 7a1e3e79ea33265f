package dev.pollux;

import java.io.IOException;

/**
 * Something that can be registered with a {@link Poll}.
 *
 * <p>Programs call the methods of {@link Registry}, which call these. The types of {@code dev.pollux.net} are sources; a
 * class of your own becomes one by delegating to a source inside it:
 *
 * {@snippet :
 * final class Connection implements Source {
 *     private final Source stream;
 *
 *     Connection(Source stream) {
 *         this.stream = stream;
 *     }
 *
 *     @Override
 *     public void register(Registry registry, long token, Interest interest) throws IOException {
 *         registry.register(stream, token, interest);
 *     }
 *
 *     @Override
 *     public void reregister(Registry registry, long token, Interest interest) throws IOException {
 *         registry.reregister(stream, token, interest);
 *     }
 *
 *     @Override
 *     public void deregister(Registry registry) throws IOException {
 *         registry.deregister(stream);
 *     }
 * }
 * }
 *
 * <p>Exceptions that an implementation throws reach the caller of the registry unchanged. An implementation must be usable
 * from any thread if its user calls the registry from several.
 */
public interface Source {

    /**
     * Registers this source with the registry's poll.
     *
     * @param registry the registry that was called
     * @param token the token for its events; any value
     * @param interest what events are wanted for
     * @throws AlreadyRegisteredException if it is registered already
     * @throws ProviderMismatchException if the registry belongs to another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if this source is closed
     * @throws IOException if the system refuses
     */
    void register(Registry registry, long token, Interest interest) throws IOException;

    /**
     * Replaces the token and the interest of this source.
     *
     * @param registry the registry that was called
     * @param token the new token; may be the old one
     * @param interest the new interest; may be the old one
     * @throws NotRegisteredException if it is not registered with that registry's poll
     * @throws ProviderMismatchException if the registry belongs to another backend
     * @throws ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if this source is closed
     * @throws IOException if the system refuses
     */
    void reregister(Registry registry, long token, Interest interest) throws IOException;

    /**
     * Ends the registration of this source.
     *
     * @param registry the registry that was called
     * @throws NotRegisteredException if it is not registered with that registry's poll
     * @throws ProviderMismatchException if the registry belongs to another backend
     * @throws ClosedPollException if the poll is closed
     * @throws java.nio.channels.ClosedChannelException if this source is closed
     * @throws IOException if the system reports an error; it is deregistered all the same
     */
    void deregister(Registry registry) throws IOException;
}
