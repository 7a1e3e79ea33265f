package dev.pollux.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;

/** A channel of the user's own; closing this leaves it open. */
final class WatchedChannel extends NioEndpoint {

    WatchedChannel(NioBackend backend, SelectableChannel channel) throws IOException {
        super(backend, channel, false, "a watched channel");
    }

    @Override
    public String toString() {
        return "SourceChannel[" + channel() + "]";
    }
}
