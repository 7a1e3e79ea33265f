package dev.pollux.spi;

import dev.pollux.Shutdown;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A stream of bytes: a TCP or Unix socket, or one end of a pipe.
 *
 * <p>{@code read} and {@code write}, plain and vectored, return the number of bytes moved, 0 when they would block, and a read
 * -1 at the end of the stream; they return 0 too while the connection is being made. A read without room in its buffer
 * throws {@link IllegalArgumentException}, for its 0 would be taken for would-block; a write of nothing returns 0. After
 * would-block, a short transfer, and a failure another event is promised for that direction.
 */
@ConsumerType
public interface StreamEndpoint extends SocketEndpoint, ByteChannel, ScatteringByteChannel, GatheringByteChannel {

    /**
     * Binds a socket that is not connected to a local address.
     *
     * @param local the address; port 0 lets the system choose
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void bind(SocketAddress local) throws IOException;

    /**
     * Begins to connect and returns at once.
     *
     * @param remote where to
     * @return true if the connection was made at once, as Unix sockets do; false if {@link #finishConnect()} has to tell
     * @throws java.net.ConnectException if the connection was refused at once
     * @throws dev.pollux.BacklogFullException if a Unix listener's backlog is full
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses, such as for an address that cannot be reached
     */
    boolean connect(SocketAddress remote) throws IOException;

    /**
     * Tells how the connecting that was begun has ended.
     *
     * @return true if the connection is made, also when asked again; false if it is still being made, and then a writable
     *     event is promised
     * @throws IOException if it failed: why, such as {@link java.net.ConnectException}, naming the address
     */
    boolean finishConnect() throws IOException;

    /**
     * Returns the address of the peer.
     *
     * @return the address; an unnamed one for most Unix peers
     * @throws java.net.SocketException if the stream is not connected (yet)
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws UnsupportedOperationException if this is an end of a pipe
     * @throws IOException if the system refuses
     */
    SocketAddress peerAddress() throws IOException;

    /**
     * Reads without taking the bytes away: the next read or peek finds them again.
     *
     * @param target where the bytes go
     * @return the number of bytes, 0 if it would block, -1 at the end of the stream
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws UnsupportedOperationException if this is an end of a pipe
     * @throws IOException if the connection failed
     */
    int peek(ByteBuffer target) throws IOException;

    /**
     * Ends one half of the connection, or both.
     *
     * @param how which half
     * @throws java.net.SocketException if the stream is not connected
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws UnsupportedOperationException if this is an end of a pipe
     * @throws IOException if the system refuses
     */
    void shutdown(Shutdown how) throws IOException;

    /**
     * Makes the operations of one end of a pipe block, or not block again; everything else never blocks.
     *
     * @param nonBlocking false to let reads and writes block
     * @throws UnsupportedOperationException if this is not an end of a pipe, or the backend cannot do it
     * @throws IllegalStateException if it is registered with a poll, or was and the backend cannot undo that
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    default void setNonBlocking(boolean nonBlocking) throws IOException {
        throw Unsupported.by(backend(), "blocking operations");
    }
}
