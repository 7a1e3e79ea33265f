package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.net.UdpSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How UDP sockets are bound, what events they yield, and what happens to them with threads and when they are closed. */
public abstract class UdpSocketContract extends UdpContract {

    private static final long TOKEN = 8;

    /** Creates the tests; called by JUnit. */
    protected UdpSocketContract() {}

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
