package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Joining and leaving multicast groups, over the loopback interface.
 *
 * <p>Whether a machine carries multicast there is tried with the JDK first; where it does not, the tests are skipped. The
 * receivers are bound to the wildcard address, which is what Windows demands for multicast; nothing leaves the machine.
 */
public abstract class MulticastContract extends NetContract {

    /** Creates the tests; called by JUnit. */
    protected MulticastContract() {}

    /** One family's way to the groups. */
    private final class Network {

        final boolean six;
        final NetworkInterface loopback;
        final InetAddress any;
        final InetAddress group;
        final InetAddress unicast;

        Network(boolean six) throws IOException {
            this.six = six;
            loopback = NetworkInterface.networkInterfaces()
                    .filter(Network::isLoopback)
                    .findFirst()
                    .orElseGet(() -> abort("no loopback interface"));
            InetAddress found = null;
            for (InetAddress address : Collections.list(loopback.getInetAddresses())) {
                if (address.isLoopbackAddress() && address instanceof Inet6Address == six) {
                    found = address;
                }
            }
            unicast = found == null ? abort("the loopback interface has no address of this family") : found;
            any = InetAddress.getByAddress(new byte[six ? 16 : 4]);
            // Of the ranges for use within an organization (239/8) and a machine (ff11), not assigned to anything.
            group = six
                    ? Inet6Address.getByAddress(
                            null,
                            InetAddress.getByName("ff11::7063:6b74").getAddress(),
                            loopback.getIndex())
                    : InetAddress.getByName("239.112.99.107");
            requireMulticast();
        }

        private static boolean isLoopback(NetworkInterface candidate) {
            try {
                return candidate.isLoopback() && candidate.isUp();
            } catch (IOException e) {
                return false;
            }
        }

        /** The way of the tests, with the JDK. */
        private void requireMulticast() throws IOException {
            ProtocolFamily family = six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
            try (DatagramChannel receiver = DatagramChannel.open(family);
                    DatagramChannel sender = DatagramChannel.open(family)) {
                receiver.bind(new InetSocketAddress(any, 0));
                receiver.join(group, loopback);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
                int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
                sender.send(bytes("probe"), new InetSocketAddress(group, port));
                receiver.configureBlocking(false);
                until("the JDK receives it", () -> receiver.receive(ByteBuffer.allocate(9)) != null);
            } catch (IOException | AssertionError e) {
                abort("this machine carries no multicast over loopback: " + e);
            } catch (Exception e) {
                throw new IOException(e);
            }
        }

        UdpSocket receiver() throws IOException {
            return closing(UdpSocket.bind(backend(), new InetSocketAddress(any, 0)));
        }

        UdpSocket sender() throws IOException {
            UdpSocket sender = closing(UdpSocket.bind(backend(), new InetSocketAddress(unicast, 0)));
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
            assertEquals(loopback, sender.getOption(StandardSocketOptions.IP_MULTICAST_IF));
            return sender;
        }

        void join(UdpSocket socket) throws IOException {
            if (six) {
                socket.joinMulticastV6((Inet6Address) group, loopback.getIndex());
            } else {
                socket.joinMulticastV4((Inet4Address) group, (Inet4Address) unicast);
            }
        }

        void leave(UdpSocket socket) throws IOException {
            if (six) {
                socket.leaveMulticastV6((Inet6Address) group, loopback.getIndex());
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

    private static void assertReceives(UdpSocket receiver, String text, UdpSocket sender) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(99);
        @Nullable InetSocketAddress[] from = new InetSocketAddress[1];
        until("\"" + text + "\" is received", () -> {
            from[0] = receiver.receiveFrom(target);
            return from[0] != null;
        });
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertEquals(
                sender.localAddress().getPort(), assertNotNull(from[0]).getPort());
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
        joinsAndLeaves(new Network(false));
    }

    @Test
    void ipv6GroupsAreJoinedAndLeft() throws Exception {
        joinsAndLeaves(new Network(true));
    }

    @Test
    void everyMemberReceives() throws Exception {
        Network network = new Network(false);
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
        Network network = new Network(false);
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
        Inet4Address loopback = (Inet4Address) InetAddress.getByName("127.0.0.1");
        Inet4Address any = (Inet4Address) InetAddress.getByName("0.0.0.0");
        Inet4Address group = (Inet4Address) InetAddress.getByName("239.112.99.107");
        Inet4Address foreign = (Inet4Address) InetAddress.getByName("192.0.2.1");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> four.joinMulticastV4(loopback, any));
        assertNames(e, "127.0.0.1");
        e = assertThrows(IllegalArgumentException.class, () -> four.joinMulticastV4(group, foreign));
        assertNames(e, "192.0.2.1");
        InetSocketAddress local = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0);
        UdpSocket six = closing(UdpSocket.bind(backend(), local));
        e = assertThrows(
                IllegalArgumentException.class, () -> six.joinMulticastV6((Inet6Address) local.getAddress(), 0));
        assertNames(e, local.getAddress().getHostAddress());
        Inet6Address groupSix = (Inet6Address) InetAddress.getByName("ff11::7063:6b74");
        e = assertThrows(IllegalArgumentException.class, () -> six.joinMulticastV6(groupSix, 987_654));
        assertNames(e, 987_654);
    }

    @Test
    void leavingAGroupThatWasNotJoinedIsRefused() throws Exception {
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        Inet4Address any = (Inet4Address) InetAddress.getByName("0.0.0.0");
        Inet4Address group = (Inet4Address) InetAddress.getByName("239.112.99.107");
        assertThrows(IOException.class, () -> socket.leaveMulticastV4(group, any));
    }
}
