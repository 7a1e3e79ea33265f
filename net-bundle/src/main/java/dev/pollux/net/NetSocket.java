package dev.pollux.net;

import dev.pollux.spi.SocketEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets do alike.
 *
 * @param <S> the subclass itself
 */
abstract class NetSocket<S> extends OwnedSource {

    NetSocket() {}

    @Override
    abstract SocketEndpoint endpoint();

    abstract S self();

    /**
     * Sets a socket option.
     *
     * @param option one of {@link #supportedOptions()}
     * @param value its value; null where the option takes null
     * @param <T> the type of the value
     * @return this
     * @throws UnsupportedOperationException if the option is not supported
     * @throws IllegalArgumentException if the value is not valid for the option
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public <T> S setOption(SocketOption<T> option, @Nullable T value) throws IOException {
        endpoint().setOption(Objects.requireNonNull(option, "option"), value);
        return self();
    }

    /**
     * Returns the value of a socket option.
     *
     * @param option one of {@link #supportedOptions()}
     * @param <T> the type of the value
     * @return the value; null where the option has none
     * @throws UnsupportedOperationException if the option is not supported
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return endpoint().getOption(Objects.requireNonNull(option, "option"));
    }

    /**
     * Returns the options that can be used here.
     *
     * @return an unmodifiable set, of {@link java.net.StandardSocketOptions}, {@link dev.pollux.spi.EndpointOption} and
     *     others that the backend knows
     */
    public Set<SocketOption<?>> supportedOptions() {
        return endpoint().supportedOptions();
    }

    /**
     * Returns and clears the error that waits on the socket, {@code SO_ERROR} of {@code socket(7)}.
     *
     * @return the error, as the exception that the failed operation would have thrown; empty if there is none
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public Optional<IOException> takeError() throws IOException {
        return endpoint().takeError();
    }

    /** The value of an option that always has one. */
    final <T> T value(SocketOption<T> option) throws IOException {
        return Objects.requireNonNull(endpoint().getOption(option), option.name());
    }

    @Override
    String describe() {
        String local = describe(endpoint()::localAddress);
        return local.isEmpty() ? "" : ", " + local;
    }

    /** Asks for an address. */
    @FunctionalInterface
    interface AddressQuery {
        SocketAddress ask() throws IOException;
    }

    /** Returns an address, or nothing if there is none; whoever prints a socket must not be made to fail. */
    static String describe(AddressQuery query) {
        try {
            return query.ask().toString();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
