package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.EndpointOption;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that listens for connections.
 *
 * <p>Register it for {@link dev.pollux.Interest#READABLE}, and on the event accept until there is none left:
 *
 * {@snippet :
 * TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0));
 * poll.registry().register(listener, LISTENER, Interest.READABLE);
 * // on each readable event
 * for (TcpStream stream = listener.accept(); stream != null; stream = listener.accept()) {
 *     poll.registry().register(stream, nextToken++, Interest.READABLE);
 * }
 * }
 */
public final class TcpListener extends NetListener<TcpListener> {

    TcpListener(ListenerEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    TcpListener self() {
        return this;
    }

    /**
     * Listens on an address with a backlog of 1024, with the preferred backend.
     *
     * @param local the address, resolved; port 0 lets the system choose
     * @return a listener
     * @throws IllegalArgumentException if the address is unresolved
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static TcpListener bind(InetSocketAddress local) throws IOException {
        return builder().bind(local);
    }

    /**
     * Listens on an address with a backlog of 1024.
     *
     * <p>The socket is an IPv4 one for an {@link java.net.Inet4Address}, the wildcard {@code 0.0.0.0} included. Otherwise it
     * is an IPv6 one, and on the wildcard {@code ::} it accepts IPv4 too, unless the option {@code IPV6_V6ONLY} says no.
     *
     * @param backend the backend to make the listener
     * @param local the address, resolved; port 0 lets the system choose
     * @return a listener
     * @throws IllegalArgumentException if the address is unresolved
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static TcpListener bind(Backend backend, InetSocketAddress local) throws IOException {
        return builder().backend(backend).bind(local);
    }

    /**
     * Listens on an address, with the preferred backend.
     *
     * @param local the address, resolved; port 0 lets the system choose
     * @param backlog how many connections may wait to be accepted, from 1 up; the system may limit it
     * @return a listener
     * @throws IllegalArgumentException if the address is unresolved or the backlog is below 1
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static TcpListener bind(InetSocketAddress local, int backlog) throws IOException {
        return builder().backlog(backlog).bind(local);
    }

    /**
     * Listens on an address.
     *
     * @param backend the backend to make the listener
     * @param local the address, resolved; port 0 lets the system choose
     * @param backlog how many connections may wait to be accepted, from 1 up; the system may limit it
     * @return a listener
     * @throws IllegalArgumentException if the address is unresolved or the backlog is below 1
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static TcpListener bind(Backend backend, InetSocketAddress local, int backlog) throws IOException {
        return builder().backend(backend).backlog(backlog).bind(local);
    }

    /**
     * Returns a builder, for options and a backlog.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes over a channel of {@code java.nio}, with the preferred backend.
     *
     * @param channel an open TCP channel; the listener's once this has returned
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a Unix channel
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static TcpListener from(ServerSocketChannel channel) throws IOException {
        return from(Backends.preferred(), channel);
    }

    /**
     * Takes over a channel of {@code java.nio} and makes it non-blocking.
     *
     * @param backend the backend to make the listener
     * @param channel an open TCP channel; the listener's once this has returned
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a Unix channel
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static TcpListener from(Backend backend, ServerSocketChannel channel) throws IOException {
        if (Arguments.isUnix(channel)) {
            throw new IllegalArgumentException(channel + " is a Unix channel: use UnixListener.from");
        }
        return new TcpListener(backend.adoptListener(channel));
    }

    /**
     * Takes over the descriptor of a listening TCP socket, with the preferred backend.
     *
     * @param fd the descriptor (on Windows the SOCKET); the listener's once this has returned, still the caller's if it throws
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static TcpListener adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a listening TCP socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the listener
     * @param fd the descriptor (on Windows the SOCKET); the listener's once this has returned, still the caller's if it throws
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static TcpListener adopt(Backend backend, int fd) throws IOException {
        ListenerEndpoint adopted = backend.adoptListener(Arguments.requireFd(fd));
        return new TcpListener(Cleanup.requireAddresses(InetSocketAddress.class, adopted, fd, "a TCP listener"));
    }

    /**
     * Accepts a connection that waits.
     *
     * <p>After null and after an exception another event is promised: out of descriptors, free some and go on.
     *
     * @return a connected stream; null if none waits
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses, such as for want of descriptors, or the connection broke before
     */
    public @Nullable TcpStream accept() throws IOException {
        StreamEndpoint accepted = endpoint.accept();
        return accepted == null ? null : new TcpStream(accepted);
    }

    /**
     * Returns the address that this listener is bound to.
     *
     * @return the address, with the port that the system chose
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses
     */
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) endpoint.localAddress();
    }

    /**
     * Sets the hop limit of outgoing packets, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @param ttl from 0 to 255; most systems refuse 0
     * @return this listener
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses
     */
    public TcpListener setTtl(int ttl) throws IOException {
        return setOption(EndpointOption.IP_TTL, Arguments.requireTtl(ttl));
    }

    /**
     * Returns the hop limit of outgoing packets, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @return from 0 to 255
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses
     */
    public int ttl() throws IOException {
        return value(EndpointOption.IP_TTL);
    }

    /** Makes listeners with options and a backlog; may be used several times, by one thread at a time. */
    public static final class Builder extends SocketBuilder<Builder> {

        private int backlog = DEFAULT_BACKLOG;

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets how many connections may wait to be accepted; 1024 unless set.
         *
         * @param backlog from 1 up; the system may limit it
         * @return this builder
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder backlog(int backlog) {
            this.backlog = Arguments.requireBacklog(backlog);
            return this;
        }

        /**
         * Listens on an address.
         *
         * @param local the address, resolved; port 0 lets the system choose
         * @return a listener
         * @throws IllegalArgumentException if the address is unresolved, or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws java.net.BindException if the address is in use or not of this machine
         * @throws IOException if the system refuses
         */
        public TcpListener bind(InetSocketAddress local) throws IOException {
            Arguments.requireResolved(local);
            ListenerEndpoint endpoint = chosenBackend().openListener(Arguments.familyOf(local));
            try {
                applyOptions(endpoint);
                endpoint.bind(local, backlog);
                return new TcpListener(endpoint);
            } catch (Throwable failure) {
                Cleanup.closeAfter(failure, endpoint);
                throw failure;
            }
        }
    }
}
