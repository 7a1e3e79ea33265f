package dev.pollux.net;

import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** What both ends of a pipe do alike. */
abstract class PipeEnd extends OwnedSource {

    final StreamEndpoint endpoint;

    PipeEnd(StreamEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    StreamEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Makes the operations of this end block, or not block again; it must not be registered then.
     *
     * @param nonBlocking false to let them block; true is what a new pipe has
     * @throws UnsupportedOperationException if the backend cannot do it
     * @throws IllegalStateException if this end is registered with a poll
     * @throws java.nio.channels.ClosedChannelException if this end is closed
     * @throws IOException if the system refuses
     */
    public void setNonBlocking(boolean nonBlocking) throws IOException {
        endpoint.setNonBlocking(nonBlocking);
    }

    /**
     * Returns the channel below this end.
     *
     * @return the channel, which stays this end's: do not close it, and use it within {@link #tryIo} only
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     */
    public SelectableChannel channel() {
        return endpoint.channel();
    }

    @Override
    String describe() {
        return "";
    }
}
