package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a TCP listener is bound, what it accepts, and when its port is free again. */
public abstract class TcpListenerContract extends NetContract {

    private static final long TOKEN = 6;

    /** Creates the tests; called by JUnit. */
    protected TcpListenerContract() {}

    @Test
    void portIsChosenBySystem() throws Exception {
        TcpListener first = tcpListener();
        TcpListener second = tcpListener();
        assertEquals(anyPort().getAddress(), first.localAddress().getAddress());
        assertTrue(first.localAddress().getPort() > 0);
        assertNotEquals(first.localAddress(), second.localAddress());
        assertTrue(first.isOpen());
        assertEquals(maker().name(), first.backend().name());
    }

    @Test
    void portInUseIsRefusedByName() throws Exception {
        InetSocketAddress taken = tcpListener().localAddress();
        Descriptors.assertNoGrowth(20, () -> {
            BindException e = assertThrows(BindException.class, () -> TcpListener.bind(backend(), taken));
            assertNamesAddress(e, taken);
        });
    }

    @Test
    void addressOfAnotherMachineIsRefusedByName() throws Exception {
        InetSocketAddress foreign = new InetSocketAddress(foreign(), 0);
        BindException e = assertThrows(BindException.class, () -> TcpListener.bind(backend(), foreign));
        assertNames(e, foreign.getAddress().getHostAddress());
    }

    @Test
    void acceptingNothingReturnsNull() throws Exception {
        TcpListener listener = tcpListener();
        assertNull(listener.accept());
        assertNull(listener.accept());
        connectTo(listener);
        accept(listener);
        assertNull(listener.accept());
    }

