package dev.pollux.ffm;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** {@code IP_MULTICAST_IF} and {@code IPV6_MULTICAST_IF}: the interface that multicast datagrams leave by. */
record MulticastInterface() implements OptionType<NetworkInterface> {

    @Override
    public void set(FdSocket socket, Scratch s, @Nullable NetworkInterface value) throws IOException {
        int index = OptionType.require(value).getIndex();
        if (socket.isInet6()) {
            socket.posix.setIntOption(s, socket.fd, Constant.IPPROTO_IPV6, Constant.IPV6_MULTICAST_IF, index);
        }
        Memory.clear(s.value, Layouts.IP_MREQN);
        Inet4Address address = addressOf(OptionType.require(value));
        if (address != null) { // what the system says when it is asked later
            Memory.putBytes(s.value + Layouts.IP_MREQN_ADDRESS, address.getAddress());
        }
        Memory.putInt(s.value + Layouts.IP_MREQN_INDEX, index);
        Posix posix = socket.posix;
        int result = posix.calls.setsockopt(
                s,
                socket.fd,
                posix.value(Constant.IPPROTO_IP),
                posix.value(Constant.IP_MULTICAST_IF),
                s.value,
                Layouts.IP_MREQN);
        OptionType.check(socket, "setsockopt IP_MULTICAST_IF", result);
    }

    private static @Nullable Inet4Address addressOf(NetworkInterface networkInterface) {
        return (Inet4Address) networkInterface
                .inetAddresses()
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable NetworkInterface get(FdSocket socket, Scratch s) throws IOException {
        if (socket.isInet6()) {
            int index = OptionType.getInt(socket, s, Constant.IPPROTO_IPV6, Constant.IPV6_MULTICAST_IF);
            return index == 0 ? null : NetworkInterface.getByIndex(index);
        }
        Posix posix = socket.posix;
        Memory.putInt(s.length, 4);
        int result = posix.calls.getsockopt(
                s,
                socket.fd,
                posix.value(Constant.IPPROTO_IP),
                posix.value(Constant.IP_MULTICAST_IF),
                s.value,
                s.length);
        OptionType.check(socket, "getsockopt IP_MULTICAST_IF", result);
        InetAddress address = InetAddress.getByAddress(Memory.getBytes(s.value, 4));
        return address.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(address);
    }
}
