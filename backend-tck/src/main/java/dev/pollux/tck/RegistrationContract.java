package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.pollux.Event;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import org.junit.jupiter.api.Test;

/** What registering, reregistering and deregistering do. */
public abstract class RegistrationContract extends Contract {

    private static final long WAKE = 99;

    /** Creates the tests; called by JUnit. */
    protected RegistrationContract() {}

    @Test
    void sourceThatIsReadableAlreadyFires() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 1);
        awaitArrival(streams.second());
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        log.awaitReadable(1);
    }

    @Test
    void sourceThatIsWritableAlreadyFires() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(connection().first(), 1, Interest.WRITABLE);
        log.awaitWritable(1);
    }

    @Test
    void sourceThatIsReadyForBothFiresForBoth() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 1);
        poll.registry().register(streams.second(), 1, BOTH);
        log.await(1, BOTH.bits());
    }

    @Test
    void listenerWithAConnectionThatWaitsFires() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        ListenerEndpoint listener = listen();
        connect(listener);
        poll.registry().register(listener, 1, Interest.READABLE);
        log.awaitReadable(1);
    }

    @Test
    void nothingIsWatchedBeforeItIsRegistered() throws Exception {
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 1);
        awaitArrival(streams.second());
        new EventLog(poll).assertSilent();
    }

    @Test
    void registeringDuringAPollIsSeenByIt() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        sendToSelf(source);
        awaitArrival(source);
        Task<Boolean> poller = Task.run(log::pollOrFail);
        poller.awaitBlockedIn(poll);
        poll.registry().register(source, 1, Interest.READABLE);
        poller.join();
        assertEquals(Readiness.READABLE, log.readiness(1));
    }

    @Test
    void sourceRegisteredDuringAPollFiresInItLater() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        Task<Boolean> poller = Task.run(() -> log.awaitReadable(1));
        poller.awaitBlockedIn(poll);
        poll.registry().register(source, 1, Interest.READABLE);
        poller.awaitBlockedIn(poll);
        sendToSelf(source);
        poller.join();
    }

    @Test
    void reregisteringDuringAPollIsSeenByIt() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        log.awaitQuiet();
        Task<Boolean> poller = Task.run(() -> log.awaitWritable(2));
        poller.awaitBlockedIn(poll);
        poll.registry().reregister(source, 2, BOTH);
        poller.join();
    }

    @Test
    void deregisteringDuringAPollIsSeenByTheNext() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        Waker waker = Waker.create(poll.registry(), WAKE);
        poll.registry().register(source, 1, Interest.READABLE);
        log.awaitQuiet();
        Task<Boolean> poller = Task.run(() -> log.awaitReadable(WAKE));
        poller.awaitBlockedIn(poll);
        poll.registry().deregister(source);
        sendToSelf(source);
        waker.wake();
        poller.join();
        log.assertSilent(1);
    }

    @Test
    void reregisteringFiresAgainWithoutDraining() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 10);
        poll.registry().register(streams.second(), 1, BOTH);
        for (int i = 0; i < 10; i++) {
            log.await(1, BOTH.bits());
            poll.registry().reregister(streams.second(), 1, BOTH);
        }
    }

    @Test
    void reregisteringReplacesTheTokenOfAWaitingEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        log.awaitQuiet();
        log.forget();
        sendToSelf(source);
        awaitArrivalOfALaterOne();
        poll.registry().reregister(source, 2, Interest.READABLE);
        log.awaitReadable(2);
        log.awaitQuiet();
        assertEquals(0, log.count(1), "the old token is gone");
    }

    @Test
    void reregisteringReplacesTheInterestOfAWaitingEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        sendToSelf(source);
        awaitArrivalOfALaterOne();
        poll.registry().reregister(source, 1, Interest.WRITABLE);
        while (log.readiness(1) == 0) {
            log.pollOrFail();
        }
        log.awaitQuiet();
        assertEquals(Readiness.WRITABLE, log.readiness(1));
        poll.registry().reregister(source, 1, Interest.READABLE);
        log.forget();
        log.awaitReadable(1);
    }

    @Test
    void interestThatWasTakenAwayIsNotReported() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, BOTH);
        poll.registry().reregister(source, 1, Interest.READABLE);
        log.awaitQuiet();
        sendToSelf(source);
        while ((log.readiness(1) & Readiness.READABLE) == 0) {
            log.pollOrFail();
        }
        assertEquals(0, log.readiness(1) & Readiness.WRITABLE);
    }

    @Test
    void deregisteredSourceIsSilent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, BOTH);
        log.awaitWritable(1);
        poll.registry().deregister(source);
        sendToSelf(source);
        awaitArrival(source);
        log.assertSilent();
    }

    @Test
    void deregisteringDropsAWaitingEvent() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, BOTH);
        sendToSelf(source);
        awaitArrivalOfALaterOne();
        poll.registry().deregister(source);
        new EventLog(poll).assertSilent();
    }

    @Test
    void deregisteringDropsAnEventThatDidNotFit() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, 1);
        Endpoint[] sources = new Endpoint[8];
        for (int token = 0; token < sources.length; token++) {
            sources[token] = datagram();
            poll.registry().register(sources[token], token, Interest.WRITABLE);
        }
        log.pollOrFail();
        for (Endpoint source : sources) {
            poll.registry().deregister(source);
        }
        log.assertSilent();
    }

    @Test
    void deregisteredSourceCanBeRegisteredAtOnce() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 0, BOTH);
        for (int token = 1; token <= 20; token++) {
            poll.registry().deregister(source);
            poll.registry().register(source, token, BOTH);
            log.awaitWritable(token);
            for (int gone = 0; gone < token; gone++) {
                assertEquals(0, log.count(gone), "a token that is gone");
            }
        }
    }

    @Test
    void registeringAndDeregisteringManyTimesLeavesNothing() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        Descriptors.assertNoGrowth(2000, () -> {
            poll.registry().register(source, 1, BOTH);
            poll.registry().deregister(source);
        });
        new EventLog(poll).assertSilent();
    }

    @Test
    void deregisteredSourceMovesToAnotherPoll() throws Exception {
        Poll first = openPoll();
        Poll second = openPoll();
        EventLog firstLog = new EventLog(first);
        EventLog secondLog = new EventLog(second);
        DatagramEndpoint source = datagram();
        for (int i = 0; i < 5; i++) {
            first.registry().register(source, 1, BOTH);
            firstLog.awaitWritable(1);
            first.registry().deregister(source);
            second.registry().register(source, 2, BOTH);
            secondLog.awaitWritable(2);
            sendToSelf(source);
            secondLog.awaitReadable(2);
            firstLog.assertSilent();
            assertNotEquals(0, drain(source));
            second.registry().deregister(source);
        }
    }

    @Test
    void sourceMovesBetweenPollsThatWait() throws Exception {
        Poll[] polls = {openPoll(), openPoll()};
        DatagramEndpoint source = datagram();
        for (int i = 0; i < 20; i++) {
            Poll from = polls[i % 2];
            Poll to = polls[(i + 1) % 2];
            EventLog log = new EventLog(to);
            int token = i;
            Task<Boolean> poller = Task.run(() -> log.awaitReadable(token));
            poller.awaitBlockedIn(to);
            from.registry().register(source, -1, Interest.READABLE);
            from.registry().deregister(source);
            to.registry().register(source, token, Interest.READABLE);
            sendToSelf(source);
            poller.join();
            assertEquals(1, drain(source));
            to.registry().deregister(source);
        }
        new EventLog(polls[0]).assertSilent();
        new EventLog(polls[1]).assertSilent();
    }

    @Test
    void waitingEventDoesNotFollowTheSourceToTheOldPoll() throws Exception {
        Poll first = openPoll();
        Poll second = openPoll();
        DatagramEndpoint source = datagram();
        first.registry().register(source, 1, BOTH);
        first.registry().deregister(source);
        second.registry().register(source, 2, BOTH);
        new EventLog(second).awaitWritable(2);
        new EventLog(first).assertSilent();
    }

    @Test
    void sourceOfAClosedPollCanBeRegisteredElsewhere() throws Exception {
        Poll first = openPoll();
        Pair<StreamEndpoint> streams = connection();
        send(streams.first(), 1);
        first.registry().register(streams.second(), 1, BOTH);
        first.close();
        Poll second = openPoll();
        EventLog log = new EventLog(second);
        second.registry().register(streams.second(), 2, BOTH);
        log.await(2, BOTH.bits());
        assertEquals(1, drain(streams.second()));
        send(streams.first(), 1);
        log.awaitReadable(2);
    }

    @Test
    void tokensOfOneRoundMayAllBeReregisteredInIt() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Endpoint[] sources = new Endpoint[10];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = datagram();
            poll.registry().register(sources[i], i, Interest.WRITABLE);
        }
        for (int round = 0; round < 50; round++) {
            log.pollOrFail();
            for (Event event : log.last()) {
                int i = (int) event.token() % sources.length;
                poll.registry().deregister(sources[i]);
                poll.registry().register(sources[i], event.token() + sources.length, Interest.WRITABLE);
            }
        }
    }

    /** Gives a datagram to a source that is registered time to arrive: until one sent later to another socket has. */
    private void awaitArrivalOfALaterOne() throws Exception {
        DatagramEndpoint later = datagram();
        sendToSelf(later);
        awaitArrival(later);
    }
}
