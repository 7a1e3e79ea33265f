package dev.pollux.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint that is a socket, with addresses and options.
 *
 * <p>Addresses are {@link java.net.InetSocketAddress} for the families {@code INET} and {@code INET6} and
 * {@link dev.pollux.UnixAddress} for {@code UNIX}.
 */
@ConsumerType
public interface SocketEndpoint extends Endpoint {

    /**
     * Returns the address that the socket is bound to.
     *
     * @return the address; the wildcard with port 0, or an unnamed one, if it is not bound
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws UnsupportedOperationException if this is an end of a pipe
     * @throws IOException if the system refuses
     */
    SocketAddress localAddress() throws IOException;

    /**
     * Sets a socket option.
     *
     * @param option one of {@link #supportedOptions()}
     * @param value its value; null where the option takes null
     * @param <T> the type of the value
     * @throws UnsupportedOperationException if the option is not supported
     * @throws IllegalArgumentException if the value is not valid for the option
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    <T> void setOption(SocketOption<T> option, @Nullable T value) throws IOException;

    /**
     * Returns the value of a socket option.
     *
     * @param option one of {@link #supportedOptions()}
     * @param <T> the type of the value
     * @return the value; null where the option has none
     * @throws UnsupportedOperationException if the option is not supported
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

    /**
     * Returns the options that can be used here.
     *
     * @return an unmodifiable set, of {@link java.net.StandardSocketOptions}, {@link EndpointOption} and others that the
     *     backend knows
     */
    Set<SocketOption<?>> supportedOptions();

    /**
     * Returns and clears the error that waits on the socket, {@code SO_ERROR}.
     *
     * @return the error, as the exception that the failed operation would have thrown; empty if there is none
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    Optional<IOException> takeError() throws IOException;
}
