package dev.pollux.spi;

import dev.pollux.Poll;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One mechanism for readiness I/O: it opens polls, and makes the endpoints that its polls can watch.
 *
 * <p>A backend is offered as a service of this type, by {@link java.util.ServiceLoader} or in an OSGi service registry.
 * Creating the object must be cheap and must not fail where the mechanism is missing: that is what {@link #availability()}
 * tells. There may be several instances of one class in a process; a poll takes endpoints of all instances of its backend's
 * class.
 *
 * <p>All methods may be called by any thread at any time. Methods that make something either return it or leave nothing
 * behind. What a backend cannot do keeps its default implementation, which throws {@link UnsupportedOperationException}
 * naming the backend and what it lacks.
 */
@ConsumerType
public interface Backend {

    /**
     * Returns the name that programs choose this backend by.
     *
     * @return a short word in lower case, such as {@code nio} or {@code epoll}; always the same
     */
    String name();

    /**
     * Returns how much this backend is preferred; among those available the highest wins.
     *
     * @return any number: 0 for NIO, 100 for the native backends of this project
     */
    int priority();

    /**
     * Tells whether this backend can be used here, from a real probe that is made once.
     *
     * @return always the same answer
     */
    Availability availability();

    /**
     * Returns what this backend can do beyond what every backend does.
     *
     * @return an unmodifiable set; always the same
     */
    Set<Capability> capabilities();

    /**
     * Opens a poll.
     *
     * @return a new poll
     * @throws IOException if the system refuses, such as for want of descriptors
     */
    Poll openPoll() throws IOException;

    /**
     * Makes a stream socket that is neither bound nor connected.
     *
     * @param family {@code INET} (IPv4 only), {@code INET6} (IPv6 and mapped IPv4) or {@code UNIX} of
     *     {@link java.net.StandardProtocolFamily}
     * @return a new, non-blocking endpoint
     * @throws UnsupportedOperationException if the backend or the system lacks the family
     * @throws IOException if the system refuses
     */
    StreamEndpoint openStream(ProtocolFamily family) throws IOException;

    /**
     * Makes a listening socket that is not bound yet.
     *
     * <p>{@code SO_REUSEADDR} is set on Unix systems and not on Windows, where it means something else.
     *
     * @param family {@code INET} (IPv4 only), {@code INET6} (IPv6 and mapped IPv4) or {@code UNIX} of
     *     {@link java.net.StandardProtocolFamily}
     * @return a new, non-blocking endpoint
     * @throws UnsupportedOperationException if the backend or the system lacks the family
     * @throws IOException if the system refuses
     */
    ListenerEndpoint openListener(ProtocolFamily family) throws IOException;

    /**
     * Makes a datagram socket that is neither bound nor connected.
     *
     * @param family {@code INET} (IPv4 only), {@code INET6} (IPv6 and mapped IPv4) or {@code UNIX} of
     *     {@link java.net.StandardProtocolFamily}
     * @return a new, non-blocking endpoint
     * @throws UnsupportedOperationException if the backend or the system lacks the family
     * @throws IOException if the system refuses
     */
    DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException;

    /**
     * Makes two Unix stream sockets that are connected with each other and have no names.
     *
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them
     * @throws IOException if the system refuses
     */
    default Pair<StreamEndpoint> openStreamPair() throws IOException {
        throw Unsupported.by(this, "pairs of Unix streams");
    }

    /**
     * Makes two Unix datagram sockets that are connected with each other and have no names.
     *
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them
     * @throws IOException if the system refuses
     */
    default Pair<DatagramEndpoint> openDatagramPair() throws IOException {
        throw Unsupported.by(this, "Unix datagram sockets");
    }

    /**
     * Makes a pipe; its ends have no addresses and no options, and each goes in one direction only.
     *
     * @return the end to write to as {@link Pair#first()}, the end to read from as {@link Pair#second()}
     * @throws UnsupportedOperationException if the backend or the system lacks them
     * @throws IOException if the system refuses
     */
    default Pair<StreamEndpoint> openPipe() throws IOException {
        throw Unsupported.by(this, "pipes");
    }

    /**
     * Takes over the descriptor of a stream socket or of one end of a pipe and makes it non-blocking and close-on-exec.
     *
     * @param handle a descriptor, or a SOCKET on Windows; owned by the endpoint once this has returned, not if it throws
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no descriptors
     * @throws IllegalArgumentException if the descriptor is of another kind
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    default StreamEndpoint adoptStream(long handle) throws IOException {
        throw Unsupported.by(this, "adopting descriptors");
    }

    /**
     * Takes over the descriptor of a listening socket and makes it non-blocking and close-on-exec.
     *
     * @param handle a descriptor, or a SOCKET on Windows; owned by the endpoint once this has returned, not if it throws
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no descriptors
     * @throws IllegalArgumentException if the descriptor is of another kind
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    default ListenerEndpoint adoptListener(long handle) throws IOException {
        throw Unsupported.by(this, "adopting descriptors");
    }

    /**
     * Takes over the descriptor of a datagram socket and makes it non-blocking and close-on-exec.
     *
     * @param handle a descriptor, or a SOCKET on Windows; owned by the endpoint once this has returned, not if it throws
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no descriptors
     * @throws IllegalArgumentException if the descriptor is of another kind
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    default DatagramEndpoint adoptDatagram(long handle) throws IOException {
        throw Unsupported.by(this, "adopting descriptors");
    }

    /**
     * Takes over a {@link java.nio.channels.SocketChannel} and makes it non-blocking.
     *
     * @param channel an open {@code SocketChannel}, connected, connecting or neither; owned by the endpoint once this has
     *     returned
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no channels
     * @throws IllegalArgumentException if the channel is of another kind
     * @throws IOException if the channel is closed, or registered and blocking
     */
    default StreamEndpoint adoptStream(SelectableChannel channel) throws IOException {
        throw Unsupported.by(this, "wrapping java.nio channels");
    }

    /**
     * Takes over a {@link java.nio.channels.ServerSocketChannel} and makes it non-blocking.
     *
     * @param channel an open {@code ServerSocketChannel}; owned by the endpoint once this has returned
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no channels
     * @throws IllegalArgumentException if the channel is of another kind
     * @throws IOException if the channel is closed, or registered and blocking
     */
    default ListenerEndpoint adoptListener(SelectableChannel channel) throws IOException {
        throw Unsupported.by(this, "wrapping java.nio channels");
    }

    /**
     * Takes over a {@link java.nio.channels.DatagramChannel} and makes it non-blocking.
     *
     * @param channel an open {@code DatagramChannel}; owned by the endpoint once this has returned
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no channels
     * @throws IllegalArgumentException if the channel is of another kind
     * @throws IOException if the channel is closed, or registered and blocking
     */
    default DatagramEndpoint adoptDatagram(SelectableChannel channel) throws IOException {
        throw Unsupported.by(this, "wrapping java.nio channels");
    }

    /**
     * Makes an endpoint that watches a descriptor without owning it: closing the endpoint leaves it open.
     *
     * @param handle any descriptor that the mechanism can watch
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no descriptors
     * @throws IOException if the system refuses
     */
    default Endpoint watch(long handle) throws IOException {
        throw Unsupported.by(this, "watching descriptors");
    }

    /**
     * Makes an endpoint that watches a channel without owning it: closing the endpoint leaves it open.
     *
     * @param channel an open channel; it is made non-blocking
     * @return a new endpoint
     * @throws UnsupportedOperationException if the backend has no channels
     * @throws IOException if the channel is closed, or registered and blocking
     */
    default Endpoint watch(SelectableChannel channel) throws IOException {
        throw Unsupported.by(this, "watching java.nio channels");
    }
}
