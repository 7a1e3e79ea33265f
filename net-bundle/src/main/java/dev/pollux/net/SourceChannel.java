package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Endpoint;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Objects;

/**
 * Watches a channel of {@code java.nio} of your own without owning it, such as one that an existing library made.
 *
 * <p>It needs {@code Capability.CHANNELS}. Use the channel within {@link #tryIo}, or another event is not promised, and close
 * this object before you close the channel.
 */
public final class SourceChannel extends NetSource {

    private final Endpoint endpoint;
    private final SelectableChannel channel;

    private SourceChannel(Endpoint endpoint, SelectableChannel channel) {
        this.endpoint = endpoint;
        this.channel = channel;
    }

    @Override
    Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Makes a source of a channel, with the preferred backend.
     *
     * @param channel an open channel, which stays the caller's; it is made non-blocking
     * @return a source that watches it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static SourceChannel of(SelectableChannel channel) throws IOException {
        return of(Backends.preferred(), channel);
    }

    /**
     * Makes a source of a channel.
     *
     * @param backend the backend whose polls are to watch it
     * @param channel an open channel, which stays the caller's; it is made non-blocking
     * @return a source that watches it
     * @throws UnsupportedOperationException if the backend has no channels, {@code Capability.CHANNELS}
     * @throws IOException if the channel is closed, or registered and blocking
     */
    public static SourceChannel of(Backend backend, SelectableChannel channel) throws IOException {
        return new SourceChannel(backend.watch(Objects.requireNonNull(channel, "channel")), channel);
    }

    /**
     * Returns the channel.
     *
     * @return what was given, also after {@link #close()}
     */
    public SelectableChannel channel() {
        return channel;
    }

    /**
     * Deregisters this source and leaves the channel open and non-blocking; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; it is closed all the same
     */
    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    @Override
    String describe() {
        return ", " + channel;
    }
}
