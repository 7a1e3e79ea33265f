package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.UdpSocket;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who hears whom: connected UDP sockets, unreachable ports, broadcast, and IPv6. */
public abstract class UdpPeerContract extends UdpContract {

    private static final long TOKEN = 8;

    /** Creates the tests; called by JUnit. */
    protected UdpPeerContract() {}

    @Test
    void ipv6CarriesDatagrams() throws Exception {
        InetSocketAddress address = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0);
        UdpSocket sender = closing(UdpSocket.bind(backend(), address));
        UdpSocket receiver = closing(UdpSocket.bind(backend(), address));
        sendTo(sender, "six", receiver);
        assertReceivesFrom(receiver, "six", sender);
        sender.connect(receiver.localAddress());
        send(sender, "seven");
        assertReceivesFrom(receiver, "seven", sender);
    }

    /** A socket at the IPv6 wildcard hears IPv4 as well, unless it is for IPv6 only. */
    @Test
    void ipv6SocketHearsIpv4() throws Exception {
        TcpConnectContract.ipv6Loopback();
        UdpSocket four = closing(UdpSocket.bind(backend(), new InetSocketAddress(ipv4(127, 0, 0, 1), 0)));
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 0);
        UdpSocket both = closing(UdpSocket.bind(backend(), any));
        ByteBuffer target = ByteBuffer.allocate(9);
        four.sendTo(
                bytes("four"),
                new InetSocketAddress(ipv4(127, 0, 0, 1), both.localAddress().getPort()));
        until("it is received", () -> four.localAddress().equals(both.receiveFrom(target.clear())));
        assertEquals(4, both.sendTo(bytes("back"), four.localAddress()));
        assertReceives(four, "back");
        if (has(Capability.IP_OPTIONS)) {
            UdpSocket six =
                    closing(UdpSocket.builder().backend(backend()).onlyV6(true).bind(any));
            assertTrue(six.onlyV6());
            assertThrows(IOException.class, () -> six.sendTo(bytes("x"), four.localAddress()));
        }
    }

    /** Skips the test, visibly, where the loopback network has no broadcast address, such as on macOS. */
    private static void requireBroadcast(InetSocketAddress broadcast) throws Exception {
        try (DatagramChannel probe = DatagramChannel.open(StandardProtocolFamily.INET);
                DatagramChannel receiver = DatagramChannel.open(StandardProtocolFamily.INET)) {
            receiver.bind(new InetSocketAddress(ipv4(0, 0, 0, 0), 0));
            receiver.configureBlocking(false);
            probe.setOption(StandardSocketOptions.SO_BROADCAST, true);
            int port = ((InetSocketAddress) receiver.getLocalAddress()).getPort();
            probe.send(bytes("probe"), new InetSocketAddress(broadcast.getAddress(), port));
            try (Selector selector = Selector.open()) {
                receiver.register(selector, SelectionKey.OP_READ);
                assumeTrue(selector.select(2000) > 0, "the loopback network carries no broadcast");
            }
        } catch (IOException e) {
            abort("the loopback network carries no broadcast: " + e);
        }
    }

    @Test
    void broadcastNeedsPermission() throws Exception {
        UdpSocket receiver = closing(UdpSocket.bind(backend(), new InetSocketAddress(ipv4(0, 0, 0, 0), 0)));
        InetSocketAddress broadcast = new InetSocketAddress(
                ipv4(127, 255, 255, 255), receiver.localAddress().getPort());
        requireBroadcast(broadcast);
        UdpSocket sender = udp();
        sender.setBroadcast(false);
        ByteBuffer source = bytes("all");
        assertThrows(IOException.class, () -> sender.sendTo(source, broadcast));
        assertEquals(0, source.position(), "nothing was taken");
        sender.setBroadcast(true);
        assertEquals(3, sender.sendTo(source, broadcast));
        assertReceivesFrom(receiver, "all", sender);
    }

    @Test
    void connectedSocketSendsToItsPeer() throws Exception {
        UdpSocket socket = udp();
        UdpSocket peer = udp();
        socket.connect(peer.localAddress());
        assertEquals(peer.localAddress(), socket.peerAddress());
        assertEquals(anyPort().getAddress(), socket.localAddress().getAddress());
        send(socket, "hello");
        assertReceivesFrom(peer, "hello", socket);
        sendTo(socket, "by name", peer);
        assertReceives(peer, "by name");
        sendTo(peer, "back", socket);
        assertReceivesFrom(socket, "back", peer);
    }

    @Test
    void connectedSocketHearsItsPeerOnly() throws Exception {
        UdpSocket socket = udp();
        UdpSocket peer = udp();
        UdpSocket stranger = udp();
        socket.connect(peer.localAddress());
        sendTo(stranger, "unheard", socket);
        sendTo(peer, "heard", socket);
        assertReceivesFrom(socket, "heard", peer);
        assertEquals(UdpSocket.WOULD_BLOCK, socket.receive(ByteBuffer.allocate(9)));
    }

    @Test
    void socketCanBeConnectedAgain() throws Exception {
        UdpSocket socket = udp();
        UdpSocket first = udp();
        UdpSocket second = udp();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(socket, TOKEN, Interest.READABLE);
        InetSocketAddress local = socket.localAddress();
        for (int i = 0; i < 3; i++) {
            UdpSocket peer = i % 2 == 0 ? first : second;
            UdpSocket stranger = i % 2 == 0 ? second : first;
            socket.connect(peer.localAddress());
            assertEquals(peer.localAddress(), socket.peerAddress());
            assertEquals(local, socket.localAddress(), "the local address stays");
            send(socket, "to " + i);
            assertReceivesFrom(peer, "to " + i, socket);
            sendTo(stranger, "unheard", socket);
            sendTo(peer, "from " + i, socket);
            log.awaitReadable(TOKEN);
            assertReceivesFrom(socket, "from " + i, peer);
            assertEquals(UdpSocket.WOULD_BLOCK, socket.receive(ByteBuffer.allocate(9)));
        }
    }

    /** Linux and Windows send a connected socket's datagram anywhere; the BSDs, and java.nio, refuse. */
    @Test
    void connectedSocketSendsElsewhereOrRefuses() throws Exception {
        UdpSocket socket = udp();
        UdpSocket peer = udp();
        UdpSocket other = udp();
        socket.connect(peer.localAddress());
        ByteBuffer source = bytes("elsewhere");
        try {
            socket.sendTo(source, other.localAddress());
        } catch (IOException e) {
            assertEquals(0, source.position(), "nothing was taken");
            send(socket, "still fine");
            assertReceives(peer, "still fine");
            return;
        }
        assertReceivesFrom(other, "elsewhere", socket);
    }

    @Test
    void sendingWithoutPeerIsRefused() throws Exception {
        UdpSocket socket = udp();
        ByteBuffer source = bytes("whereto");
        assertThrows(SocketException.class, () -> socket.send(source));
        assertEquals(0, source.position(), "nothing was taken");
        assertThrows(SocketException.class, socket::peerAddress);
        UdpSocket receiver = udp();
        sendTo(socket, "fine", receiver);
        assertReceivesFrom(receiver, "fine", socket);
    }

    /** Skips the test, visibly, where the network does not tell a connected socket that nobody is at a port. */
    private static void requirePortUnreachable(InetSocketAddress nobody) throws IOException {
        try (DatagramSocket probe = new DatagramSocket(anyPort())) {
            probe.connect(nobody);
            probe.setSoTimeout(2000);
            probe.send(new DatagramPacket(new byte[1], 1));
            probe.receive(new DatagramPacket(new byte[1], 1));
        } catch (PortUnreachableException e) {
            return;
        } catch (SocketTimeoutException e) {
            abort("this machine does not tell of unreachable ports");
        }
    }

    /** Returns the address of a UDP port at which nobody is; another process may get it in theory only. */
    private InetSocketAddress nobody() throws IOException {
        UdpSocket gone = udp();
        InetSocketAddress address = gone.localAddress();
        gone.close();
        return address;
    }

    @Test
    void unreachablePortYieldsAnEventAndAnException() throws Exception {
        InetSocketAddress nobody = nobody();
        requirePortUnreachable(nobody);
        UdpSocket socket = udp();
        socket.connect(nobody);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(socket, TOKEN, Interest.READABLE);
        send(socket, "anybody there?");
        log.awaitReadable(TOKEN);
        IOException e =
                awaitFailure("receiving", () -> socket.receive(ByteBuffer.allocate(4)) == UdpSocket.WOULD_BLOCK);
        assertInstanceOf(PortUnreachableException.class, e);
        log.awaitQuiet(event -> socket.receive(ByteBuffer.allocate(4)));
        // A failed receive promises another event.
        UdpSocket peer = udp();
        socket.connect(peer.localAddress());
        sendTo(peer, "here", socket);
        log.awaitReadable(TOKEN);
        assertReceives(socket, "here");
    }

    @Test
    void unreachablePortIsFoundByTakeError() throws Exception {
        require(Capability.SOCKET_ERRORS);
        InetSocketAddress nobody = nobody();
        requirePortUnreachable(nobody);
        UdpSocket socket = udp();
        assertEquals(Optional.empty(), socket.takeError());
        socket.connect(nobody);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(socket, TOKEN, Interest.READABLE);
        send(socket, "anybody there?");
        log.awaitReadable(TOKEN);
        IOException[] error = new IOException[1];
        until("the error can be taken", () -> {
            socket.takeError().ifPresent(e -> error[0] = e);
            return error[0] != null;
        });
        assertEquals(Optional.empty(), socket.takeError());
        assertEquals(UdpSocket.WOULD_BLOCK, socket.receive(ByteBuffer.allocate(4)));
    }
}
