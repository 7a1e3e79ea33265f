package dev.pollux.net;

import dev.pollux.UnixAddress;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket that listens for connections, see {@code unix(7)}.
 *
 * <p>It is used as {@link TcpListener} is. Binding to a path makes a file, which is in the way of the next bind even when the
 * listener is closed: delete it before binding, or let {@link Builder#unlinkOnClose} do it.
 */
public final class UnixListener extends NetListener<UnixListener> {

    private final @Nullable SocketFile unlinkOnClose;

    UnixListener(ListenerEndpoint endpoint, @Nullable SocketFile unlinkOnClose) {
        super(endpoint);
        this.unlinkOnClose = unlinkOnClose;
    }

    @Override
    UnixListener self() {
        return this;
    }

    /**
     * Listens on a path with a backlog of 1024, with the preferred backend.
     *
     * @param path the path, which must not exist
     * @return a listener
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the path exists
     * @throws IOException if the system refuses
     */
    public static UnixListener bind(Path path) throws IOException {
        return builder().bind(path);
    }

    /**
     * Listens on a path with a backlog of 1024.
     *
     * @param backend the backend to make the listener
     * @param path the path, which must not exist
     * @return a listener
     * @throws IllegalArgumentException if the path is empty, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM}
     * @throws java.net.BindException if the path exists
     * @throws IOException if the system refuses
     */
    public static UnixListener bind(Backend backend, Path path) throws IOException {
        return builder().backend(backend).bind(path);
    }

    /**
     * Listens on an address with a backlog of 1024, with the preferred backend.
     *
     * @param local a path, which must not exist, or an abstract name
     * @return a listener
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM},
     *     or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws java.net.BindException if the address is in use
     * @throws IOException if the system refuses
     */
    public static UnixListener bind(UnixAddress local) throws IOException {
        return builder().bind(local);
    }

    /**
     * Listens on an address with a backlog of 1024.
     *
     * @param backend the backend to make the listener
     * @param local a path, which must not exist, or an abstract name
     * @return a listener
     * @throws IllegalArgumentException if the address is unnamed, or too long for the system
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets, {@code Capability.UNIX_STREAM},
     *     or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
     * @throws java.net.BindException if the address is in use
     * @throws IOException if the system refuses
     */
    public static UnixListener bind(Backend backend, UnixAddress local) throws IOException {
        return builder().backend(backend).bind(local);
    }

    /**
     * Returns a builder, for options, a backlog, and deleting the path on close.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes over a channel of {@code java.nio}, with the preferred backend.
     *
     * @param channel an open Unix channel; the listener's once this has returned
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a TCP channel
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UnixListener from(ServerSocketChannel channel) throws IOException {
        return from(Backends.preferred(), channel);
    }

    /**
     * Takes over a channel of {@code java.nio} and makes it non-blocking.
     *
     * @param backend the backend to make the listener
     * @param channel an open Unix channel; the listener's once this has returned
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IllegalArgumentException if it is a TCP channel
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static UnixListener from(Backend backend, ServerSocketChannel channel) throws IOException {
        if (!Arguments.isUnix(channel)) {
            throw new IllegalArgumentException(channel + " is a TCP channel: use TcpListener.from");
        }
        return new UnixListener(backend.adoptListener(channel), null);
    }

    /**
     * Takes over the descriptor of a listening Unix socket, with the preferred backend.
     *
     * @param fd the descriptor; the listener's once this has returned, still the caller's if it throws
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixListener adopt(int fd) throws IOException {
        return adopt(Backends.preferred(), fd);
    }

    /**
     * Takes over the descriptor of a listening Unix socket and makes it non-blocking and close-on-exec.
     *
     * @param backend the backend to make the listener
     * @param fd the descriptor; the listener's once this has returned, still the caller's if it throws
     * @return a listener over it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative or the descriptor of something else
     * @throws IOException if the system refuses, such as for a number that is not open
     */
    public static UnixListener adopt(Backend backend, int fd) throws IOException {
        ListenerEndpoint adopted = backend.adoptListener(Arguments.requireFd(fd));
        return new UnixListener(Cleanup.requireAddresses(UnixAddress.class, adopted, fd, "a Unix listener"), null);
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
    public @Nullable UnixStream accept() throws IOException {
        StreamEndpoint accepted = endpoint.accept();
        return accepted == null ? null : new UnixStream(accepted);
    }

    /**
     * Returns the address that this listener is bound to.
     *
     * @return the address
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses
     */
    public UnixAddress localAddress() throws IOException {
        return (UnixAddress) endpoint.localAddress();
    }

    /**
     * Gives the descriptor up without closing it, and leaves the path alone: this object is deregistered and closed, the
     * descriptor lives on.
     *
     * @return the descriptor, now the caller's to close; it is still non-blocking and close-on-exec
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}; nothing
     *     was changed
     * @throws java.nio.channels.ClosedChannelException if this listener is closed
     * @throws IOException if the system refuses
     */
    @Override
    public int release() throws IOException {
        int fd = super.release();
        SocketFile file = unlinkOnClose;
        if (file != null) {
            file.keep();
        }
        return fd;
    }

    /**
     * Deregisters and closes this listener, and deletes its path if {@link Builder#unlinkOnClose} said so; closing it again
     * has no effect.
     *
     * <p>A path that meanwhile leads to another file, such as a successor's socket, is left alone. A listener that is
     * forgotten and closed by the collector leaves its path behind.
     *
     * @throws IOException if the system reports an error; it is closed all the same
     */
    @Override
    public void close() throws IOException {
        SocketFile file = unlinkOnClose;
        // The file first: once the socket is closed a successor may come and put its own in that place.
        try {
            if (file != null) {
                file.delete();
            }
        } finally {
            super.close();
        }
    }

    /** Makes listeners with options and a backlog; may be used several times, by one thread at a time. */
    public static final class Builder extends SocketBuilder<Builder> {

        private int backlog = DEFAULT_BACKLOG;
        private boolean unlinkOnClose;

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
         * Says whether closing the listener deletes its path; not so unless said.
         *
         * @param unlinkOnClose true to delete it; has no effect on an abstract address
         * @return this builder
         */
        public Builder unlinkOnClose(boolean unlinkOnClose) {
            this.unlinkOnClose = unlinkOnClose;
            return this;
        }

        /**
         * Listens on a path.
         *
         * @param path the path, which must not exist
         * @return a listener
         * @throws IllegalArgumentException if the path is empty or too long for the system, or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported, or the backend or the system has no Unix
         *     sockets, {@code Capability.UNIX_STREAM}
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws java.net.BindException if the path exists
         * @throws IOException if the system refuses
         */
        public UnixListener bind(Path path) throws IOException {
            return bind(UnixAddress.of(path));
        }

        /**
         * Listens on an address.
         *
         * @param local a path, which must not exist, or an abstract name
         * @return a listener
         * @throws IllegalArgumentException if the address is unnamed or too long for the system, or the value of an option is not valid
         * @throws UnsupportedOperationException if an option is not supported, or the backend or the system has no Unix
         *     sockets, {@code Capability.UNIX_STREAM}, or no abstract names, {@code Capability.ABSTRACT_ADDRESSES}
         * @throws dev.pollux.BackendUnavailableException if there is no backend
         * @throws java.net.BindException if the address is in use
         * @throws IOException if the system refuses
         */
        public UnixListener bind(UnixAddress local) throws IOException {
            Arguments.requireNamed(local);
            ListenerEndpoint endpoint = chosenBackend().openListener(StandardProtocolFamily.UNIX);
            try {
                applyOptions(endpoint);
                endpoint.bind(local, backlog);
                return new UnixListener(endpoint, unlinkOnClose ? SocketFile.of(local) : null);
            } catch (Throwable failure) {
                Cleanup.closeAfter(failure, endpoint);
                throw failure;
            }
        }
    }
}