    @Test
    void acceptedStreamDoesNotBlock() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream client = connectTo(listener);
        TcpStream accepted = accept(listener);
        assertEquals(0, accepted.read(ByteBuffer.allocate(1)));
        fill(accepted);
        assertEquals(listener.localAddress(), accepted.localAddress());
        assertEquals(client.localAddress(), accepted.peerAddress());
    }

    @Test
    void connectionYieldsAnEvent() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        log.awaitQuiet();
        for (int i = 0; i < 20; i++) {
            TcpStream client = connectTo(listener);
            log.awaitReadable(TOKEN);
            TcpStream accepted = accept(listener);
            assertEquals(client.localAddress(), accepted.peerAddress());
            assertNull(listener.accept());
            client.close();
            accepted.close();
        }
    }

    @Test
    void connectionThatWaitsYieldsAnEventWhenRegistered() throws Exception {
        TcpListener listener = tcpListener();
        connectTo(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        poll.registry().reregister(listener, TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
        accept(listener);
    }

    @Test
    void reregisteringTellsOfConnectionsThatWereLeft() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        connectTo(listener);
        connectTo(listener);
        log.awaitReadable(TOKEN);
        accept(listener);
        poll.registry().reregister(listener, TOKEN, Interest.READABLE);
        log.awaitReadable(TOKEN);
        accept(listener);
    }

    /** There is nothing to write to a listener. */
    @Test
    void listenerIsNeverWritable() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.WRITABLE);
        connectTo(listener);
        log.awaitQuiet();
        assertEquals(0, log.readiness(TOKEN) & (Readiness.READABLE | Readiness.WRITABLE));
        poll.registry().reregister(listener, TOKEN, Interest.READABLE.add(Interest.WRITABLE));
        log.awaitReadable(TOKEN);
        accept(listener);
    }

    /** A crowd is accepted by draining after each event. */
    @Test
    void drainingAcceptsEveryConnection() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        int crowd = 200;
        Task<Boolean> connecting = Task.run(() -> {
            List<TcpStream> streams = new ArrayList<>();
            for (int i = 0; i < crowd; i++) {
                streams.add(closing(TcpStream.connect(backend(), listener.localAddress())));
            }
            for (TcpStream stream : streams) {
                until("the connection is made", stream::finishConnect);
            }
        });
        Events events = Events.withCapacity(8);
        int accepted = 0;
        while (accepted < crowd) {
            assertTrue(poll.poll(events, Duration.ofSeconds(10)) > 0, "an event is missing after " + accepted);
            for (TcpStream next = listener.accept(); next != null; next = listener.accept()) {
                closing(next);
                accepted++;
            }
        }
        connecting.join();
        assertNull(listener.accept());
    }

    /** Several threads may accept from one listener: each connection goes to one of them. */
    @Test
    void threadsShareTheConnections() throws Exception {
        TcpListener listener = tcpListener();
        int crowd = 60;
        List<Task<Integer>> tasks = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(crowd);
        for (int i = 0; i < 2; i++) {
            tasks.add(Task.call(() -> {
                int[] count = new int[1];
                until("all are accepted", () -> {
                    TcpStream next = listener.accept();
                    if (next != null) {
                        closing(next);
                        count[0]++;
                        left.decrementAndGet();
                    }
                    return left.get() == 0;
                });
                return count[0];
            }));
        }
        for (int i = 0; i < crowd; i++) {
            connectTo(listener);
        }
        assertEquals(crowd, tasks.get(0).join() + tasks.get(1).join());
    }

    /** The connections of a backlog wait without anyone accepting; how many more a system allows is its own affair. */
    @Test
    void backlogHoldsConnections() throws Exception {
        TcpListener listener = closing(TcpListener.bind(backend(), anyPort(), 40));
        List<TcpStream> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            clients.add(connectTo(listener));
        }
        for (TcpStream client : clients) {
            assertEquals(client.localAddress(), accept(listener).peerAddress());
        }
        assertNull(listener.accept());
    }

    @Test
    void closedListenerRefusesConnections() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        connectTo(listener);
        log.awaitReadable(TOKEN);
        InetSocketAddress address = listener.localAddress();
        listener.close();
        log.assertSilent(TOKEN);
        // The poll above is the one iteration that a mechanism may take to let go of the port.
        assertThrows(ConnectException.class, () -> {
            TcpStream stream = closing(TcpStream.connect(backend(), address));
            until("the connection is refused", stream::finishConnect);
        });
    }

    @Test
    void portIsFreeWhenCloseReturns() throws Exception {
        TcpListener first = tcpListener();
        InetSocketAddress address = first.localAddress();
        first.close();
        closing(TcpListener.bind(backend(), address)).close();
        Poll poll = openPoll();
        for (int i = 0; i < 20; i++) {
            TcpListener listener = closing(TcpListener.bind(backend(), address));
            poll.registry().register(listener, TOKEN, Interest.READABLE);
            new EventLog(poll).pollNow();
            listener.close();
        }
    }

    /** A thread that is polling may have to come round once before the system lets go. */
    @Test
    void portIsFreeSoonAfterClosingDuringAPoll() throws Exception {
        TcpListener listener = tcpListener();
        InetSocketAddress address = listener.localAddress();
        Poll poll = openPoll();
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        Task<Boolean> polling = Task.run(() -> poll.poll(Events.withCapacity(1), Duration.ofSeconds(30)));
        polling.awaitBlockedIn(poll);
        listener.close();
        until("the port is free", () -> {
            try {
                TcpListener.bind(backend(), address).close();
                return true;
            } catch (BindException e) {
                return false;
            }
        });
        assertFalse(polling.isDone(), "the poll goes on");
        Waker.create(poll.registry(), TOKEN + 1).wake();
        polling.join();
    }

    @Test
    void everythingThrowsAfterClose() throws Exception {
        TcpListener listener = tcpListener();
        listener.close();
        listener.close();
        assertFalse(listener.isOpen());
        assertThrows(ClosedChannelException.class, listener::accept);
        assertThrows(ClosedChannelException.class, listener::localAddress);
        assertThrows(ClosedChannelException.class, listener::takeError);
        assertThrows(ClosedChannelException.class, () -> listener.getOption(StandardSocketOptions.SO_RCVBUF));
        assertThrows(ClosedChannelException.class, () -> listener.tryIo(Direction.READ, () -> 1));
        Poll poll = openPoll();
        assertThrows(ClosedChannelException.class, () -> poll.registry().register(listener, TOKEN, Interest.READABLE));
    }

    /** Closing while another thread accepts has one outcome only, and leaves no connection behind. */
    @Test
    void closingEndsTheAcceptsOfAnotherThread() throws Exception {
        for (int i = 0; i < 100; i++) {
            TcpListener listener = tcpListener();
            Task<IOException> accepting = Task.call(() -> awaitFailure("accepting", () -> {
                TcpStream accepted = listener.accept();
                if (accepted != null) {
                    accepted.close();
                }
                return true;
            }));
            TcpStream client = closing(TcpStream.connect(backend(), listener.localAddress()));
            listener.close();
            assertInstanceOf(ClosedChannelException.class, accepting.join());
            client.close();
        }
    }

    @Test
    void builderSetsOptionsAndBacklog() throws Exception {
        TcpListener listener = closing(TcpListener.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_RCVBUF, 65_536)
                .backlog(3)
                .bind(anyPort()));
        int size = present(listener.getOption(StandardSocketOptions.SO_RCVBUF));
        assertTrue(size >= 65_536, () -> "SO_RCVBUF is " + size);
        connectTo(listener);
        accept(listener);
    }

    /** Where the system has SO_REUSEPORT, several listeners share a port; elsewhere the option is refused. */
    @Test
    void listenersShareAPortIfAsked() throws Exception {
        boolean supported = tcpListener().supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        if (!supported) {
            assertUnsupported(() -> TcpListener.builder()
                    .backend(backend())
                    .option(StandardSocketOptions.SO_REUSEPORT, true)
                    .bind(anyPort()));
            return;
        }
        TcpListener first = closing(TcpListener.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(anyPort()));
        TcpListener second = closing(TcpListener.builder()
                .backend(backend())
                .option(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(first.localAddress()));
        assertEquals(first.localAddress(), second.localAddress());
        connectTo(first);
        TcpStream[] accepted = new TcpStream[1];
        until("one of them accepts", () -> {
            accepted[0] = first.accept();
            if (accepted[0] == null) {
                accepted[0] = second.accept();
            }
            return accepted[0] != null;
        });
        closing(accepted[0]);
    }

    @Test
    void healthyListenerHasNoError() throws Exception {
        assertEquals(Optional.empty(), tcpListener().takeError());
    }

    @Test
    void tryIoThatWouldBlockOrThrowsPromisesAnotherEvent() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        IOException own = new IOException("own");
        for (int i = 0; i < 10; i++) {
            connectTo(listener);
            log.awaitReadable(TOKEN);
            if (i % 2 == 0) {
                assertEquals(0, listener.tryIo(Direction.READ, () -> 0));
            } else {
                assertSame(
                        own,
                        assertThrows(
                                IOException.class,
                                () -> listener.tryIo(Direction.READ, () -> {
                                    throw own;
                                })));
            }
        }
        assertEquals(7, listener.tryIo(Direction.READ, () -> 7));
        for (int i = 0; i < 10; i++) {
            accept(listener);
        }
    }

    @Test
    void listeningLeavesNothingBehind() throws Exception {
        Descriptors.assertNoGrowth(40, () -> {
            try (TcpListener listener = TcpListener.bind(backend(), anyPort());
                    TcpStream stream = TcpStream.connect(backend(), listener.localAddress())) {
                accept(listener).close();
                until("the connection is made", stream::finishConnect);
            }
        });
    }
}
