package dev.pollux.net;

import dev.pollux.spi.DatagramEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What UDP and Unix datagram sockets do alike.
 *
 * @param <S> the subclass itself
 */
abstract class NetDatagram<S> extends NetSocket<S> {

    final DatagramEndpoint endpoint;

    NetDatagram(DatagramEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    DatagramEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Sends a datagram to the peer that {@code connect} set.
     *
     * @param source the datagram: what remains in the buffer, may be nothing
     * @return its length, or {@code WOULD_BLOCK}
     * @throws UnsupportedOperationException if it is empty and the backend lacks {@code Capability.EMPTY_DATAGRAMS}
     * @throws java.net.SocketException if the socket is not connected
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a datagram that is too long, or an earlier one met an error
     */
    public int send(ByteBuffer source) throws IOException {
        return endpoint.send(source);
    }

    /**
     * Receives a datagram.
     *
     * <p>One that is longer than the buffer is cut off on Unix systems, see {@link #truncated()}, and fails on Windows.
     *
     * @param target where its bytes go
     * @return its length, from 0 up, as far as it fits, or {@code WOULD_BLOCK}
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if an earlier datagram met an error, such as {@link java.net.PortUnreachableException}
     */
    public int receive(ByteBuffer target) throws IOException {
        return endpoint.receive(target);
    }

    /**
     * Receives a datagram without taking it away: the next receive or peek finds it again.
     *
     * @param target where its bytes go
     * @return its length, from 0 up, as far as it fits, or {@code WOULD_BLOCK}
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if an earlier datagram met an error
     */
    public int peek(ByteBuffer target) throws IOException {
        return endpoint.peek(target);
    }

    /**
     * Tells whether the datagram received or peeked at last was longer than the buffer.
     *
     * @return true if a part of it was cut off
     * @throws UnsupportedOperationException if the backend cannot tell, {@code Capability.TRUNCATION}
     */
    public boolean truncated() {
        return endpoint.truncated();
    }

    @Override
    String describe() {
        String peer = describe(endpoint::peerAddress);
        return peer.isEmpty() ? super.describe() : super.describe() + " -> " + peer;
    }
}
