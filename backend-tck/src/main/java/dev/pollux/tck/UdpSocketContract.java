package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.net.UdpSocket;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.BindException;
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
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What UDP sockets do: sending and receiving, peeking, connecting, and errors told by the network. */
public abstract class UdpSocketContract extends NetContract {

    private static final long TOKEN = 8;

    /** Creates the tests; called by JUnit. */
    protected UdpSocketContract() {}

    private UdpSocket udp() throws IOException {
        return closing(UdpSocket.bind(backend(), anyPort()));
    }

    private static void sendTo(UdpSocket from, String text, UdpSocket to) throws Exception {
        ByteBuffer source = bytes(text);
        int length = source.remaining();
        until("there is room to send", () -> {
            int count = from.sendTo(source, to.localAddress());
            assertTrue(count == length || count == UdpSocket.WOULD_BLOCK, () -> "sendTo returned " + count);
            return count == length;
        });
        assertFalse(source.hasRemaining());
    }

    private static void send(UdpSocket from, String text) throws Exception {
        ByteBuffer source = bytes(text);
        int length = source.remaining();
        until("there is room to send", () -> {
            int count = from.send(source);
            assertTrue(count == length || count == UdpSocket.WOULD_BLOCK, () -> "send returned " + count);
            return count == length;
        });
        assertFalse(source.hasRemaining());
    }

