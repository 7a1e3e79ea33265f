package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.UdpSocket;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What happens to datagrams: boundaries, empty and long ones, buffers, would-block, peeking and truncation. */
public abstract class UdpDatagramContract extends UdpContract {

    private static final long TOKEN = 8;

    /** Creates the tests; called by JUnit. */
    protected UdpDatagramContract() {}

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
}
