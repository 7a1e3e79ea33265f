package dev.pollux.ffm;

import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Joining and leaving multicast groups. */
final class Multicast {

    private Multicast() {}

    static void changeV4(
            FdDatagram socket, Scratch s, Constant option, Inet4Address group, Inet4Address networkInterface)
            throws IOException {
        check(socket, group);
        Memory.putBytes(s.value, group.getAddress());
        Memory.putBytes(s.value + Layouts.IP_MREQ_INTERFACE, networkInterface.getAddress());
        int result = set(socket, s, Constant.IPPROTO_IP, option, Layouts.IP_MREQ);
        boolean anyInterface = networkInterface.isAnyLocalAddress();
        report(socket, option, group, result, anyInterface ? null : "address " + networkInterface.getHostAddress());
    }

    static void changeV6(FdDatagram socket, Scratch s, Constant option, Inet6Address group, int interfaceIndex)
            throws IOException {
        check(socket, group);
        if (!socket.isInet6()) {
            throw Unsupported.by(socket.backend(), "IPv6 groups on an IPv4 socket", "open it with an IPv6 address");
        }
        Memory.putBytes(s.value, group.getAddress());
        Memory.putInt(s.value + Layouts.IPV6_MREQ_INDEX, interfaceIndex);
        int result = set(socket, s, Constant.IPPROTO_IPV6, option, Layouts.IPV6_MREQ);
        report(socket, option, group, result, interfaceIndex == 0 ? null : "index " + interfaceIndex);
    }

    private static void check(FdDatagram socket, InetAddress group) {
        if (socket.isUnix()) {
            throw Unsupported.by(socket.backend(), "multicast on Unix sockets");
        }
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(group.getHostAddress() + " is not a multicast address");
        }
    }

    private static int set(FdDatagram socket, Scratch s, Constant level, Constant option, int length) {
        Posix posix = socket.posix;
        return posix.calls.setsockopt(s, socket.fd, posix.value(level), posix.value(option), s.value, length);
    }

    private static void report(
            FdDatagram socket, Constant option, InetAddress group, int result, @Nullable String networkInterface)
            throws IOException {
        if (result >= 0) {
            return;
        }
        boolean joining = option == Constant.IP_ADD_MEMBERSHIP || option == Constant.IPV6_JOIN_GROUP;
        if (joining && networkInterface != null && socket.platform.is(result, Errno.ENODEV)) {
            throw new IllegalArgumentException("no network interface has the " + networkInterface);
        }
        throw Failures.socket(
                socket.platform, (joining ? "join group " : "leave group ") + group.getHostAddress(), null, result);
    }
}
