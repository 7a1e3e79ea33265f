package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.ClosedPollException;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Closing polls, wakers and sources: by any thread, in any order, and nothing is left behind. */
public abstract class ClosingContract extends Contract {

    private static final long WAKE = 99;

    /** Creates the tests; called by JUnit. */
    protected ClosingContract() {}

    @Test
    void closedPollSaysSo() throws Exception {
        Poll poll = openPoll();
        assertTrue(poll.isOpen());
        poll.close();
        assertFalse(poll.isOpen());
        poll.close();
        assertFalse(poll.isOpen());
    }

    @Test
    void closedPollDoesNotPoll() throws Exception {
        Poll poll = openPoll();
        Waker.create(poll.registry(), WAKE).wake();
        poll.close();
        Events events = Events.withCapacity(4);
        assertThrows(ClosedPollException.class, () -> poll.poll(events));
        assertThrows(ClosedPollException.class, () -> poll.poll(events, Duration.ZERO));
        assertThrows(ClosedPollException.class, () -> poll.poll(events, Duration.ofDays(1)));
        assertThrows(ClosedPollException.class, () -> poll.poll(events, 1, TimeUnit.DAYS));
    }

    /** Whether a close comes shortly before or during a poll, the poller finds the same: no events. */
    @Test
    void pollThatFailsLeavesNoEvents() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(4);
        events.add(7, Readiness.READABLE);
        Task<Integer> poller = Task.call(() -> poll.poll(events));
        poller.awaitBlockedIn(poll);
        poll.close();
        assertThrows(ClosedPollException.class, poller::join);
        assertTrue(events.isEmpty(), "closed during the poll");
        events.add(7, Readiness.READABLE);
        assertThrows(ClosedPollException.class, () -> poll.poll(events, Duration.ZERO));
        assertTrue(events.isEmpty(), "closed before the poll");
    }

    @Test
    void closingEndsAPollThatWaits() throws Exception {
        for (Duration limit : List.of(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            Poll poll = openPoll();
            Waker.create(poll.registry(), WAKE);
            poll.registry().register(datagram(), 1, Interest.READABLE);
            Task<Boolean> poller = Task.run(() -> {
                Events events = Events.withCapacity(4);
                while (poll.isOpen()) {
                    poll.poll(events, limit);
                }
            });
            poller.awaitBlockedIn(poll);
            poll.close();
            assertThrows(ClosedPollException.class, poller::join);
        }
    }

    @Test
    void severalThreadsMayClose() throws Exception {
        for (int i = 0; i < 50; i++) {
            Poll poll = openPoll();
            Task<Integer> poller = Task.call(() -> poll.poll(Events.withCapacity(4)));
            poller.awaitBlockedIn(poll);
            List<Task<Boolean>> closers = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                closers.add(Task.run(poll::close));
            }
            for (Task<Boolean> closer : closers) {
                closer.join();
            }
            assertThrows(ClosedPollException.class, poller::join);
        }
    }

    @Test
    void sourcesOfAClosedPollGoOn() throws Exception {
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, BOTH);
        poll.registry().register(streams.second(), 2, BOTH);
        new EventLog(poll).awaitWritable(1);
        poll.close();
        assertTrue(streams.first().isOpen());
        send(streams.first(), 1000);
        receive(streams.second(), 1000);
        assertEquals(0, drain(streams.second()));
        streams.first().close();
        awaitEnd(streams.second());
    }

    @Test
    void closedSourceIsSilent() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, BOTH);
        sendToSelf(source);
        source.close();
        new EventLog(poll).assertSilent();
    }

    @Test
    void closingASourceDropsItsEventThatDidNotFit() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, 1);
        Endpoint[] sources = new Endpoint[8];
        for (int token = 0; token < sources.length; token++) {
            sources[token] = datagram();
            poll.registry().register(sources[token], token, Interest.WRITABLE);
        }
        log.pollOrFail();
        for (Endpoint source : sources) {
            source.close();
        }
        log.assertSilent();
    }

    @Test
    void closedSourceDoesNothingMore() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        StreamEndpoint closed = streams.first();
        closed.close();
        closed.close();
        assertFalse(closed.isOpen());
        ByteBuffer buffer = ByteBuffer.allocate(1);
        assertThrows(ClosedChannelException.class, () -> closed.read(buffer));
        assertThrows(ClosedChannelException.class, () -> closed.write(buffer));
        assertThrows(ClosedChannelException.class, closed::finishConnect);
        assertThrows(ClosedChannelException.class, closed::localAddress);
        awaitEnd(streams.second());
    }

    /** The peer learns of the close although the poll goes on waiting. */
    @Test
    void sourceMayBeClosedDuringAPoll() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, Interest.READABLE);
        EventLog log = new EventLog(poll);
        Task<Boolean> poller = Task.run(() -> log.awaitReadable(WAKE));
        poller.awaitBlockedIn(poll);
        streams.first().close();
        awaitEnd(streams.second());
        assertFalse(poller.isDone());
        waker.wake();
        poller.join();
        log.assertSilent();
    }

    /** A new source that gets the descriptor number of a closed one must have nothing else of it. */
    @Test
    void sourceAfterAClosedOneIsANewOne() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint old = openDatagram();
        poll.registry().register(old, 0, BOTH);
        for (int token = 1; token < 500; token++) {
            sendToSelf(old);
            old.close();
            old = openDatagram();
            poll.registry().register(old, token, BOTH);
            log.awaitWritable(token);
            assertEquals(0, log.count(token - 1), "the closed source is silent");
            assertEquals(0, log.readiness(token) & Readiness.READABLE);
        }
        old.close();
    }

    @Test
    void everyOrderOfClosingWorks() throws Exception {
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] order : orders) {
            Descriptors.assertNoGrowth(20, () -> {
                Poll poll = backend().openPoll();
                Waker waker = Waker.create(poll.registry(), WAKE);
                DatagramEndpoint source = openDatagram();
                poll.registry().register(source, 1, BOTH);
                sendToSelf(source);
                waker.wake();
                AutoCloseable[] all = {poll, waker, source};
                for (int next : order) {
                    all[next].close();
                }
                for (int next : order) {
                    all[next].close();
                }
                assertFalse(source.isOpen());
                assertThrows(Exception.class, waker::wake);
            });
        }
    }

    @Test
    void everyOrderOfClosingWorksAfterAPoll() throws Exception {
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] order : orders) {
            Descriptors.assertNoGrowth(20, () -> {
                Poll poll = backend().openPoll();
                EventLog log = new EventLog(poll, 1); // one event stays behind
                Waker waker = Waker.create(poll.registry(), WAKE);
                DatagramEndpoint source = openDatagram();
                poll.registry().register(source, 1, BOTH);
                waker.wake();
                log.pollOrFail();
                AutoCloseable[] all = {poll, waker, source};
                for (int next : order) {
                    all[next].close();
                }
            });
        }
    }

    @Test
    void pollsLeaveNothingBehind() throws Exception {
        Events events = Events.withCapacity(4);
        Descriptors.assertNoGrowth(2000, () -> {
            Poll poll = backend().openPoll();
            assertEquals(0, poll.poll(events, Duration.ZERO));
            poll.close();
        });
    }

    @Test
    void sourcesLeaveNothingBehind() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Descriptors.assertNoGrowth(500, () -> {
            DatagramEndpoint source = openDatagram();
            poll.registry().register(source, 1, BOTH);
            log.awaitWritable(1);
            source.close();
        });
        log.assertSilent();
    }

    @Test
    void closedPollLeavesItsDescriptorsAtOnce() throws Exception {
        Descriptors.requireCountable();
        List<Poll> polls = new ArrayList<>();
        backend().openPoll().close();
        long before = Descriptors.count();
        for (int i = 0; i < 50; i++) {
            Poll poll = closing(backend().openPoll());
            Waker.create(poll.registry(), WAKE);
            polls.add(poll);
        }
        for (Poll poll : polls) {
            poll.close();
        }
        long after = Descriptors.count();
        assertTrue(after <= before + 8, () -> after + " descriptors instead of " + before);
    }
}