    /** Waits for a datagram and checks what it is. */
    private static void assertReceives(UdpSocket socket, String text) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        int[] count = new int[1];
        until("\"" + text + "\" is received", () -> {
            count[0] = socket.receive(target);
            return count[0] != UdpSocket.WOULD_BLOCK;
        });
        assertEquals(target.position(), count[0]);
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
    }

    private static void assertReceivesFrom(UdpSocket socket, String text, UdpSocket sender) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        InetSocketAddress[] from = new InetSocketAddress[1];
        until("\"" + text + "\" is received", () -> {
            from[0] = socket.receiveFrom(target);
            return from[0] != null;
        });
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertEquals(sender.localAddress(), from[0]);
    }

    @Test
    void portIsChosenBySystem() throws Exception {
        UdpSocket socket = udp();
        assertEquals(anyPort().getAddress(), socket.localAddress().getAddress());
        assertTrue(socket.localAddress().getPort() > 0);
        assertEquals(maker().name(), socket.backend().name());
    }

    @Test
    void portInUseIsRefusedByName() throws Exception {
        InetSocketAddress taken = udp().localAddress();
        Descriptors.assertNoGrowth(20, () -> {
            BindException e = assertThrows(BindException.class, () -> UdpSocket.bind(backend(), taken));
            assertNamesAddress(e, taken);
        });
    }

    @Test
    void datagramsKeepTheirBoundariesAndSenders() throws Exception {
        UdpSocket first = udp();
        UdpSocket second = udp();
        UdpSocket receiver = udp();
        sendTo(first, "one", receiver);
        assertReceivesFrom(receiver, "one", first);
        sendTo(first, "a", receiver);
        sendTo(first, "bc", receiver);
        assertReceives(receiver, "a");
        assertReceivesFrom(receiver, "bc", first);
        sendTo(second, "two", receiver);
        assertReceivesFrom(receiver, "two", second);
    }

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
    void everyKindOfBufferWorks() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        ByteBuffer direct =
                ByteBuffer.allocateDirect(16).put(bytes("__direct")).flip().position(2);
        ByteBuffer[] sources = {
            bytes("xheap").position(1),
            bytes("xslice").position(1).slice(),
            direct,
            direct.duplicate().asReadOnlyBuffer(),
            bytes("readonly").asReadOnlyBuffer()
        };
        String[] texts = {"heap", "slice", "direct", "direct", "readonly"};
        for (int i = 0; i < sources.length; i++) {
            assertEquals(texts[i].length(), sender.sendTo(sources[i], receiver.localAddress()));
            assertFalse(sources[i].hasRemaining());
            ByteBuffer target = (i % 2 == 0 ? ByteBuffer.allocate(20) : ByteBuffer.allocateDirect(20)).position(3);
            until("the datagram is received", () -> receiver.receive(target) != UdpSocket.WOULD_BLOCK);
            assertEquals(
                    texts[i],
                    StandardCharsets.UTF_8.decode(target.flip().position(3)).toString());
        }
    }

    @Test
    void receivingNothingWouldBlock() throws Exception {
        UdpSocket socket = udp();
        ByteBuffer target = ByteBuffer.allocate(4).position(1);
        assertTrue(UdpSocket.WOULD_BLOCK < -1, "would-block is no length and not the end of a stream");
        assertEquals(UdpSocket.WOULD_BLOCK, socket.receive(target));
        assertNull(socket.receiveFrom(target));
        assertEquals(UdpSocket.WOULD_BLOCK, socket.peek(target));
        assertNull(socket.peekFrom(target));
        assertEquals(1, target.position());
        assertEquals(4, target.limit());
    }

    @Test
    void emptyDatagramIsAMessage() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(receiver, TOKEN, Interest.READABLE);
        ByteBuffer empty = ByteBuffer.allocate(0);
        assertEquals(0, sender.sendTo(empty, receiver.localAddress()));
        log.awaitReadable(TOKEN);
        assertReceivesFrom(receiver, "", sender);
        assertNull(receiver.receiveFrom(ByteBuffer.allocate(4)));
        assertEquals(0, sender.sendTo(empty, receiver.localAddress()));
        log.awaitReadable(TOKEN);
        until("an empty datagram can be peeked", () -> receiver.peek(ByteBuffer.allocate(4)) == 0);
        assertEquals(sender.localAddress(), receiver.peekFrom(ByteBuffer.allocate(4)));
        assertReceives(receiver, "");
        assertEquals(UdpSocket.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(4)));
        receiver.connect(sender.localAddress());
        assertEquals(0, sender.sendTo(empty, receiver.localAddress()));
        log.awaitReadable(TOKEN);
        assertReceives(receiver, "");
    }

    /** The JDK sends no empty datagram from a connected socket; a backend above it says so instead of losing it. */
    @Test
    void emptyDatagramIsSentToThePeer() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sender.connect(receiver.localAddress());
        ByteBuffer empty = ByteBuffer.allocate(0);
        int sent;
        try {
            sent = sender.send(empty);
        } catch (UnsupportedOperationException e) {
            assertNames(e, maker().name());
            return;
        }
        assertEquals(0, sent);
        assertReceivesFrom(receiver, "", sender);
    }

    @Test
    void eachDatagramYieldsAnEventOnceDrained() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(receiver, TOKEN, Interest.READABLE);
        for (int i = 0; i < 40; i++) {
            sendTo(sender, "datagram " + i, receiver);
            log.awaitReadable(TOKEN);
            if (i % 2 == 0) {
                assertReceives(receiver, "datagram " + i);
                assertEquals(UdpSocket.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(9)));
            } else {
                assertReceivesFrom(receiver, "datagram " + i, sender);
                assertNull(receiver.receiveFrom(ByteBuffer.allocate(9)));
            }
        }
    }

    @Test
    void datagramsThatWaitYieldAnEventWhenRegisteredAgain() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sendTo(sender, "first", receiver);
        sendTo(sender, "second", receiver);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(receiver, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        assertReceives(receiver, "first");
        poll.registry().reregister(receiver, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        assertReceives(receiver, "second");
    }

    @Test
    void freshSocketIsWritable() throws Exception {
        UdpSocket socket = udp();
        Poll poll = openPoll();
        poll.registry().register(socket, TOKEN, Interest.READABLE.add(Interest.WRITABLE));
        EventLog log = new EventLog(poll);
        log.awaitWritable(TOKEN);
        sendTo(socket, "to myself", socket);
        log.awaitReadable(TOKEN);
        assertReceivesFrom(socket, "to myself", socket);
    }

    @Test
    void largeDatagramArrivesWhole() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        // 9216 bytes are all that macOS sends by default.
        byte[] content = pattern(9000);
        assertEquals(9000, sender.sendTo(ByteBuffer.wrap(content), receiver.localAddress()));
        ByteBuffer target = ByteBuffer.allocate(10_000);
        until("the datagram is received", () -> receiver.receive(target) != UdpSocket.WOULD_BLOCK);
        assertEquals(ByteBuffer.wrap(content), target.flip());
    }

    /** 65,507 bytes are the most that UDP over IPv4 carries. */
    @Test
    void datagramThatIsTooLongIsRefusedAndKept() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        for (ByteBuffer source : new ByteBuffer[] {ByteBuffer.allocate(70_000), ByteBuffer.allocateDirect(70_000)}) {
            assertThrows(IOException.class, () -> sender.sendTo(source, receiver.localAddress()));
            assertEquals(0, source.position(), "nothing was taken");
        }
        sender.connect(receiver.localAddress());
        ByteBuffer source = ByteBuffer.allocate(70_000);
        assertThrows(IOException.class, () -> sender.send(source));
        assertEquals(0, source.position(), "nothing was taken");
        send(sender, "short");
        assertReceives(receiver, "short");
    }

    /** Unix systems cut a datagram off that is longer than the buffer, Windows makes it an error; both drop the rest. */
    @Test
    void longerDatagramIsCutOffOrRefused() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sendTo(sender, "0123456789", receiver);
        ByteBuffer target = ByteBuffer.allocate(4);
        Integer[] count = new Integer[1];
        try {
            until("the datagram is received", () -> {
                count[0] = receiver.receive(target);
                return count[0] != UdpSocket.WOULD_BLOCK;
            });
            assertEquals(4, count[0]);
            assertEquals("0123", StandardCharsets.UTF_8.decode(target.flip()).toString());
            if (has(Capability.TRUNCATION)) {
                assertTrue(receiver.truncated());
            }
        } catch (IOException e) {
            assertTrue(isWindows(), () -> "only Windows makes it an error: " + e);
        }
        assertEquals(UdpSocket.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(4)));
        sendTo(sender, "next", receiver);
        assertReceives(receiver, "next");
    }

    @Test
    void truncationIsTold() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        if (!has(Capability.TRUNCATION)) {
            assertUnsupported(receiver::truncated);
            return;
        }
        for (int room = 3; room <= 6; room++) {
            ByteBuffer target = ByteBuffer.allocate(room);
            boolean cut = room < 5;
            if (cut && isWindows()) {
                continue; // an error there
            }
            sendTo(sender, "01234", receiver);
            until("the datagram can be peeked", () -> receiver.peek(target.clear()) != UdpSocket.WOULD_BLOCK);
            assertEquals(cut, receiver.truncated(), "peeked with room for " + room);
            assertNotNull(receiver.receiveFrom(target.clear()));
            assertEquals(cut, receiver.truncated(), "received with room for " + room);
            sendTo(sender, "01234", receiver);
            until("the datagram is received", () -> receiver.receive(target.clear()) != UdpSocket.WOULD_BLOCK);
            assertEquals(cut, receiver.truncated(), "received with room for " + room);
        }
    }

    @Test
    void peekedDatagramIsReceivedAfterwards() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sendTo(sender, "first", receiver);
        sendTo(sender, "second", receiver);
        ByteBuffer target = ByteBuffer.allocate(20);
        for (int i = 0; i < 3; i++) {
            until("the datagram can be peeked", () -> receiver.peek(target.clear()) == 5);
            assertEquals("first", StandardCharsets.UTF_8.decode(target.flip()).toString());
            assertEquals(sender.localAddress(), receiver.peekFrom(target.clear()));
            assertEquals("first", StandardCharsets.UTF_8.decode(target.flip()).toString());
        }
        assertReceivesFrom(receiver, "first", sender);
        assertReceives(receiver, "second");
        assertEquals(UdpSocket.WOULD_BLOCK, receiver.peek(target.clear()));
    }

    @Test
    void peekedDatagramYieldsAnEventWhenRegistered() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sendTo(sender, "x", receiver);
        until("the datagram can be peeked", () -> receiver.peek(ByteBuffer.allocate(9)) == 1);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(receiver, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        assertEquals(1, receiver.peek(ByteBuffer.allocate(9)));
        poll.registry().reregister(receiver, TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
        assertReceives(receiver, "x");
        sendTo(sender, "y", receiver);
        assertEquals(UdpSocket.WOULD_BLOCK, awaitOne(receiver));
        sendTo(sender, "z", receiver);
        log.awaitReadable(TOKEN + 1);
        assertReceives(receiver, "z");
    }

    /** Receives one datagram, then tells what the next receive returns. */
    private static int awaitOne(UdpSocket receiver) throws Exception {
        until("a datagram is received", () -> receiver.receive(ByteBuffer.allocate(9)) != UdpSocket.WOULD_BLOCK);
        return receiver.receive(ByteBuffer.allocate(9));
    }

    @Test
    void receivingWithoutRoomIsRefusedAndTakesNothing() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        sendTo(sender, "kept", receiver);
        for (ByteBuffer bad :
                new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocate(9).asReadOnlyBuffer()}) {
            assertThrows(IllegalArgumentException.class, () -> receiver.receive(bad));
            assertThrows(IllegalArgumentException.class, () -> receiver.receiveFrom(bad));
            assertThrows(IllegalArgumentException.class, () -> receiver.peek(bad));
            assertThrows(IllegalArgumentException.class, () -> receiver.peekFrom(bad));
        }
        assertReceives(receiver, "kept");
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

    @Test
    void tryIoWorksAsForStreams() throws Exception {
        UdpSocket sender = udp();
        UdpSocket receiver = udp();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(receiver, TOKEN, Interest.READABLE);
        IOException own = new IOException("own");
        for (int i = 0; i < 10; i++) {
            sendTo(sender, "x", receiver);
            log.awaitReadable(TOKEN);
            if (i % 2 == 0) {
                assertEquals(0, receiver.tryIo(Direction.READ, () -> 0));
            } else {
                assertSame(
                        own,
                        assertThrows(
                                IOException.class,
                                () -> receiver.tryIo(Direction.READ, () -> {
                                    throw own;
                                })));
            }
        }
        assertEquals(-42, receiver.tryIo(Direction.WRITE, () -> -42));
    }

    @Test
    void everythingThrowsAfterClose() throws Exception {
        UdpSocket socket = udp();
        InetSocketAddress address = socket.localAddress();
        socket.close();
        socket.close();
        assertFalse(socket.isOpen());
        ByteBuffer buffer = ByteBuffer.allocate(4);
        IoOperation operation = () -> 1;
        assertThrows(ClosedChannelException.class, () -> socket.receive(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.receiveFrom(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.peek(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.peekFrom(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.send(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.sendTo(buffer, address));
        assertThrows(ClosedChannelException.class, () -> socket.connect(address));
        assertThrows(ClosedChannelException.class, socket::localAddress);
        assertThrows(ClosedChannelException.class, socket::peerAddress);
        assertThrows(ClosedChannelException.class, socket::takeError);
        assertThrows(ClosedChannelException.class, () -> socket.getOption(StandardSocketOptions.SO_RCVBUF));
        assertThrows(ClosedChannelException.class, () -> socket.tryIo(Direction.READ, operation));
        assertThrows(
                ClosedChannelException.class, () -> openPoll().registry().register(socket, TOKEN, Interest.READABLE));
        closing(UdpSocket.bind(backend(), address));
    }

    @Test
    void closingEndsTheReceivesOfAnotherThread() throws Exception {
        for (int i = 0; i < 200; i++) {
            UdpSocket socket = udp();
            AtomicInteger receives = new AtomicInteger();
            ByteBuffer target = ByteBuffer.allocateDirect(16);
            Task<IOException> receiving = Task.call(() -> awaitFailure("receiving", () -> {
                assertNull(socket.receiveFrom(target), "nobody sends to this socket");
                return receives.incrementAndGet() == 0;
            }));
            until("the thread receives", () -> receives.get() > 0 || receiving.isDone());
            socket.close();
            UdpSocket next = udp();
            sendTo(next, "secret", next);
            assertInstanceOf(ClosedChannelException.class, receiving.join());
            assertReceives(next, "secret");
            next.close();
        }
    }

    @Test
    void oneThreadSendsWhileAnotherReceives() throws Exception {
        UdpSocket socket = udp();
        int count = 5000;
        Task<Boolean> sending = Task.run(() -> {
            for (int i = 0; i < count; i++) {
                // A few at a time: UDP drops what the receiver's buffer does not hold.
                sendTo(socket, "datagram " + i, socket);
                if (i % 10 == 9) {
                    int last = i;
                    until("they are received", () -> received.get() > last);
                }
            }
        });
        for (int i = 0; i < count; i++) {
            assertReceivesFrom(socket, "datagram " + i, socket);
            received.incrementAndGet();
        }
        sending.join();
    }

    private final AtomicInteger received = new AtomicInteger();

    @Test
    void interruptedThreadSendsAndReceivesAsAnyOther() throws Exception {
        Thread.currentThread().interrupt();
        try {
            UdpSocket socket = udp();
            sendTo(socket, "x", socket);
            assertReceivesFrom(socket, "x", socket);
            assertEquals(UdpSocket.WOULD_BLOCK, socket.receive(ByteBuffer.allocate(1)));
            socket.connect(socket.localAddress());
            assertTrue(socket.isOpen());
        } finally {
            assertTrue(Thread.interrupted(), "the status is kept");
        }
    }

    @Test
    void bindingLeavesNothingBehind() throws Exception {
        UdpSocket peer = udp();
        Descriptors.assertNoGrowth(40, () -> {
            try (UdpSocket socket = UdpSocket.bind(backend(), anyPort())) {
                socket.connect(peer.localAddress());
                send(socket, "x");
                assertReceives(peer, "x");
            }
        });
    }

    @Test
    void builderSetsOptions() throws Exception {
        UdpSocket socket = closing(UdpSocket.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_BROADCAST, true)
                .option(StandardSocketOptions.SO_RCVBUF, 65_536)
                .bind(anyPort()));
        assertTrue(socket.broadcast());
        int size = present(socket.getOption(StandardSocketOptions.SO_RCVBUF));
        assertTrue(size >= 65_536, () -> "SO_RCVBUF is " + size);
    }
}
