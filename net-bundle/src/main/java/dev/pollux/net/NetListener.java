package dev.pollux.net;

import dev.pollux.spi.ListenerEndpoint;
import java.nio.channels.ServerSocketChannel;

/**
 * What TCP and Unix listeners do alike.
 *
 * @param <S> the subclass itself
 */
abstract class NetListener<S> extends NetSocket<S> {

    /** Room for a burst of connections; the system lowers it to its own limit. */
    static final int DEFAULT_BACKLOG = 1024;

    final ListenerEndpoint endpoint;

    NetListener(ListenerEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    ListenerEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Returns the channel below this listener.
     *
     * @return the channel, which stays this listener's: do not close it, and use it within {@link #tryIo} only
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     */
    public ServerSocketChannel channel() {
        return (ServerSocketChannel) endpoint.channel();
    }
}
