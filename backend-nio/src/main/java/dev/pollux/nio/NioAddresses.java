package dev.pollux.nio;

import dev.pollux.UnixAddress;
import dev.pollux.spi.Unsupported;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Converts between the JDK's addresses and ours. */
final class NioAddresses {

    private NioAddresses() {}

    static SocketAddress toJdk(NioBackend backend, SocketAddress address) {
        if (!(address instanceof UnixAddress unix)) {
            return address;
        }
        if (unix.abstractName().isPresent()) {
            throw Unsupported.by(backend, "the abstract Unix address " + unix, "the JDK has none; use a path");
        }
        return unix.path()
                .map(UnixDomainSocketAddress::of)
                .orElseThrow(() -> new IllegalArgumentException("an unnamed address leads nowhere: give a path"));
    }

    /** Returns the address that the JDK gave for a channel; null stands for not bound. */
    static SocketAddress fromJdk(NetworkChannel channel, @Nullable SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            return UnixAddress.from(unix);
        }
        if (address != null) {
            return address;
        }
        return isUnix(channel) ? UnixAddress.unnamed() : new InetSocketAddress(0);
    }

    /** The JDK does not tell the family of a channel, but only internet ones can reuse addresses. */
    private static boolean isUnix(NetworkChannel channel) {
        return (channel instanceof SocketChannel || channel instanceof ServerSocketChannel)
                && !channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR);
    }
}
