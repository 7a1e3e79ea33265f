package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a TCP connection is made, how it fails, and what holds in between. */
public abstract class TcpConnectContract extends NetContract {

    private static final long TOKEN = 5;

    /** More connections than any system lets wait for a backlog of one. */
    private static final int OVERFLOW = 64;

    /** Creates the tests; called by JUnit. */
    protected TcpConnectContract() {}

    /** Waits for writable events until connecting has an end. */
    private static void finish(EventLog log, TcpStream stream) throws IOException {
        do {
            log.awaitWritable(TOKEN);
        } while (!stream.finishConnect());
    }

    @Test
    void writableEventTellsThatTheConnectionIsMade() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        for (int i = 0; i < 20; i++) {
            TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
            poll.registry().register(stream, TOKEN, Interest.WRITABLE);
            finish(log, stream);
            assertTrue(stream.finishConnect(), "asked again");
            assertEquals(listener.localAddress(), stream.peerAddress());
            assertEquals(stream.localAddress(), accept(listener).peerAddress());
            stream.close();
        }
    }

    @Test
    void connectionMadeBeforeRegisteringYieldsAnEvent() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
        accept(listener);
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        finish(new EventLog(poll), stream);
    }

    @Test
    void connectionsAreMadeWithoutAPoll() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        write(stream, "x");
        assertEquals("x", readText(accept(listener), 1));
    }

    /** Bytes can be sent and are received although nobody asked whether the connection is made. */
    @Test
    void writingFindsOutThatTheConnectionIsMade() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
        write(stream, "ping");
        TcpStream accepted = accept(listener);
        assertEquals("ping", readText(accepted, 4));
        write(accepted, "pong");
        assertEquals("pong", readText(stream, 4));
        assertTrue(stream.finishConnect());
    }

    @Test
    void writingAfterTheEventNeedsNoFinishConnect() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
        poll.registry().register(stream, TOKEN, Interest.READABLE.add(Interest.WRITABLE));
        do {
            log.awaitWritable(TOKEN);
        } while (stream.write(bytes("x")) == 0);
        TcpStream accepted = accept(listener);
        assertEquals("x", readText(accepted, 1));
        assertEquals(listener.localAddress(), stream.peerAddress());
    }

    @Test
    void streamRegisteredForReadingOnlyIsToldOfBytes() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
        poll.registry().register(stream, TOKEN, Interest.READABLE);
        TcpStream accepted = accept(listener);
        log.awaitQuiet();
        assertEquals(0, log.readiness(TOKEN) & Readiness.WRITABLE, "writable was not asked for");
        until("the connection is made", stream::finishConnect);
        write(accepted, "x");
        log.awaitReadable(TOKEN);
        assertEquals("x", readText(stream, 1));
    }

    /** Connects to where nobody listens; null if the system refuses at once, which the exception must tell as well. */
    private @Nullable TcpStream connectRefused(InetSocketAddress address) throws IOException {
        try {
            return closing(TcpStream.connect(backend(), address));
        } catch (ConnectException e) {
            assertNamesAddress(e, address);
            return null;
        }
    }

    private static IOException awaitRefusal(EventLog log, TcpStream stream) throws Exception {
        return awaitFailure("connecting", () -> {
            if (!stream.finishConnect()) {
                log.awaitWritable(TOKEN);
                return false;
            }
            throw new AssertionError("connected to where nobody listens");
        });
    }

    @Test
    void refusedConnectionYieldsAnEventAndAnExceptionNamingTheAddress() throws Exception {
        InetSocketAddress address = refusingAddress();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        TcpStream stream = connectRefused(address);
        if (stream == null) {
            return;
        }
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        log.awaitWritable(TOKEN);
        ConnectException e = assertThrows(ConnectException.class, () -> {
            while (!stream.finishConnect()) {
                log.awaitWritable(TOKEN);
            }
        });
        assertNamesAddress(e, address);
        log.awaitQuiet();
    }

    @Test
    void refusedConnectionYieldsAnEventForAnyInterest() throws Exception {
        for (Interest interest :
                List.of(Interest.READABLE, Interest.WRITABLE, Interest.READABLE.add(Interest.WRITABLE))) {
            Poll poll = openPoll();
            EventLog log = new EventLog(poll);
            TcpStream stream = connectRefused(refusingAddress());
            if (stream == null) {
                return;
            }
            poll.registry().register(stream, TOKEN, interest);
            until("an event with " + interest, () -> {
                log.poll(Duration.ofSeconds(1));
                return (log.readiness(TOKEN) & interest.bits()) != 0;
            });
            assertThrows(ConnectException.class, () -> until("it is refused", stream::finishConnect));
            log.awaitQuiet();
        }
    }

    @Test
    void refusalIsTakenOnce() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        TcpStream stream = connectRefused(refusingAddress());
        if (stream == null) {
            return;
        }
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        log.awaitWritable(TOKEN);
        IOException[] error = new IOException[1];
        until("the error can be taken", () -> {
            Optional<IOException> taken = stream.takeError();
            taken.ifPresent(e -> error[0] = e);
            return taken.isPresent();
        });
        assertTrue(error[0] instanceof ConnectException, () -> "a ConnectException, not " + error[0]);
        assertEquals(Optional.empty(), stream.takeError());
    }

    /** What remains of a stream that could not be connected is inert: it can be registered, asked and closed. */
    @Test
    void refusedStreamCanStillBeHandled() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        TcpStream stream = connectRefused(refusingAddress());
        if (stream == null) {
            return;
        }
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        awaitRefusal(log, stream);
        assertTrue(stream.isOpen());
        assertThrows(IOException.class, stream::peerAddress);
        assertThrows(IOException.class, () -> stream.write(bytes("x")));
        poll.registry().reregister(stream, TOKEN + 1, Interest.READABLE.add(Interest.WRITABLE));
        log.awaitQuiet();
        poll.registry().deregister(stream);
        log.assertSilent(TOKEN);
        stream.close();
        assertFalse(stream.isOpen());
        assertThrows(ClosedChannelException.class, () -> stream.write(bytes("x")));
    }

    @Test
    void refusedConnectionsLeaveNothingBehind() throws Exception {
        InetSocketAddress address = refusingAddress();
        Descriptors.assertNoGrowth(40, () -> {
            TcpStream stream = connectRefused(address);
            if (stream != null) {
                assertThrows(ConnectException.class, () -> until("it is refused", stream::finishConnect));
                stream.close();
            }
        });
    }

    /**
     * Returns a stream that is being connected and stays so until the listener accepts: the backlog is full. Systems that
     * refuse such a connection, or make it all the same, cannot show what holds meanwhile; there the test is skipped.
     */
    private TcpStream pendingConnection(TcpListener listener) throws Exception {
        List<TcpStream> earlier = new ArrayList<>();
        for (int i = 0; i < OVERFLOW; i++) {
            TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
            Poll poll = openPoll();
            poll.registry().register(stream, TOKEN, Interest.WRITABLE);
            try {
                // A connection over loopback takes microseconds; one that is made later only weakens the test.
                new EventLog(poll).poll(Duration.ofMillis(200));
                if (!stream.finishConnect()) {
                    poll.close();
                    return stream;
                }
            } catch (ConnectException e) {
                return abort("this system refuses what the backlog does not hold: " + e.getMessage());
            }
            poll.close();
            earlier.add(stream);
        }
        return abort("this system holds " + earlier.size() + " connections in a backlog of 1");
    }

    @Test
    void operationsWouldBlockWhileConnecting() throws Exception {
        TcpListener listener = closing(TcpListener.bind(backend(), anyPort(), 1));
        TcpStream stream = pendingConnection(listener);
        ByteBuffer buffer = ByteBuffer.allocate(8);
        assertEquals(0, stream.read(buffer));
        assertEquals(0, stream.read(new ByteBuffer[] {buffer}));
        assertEquals(0, stream.write(buffer));
        assertEquals(0, stream.write(new ByteBuffer[] {buffer}));
        assertEquals(0, stream.peek(buffer));
        assertEquals(0, buffer.position());
        assertFalse(stream.finishConnect());
        assertThrows(SocketException.class, stream::peerAddress);
        assertThrows(SocketException.class, () -> stream.shutdown(Shutdown.WRITE));
        assertEquals(Optional.empty(), stream.takeError());
        assertTrue(stream.isOpen());
    }

    @Test
    void connectionThatTakesItsTimeYieldsAnEvent() throws Exception {
        TcpListener listener = closing(TcpListener.bind(backend(), anyPort(), 1));
        TcpStream stream = pendingConnection(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        AtomicBoolean made = new AtomicBoolean();
        Task<Boolean> accepting = Task.run(() -> {
            until("the backlog is accepted", () -> {
                TcpStream accepted = listener.accept();
                if (accepted != null) {
                    closing(accepted);
                }
                return made.get();
            });
        });
        finish(log, stream);
        made.set(true);
        accepting.join();
        assertEquals(listener.localAddress(), stream.peerAddress());
    }

    @Test
    void pendingConnectionCanBeClosed() throws Exception {
        TcpListener listener = closing(TcpListener.bind(backend(), anyPort(), 1));
        TcpStream stream = pendingConnection(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stream, TOKEN, Interest.READABLE.add(Interest.WRITABLE));
        stream.close();
        log.assertSilent(TOKEN);
        assertThrows(ClosedChannelException.class, stream::finishConnect);
    }

    @Test
    void localAddressCanBeChosen() throws Exception {
        TcpListener listener = tcpListener();
        for (int i = 0; ; i++) {
            InetSocketAddress local;
            try (ServerSocket free = new ServerSocket()) {
                free.bind(anyPort());
                local = (InetSocketAddress) free.getLocalSocketAddress();
            }
            try {
                TcpStream stream = closing(TcpStream.builder()
                        .backend(backend())
                        .option(StandardSocketOptions.SO_REUSEADDR, true)
                        .bind(local)
                        .connect(listener.localAddress()));
                until("the connection is made", stream::finishConnect);
                assertEquals(local, stream.localAddress());
                assertEquals(local, accept(listener).peerAddress());
                return;
            } catch (BindException e) {
                // Another process was given the port in between.
                if (i == 10) {
                    throw e;
                }
            }
        }
    }

    @Test
    void localAddressInUseIsRefusedByName() throws Exception {
        TcpListener listener = tcpListener();
        InetSocketAddress taken = tcpListener().localAddress();
        Descriptors.assertNoGrowth(20, () -> {
            BindException e = assertThrows(
                    BindException.class,
                    () -> TcpStream.builder().backend(backend()).bind(taken).connect(listener.localAddress()));
            assertNamesAddress(e, taken);
        });
    }

    @Test
    void optionsAreSetBeforeConnecting() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream stream = closing(TcpStream.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_KEEPALIVE, true)
                .option(StandardSocketOptions.SO_RCVBUF, 32_768)
                .connect(listener.localAddress()));
        assertEquals(true, stream.getOption(StandardSocketOptions.SO_KEEPALIVE));
        until("the connection is made", stream::finishConnect);
        assertEquals(true, stream.getOption(StandardSocketOptions.SO_KEEPALIVE));
    }

    @Test
    void ipv6Connects() throws Exception {
        InetAddress loopback = ipv6Loopback();
        TcpListener listener = closing(TcpListener.bind(backend(), new InetSocketAddress(loopback, 0)));
        TcpStream stream = connectTo(listener);
        TcpStream accepted = accept(listener);
        assertEquals(loopback, stream.peerAddress().getAddress());
        assertEquals(stream.localAddress(), accepted.peerAddress());
        write(stream, "six");
        assertEquals("six", readText(accepted, 3));
    }

    /** A listener at the IPv6 wildcard serves IPv4 as well, and shows it as such. */
    @Test
    void ipv6ListenerTakesIpv4Connections() throws Exception {
        ipv6Loopback();
        InetAddress any = InetAddress.getByAddress(new byte[16]);
        TcpListener listener = closing(TcpListener.bind(backend(), new InetSocketAddress(any, 0)));
        InetSocketAddress target = new InetSocketAddress(
                ipv4(127, 0, 0, 1), listener.localAddress().getPort());
        TcpStream stream = closing(TcpStream.connect(backend(), target));
        TcpStream accepted = accept(listener);
        until("the connection is made", stream::finishConnect);
        assertEquals(stream.localAddress(), accepted.peerAddress());
        assertEquals(target, accepted.localAddress());
    }

    /** Returns the IPv6 loopback address; skips the test, visibly, on a machine without it. */
    static InetAddress ipv6Loopback() throws IOException {
        InetAddress loopback = Inet6Address.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(loopback, 0));
            return loopback;
        } catch (SocketException e) {
            return abort("this machine has no IPv6: " + e.getMessage());
        }
    }

    @Test
    void connectingLeavesNothingBehind() throws Exception {
        TcpListener listener = tcpListener();
        Descriptors.assertNoGrowth(40, () -> {
            try (TcpStream stream = TcpStream.connect(backend(), listener.localAddress())) {
                accept(listener).close();
                until("the connection is made", stream::finishConnect);
            }
        });
    }
}
