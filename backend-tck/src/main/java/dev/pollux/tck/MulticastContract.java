package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pollux.net.UdpSocket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Joining and leaving multicast groups.
 *
 * <p>Which interface of a machine carries multicast is tried with the JDK first; where none does, the tests are skipped. The
 * receivers are bound to the wildcard address, which is what Windows demands for multicast. Nothing leaves the machine: the
 * hop limit is 0, and the IPv6 group is local to the interface.
 */
public abstract class MulticastContract extends NetContract {

    /** Creates the tests; called by JUnit. */
    protected MulticastContract() {}

    private static final int HOPS = 0; // to the machine itself and no further

    /** Of the range for use within an organization, and not assigned to anything. */
    private static Inet4Address groupV4() throws IOException {
        return ipv4(239, 112, 99, 107);
    }

    /** The same number, of the range for use within an interface. */
    private static Inet6Address groupV6(int scope) throws IOException {
        byte[] address = {(byte) 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 239, 112, 99, 107};
        return Inet6Address.getByAddress(null, address, scope);
    }

    /** One interface and family that carries multicast. */
    private final class Network {

        final boolean six;
        final NetworkInterface device;
        final InetAddress unicast;
        final InetAddress any;
        final InetAddress group;

        Network(NetworkInterface device, InetAddress unicast) throws IOException {
            this.six = unicast instanceof Inet6Address;
            this.device = device;
            this.unicast = unicast;
            any = InetAddress.getByAddress(new byte[six ? 16 : 4]);
            group = six ? groupV6(device.getIndex()) : groupV4();
        }

        /** The way of the tests, with the JDK: null if it works, else why not. */
        @Nullable
        String obstacle() throws Exception {
            ProtocolFamily family = six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
            try (DatagramChannel receiver = DatagramChannel.open(family);
                    DatagramChannel sender = DatagramChannel.open(family)) {
                receiver.bind(new InetSocketAddress(any, 0));
                receiver.join(group, device);
                sender.bind(new InetSocketAddress(unicast, 0));
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
                int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
                sender.send(bytes("probe"), new InetSocketAddress(group, port));
                receiver.configureBlocking(false);
                try (Selector selector = Selector.open()) {
                    receiver.register(selector, SelectionKey.OP_READ);
                    return selector.select(2000) > 0 ? null : "nothing arrives";
                }
            } catch (IOException e) {
                return e.toString();
            }
        }

        UdpSocket receiver() throws IOException {
            return closing(UdpSocket.bind(backend(), new InetSocketAddress(any, 0)));
        }

        UdpSocket sender() throws IOException {
            UdpSocket sender = closing(UdpSocket.bind(backend(), new InetSocketAddress(unicast, 0)));
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, device);
            assertEquals(device, sender.getOption(StandardSocketOptions.IP_MULTICAST_IF));
            sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
            assertEquals(HOPS, sender.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
            return sender;
        }

        void join(UdpSocket socket) throws IOException {
            if (six) {
                socket.joinMulticastV6((Inet6Address) group, device.getIndex());
            } else {
                socket.joinMulticastV4((Inet4Address) group, (Inet4Address) unicast);
            }
        }

        void leave(UdpSocket socket) throws IOException {
            if (six) {
                socket.leaveMulticastV6((Inet6Address) group, device.getIndex());
            } else {
                socket.leaveMulticastV4((Inet4Address) group, (Inet4Address) unicast);
            }
        }

        void sendToGroup(UdpSocket sender, String text, UdpSocket receiver) throws IOException {
            InetSocketAddress target =
                    new InetSocketAddress(group, receiver.localAddress().getPort());
            assertEquals(text.length(), sender.sendTo(bytes(text), target));
        }

        void sendTo(UdpSocket sender, String text, UdpSocket receiver) throws IOException {
            InetSocketAddress target =
                    new InetSocketAddress(unicast, receiver.localAddress().getPort());
            assertEquals(text.length(), sender.sendTo(bytes(text), target));
        }
    }

