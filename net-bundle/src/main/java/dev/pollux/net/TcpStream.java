package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.EndpointOption;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection, see {@code tcp(7)}.
 *
 * <p>Connecting only begins in {@link #connect(InetSocketAddress)}. Register for {@link dev.pollux.Interest#WRITABLE}, and on
 * the event ask {@link #finishConnect()}:
 *
 * {@snippet :
 * TcpStream stream = TcpStream.connect(new InetSocketAddress("127.0.0.1", 7));
 * poll.registry().register(stream, token, Interest.READABLE.add(Interest.WRITABLE));
 * // on each writable event, until it returns true or throws
 * if (stream.finishConnect()) {
 *     stream.write(request);
 * }
 * }
 *
 * <p>As a {@link java.nio.channels.ByteChannel} it can be handed to code that reads and writes non-blocking channels.
 */
public final class TcpStream extends NetStream<TcpStream> {

    TcpStream(StreamEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    TcpStream self() {
        return this;
    }

    /**
     * Begins to connect, with the preferred backend.
     *
     * @param remote where to; resolved, with a port
     * @return a stream that is connecting, or connected
     * @throws IllegalArgumentException if the address is unresolved or has port 0
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.ConnectException if the connection was refused at once
     * @throws IOException if the system refuses, such as for an address that cannot be reached
     */
    public static TcpStream connect(InetSocketAddress remote) throws IOException {
        return builder().connect(remote);
    }

    /**
     * Begins to connect.
     *
     * <p>The socket is an IPv4 one for an {@link java.net.Inet4Address}, otherwise an IPv6 one.
     *
     * @param backend the backend to make the stream
     * @param remote where to; resolved, with a port
     * @return a stream that is connecting, or connected
     * @throws IllegalArgumentException if the address is unresolved or has port 0
     * @throws java.net.ConnectException if the connection was refused at once
     * @throws IOException if the system refuses, such as for an address that cannot be reached
     */
    public static TcpStream connect(Backend backend, InetSocketAddress remote) throws IOException {
        return builder().backend(backend).connect(remote);
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
     * @param channel an open TCP channel, connected, connecting or neither; the stream's once this has returned
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a Unix channel
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static TcpStream from(SocketChannel channel) throws IOException {
        return from(Backends.preferred(), channel);
    }

    /**
     * Takes over a channel of {@code java.nio} and makes it non-blocking.
     *
     * @param backend the backend to make the stream
     * @param channel an open TCP channel, connected, connecting or neither; the stream's once this has returned
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a Unix channel
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static TcpStream from(Backend backend, SocketChannel channel) throws IOException {
        if (Arguments.isUnix(channel)) {
            throw new IllegalArgumentException(channel + " is a Unix channel: use UnixStream.from");
        }
        return new TcpStream(backend.adoptStream(channel));
    }

    /**
     * Takes over the descriptor of a TCP socket, with the preferred backend.
     *
     * @param fd the descriptor (on Windows the SOCKET); the stream's once this has returned, still the caller's if it throws
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static TcpStream adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a TCP socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the stream
     * @param fd the descriptor (on Windows the SOCKET); the stream's once this has returned, still the caller's if it throws
     * @return a stream over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static TcpStream adopt(Backend backend, int fd) throws IOException {
        StreamEndpoint adopted = backend.adoptStream(Arguments.requireFd(fd));
        return new TcpStream(Cleanup.requireAddresses(InetSocketAddress.class, adopted, fd, "a TCP stream"));
    }

    /**
     * Returns the address that this stream is bound to.
     *
     * @return the address; the wildcard with port 0 if it is not bound
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) endpoint.localAddress();
    }

    /**
     * Returns the address of the peer.
     *
     * @return the address
     * @throws java.net.SocketException if the stream is not connected (yet)
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public InetSocketAddress peerAddress() throws IOException {
        return (InetSocketAddress) endpoint.peerAddress();
    }

    /**
     * Says whether small writes are sent at once instead of being gathered (Nagle's algorithm), {@code TCP_NODELAY}.
     *
     * @param noDelay true to send at once
     * @return this stream
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses, as Windows does before the stream is connected
     */
    public TcpStream setNoDelay(boolean noDelay) throws IOException {
        return setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
    }

    /**
     * Tells whether small writes are sent at once, {@code TCP_NODELAY}.
     *
     * @return true if so; false is the system's default
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public boolean noDelay() throws IOException {
        return value(StandardSocketOptions.TCP_NODELAY);
    }

    /**
     * Sets the hop limit of outgoing packets, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @param ttl from 0 to 255; most systems refuse 0
     * @return this stream
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses, as Windows does before the stream is connected
     */
    public TcpStream setTtl(int ttl) throws IOException {
        return setOption(EndpointOption.IP_TTL, Arguments.requireTtl(ttl));
    }

    /**
     * Returns the hop limit of outgoing packets, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @return from 0 to 255
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public int ttl() throws IOException {
        return value(EndpointOption.IP_TTL);
    }

    /** Makes streams with options and a local address; may be used several times, by one thread at a time. */
    public static final class Builder extends SocketBuilder<Builder> {

        private @Nullable InetSocketAddress local;

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Binds the stream to a local address before it connects.
         *
         * @param local the address, resolved; port 0 lets the system choose
         * @return this builder
         * @throws IllegalArgumentException if the address is unresolved
         */
        public Builder bind(InetSocketAddress local) {
            this.local = Arguments.requireResolved(local);
            return this;
        }

        /**
         * Begins to connect.
         *
         * <p>The socket is an IPv6 one if the remote or the local address is one of IPv6, otherwise an IPv4 one.
         *
         * @param remote where to; resolved, with a port
         * @return a stream that is connecting, or connected
         * @throws IllegalArgumentException if the address is unresolved, has port 0, or cannot be reached from the local one for
         *     being of the other family; or if the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws java.net.BindException if the local address is in use or not of this machine
         * @throws java.net.ConnectException if the connection was refused at once
         * @throws IOException if the system refuses, such as for an address that cannot be reached
         */
        public TcpStream connect(InetSocketAddress remote) throws IOException {
            Arguments.requireTarget(remote);
            InetSocketAddress bound = local;
            StandardProtocolFamily family = Arguments.familyOf(remote);
            if (bound != null && Arguments.familyOf(bound) != family) {
                if (!bound.getAddress().isAnyLocalAddress()) {
                    throw new IllegalArgumentException("the local address " + bound + " and the remote one " + remote
                            + " are of different families: take two of one family");
                }
                family = StandardProtocolFamily.INET6;
            }
            StreamEndpoint endpoint = chosenBackend().openStream(family);
            try {
                applyOptions(endpoint);
                if (bound != null) {
                    endpoint.bind(bound);
                }
                endpoint.connect(remote);
                return new TcpStream(endpoint);
            } catch (Throwable failure) {
                Cleanup.closeAfter(failure, endpoint);
                throw failure;
            }
        }
    }
}
