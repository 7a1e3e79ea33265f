package dev.pollux.nio;

import dev.pollux.spi.EndpointOption;
import dev.pollux.spi.SocketEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sockets have beyond other endpoints: addresses, options and errors. */
abstract class NioSocket extends NioEndpoint implements SocketEndpoint {

    private final NioBackend nio;

    /** The channel as a socket; null for an end of a pipe. */
    private final @Nullable NetworkChannel network;

    NioSocket(NioBackend backend, SelectableChannel channel, String name) throws IOException {
        super(backend, channel, true, name);
        nio = backend;
        network = channel instanceof NetworkChannel socket ? socket : null;
    }

    private NetworkChannel network(String what) throws IOException {
        NetworkChannel socket = network;
        if (socket == null) {
            throw new UnsupportedOperationException(this + " is an end of a pipe and has no " + what);
        }
        ensureOpen();
        return socket;
    }

    /** The JDK's form of an address. */
    final SocketAddress toJdk(SocketAddress address) {
        return NioAddresses.toJdk(nio, address);
    }

    /** The JDK says no more than that it does not like the address. */
    static IllegalArgumentException wrongFamily(
            String call, SocketAddress address, UnsupportedAddressTypeException cause) {
        return new IllegalArgumentException(
                call + " " + address
                        + ": an address of another family than the socket's: open one of the address's family",
                cause);
    }

    @Override
    public SocketAddress localAddress() throws IOException {
        NetworkChannel socket = network("address");
        return NioAddresses.fromJdk(socket, socket.getLocalAddress());
    }

    @Override
    public <T> void setOption(SocketOption<T> option, @Nullable T value) throws IOException {
        known(option).setOption(option, value);
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return known(option).getOption(option);
    }

    private NetworkChannel known(SocketOption<?> option) throws IOException {
        NetworkChannel socket = network("options");
        if (option instanceof EndpointOption) {
            throw Unsupported.by(nio, "the option " + option, "the JDK has none");
        }
        if (!socket.supportedOptions().contains(option)) {
            throw Unsupported.by(nio, "the option " + option + " for " + this, "it has " + socket.supportedOptions());
        }
        return socket;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        NetworkChannel socket = network;
        return socket == null ? Set.of() : socket.supportedOptions();
    }

    /** The JDK does not show {@code SO_ERROR}; subclasses return what they kept. */
    @Override
    public Optional<IOException> takeError() throws IOException {
        ensureOpen();
        return Optional.empty();
    }
}
