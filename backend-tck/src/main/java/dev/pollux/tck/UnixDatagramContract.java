package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.UnixAddress;
import dev.pollux.net.UnixDatagram;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Unix datagram sockets do, between paths and in pairs. */
public abstract class UnixDatagramContract extends NetContract {

    private static final long TOKEN = 12;

    /** More small datagrams than any system queues. */
    private static final int OVERFLOW = 100_000;

    /** Creates the tests; called by JUnit. */
    protected UnixDatagramContract() {}

    @BeforeEach
    final void requireUnixDatagrams() {
        require(Capability.UNIX_DATAGRAM);
    }

    private UnixDatagram bound() throws IOException {
        return closing(UnixDatagram.bind(backend(), socketPath()));
    }

    private UnixDatagram.Pair pair() throws IOException {
        UnixDatagram.Pair pair = UnixDatagram.pair(backend());
        closing(pair.first());
        closing(pair.second());
        return pair;
    }

    private static void assertReceivesFrom(UnixDatagram socket, String text, UnixAddress sender) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        @Nullable UnixAddress[] from = new UnixAddress[1];
        until("\"" + text + "\" is received", () -> {
            from[0] = socket.receiveFrom(target);
            return from[0] != null;
        });
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertEquals(sender, from[0]);
    }

    private static void assertReceives(UnixDatagram socket, String text) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        int[] count = new int[1];
        until("\"" + text + "\" is received", () -> {
            count[0] = socket.receive(target);
            return count[0] != UnixDatagram.WOULD_BLOCK;
        });
        assertEquals(target.position(), count[0]);
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
    }

    @Test
    void datagramsTellTheirSenders() throws Exception {
        UnixDatagram receiver = bound();
        UnixDatagram named = bound();
        UnixDatagram unnamed = closing(UnixDatagram.unbound(backend()));
        assertEquals(UnixAddress.unnamed(), unnamed.localAddress());
        assertTrue(receiver.localAddress().path().isPresent());
        assertEquals(5, named.sendTo(bytes("named"), receiver.localAddress()));
        assertReceivesFrom(receiver, "named", named.localAddress());
        assertEquals(7, unnamed.sendTo(bytes("unnamed"), receiver.localAddress()));
        assertReceivesFrom(receiver, "unnamed", UnixAddress.unnamed());
        assertEquals(0, named.sendTo(ByteBuffer.allocate(0), receiver.localAddress()));
        assertReceivesFrom(receiver, "", named.localAddress());
    }

    @Test
    void connectedSocketSendsToItsPeer() throws Exception {
        UnixDatagram receiver = bound();
        UnixDatagram sender = bound();
        assertThrows(SocketException.class, () -> sender.send(bytes("whereto")));
        assertThrows(SocketException.class, sender::peerAddress);
        sender.connect(receiver.localAddress());
        assertEquals(receiver.localAddress(), sender.peerAddress());
        assertEquals(5, sender.send(bytes("hello")));
        assertReceivesFrom(receiver, "hello", sender.localAddress());
        UnixDatagram other = bound();
        sender.connect(other.localAddress());
        assertEquals(5, sender.send(bytes("again")));
        assertReceives(other, "again");
        assertEquals(UnixDatagram.WOULD_BLOCK, receiver.receive(ByteBuffer.allocate(9)));
    }

    @Test
    void receivingNothingWouldBlock() throws Exception {
        UnixDatagram socket = bound();
        ByteBuffer target = ByteBuffer.allocate(4);
        assertEquals(UnixDatagram.WOULD_BLOCK, socket.receive(target));
        assertNull(socket.receiveFrom(target));
        assertEquals(UnixDatagram.WOULD_BLOCK, socket.peek(target));
        assertNull(socket.peekFrom(target));
        assertEquals(0, target.position());
    }

    @Test
    void pairIsConnected() throws Exception {
        UnixDatagram.Pair pair = pair();
        assertEquals(UnixAddress.unnamed(), pair.first().localAddress());
        assertEquals(UnixAddress.unnamed(), pair.second().peerAddress());
        assertEquals(4, pair.first().send(bytes("ping")));
        assertReceives(pair.second(), "ping");
        assertEquals(0, pair.second().send(ByteBuffer.allocate(0)));
        assertReceives(pair.first(), "");
        assertEquals(Optional.empty(), pair.first().takeError());
    }

    @Test
    void datagramYieldsAnEvent() throws Exception {
        UnixDatagram.Pair pair = pair();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(pair.second(), TOKEN, Interest.READABLE);
        for (int i = 0; i < 20; i++) {
            assertEquals(1, pair.first().send(bytes("x")));
            log.awaitReadable(TOKEN);
            assertReceives(pair.second(), "x");
            assertEquals(UnixDatagram.WOULD_BLOCK, pair.second().receive(ByteBuffer.allocate(9)));
        }
        pair.first().send(bytes("y"));
        poll.registry().reregister(pair.second(), TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
    }

    @Test
    void roomToSendYieldsAnEvent() throws Exception {
        UnixDatagram.Pair pair = pair();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(pair.first(), TOKEN, Interest.WRITABLE);
        log.awaitWritable(TOKEN);
        int sent = 0;
        while (pair.first().send(bytes("datagram")) != UnixDatagram.WOULD_BLOCK) {
            sent++;
            assertTrue(sent < OVERFLOW, "datagrams are queued without end");
        }
        int[] left = {sent};
        log.forget();
        until("the sender is told of room", () -> {
            ByteBuffer target = ByteBuffer.allocate(9);
            while (pair.second().receive(target.clear()) != UnixDatagram.WOULD_BLOCK) {
                left[0]--;
            }
            log.poll(Duration.ofMillis(1));
            return left[0] == 0 && (log.readiness(TOKEN) & Readiness.WRITABLE) != 0;
        });
        assertEquals(8, pair.first().send(bytes("datagram")));
    }

    @Test
    void peekedDatagramIsReceivedAfterwards() throws Exception {
        UnixDatagram receiver = bound();
        UnixDatagram sender = bound();
        sender.sendTo(bytes("first"), receiver.localAddress());
        sender.sendTo(bytes("second"), receiver.localAddress());
        ByteBuffer target = ByteBuffer.allocate(9);
        until("the datagram can be peeked", () -> receiver.peek(target.clear()) == 5);
        assertEquals(sender.localAddress(), receiver.peekFrom(target.clear()));
        assertEquals("first", StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertReceivesFrom(receiver, "first", sender.localAddress());
        assertReceives(receiver, "second");
    }

    @Test
    void longerDatagramIsCutOff() throws Exception {
        UnixDatagram.Pair pair = pair();
        pair.first().send(bytes("0123456789"));
        ByteBuffer target = ByteBuffer.allocate(4);
        until("the datagram is received", () -> pair.second().receive(target) == 4);
        if (has(Capability.TRUNCATION)) {
            assertTrue(pair.second().truncated());
        }
        pair.first().send(bytes("0123"));
        until("the datagram is received", () -> pair.second().receive(target.clear()) == 4);
        if (has(Capability.TRUNCATION)) {
            assertFalse(pair.second().truncated());
        }
        assertEquals(UnixDatagram.WOULD_BLOCK, pair.second().receive(target.clear()));
    }

    @Test
    void receivingWithoutRoomIsRefused() throws Exception {
        UnixDatagram.Pair pair = pair();
        pair.first().send(bytes("kept"));
        for (ByteBuffer bad :
                new ByteBuffer[] {ByteBuffer.allocate(0), ByteBuffer.allocate(9).asReadOnlyBuffer()}) {
            assertThrows(IllegalArgumentException.class, () -> pair.second().receive(bad));
            assertThrows(IllegalArgumentException.class, () -> pair.second().receiveFrom(bad));
            assertThrows(IllegalArgumentException.class, () -> pair.second().peek(bad));
        }
        assertReceives(pair.second(), "kept");
    }

    @Test
    void badPathsAreRefusedByName() throws Exception {
        Path missing = socketPath();
        Path taken = bound().localAddress().path().orElseThrow();
        UnixAddress tooLong = UnixAddress.of(socketPath().resolveSibling("x".repeat(200)));
        UnixDatagram socket = closing(UnixDatagram.unbound(backend()));
        assertNames(assertThrows(IOException.class, () -> socket.sendTo(bytes("x"), UnixAddress.of(missing))), missing);
        assertNames(assertThrows(IOException.class, () -> socket.connect(missing)), missing);
        assertNames(assertThrows(IllegalArgumentException.class, () -> socket.sendTo(bytes("x"), tooLong)), tooLong);
        Descriptors.assertNoGrowth(20, () -> {
            assertNames(assertThrows(BindException.class, () -> UnixDatagram.bind(backend(), taken)), taken);
            assertNames(
                    assertThrows(IllegalArgumentException.class, () -> UnixDatagram.bind(backend(), tooLong)), tooLong);
        });
    }

    @Test
    void abstractNamesWork() throws Exception {
        require(Capability.ABSTRACT_ADDRESSES);
        UnixAddress address =
                UnixAddress.ofAbstract("pollux-tck-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        UnixDatagram socket = closing(UnixDatagram.bind(backend(), address));
        assertEquals(address, socket.localAddress());
        socket.sendTo(bytes("to myself"), address);
        assertReceivesFrom(socket, "to myself", address);
    }

    @Test
    void endingTheWritingHalfFailsSends() throws Exception {
        UnixDatagram.Pair pair = pair();
        pair.first().shutdown(Shutdown.WRITE);
        assertThrows(IOException.class, () -> pair.first().send(bytes("x")));
        assertEquals(4, pair.second().send(bytes("back")));
        assertReceives(pair.first(), "back");
    }

    @Test
    void endingTheReadingHalfFailsThePeersSends() throws Exception {
        UnixDatagram.Pair pair = pair();
        pair.first().shutdown(Shutdown.READ);
        assertThrows(IOException.class, () -> pair.second().send(bytes("x")));
        assertEquals(4, pair.first().send(bytes("fine")));
        assertReceives(pair.second(), "fine");
    }

    @Test
    void sendingToAClosedPeerFails() throws Exception {
        UnixDatagram.Pair pair = pair();
        pair.second().close();
        assertThrows(IOException.class, () -> pair.first().send(bytes("x")));
        assertTrue(pair.first().isOpen());
    }

    @Test
    void tryIoHandsResultsThroughAndPromisesEvents() throws Exception {
        UnixDatagram.Pair pair = pair();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(pair.second(), TOKEN, Interest.READABLE);
        for (int i = 0; i < 5; i++) {
            pair.first().send(bytes("x"));
            log.awaitReadable(TOKEN);
            assertEquals(0, pair.second().tryIo(Direction.READ, () -> 0));
        }
        assertEquals(7, pair.second().tryIo(Direction.WRITE, () -> 7));
    }

    @Test
    void everythingThrowsAfterClose() throws Exception {
        UnixDatagram socket = bound();
        UnixAddress address = socket.localAddress();
        socket.close();
        socket.close();
        ByteBuffer buffer = ByteBuffer.allocate(4);
        assertFalse(socket.isOpen());
        assertThrows(ClosedChannelException.class, () -> socket.receive(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.receiveFrom(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.peek(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.send(buffer));
        assertThrows(ClosedChannelException.class, () -> socket.sendTo(buffer, address));
        assertThrows(ClosedChannelException.class, () -> socket.connect(address));
        assertThrows(ClosedChannelException.class, socket::localAddress);
        assertThrows(ClosedChannelException.class, () -> socket.shutdown(Shutdown.BOTH));
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Descriptors.assertNoGrowth(40, () -> {
            UnixDatagram.Pair pair = UnixDatagram.pair(backend());
            pair.first().close();
            pair.second().close();
            UnixDatagram.unbound(backend()).close();
        });
    }
}
