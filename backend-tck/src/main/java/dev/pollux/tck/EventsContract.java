package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.Waker;
import dev.pollux.spi.Capability;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import org.junit.jupiter.api.Test;

/** What events say: readable and writable always, the hints where there are any and never wrongly. */
public abstract class EventsContract extends Contract {

    private static final int PORTABLE = Readiness.READABLE | Readiness.WRITABLE;

    /** Creates the tests; called by JUnit. */
    protected EventsContract() {}

    @Test
    void eventsAreFilledInPlaceAndCopiesLast() throws Exception {
        Poll poll = openPoll();
        Waker first = Waker.create(poll.registry(), 1);
        Waker second = Waker.create(poll.registry(), 2);
        Events events = Events.withCapacity(1);
        first.wake();
        assertEquals(1, poll.poll(events));
        Event event = events.get(0);
        Event copy = event.copy();
        second.wake();
        assertEquals(1, poll.poll(events));
        assertSame(event, events.get(0));
        assertEquals(2, event.token());
        assertEquals(1, copy.token());
        assertTrue(copy.isReadable());
    }

    @Test
    void healthyConnectionIsReadableAndWritableAndNothingElse() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, BOTH);
        poll.registry().register(streams.second(), 2, BOTH);
        for (int i = 0; i < 10; i++) {
            send(streams.first(), 100);
            send(streams.second(), 100);
            poll.registry().reregister(streams.first(), 1, BOTH);
            poll.registry().reregister(streams.second(), 2, BOTH);
            awaitBoth(log, 1);
            awaitBoth(log, 2);
            receive(streams.first(), 100);
            receive(streams.second(), 100);
        }
        assertEquals(0, (log.readiness(1) | log.readiness(2)) & ~PORTABLE);
    }

    private static void awaitBoth(EventLog log, long token) throws Exception {
        while ((log.readiness(token) & PORTABLE) != PORTABLE) {
            log.pollOrFail();
        }
        assertEquals(PORTABLE, log.readiness(token), log::toString);
    }

    @Test
    void listenerIsReadableAndNothingElse() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        ListenerEndpoint listener = listen();
        poll.registry().register(listener, 1, Interest.READABLE);
        connect(listener);
        log.pollOrFail();
        assertEquals(Readiness.READABLE, log.readiness(1));
    }

    @Test
    void wakerIsReadableAndNothingElse() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Waker.create(poll.registry(), 1).wake();
        log.pollOrFail();
        assertEquals(Readiness.READABLE, log.readiness(1));
    }

    @Test
    void whatWasNotAskedForIsNotReported() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 100);
        send(streams.second(), 100);
        awaitArrival(streams.first());
        awaitArrival(streams.second());
        poll.registry().register(streams.first(), 1, Interest.READABLE);
        poll.registry().register(streams.second(), 2, Interest.WRITABLE);
        for (int i = 0; i < 5; i++) {
            while (log.readiness(1) == 0 || log.readiness(2) == 0) {
                log.pollOrFail();
            }
            assertEquals(Readiness.READABLE, log.readiness(1));
            assertEquals(Readiness.WRITABLE, log.readiness(2));
            log.forget();
            poll.registry().reregister(streams.first(), 1, Interest.READABLE);
            poll.registry().reregister(streams.second(), 2, Interest.WRITABLE);
        }
    }

    /** As on every system: a listener is never writable, and that is not an error. */
    @Test
    void interestThatMakesNoSenseNeverYieldsAnEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        ListenerEndpoint writable = listen();
        ListenerEndpoint both = listen();
        poll.registry().register(writable, 1, Interest.WRITABLE);
        poll.registry().register(both, 2, BOTH);
        connect(writable);
        connect(both);
        while (log.readiness(2) == 0) {
            log.pollOrFail();
        }
        poll.registry().reregister(writable, 1, Interest.WRITABLE);
        log.awaitQuiet();
        assertEquals(0, log.readiness(1), "a listener is not writable");
        assertEquals(Readiness.READABLE, log.readiness(2));
    }

    @Test
    void endOfStreamIsReadable() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 2, Interest.READABLE);
        log.awaitQuiet();
        streams.first().close();
        log.awaitReadable(2);
        awaitEnd(streams.second());
    }

    @Test
    void endOfStreamIsHintedAt() throws Exception {
        require(Capability.CLOSED_HINTS);
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 2, Interest.READABLE);
        streams.first().shutdown(Shutdown.WRITE);
        awaitReregistering(poll, streams.second(), Readiness.READABLE | Readiness.READ_CLOSED);
    }

    @Test
    void dataBeforeTheEndOfStreamCanStillBeRead() throws Exception {
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 1000);
        streams.first().close();
        poll.registry().register(streams.second(), 2, Interest.READABLE);
        int hint = has(Capability.CLOSED_HINTS) ? Readiness.READ_CLOSED : 0;
        awaitReregistering(poll, streams.second(), Readiness.READABLE | hint);
        receive(streams.second(), 1000);
        awaitEnd(streams.second());
    }

    @Test
    void halfThatIsOpenIsNotSaidToBeClosed() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        streams.first().shutdown(Shutdown.WRITE);
        awaitArrival(streams.second());
        poll.registry().register(streams.second(), 2, BOTH);
        for (int i = 0; i < 5; i++) {
            while ((log.readiness(2) & PORTABLE) != PORTABLE) {
                log.pollOrFail();
            }
            assertEquals(0, log.readiness(2) & (Readiness.ERROR | Readiness.WRITE_CLOSED), log::toString);
            log.forget();
            poll.registry().reregister(streams.second(), 2, BOTH);
        }
        send(streams.second(), 100);
        receive(streams.first(), 100);
    }

    @Test
    void resetIsReadable() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 2, Interest.READABLE);
        log.awaitQuiet();
        reset(streams.first());
        log.awaitReadable(2);
    }

    @Test
    void resetEndsTheWaitForRoomToWrite() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 2, Interest.WRITABLE);
        fill(streams.second());
        log.awaitQuiet(event -> fill(streams.second()));
        reset(streams.first());
        log.awaitWritable(2);
    }

    @Test
    void resetIsHintedAt() throws Exception {
        require(Capability.CLOSED_HINTS);
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 2, BOTH);
        reset(streams.first());
        awaitReregistering(poll, streams.second(), PORTABLE | Readiness.READ_CLOSED | Readiness.WRITE_CLOSED);
    }

    @Test
    void outOfBandDataIsPriority() throws Exception {
        require(Capability.PRIORITY);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        ListenerEndpoint listener = listen();
        try (Socket peer = new Socket()) {
            peer.connect((InetSocketAddress) listener.localAddress());
            StreamEndpoint stream = accept(listener);
            poll.registry().register(stream, 1, Interest.PRIORITY);
            log.awaitQuiet();
            assertFalse((log.readiness(1) & Readiness.PRIORITY) != 0, "not yet");
            peer.sendUrgentData('!');
            log.await(1, Readiness.PRIORITY);
            poll.registry().reregister(stream, 2, Interest.PRIORITY.add(Interest.READABLE));
            log.await(2, Readiness.PRIORITY | Readiness.READABLE);
        }
    }

    /** Waits for readiness that may take its time to arrive; reregistering asks for it anew. */
    private static void awaitReregistering(Poll poll, StreamEndpoint stream, int wanted) throws Exception {
        EventLog log = new EventLog(poll);
        until(() -> "no " + Readiness.toString(wanted) + ", but " + log, () -> {
            poll.registry().reregister(stream, 2, BOTH);
            log.pollOrFail();
            return (log.readiness(2) & wanted) == wanted;
        });
    }

    private static void reset(StreamEndpoint stream) throws Exception {
        stream.setOption(StandardSocketOptions.SO_LINGER, 0);
        stream.close();
    }
}
