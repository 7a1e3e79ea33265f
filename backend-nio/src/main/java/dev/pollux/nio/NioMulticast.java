package dev.pollux.nio;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The groups that a socket has joined: the JDK wants interfaces by object and leaves by key. */
final class NioMulticast {

    private record Membership(InetAddress group, Object where) {}

    private final DatagramChannel channel;
    private final ProtocolFamily family;
    private final Map<Membership, MembershipKey> keys = new HashMap<>();

    NioMulticast(DatagramChannel channel, ProtocolFamily family) {
        this.channel = channel;
        this.family = family;
    }

    void join(Inet4Address group, Inet4Address address) throws IOException {
        NetworkInterface on =
                address.isAnyLocalAddress() ? systemsChoice() : NetworkInterface.getByInetAddress(address);
        if (on == null) {
            throw new IllegalArgumentException("no network interface has the address " + address.getHostAddress());
        }
        join(group, address, on);
    }

    void join(Inet6Address group, int index) throws IOException {
        if (family != StandardProtocolFamily.INET6) {
            throw new SocketException("join " + group.getHostAddress() + ": the socket is an IPv4 one");
        }
        NetworkInterface on = index == 0 ? systemsChoice() : index < 0 ? null : NetworkInterface.getByIndex(index);
        if (on == null) {
            throw new IllegalArgumentException("no network interface has the index " + index);
        }
        join(group, index, on);
    }

    private synchronized void join(InetAddress group, Object where, NetworkInterface on) throws IOException {
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException(group.getHostAddress() + " is not a multicast address");
        }
        Membership membership = new Membership(group, where);
        if (keys.containsKey(membership)) {
            throw new SocketException("join " + group.getHostAddress() + ": it was joined before");
        }
        try {
            keys.put(membership, channel.join(group, on));
        } catch (IOException e) {
            throw NioErrors.of(e, "join", group.getHostAddress());
        }
    }

    synchronized void leave(InetAddress group, Object where) throws IOException {
        MembershipKey key = keys.remove(new Membership(group, where));
        if (key == null) {
            throw new SocketException("leave " + group.getHostAddress() + ": it was not joined there");
        }
        key.drop();
    }

    /** The interface set for sending, else the first that can multicast, the loopback one last. */
    private @Nullable NetworkInterface systemsChoice() throws IOException {
        NetworkInterface set = channel.getOption(StandardSocketOptions.IP_MULTICAST_IF);
        if (set != null) {
            return set;
        }
        NetworkInterface loopback = null;
        for (NetworkInterface candidate : (Iterable<NetworkInterface>) NetworkInterface.networkInterfaces()::iterator) {
            if (candidate.isUp() && candidate.isLoopback()) {
                loopback = candidate;
            } else if (candidate.isUp() && candidate.supportsMulticast()) {
                return candidate;
            }
        }
        return loopback;
    }
}
