package dev.pollux.net;

import dev.pollux.Shutdown;
import dev.pollux.UnixAddress;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.DatagramEndpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Unix datagram socket, see {@code unix(7)}.
 *
 * <p>It is used as {@link UdpSocket} is, but nothing is lost or reordered: a full receiver makes the sender wait. It needs
 * {@code Capability.UNIX_DATAGRAM}. Binding to a path makes a file that closing leaves behind.
 */
public final class UnixDatagram extends NetDatagram<UnixDatagram> {

    /** What {@link #send}, {@link #sendTo}, {@link #receive} and {@link #peek} return when they would block; negative. */
    public static final int WOULD_BLOCK = DatagramEndpoint.WOULD_BLOCK;

    UnixDatagram(DatagramEndpoint endpoint) {
        super(endpoint);
    }

    /**
     * Two sockets that are connected with each other.
     *
     * @param first one end
     * @param second the other end
     */
    public record Pair(UnixDatagram first, UnixDatagram second) {}

    @Override
    UnixDatagram self() {
        return this;
    }

    /**
     * Makes a socket that is bound to a path, with the preferred backend.
     *
     * @param path the path, which must not exist
     * @return a socket
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the path exists
     * @throws IOException if the system refuses
     */
    public static UnixDatagram bind(Path path) throws IOException {
        return bind(Backends.preferred(), path);
    }

    /**
     * Makes a socket that is bound to a path.
     *
     * @param backend the backend to make the socket
     * @param path the path, which must not exist
     * @return a socket
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws java.net.BindException if the path exists
     * @throws IOException if the system refuses
     */
    public static UnixDatagram bind(Backend backend, Path path) throws IOException {
        return bind(backend, UnixAddress.of(path));
    }

    /**
     * Makes a socket that is bound to an address, with the preferred backend.
     *
     * @param local a path, which must not exist, or an abstract name
     * @return a socket
     * @throws IllegalArgumentException if the address is too long for the system, or unnamed: use {@link #unbound()}
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}, or
     *     abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the address is in use
     * @throws IOException if the system refuses
     */
    public static UnixDatagram bind(UnixAddress local) throws IOException {
        return bind(Backends.preferred(), local);
    }

    /**
     * Makes a socket that is bound to an address.
     *
     * @param backend the backend to make the socket
     * @param local a path, which must not exist, or an abstract name
     * @return a socket
     * @throws IllegalArgumentException if the address is too long for the system, or unnamed: use {@link #unbound(Backend)}
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}, or
     *     abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws java.net.BindException if the address is in use
     * @throws IOException if the system refuses
     */
    public static UnixDatagram bind(Backend backend, UnixAddress local) throws IOException {
        Arguments.requireNamed(local);
        DatagramEndpoint endpoint = backend.openDatagram(StandardProtocolFamily.UNIX);
        try {
            endpoint.bind(local);
            return new UnixDatagram(endpoint);
        } catch (Throwable failure) {
            Cleanup.closeAfter(failure, endpoint);
            throw failure;
        }
    }

    /**
     * Makes a socket without a name, with the preferred backend.
     *
     * @return a socket that can send, but that nobody can answer
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses
     */
    public static UnixDatagram unbound() throws IOException {
        return unbound(Backends.preferred());
    }

    /**
     * Makes a socket without a name.
     *
     * @param backend the backend to make the socket
     * @return a socket that can send, but that nobody can answer
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws IOException if the system refuses
     */
    public static UnixDatagram unbound(Backend backend) throws IOException {
        return new UnixDatagram(backend.openDatagram(StandardProtocolFamily.UNIX));
    }

    /**
     * Makes two sockets that are connected with each other and have no names, with the preferred backend.
     *
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses
     */
    public static Pair pair() throws IOException {
        return pair(Backends.preferred());
    }

