package dev.pollux.net;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Endpoint;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.Objects;

/**
 * What all types of this package do alike.
 *
 * <p>Each family of subclasses holds its endpoint in a field of the right type: a field here would have to be cast on every
 * read and write. The methods are not final, for then javac would not make them callable by reflection in the public
 * subclasses.
 */
abstract class NetSource implements Source, Channel {

    NetSource() {}

    abstract Endpoint endpoint();

    /**
     * Registers this with the registry's poll; programs call {@link Registry#register(Source, long, Interest)}.
     *
     * @param registry the registry that was called
     * @param token the token for its events; any value
     * @param interest what events are wanted for
     * @throws dev.pollux.AlreadyRegisteredException if it is registered already
     * @throws dev.pollux.ProviderMismatchException if the registry belongs to another backend
     * @throws dev.pollux.ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    @Override
    public void register(Registry registry, long token, Interest interest) throws IOException {
        endpoint().register(registry, token, interest);
    }

    /**
     * Replaces the token and the interest; programs call {@link Registry#reregister(Source, long, Interest)}.
     *
     * @param registry the registry that was called
     * @param token the new token; may be the old one
     * @param interest the new interest; may be the old one
     * @throws dev.pollux.NotRegisteredException if it is not registered with that registry's poll
     * @throws dev.pollux.ProviderMismatchException if the registry belongs to another backend
     * @throws dev.pollux.ClosedPollException if the poll is closed
     * @throws UnsupportedOperationException if the backend lacks a part of the interest
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    @Override
    public void reregister(Registry registry, long token, Interest interest) throws IOException {
        endpoint().reregister(registry, token, interest);
    }

    /**
     * Ends the registration; programs call {@link Registry#deregister(Source)}.
     *
     * @param registry the registry that was called
     * @throws dev.pollux.NotRegisteredException if it is not registered with that registry's poll
     * @throws dev.pollux.ProviderMismatchException if the registry belongs to another backend
     * @throws dev.pollux.ClosedPollException if the poll is closed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    @Override
    public void deregister(Registry registry) throws IOException {
        endpoint().deregister(registry);
    }

    /**
     * Returns the backend that this was made by; only its polls can watch it.
     *
     * @return the backend
     */
    public Backend backend() {
        return endpoint().backend();
    }

    /**
     * Runs an operation of your own as if it were one of this object's: exclusively in its direction, safe against
     * {@code close}, and with another event promised if it would have blocked.
     *
     * @param direction which direction the operation uses
     * @param operation what to do; must not block, must not close this object, and must not use it in the same direction
     * @return what the operation returned: 0 when it would have blocked
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException whatever the operation throws
     */
    public int tryIo(Direction direction, IoOperation operation) throws IOException {
        return endpoint()
                .tryIo(Objects.requireNonNull(direction, "direction"), Objects.requireNonNull(operation, "operation"));
    }

    /**
     * Tells whether this is open.
     *
     * @return false once it was closed or released
     */
    @Override
    public boolean isOpen() {
        return endpoint().isOpen();
    }

    /**
     * Deregisters and closes this, after waiting for the operations that are running; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; it is closed all the same
     */
    @Override
    public void close() throws IOException {
        endpoint().close();
    }

    /**
     * Returns what this is, for people to read; the form may change.
     *
     * @return the kind, the backend, and what is known beyond, such as {@code TcpStream[epoll, /127.0.0.1:4711 ->
     *     /127.0.0.1:80]}
     */
    @Override
    public String toString() {
        Endpoint endpoint = endpoint();
        return getClass().getSimpleName() + "[" + endpoint.backend().name()
                + (endpoint.isOpen() ? describe() : ", closed") + "]";
    }

    /** Returns what is known beyond kind and backend, with a comma and a space in front, or nothing. */
    abstract String describe();
}
