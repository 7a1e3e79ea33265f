package dev.pollux.net;

import dev.pollux.UnixAddress;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.Set;

/** The checks of arguments that come before anything is opened, so that a bad one leaves nothing to clean up. */
final class Arguments {

    private Arguments() {}

    static InetSocketAddress requireResolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "the address " + address + " is unresolved: resolve the name first, with new "
                            + "InetSocketAddress(host, port) or InetAddress.getByName(host)");
        }
        return address;
    }

    static InetSocketAddress requireTarget(InetSocketAddress address) {
        if (requireResolved(address).getPort() == 0) {
            throw new IllegalArgumentException(
                    "the address " + address + " has port 0: name the peer's port, from 1 to 65535");
        }
        return address;
    }

    static UnixAddress requireNamed(UnixAddress address) {
        if (address.isUnnamed()) {
            throw new IllegalArgumentException(
                    "the address is unnamed: name a path with UnixAddress.of, or an abstract name with UnixAddress.ofAbstract");
        }
        return address;
    }

    static int requireBacklog(int backlog) {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + ": must be at least 1");
        }
        return backlog;
    }

    static int requireTtl(int ttl) {
        if (ttl < 0 || ttl > 255) {
            throw new IllegalArgumentException("ttl " + ttl + ": must be from 0 to 255");
        }
        return ttl;
    }

    static int requireFd(int fd) {
        if (fd < 0) {
            throw new IllegalArgumentException("descriptor " + fd + ": must be 0 or above");
        }
        return fd;
    }

    static StandardProtocolFamily familyOf(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    /** TCP channels have these options and Unix channels do not; a channel does not tell its family otherwise. */
    static boolean isUnix(NetworkChannel channel) {
        Set<SocketOption<?>> options = channel.supportedOptions();
        return !options.contains(StandardSocketOptions.TCP_NODELAY)
                && !options.contains(StandardSocketOptions.SO_REUSEADDR);
    }
}
