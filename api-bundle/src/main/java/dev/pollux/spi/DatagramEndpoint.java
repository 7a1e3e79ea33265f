package dev.pollux.spi;

import dev.pollux.Shutdown;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A UDP or Unix datagram socket.
 *
 * <p>A datagram may be empty, so would-block is a constant of its own, {@link #WOULD_BLOCK}. One that is longer than the
 * buffer is cut off on Unix systems and fails with an exception on Windows, as the systems do. A receive without room in
 * its buffer throws {@link IllegalArgumentException}. After would-block and after a failure another event is promised for
 * that direction.
 */
@ConsumerType
public interface DatagramEndpoint extends SocketEndpoint {

    /** What operations with a number as result return when they would block; negative, and not -1. */
    int WOULD_BLOCK = -2;

    /**
     * Binds the socket to a local address.
     *
     * @param local the address; port 0 lets the system choose
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Sets the only peer to send to and to receive from; it may be set again.
     *
     * @param remote the peer
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void connect(SocketAddress remote) throws IOException;

    /**
     * Returns the address of the peer that was set.
     *
     * @return the address
     * @throws java.net.SocketException if the socket is not connected
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    SocketAddress peerAddress() throws IOException;

    /**
     * Sends a datagram to the peer that was set.
     *
     * @param source the datagram: what remains in the buffer, may be nothing
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws UnsupportedOperationException if it is empty and the backend lacks {@link Capability#EMPTY_DATAGRAMS}
     * @throws java.net.SocketException if the socket is not connected
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses, such as for a datagram that is too long, or an earlier one met an error
     */
    int send(ByteBuffer source) throws IOException;

    /**
     * Sends a datagram.
     *
     * @param source the datagram: what remains in the buffer, may be nothing
     * @param target where to
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses, such as for a datagram that is too long, or the socket is connected to
     *     another peer on a system that does not allow it
     */
    int sendTo(ByteBuffer source, SocketAddress target) throws IOException;

    /**
     * Receives a datagram.
     *
     * @param target where its bytes go
     * @return the number of bytes, from 0 up, or {@link #WOULD_BLOCK}
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if an earlier datagram met an error, such as {@link java.net.PortUnreachableException}
     */
    int receive(ByteBuffer target) throws IOException;

    /**
     * Receives a datagram and tells its sender.
     *
     * @param target where its bytes go
     * @return the sender, or null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if an earlier datagram met an error, such as {@link java.net.PortUnreachableException}
     */
    @Nullable
    SocketAddress receiveFrom(ByteBuffer target) throws IOException;

    /**
     * Receives a datagram without taking it away: the next receive or peek finds it again.
     *
     * @param target where its bytes go
     * @return the number of bytes, from 0 up, or {@link #WOULD_BLOCK}
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if an earlier datagram met an error
     */
    int peek(ByteBuffer target) throws IOException;

    /**
     * Receives a datagram without taking it away and tells its sender.
     *
     * @param target where its bytes go
     * @return the sender, or null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if an earlier datagram met an error
     */
    @Nullable
    SocketAddress peekFrom(ByteBuffer target) throws IOException;

    /**
     * Tells whether the datagram received or peeked at last was longer than the buffer.
     *
     * @return true if a part of it was cut off
     * @throws UnsupportedOperationException if the backend cannot tell, {@link Capability#TRUNCATION}
     */
    default boolean truncated() {
        throw Unsupported.by(backend(), "telling whether a datagram was cut off");
    }

    /**
     * Joins an IPv4 multicast group.
     *
     * @param group a multicast address
     * @param networkInterface an address of the interface to join on; the wildcard lets the system choose
     * @throws IllegalArgumentException if the group is not a multicast address, or no interface has that address
     * @throws UnsupportedOperationException if this is a Unix socket
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void joinMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException;

    /**
     * Joins an IPv6 multicast group.
     *
     * @param group a multicast address
     * @param interfaceIndex the index of the interface to join on; 0 lets the system choose
     * @throws IllegalArgumentException if the group is not a multicast address, or no interface has that index
     * @throws UnsupportedOperationException if this is a Unix socket
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void joinMulticastV6(Inet6Address group, int interfaceIndex) throws IOException;

    /**
     * Leaves an IPv4 multicast group.
     *
     * @param group a group that was joined
     * @param networkInterface what it was joined with
     * @throws UnsupportedOperationException if this is a Unix socket
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the group was not joined there, or the system refuses
     */
    void leaveMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException;

    /**
     * Leaves an IPv6 multicast group.
     *
     * @param group a group that was joined
     * @param interfaceIndex what it was joined with
     * @throws UnsupportedOperationException if this is a Unix socket
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the group was not joined there, or the system refuses
     */
    void leaveMulticastV6(Inet6Address group, int interfaceIndex) throws IOException;

    /**
     * Ends one half of a connected Unix datagram socket, or both.
     *
     * @param how which half
     * @throws UnsupportedOperationException if the backend or the system cannot do it
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    default void shutdown(Shutdown how) throws IOException {
        throw Unsupported.by(backend(), "shutting a datagram socket down");
    }
}
