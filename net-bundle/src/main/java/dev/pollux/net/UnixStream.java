package dev.pollux.net;

import dev.pollux.UnixAddress;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A connection between Unix sockets, see {@code unix(7)}.
 *
 * <p>It is used as {@link TcpStream} is, but connecting ends at once on most systems: when the listener's backlog is full, no
 * connection is in progress and {@link dev.pollux.BacklogFullException} is thrown.
 */
public final class UnixStream extends NetStream<UnixStream> {

    UnixStream(StreamEndpoint endpoint) {
        super(endpoint);
    }

    /**
     * Two streams that are connected with each other.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(UnixStream first, UnixStream second) {}

    @Override
    UnixStream self() {
        return this;
    }

    /**
     * Connects to the listener at a path, with the preferred backend.
     *
     * @param path the listener's path
     * @return a stream that is connected, or on some systems connecting
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the system refuses, such as for a path that does not exist
     */
    public static UnixStream connect(Path path) throws IOException {
        return builder().connect(path);
    }

    /**
     * Connects to the listener at a path.
     *
     * @param backend the backend to make the stream
     * @param path the listener's path
     * @return a stream that is connected, or on some systems connecting
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the system refuses, such as for a path that does not exist
     */
    public static UnixStream connect(Backend backend, Path path) throws IOException {
        return builder().backend(backend).connect(path);
    }

    /**
     * Connects to the listener at an address, with the preferred backend.
     *
     * @param remote the listener's path or abstract name
     * @return a stream that is connected, or on some systems connecting
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM},
     *     or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the system refuses, such as for a path that does not exist
     */
    public static UnixStream connect(UnixAddress remote) throws IOException {
        return builder().connect(remote);
    }

    /**
     * Connects to the listener at an address.
     *
     * @param backend the backend to make the stream
     * @param remote the listener's path or abstract name
     * @return a stream that is connected, or on some systems connecting
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM},
     *     or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the system refuses, such as for a path that does not exist
     */
    public static UnixStream connect(Backend backend, UnixAddress remote) throws IOException {
        return builder().backend(backend).connect(remote);
    }

    /**
     * Makes two streams that are connected with each other and have no names, with the preferred backend.
     *
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses
     */
    public static Pair pair() throws IOException {
        return pair(Backends.preferred());
    }

    /**
     * Makes two streams that are connected with each other and have no names, as {@code socketpair(2)}.
     *
     * @param backend the backend to make the streams
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws IOException if the system refuses
     */
    public static Pair pair(Backend backend) throws IOException {
        var ends = backend.openStreamPair();
        return new Pair(new UnixStream(ends.first()), new UnixStream(ends.second()));
    }

    /**
     * Returns a builder, for options and a local address.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes over a channel of {@code java.nio}, with the preferred backend.
     *
     * @param channel an open Unix channel, connected, connecting or neither; the stream's once this has returned
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a TCP channel
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UnixStream from(SocketChannel channel) throws IOException {
        return from(Backends.preferred(), channel);
    }

    /**
     * Takes over a channel of {@code java.nio} and makes it non-blocking.
     *
     * @param backend the backend to make the stream
     * @param channel an open Unix channel, connected, connecting or neither; the stream's once this has returned
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a TCP channel
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UnixStream from(Backend backend, SocketChannel channel) throws IOException {
        if (!Arguments.isUnix(channel)) {
            throw new IllegalArgumentException(channel + " is a TCP channel: use TcpStream.from");
        }
        return new UnixStream(backend.adoptStream(channel));
    }

    /**
     * Takes over the descriptor of a Unix stream socket, with the preferred backend.
     *
     * @param fd the descriptor; the stream's once this has returned, still the caller's if it throws
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixStream adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a Unix stream socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the stream
     * @param fd the descriptor; the stream's once this has returned, still the caller's if it throws
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixStream adopt(Backend backend, int fd) throws IOException {
        StreamEndpoint adopted = backend.adoptStream(Arguments.requireFd(fd));
        return new UnixStream(Cleanup.requireAddresses(UnixAddress.class, adopted, fd, "a Unix stream"));
    }

    /**
     * Returns the address that this stream is bound to.
     *
     * @return the address; an unnamed one if it is not bound
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public UnixAddress localAddress() throws IOException {
        return (UnixAddress) endpoint.localAddress();
    }

    /**
     * Returns the address of the peer.
     *
     * @return the address; an unnamed one for most accepted streams and for pairs
     * @throws java.net.SocketException if the stream is not connected (yet)
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public UnixAddress peerAddress() throws IOException {
        return (UnixAddress) endpoint.peerAddress();
    }

    /** Makes streams with options and a local address; may be used several times, by one thread at a time. */
    public static final class Builder extends SocketBuilder<Builder> {

        private @Nullable UnixAddress local;

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Binds the stream to a local address before it connects, so that the listener can tell who it is.
         *
         * @param local a path, which must not exist and which closing the stream leaves behind, or an abstract name
         * @return this builder
         * @throws IllegalArgumentException if the address is unnamed, or too long for the system
         */
        public Builder bind(UnixAddress local) {
            this.local = Arguments.requireNamed(local);
            return this;
        }

        /**
         * Connects to the listener at a path.
         *
         * @param path the listener's path
         * @return a stream that is connected, or on some systems connecting
         * @throws IllegalArgumentException if the path is empty or too long for the system, or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported, or the backend or the system has no Unix
         *     sockets, {@code Capability.UNIX_STREAM}
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
         * @throws java.net.BindException if the local address is in use
         * @throws java.net.ConnectException if nobody listens there
         * @throws IOException if the system refuses, such as for a path that does not exist
         */
        public UnixStream connect(Path path) throws IOException {
            return connect(UnixAddress.of(path));
        }

        /**
         * Connects to the listener at an address.
         *
         * @param remote the listener's path or abstract name
         * @return a stream that is connected, or on some systems connecting
         * @throws IllegalArgumentException if the address is unnamed or too long for the system, or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported, or the backend or the system has no Unix
         *     sockets, {@code Capability.UNIX_STREAM}, or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws dev.pollux.BacklogFullException if the listener's backlog is full: try again later
         * @throws java.net.BindException if the local address is in use
         * @throws java.net.ConnectException if nobody listens there
         * @throws IOException if the system refuses, such as for a path that does not exist
         */
        public UnixStream connect(UnixAddress remote) throws IOException {
            Arguments.requireNamed(remote);
            UnixAddress bound = local;
            SocketFile file = null;
            StreamEndpoint endpoint = chosenBackend().openStream(StandardProtocolFamily.UNIX);
            try {
                applyOptions(endpoint);
                if (bound != null) {
                    endpoint.bind(bound);
                    file = SocketFile.of(bound);
                }
                endpoint.connect(remote);
                return new UnixStream(endpoint);
            } catch (Throwable failure) {
                if (file != null) {
                    Cleanup.closeAfter(failure, file::delete); // or the next try would find the path in use
                }
                Cleanup.closeAfter(failure, endpoint);
                throw failure;
            }
        }
    }
}
