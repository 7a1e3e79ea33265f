package dev.pollux.net;

import dev.pollux.Shutdown;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * What TCP and Unix streams do alike.
 *
 * @param <S> the subclass itself
 */
abstract class NetStream<S> extends NetSocket<S> implements ByteChannel, ScatteringByteChannel, GatheringByteChannel {

    final StreamEndpoint endpoint;

    NetStream(StreamEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    StreamEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Tells how the connecting that was begun has ended; to be asked on each writable event until it is true.
     *
     * @return true if the connection is made, also when asked again; false if it is still being made, and then a writable
     *     event is promised
     * @throws java.net.ConnectException if the connection was refused or timed out; the message names the address
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if it failed otherwise
     */
    public boolean finishConnect() throws IOException {
        return endpoint.finishConnect();
    }

    /**
     * Reads what has arrived, as much as fits.
     *
     * @param target where the bytes go
     * @return the number of bytes, 0 if it would block or the connection is still being made, -1 at the end of the stream
     * @throws IllegalArgumentException if the buffer is read-only or has no room, for 0 means would-block here
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        return endpoint.read(target);
    }

    /**
     * Reads what has arrived into several buffers, one after the other.
     *
     * @param targets where the bytes go
     * @return the number of bytes, 0 if it would block or the connection is still being made, -1 at the end of the stream
     * @throws IllegalArgumentException if a buffer is read-only or none has room
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed
     */
    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return endpoint.read(targets, 0, targets.length);
    }

    /**
     * Reads what has arrived into a range of buffers, one after the other.
     *
     * @param targets where the bytes go
     * @param offset the index of the first buffer
     * @param length how many buffers
     * @return the number of bytes, 0 if it would block or the connection is still being made, -1 at the end of the stream
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     * @throws IllegalArgumentException if a buffer is read-only or none has room
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed
     */
    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return endpoint.read(targets, offset, length);
    }

    /**
     * Reads without taking the bytes away: the next read or peek finds them again.
     *
     * @param target where the bytes go
     * @return the number of bytes, 0 if it would block or the connection is still being made, -1 at the end of the stream
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed
     */
    public int peek(ByteBuffer target) throws IOException {
        return endpoint.peek(target);
    }

    /**
     * Writes as much as the system takes.
     *
     * @param source the bytes
     * @return the number of bytes, 0 if it would block, the connection is still being made, or nothing remains in the buffer
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed, or its writing half is shut down
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        return endpoint.write(source);
    }

    /**
     * Writes from several buffers, one after the other, as much as the system takes.
     *
     * @param sources the bytes
     * @return the number of bytes, 0 if it would block, the connection is still being made, or nothing remains in the buffers
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed, or its writing half is shut down
     */
    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return endpoint.write(sources, 0, sources.length);
    }

    /**
     * Writes from a range of buffers, one after the other, as much as the system takes.
     *
     * @param sources the bytes
     * @param offset the index of the first buffer
     * @param length how many buffers
     * @return the number of bytes, 0 if it would block, the connection is still being made, or nothing remains in the buffers
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the connection failed, or its writing half is shut down
     */
    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return endpoint.write(sources, offset, length);
    }

    /**
     * Ends one half of the connection, or both, as {@code shutdown(2)}.
     *
     * @param how which half
     * @throws java.net.SocketException if the stream is not connected
     * @throws java.nio.channels.ClosedChannelException if this stream is closed
     * @throws IOException if the system refuses
     */
    public void shutdown(Shutdown how) throws IOException {
        endpoint.shutdown(Objects.requireNonNull(how, "how"));
    }

    /**
     * Returns the channel below this stream.
     *
     * @return the channel, which stays this stream's: do not close it, and use it within {@link #tryIo} only
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     */
    public SocketChannel channel() {
        return (SocketChannel) endpoint.channel();
    }

    @Override
    String describe() {
        String peer = describe(endpoint::peerAddress);
        return peer.isEmpty() ? super.describe() : super.describe() + " -> " + peer;
    }
}