    /**
     * Makes two sockets that are connected with each other and have no names, as {@code socketpair(2)}.
     *
     * @param backend the backend to make the sockets
     * @return both ends
     * @throws UnsupportedOperationException if the backend or the system lacks them, {@code Capability.UNIX_DATAGRAM}
     * @throws IOException if the system refuses
     */
    public static Pair pair(Backend backend) throws IOException {
        var ends = backend.openDatagramPair();
        return new Pair(new UnixDatagram(ends.first()), new UnixDatagram(ends.second()));
    }

    /**
     * Takes over the descriptor of a Unix datagram socket, with the preferred backend.
     *
     * @param fd the descriptor; the socket's once this has returned, still the caller's if it throws
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixDatagram adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a Unix datagram socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the socket
     * @param fd the descriptor; the socket's once this has returned, still the caller's if it throws
     * @return a socket over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixDatagram adopt(Backend backend, int fd) throws IOException {
        DatagramEndpoint adopted = backend.adoptDatagram(Arguments.requireFd(fd));
        return new UnixDatagram(Cleanup.requireAddresses(UnixAddress.class, adopted, fd, "a Unix datagram socket"));
    }

    /**
     * Sets the only peer to send to and to receive from; it may be set again.
     *
     * @param path the peer's path
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws java.net.ConnectException if nobody is bound there
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public void connect(Path path) throws IOException {
        connect(UnixAddress.of(path));
    }

    /**
     * Sets the only peer to send to and to receive from; it may be set again.
     *
     * @param remote the peer's path or abstract name
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws java.net.ConnectException if nobody is bound there
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public void connect(UnixAddress remote) throws IOException {
        endpoint.connect(Arguments.requireNamed(remote));
    }

    /**
     * Returns the address that this socket is bound to.
     *
     * @return the address; an unnamed one if it is not bound
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UnixAddress localAddress() throws IOException {
        return (UnixAddress) endpoint.localAddress();
    }

    /**
     * Returns the address of the peer.
     *
     * @return the address; an unnamed one for pairs
     * @throws java.net.SocketException if the socket is not connected
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses
     */
    public UnixAddress peerAddress() throws IOException {
        return (UnixAddress) endpoint.peerAddress();
    }

    /**
     * Sends a datagram to an address.
     *
     * @param source the datagram: what remains in the buffer, may be nothing
     * @param target the receiver's path or abstract name
     * @return its length, or {@link #WOULD_BLOCK}
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws java.net.ConnectException if nobody is bound there
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a datagram that is too long, or the socket is connected on a
     *     system that does not allow it
     */
    public int sendTo(ByteBuffer source, UnixAddress target) throws IOException {
        return endpoint.sendTo(source, Arguments.requireNamed(target));
    }

    /**
     * Receives a datagram and tells its sender.
     *
     * <p>One that is longer than the buffer is cut off, see {@link #truncated()}.
     *
     * @param target where its bytes go
     * @return the sender, an unnamed address if it is not bound; null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system reports an error
     */
    public @Nullable UnixAddress receiveFrom(ByteBuffer target) throws IOException {
        return (UnixAddress) endpoint.receiveFrom(target);
    }

    /**
     * Receives a datagram without taking it away and tells its sender.
     *
     * @param target where its bytes go
     * @return the sender, an unnamed address if it is not bound; null if it would block
     * @throws IllegalArgumentException if the buffer is read-only or has no room
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system reports an error
     */
    public @Nullable UnixAddress peekFrom(ByteBuffer target) throws IOException {
        return (UnixAddress) endpoint.peekFrom(target);
    }

    /**
     * Ends one half of a connected socket, or both, as {@code shutdown(2)}.
     *
     * @param how which half
     * @throws UnsupportedOperationException if the backend or the system cannot do it
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the system refuses, such as for a socket that is not connected
     */
    public void shutdown(Shutdown how) throws IOException {
        endpoint.shutdown(Objects.requireNonNull(how, "how"));
    }
}
