package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.EndpointOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket, see {@code udp(7)}.
 *
 * <p>Register it for {@link dev.pollux.Interest#READABLE}, and on the event receive until it would block:
 *
 * {@snippet :
 * UdpSocket socket = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0));
 * poll.registry().register(socket, token, Interest.READABLE);
 * // on each readable event
 * for (InetSocketAddress sender = socket.receiveFrom(buffer); sender != null; sender = socket.receiveFrom(buffer)) {
 *     buffer.flip();
 *     socket.sendTo(buffer, sender);
 *     buffer.clear();
 * }
 * }
 *
 * <p>An empty datagram is a datagram: {@link #receive} returns 0 for it and {@link #WOULD_BLOCK} when there is none.
 */
public final class UdpSocket extends NetDatagram<UdpSocket> {

    /** What {@link #send}, {@link #sendTo}, {@link #receive} and {@link #peek} return when they would block; negative. */
    public static final int WOULD_BLOCK = DatagramEndpoint.WOULD_BLOCK;

    UdpSocket(DatagramEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    UdpSocket self() {
        return this;
    }

    /**
     * Makes a socket that is bound to an address, with the preferred backend.
     *
     * @param local the address, resolved; port 0 lets the system choose
     * @return a socket
     * @throws IllegalArgumentException if the address is unresolved
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static UdpSocket bind(InetSocketAddress local) throws IOException {
        return builder().bind(local);
    }

    /**
     * Makes a socket that is bound to an address.
     *
     * <p>It is an IPv4 socket for an {@link Inet4Address}, the wildcard {@code 0.0.0.0} included. Otherwise it is an IPv6
     * one, and on the wildcard {@code ::} it receives IPv4 too, unless {@link Builder#onlyV6} says no.
     *
     * @param backend the backend to make the socket
     * @param local the address, resolved; port 0 lets the system choose
     * @return a socket
     * @throws IllegalArgumentException if the address is unresolved
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static UdpSocket bind(Backend backend, InetSocketAddress local) throws IOException {
        return builder().backend(backend).bind(local);
    }

    /**
     * Returns a builder, for options.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes over a channel of {@code java.nio}, with the preferred backend.
     *
     * @param channel an open channel; the socket's once this has returned
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UdpSocket from(DatagramChannel channel) throws IOException {
        return from(Backends.preferred(), channel);
    }

    /**
     * Takes over a channel of {@code java.nio} and makes it non-blocking.
     *
     * @param backend the backend to make the socket
     * @param channel an open channel; the socket's once this has returned
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UdpSocket from(Backend backend, DatagramChannel channel) throws IOException {
        return new UdpSocket(backend.adoptDatagram(Objects.requireNonNull(channel, "channel")));
    }

    /**
     * Takes over the descriptor of a UDP socket, with the preferred backend.
     *
     * @param fd the descriptor (on Windows the SOCKET); the socket's once this has returned, still the caller's if it throws
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UdpSocket adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a UDP socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the socket
     * @param fd the descriptor (on Windows the SOCKET); the socket's once this has returned, still the caller's if it throws
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UdpSocket adopt(Backend backend, int fd) throws IOException {
        DatagramEndpoint adopted = backend.adoptDatagram(Arguments.requireFd(fd));
        return new UdpSocket(Cleanup.requireAddresses(InetSocketAddress.class, adopted, fd, "a UDP socket"));
    }

    /**
     * Sets the only peer to send to and to receive from; it may be set again.
     *
     * @param remote the peer; resolved, with a port
     * @throws IllegalArgumentException if the address is unresolved or has port 0
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public void connect(InetSocketAddress remote) throws IOException {
        endpoint.connect(Arguments.requireTarget(remote));
    }

    /**
     * Returns the address that this socket is bound to.
     *
     * @return the address, with the port that the system chose
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) endpoint.localAddress();
    }

    /**
     * Returns the address of the peer that {@link #connect} set.
     *
     * @return the address
     * @throws java.net.SocketException if the socket is not connected
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public InetSocketAddress peerAddress() throws IOException {
        return (InetSocketAddress) endpoint.peerAddress();
    }

    /**
     * Sends a datagram to an address.
     *
     * @param source the datagram: what remains in the buffer, may be nothing
     * @param target where to; resolved, with a port
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws IllegalArgumentException if the address is unresolved or has port 0
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a datagram that is too long, or the socket is connected to
     *     another peer on a system that does not allow it
     */
    public int sendTo(ByteBuffer source, InetSocketAddress target) throws IOException {
        return endpoint.sendTo(source, Arguments.requireTarget(target));
    }

    /**
     * Receives a datagram and tells its sender.
     *
     * <p>One that is longer than the buffer is cut off on Unix systems, see {@link #truncated()}, and fails on Windows.
     *
     * @param target where its bytes go
     * @return the sender; null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if an earlier datagram met an error, such as {@link java.net.PortUnreachableException}
     */
    public @Nullable InetSocketAddress receiveFrom(ByteBuffer target) throws IOException {
        return (InetSocketAddress) endpoint.receiveFrom(target);
    }

    /**
     * Receives a datagram without taking it away and tells its sender.
     *
     * @param target where its bytes go
     * @return the sender; null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if an earlier datagram met an error
     */
    public @Nullable InetSocketAddress peekFrom(ByteBuffer target) throws IOException {
        return (InetSocketAddress) endpoint.peekFrom(target);
    }

    /**
     * Says whether datagrams may be sent to a broadcast address, {@code SO_BROADCAST}.
     *
     * @param broadcast true if they may
     * @return this socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UdpSocket setBroadcast(boolean broadcast) throws IOException {
        return setOption(StandardSocketOptions.SO_BROADCAST, broadcast);
    }

    /**
     * Tells whether datagrams may be sent to a broadcast address, {@code SO_BROADCAST}.
     *
     * @return true if they may; false is the system's default
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public boolean broadcast() throws IOException {
        return value(StandardSocketOptions.SO_BROADCAST);
    }

    /**
     * Says whether this machine gets the IPv4 multicast datagrams that it sends itself, {@code IP_MULTICAST_LOOP}.
     *
     * @param loop true if it does
     * @return this socket
     * @throws UnsupportedOperationException if this is an IPv6 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UdpSocket setMulticastLoopV4(boolean loop) throws IOException {
        requireV4();
        return setOption(StandardSocketOptions.IP_MULTICAST_LOOP, loop);
    }

    /**
     * Tells whether this machine gets the IPv4 multicast datagrams that it sends itself, {@code IP_MULTICAST_LOOP}.
     *
     * @return true if it does, which is the system's default
     * @throws UnsupportedOperationException if this is an IPv6 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public boolean multicastLoopV4() throws IOException {
        requireV4();
        return value(StandardSocketOptions.IP_MULTICAST_LOOP);
    }

    /**
     * Sets the hop limit of outgoing IPv4 multicast datagrams, {@code IP_MULTICAST_TTL}.
     *
     * @param ttl from 0 to 255; 0 keeps them on this machine
     * @return this socket
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if this is an IPv6 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UdpSocket setMulticastTtlV4(int ttl) throws IOException {
        Arguments.requireTtl(ttl);
        requireV4();
        return setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
    }

    /**
     * Returns the hop limit of outgoing IPv4 multicast datagrams, {@code IP_MULTICAST_TTL}.
     *
     * @return from 0 to 255; 1 is the system's default
     * @throws UnsupportedOperationException if this is an IPv6 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public int multicastTtlV4() throws IOException {
        requireV4();
        return value(StandardSocketOptions.IP_MULTICAST_TTL);
    }

    /**
     * Says whether this machine gets the IPv6 multicast datagrams that it sends itself, {@code IPV6_MULTICAST_LOOP}.
     *
     * @param loop true if it does
     * @return this socket
     * @throws UnsupportedOperationException if this is an IPv4 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UdpSocket setMulticastLoopV6(boolean loop) throws IOException {
        requireV6();
        return setOption(StandardSocketOptions.IP_MULTICAST_LOOP, loop);
    }

    /**
     * Tells whether this machine gets the IPv6 multicast datagrams that it sends itself, {@code IPV6_MULTICAST_LOOP}.
     *
     * @return true if it does, which is the system's default
     * @throws UnsupportedOperationException if this is an IPv4 socket
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public boolean multicastLoopV6() throws IOException {
        requireV6();
        return value(StandardSocketOptions.IP_MULTICAST_LOOP);
    }

    /** The option of the JDK stands for that of the socket's own family, so the other family's must not be asked for. */
    private void requireV4() throws IOException {
        if (isV6()) {
            throw new UnsupportedOperationException(
                    this + " is an IPv6 socket: IPv4 multicast options need an IPv4 one");
        }
    }

    private void requireV6() throws IOException {
        if (!isV6()) {
            throw new UnsupportedOperationException(
                    this + " is an IPv4 socket: IPv6 multicast options need an IPv6 one");
        }
    }

    private boolean isV6() throws IOException {
        return Arguments.familyOf(localAddress()) == StandardProtocolFamily.INET6;
    }

    /**
     * Sets the hop limit of outgoing datagrams to a single receiver, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @param ttl from 0 to 255; most systems refuse 0
     * @return this socket
     * @throws IllegalArgumentException if it is out of range
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UdpSocket setTtl(int ttl) throws IOException {
        return setOption(EndpointOption.IP_TTL, Arguments.requireTtl(ttl));
    }

    /**
     * Returns the hop limit of outgoing datagrams to a single receiver, {@code IP_TTL} or {@code IPV6_UNICAST_HOPS}.
     *
     * @return from 0 to 255
     * @throws UnsupportedOperationException if the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public int ttl() throws IOException {
        return value(EndpointOption.IP_TTL);
    }

    /**
     * Tells whether this IPv6 socket refuses IPv4, {@code IPV6_V6ONLY}; {@link Builder#onlyV6} sets it.
     *
     * @return true if it does
     * @throws UnsupportedOperationException if this is an IPv4 socket, or the backend lacks it, {@code Capability.IP_OPTIONS}
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public boolean onlyV6() throws IOException {
        return value(EndpointOption.IPV6_V6ONLY);
    }

    /**
     * Joins an IPv4 multicast group.
     *
     * @param group a multicast address
     * @param networkInterface an address of the interface to join on; the wildcard {@code 0.0.0.0} lets the system choose
     * @throws IllegalArgumentException if the group is not a multicast address, or no interface has that address
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a group that was joined before
     */
    public void joinMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        requireMulticast(group);
        endpoint.joinMulticastV4(group, Objects.requireNonNull(networkInterface, "networkInterface"));
    }

    /**
     * Leaves an IPv4 multicast group.
     *
     * @param group a group that was joined
     * @param networkInterface what it was joined with
     * @throws IllegalArgumentException if the group is not a multicast address
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the group was not joined there, or the system refuses
     */
    public void leaveMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        requireMulticast(group);
        endpoint.leaveMulticastV4(group, Objects.requireNonNull(networkInterface, "networkInterface"));
    }

    /**
     * Joins an IPv6 multicast group.
     *
     * @param group a multicast address
     * @param interfaceIndex the index of the interface to join on, {@link java.net.NetworkInterface#getIndex()}; 0 lets the
     *     system choose
     * @throws IllegalArgumentException if the group is not a multicast address, the index is negative, or no interface has it
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a group that was joined before
     */
    public void joinMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        requireMulticast(group);
        endpoint.joinMulticastV6(group, requireIndex(interfaceIndex));
    }

    /**
     * Leaves an IPv6 multicast group.
     *
     * @param group a group that was joined
     * @param interfaceIndex what it was joined with
     * @throws IllegalArgumentException if the group is not a multicast address, or the index is negative
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the group was not joined there, or the system refuses
     */
    public void leaveMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        requireMulticast(group);
        endpoint.leaveMulticastV6(group, requireIndex(interfaceIndex));
    }

    private static void requireMulticast(InetAddress group) {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "group " + group.getHostAddress() + " is not a multicast address: 224.0.0.0/4 and ff00::/8 are");
        }
    }

    private static int requireIndex(int interfaceIndex) {
        if (interfaceIndex < 0) {
            throw new IllegalArgumentException("interface index " + interfaceIndex + ": must be 0 or above");
        }
        return interfaceIndex;
    }

    /**
     * Returns the channel below this socket.
     *
     * @return the channel, which stays this socket's: do not close it, and use it within {@link #tryIo} only
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     */
    public DatagramChannel channel() {
        return (DatagramChannel) endpoint.channel();
    }

    /** Makes sockets with options; may be used several times, by one thread at a time. */
    public static final class Builder extends SocketBuilder<Builder> {

        private @Nullable Boolean onlyV6;

        Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Says whether an IPv6 socket refuses IPv4, {@code IPV6_V6ONLY}; unless said, what the backend makes takes both.
         *
         * @param onlyV6 true to refuse IPv4
         * @return this builder
         */
        public Builder onlyV6(boolean onlyV6) {
            this.onlyV6 = onlyV6;
            return this;
        }

        /**
         * Makes a socket that is bound to an address.
         *
         * @param local the address, resolved; port 0 lets the system choose
         * @return a socket
         * @throws IllegalArgumentException if the address is unresolved, is an IPv4 one although {@link #onlyV6} was called,
         *     or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws java.net.BindException if the address is in use or not of this machine
         * @throws IOException if the system refuses
         */
        public UdpSocket bind(InetSocketAddress local) throws IOException {
            Arguments.requireResolved(local);
            ProtocolFamily family = Arguments.familyOf(local);
            Boolean only = onlyV6;
            if (only != null && family == StandardProtocolFamily.INET) {
                throw new IllegalArgumentException(
                        "onlyV6 was set and " + local + " is an IPv4 address: bind to an IPv6 one, such as ::");
            }
            DatagramEndpoint endpoint = chosenBackend().openDatagram(family);
            try {
                if (only != null) {
                    endpoint.setOption(EndpointOption.IPV6_V6ONLY, only);
                }
                applyOptions(endpoint);
                endpoint.bind(local);
                return new UdpSocket(endpoint);
            } catch (Throwable failure) {
                Cleanup.closeAfter(failure, endpoint);
                throw failure;
            }
        }
    }
}