    /** Finds an interface that carries multicast, the loopback one first; skips the test, visibly, if there is none. */
    private Network network(boolean six) throws Exception {
        StringBuilder obstacles = new StringBuilder();
        List<NetworkInterface> devices = new ArrayList<>();
        for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            devices.add(device.isLoopback() ? 0 : devices.size(), device);
        }
        for (NetworkInterface device : devices) {
            for (InetAddress address : Collections.list(device.getInetAddresses())) {
                if (device.isUp() && address instanceof Inet6Address == six) {
                    Network network = new Network(device, address);
                    String obstacle = network.obstacle();
                    if (obstacle == null) {
                        return network;
                    }
                    obstacles.append("; ").append(device.getName()).append(": ").append(obstacle);
                }
            }
        }
        return abort("this machine carries no multicast" + obstacles);
    }

    private static void assertReceives(UdpSocket receiver, String text, UdpSocket sender) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(99);
        @Nullable InetSocketAddress[] from = new InetSocketAddress[1];
        until("\"" + text + "\" is received", () -> {
            from[0] = receiver.receiveFrom(target);
            return from[0] != null;
        });
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertEquals(sender.localAddress().getPort(), present(from[0]).getPort());
    }

    private void joinsAndLeaves(Network network) throws Exception {
        UdpSocket receiver = network.receiver();
        UdpSocket sender = network.sender();
        network.sendToGroup(sender, "not yet", receiver);
        network.sendTo(sender, "marker 1", receiver);
        assertReceives(receiver, "marker 1", sender);
        for (int i = 0; i < 2; i++) {
            network.join(receiver);
            network.sendToGroup(sender, "joined", receiver);
            assertReceives(receiver, "joined", sender);
            network.leave(receiver);
            network.sendToGroup(sender, "no more", receiver);
            network.sendTo(sender, "marker 2", receiver);
            assertReceives(receiver, "marker 2", sender);
        }
        assertThrows(IOException.class, () -> network.leave(receiver), "it was left already");
    }

    @Test
    void groupsAreJoinedAndLeft() throws Exception {
        joinsAndLeaves(network(false));
    }

    @Test
    void ipv6GroupsAreJoinedAndLeft() throws Exception {
        joinsAndLeaves(network(true));
    }

    @Test
    void everyMemberReceives() throws Exception {
        Network network = network(false);
        UdpSocket first = network.receiver();
        UdpSocket sender = network.sender();
        UdpSocket second = closing(UdpSocket.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(new InetSocketAddress(network.any, 0)));
        network.join(first);
        network.join(second);
        network.sendToGroup(sender, "all", first);
        assertReceives(first, "all", sender);
        network.sendToGroup(sender, "you", second);
        assertReceives(second, "you", sender);
    }

    @Test
    void joiningTwiceIsRefusedOrHarmless() throws Exception {
        Network network = network(false);
        UdpSocket receiver = network.receiver();
        UdpSocket sender = network.sender();
        network.join(receiver);
        try {
            network.join(receiver);
        } catch (IOException e) {
            // Linux says EADDRINUSE; java.nio hands out the same membership again.
        }
        network.sendToGroup(sender, "once", receiver);
        assertReceives(receiver, "once", sender);
        network.sendTo(sender, "marker", receiver);
        assertReceives(receiver, "marker", sender);
    }

    @Test
    void whatIsNoGroupIsRefused() throws Exception {
        UdpSocket four = closing(UdpSocket.bind(backend(), anyPort()));
        Inet4Address loopback = ipv4(127, 0, 0, 1);
        Inet4Address any = ipv4(0, 0, 0, 0);
        Inet4Address group = groupV4();
        Inet4Address foreign = foreign();
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> four.joinMulticastV4(loopback, any));
        assertNames(e, "127.0.0.1");
        e = assertThrows(IllegalArgumentException.class, () -> four.joinMulticastV4(group, foreign));
        assertNames(e, foreign.getHostAddress());
        InetSocketAddress local = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0);
        UdpSocket six = closing(UdpSocket.bind(backend(), local));
        e = assertThrows(
                IllegalArgumentException.class, () -> six.joinMulticastV6((Inet6Address) local.getAddress(), 0));
        assertNames(e, local.getAddress().getHostAddress());
        Inet6Address groupSix = groupV6(0);
        e = assertThrows(IllegalArgumentException.class, () -> six.joinMulticastV6(groupSix, 987_654));
        assertNames(e, 987_654);
    }

    @Test
    void leavingAGroupThatWasNotJoinedIsRefused() throws Exception {
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        Inet4Address any = ipv4(0, 0, 0, 0);
        Inet4Address group = groupV4();
        assertThrows(IOException.class, () -> socket.leaveMulticastV4(group, any));
    }
}
