package dev.pollux.spi;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A TCP or Unix socket that listens for connections. */
@ConsumerType
public interface ListenerEndpoint extends SocketEndpoint {

    /**
     * Binds the socket and starts to listen.
     *
     * @param local the address; port 0 lets the system choose
     * @param backlog how many connections may wait to be accepted, from 1 up; the system may limit it
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    void bind(SocketAddress local, int backlog) throws IOException;

    /**
     * Accepts a connection that waits.
     *
     * <p>After null and after an exception another event is promised.
     *
     * @return a new, connected, non-blocking endpoint; null if none waits
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses, such as for want of descriptors, or the connection broke before
     */
    @Nullable
    StreamEndpoint accept() throws IOException;
}
