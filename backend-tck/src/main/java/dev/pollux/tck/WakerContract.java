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
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Readiness;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wakers: one event for one or more wakes, and none else. */
public abstract class WakerContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected WakerContract() {}

    @Test
    void wakeBeforeThePollIsDelivered() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        waker.wake();
        assertEquals(1, poll.poll(events));
        assertWoken(events, 1);
    }

    @Test
    void wakeBeforeAPollWithoutWaitingIsDelivered() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        waker.wake();
        assertEquals(1, poll.poll(events, Duration.ZERO));
        assertWoken(events, 1);
    }

    @Test
    void wakeDuringAPollIsDelivered() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        for (int i = 0; i < 10; i++) {
            Task<Integer> poller = Task.call(() -> poll.poll(events));
            poller.awaitBlockedIn(poll);
            waker.wake();
            assertEquals(1, poller.join());
            assertWoken(events, 1);
        }
    }

    @Test
    void wakerMadeDuringAPollWakesIt() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(4);
        Task<Integer> poller = Task.call(() -> poll.poll(events));
        poller.awaitBlockedIn(poll);
        Waker waker = Waker.create(poll.registry(), 1);
        poller.awaitBlockedIn(poll);
        waker.wake();
        assertEquals(1, poller.join());
        assertWoken(events, 1);
    }

    private static void assertWoken(Events events, long token) {
        assertEquals(1, events.size());
        assertEquals(token, events.get(0).token());
        assertEquals(Readiness.READABLE, events.get(0).readiness());
    }

    @Test
    void wakerThatWasNotWokenIsSilent() throws Exception {
        Poll poll = openPoll();
        Waker.create(poll.registry(), 1);
        new EventLog(poll).assertSilent();
    }

    @Test
    void wakesBeforeAPollCoalesce() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        EventLog log = new EventLog(poll);
        for (int i = 0; i < 5; i++) {
            for (int wake = 0; wake < 1000; wake++) {
                waker.wake();
            }
            assertEquals(1, log.poll());
            log.assertSilent();
        }
    }

    @Test
    void wakesOfManyThreadsCoalesce() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        EventLog log = new EventLog(poll);
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(Task.run(() -> {
                for (int wake = 0; wake < 1000; wake++) {
                    waker.wake();
                }
            }));
        }
        for (Task<Boolean> task : tasks) {
            task.join();
        }
        assertEquals(1, log.poll());
        log.assertSilent();
    }

    @Test
    void wakeAfterAPollThatTimedOutIsDeliveredByTheNext() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        EventLog log = new EventLog(poll);
        for (int i = 0; i < 10; i++) {
            assertEquals(0, log.poll(Duration.ofMillis(1)));
            waker.wake();
            assertEquals(1, log.poll(Duration.ofDays(1)));
            assertEquals(0, log.pollNow());
        }
    }

    @Test
    void eachWakerHasItsOwnEvent() throws Exception {
        Poll poll = openPoll();
        Waker[] wakers = new Waker[10];
        for (int token = 0; token < wakers.length; token++) {
            wakers[token] = Waker.create(poll.registry(), token);
        }
        EventLog log = new EventLog(poll);
        for (int token = 0; token < wakers.length; token++) {
            wakers[token].wake();
            assertEquals(1, log.poll());
            assertWoken(log.last(), token);
        }
        for (int i = 0; i < wakers.length; i += 2) {
            wakers[i].wake();
        }
        log.forget();
        for (int token = 0; token < wakers.length; token += 2) {
            while (log.count(token) == 0) {
                log.pollOrFail();
            }
        }
        log.assertSilent();
        for (int token = 0; token < wakers.length; token++) {
            assertEquals(1 - token % 2, log.count(token));
        }
    }

    @Test
    void wakerCountsTowardTheCapacity() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, 1);
        Endpoint source = datagram();
        poll.registry().register(source, 1, Interest.WRITABLE);
        Waker.create(poll.registry(), 2).wake();
        while (log.count(1) == 0 || log.count(2) == 0) {
            log.pollOrFail();
        }
        assertEquals(1, log.count(2));
    }

    @Test
    void closedWakerRefusesToWake() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        waker.close();
        assertThrows(ClosedChannelException.class, waker::wake);
        waker.close();
        new EventLog(poll).assertSilent();
    }

    @Test
    void closingAWakerDropsItsWake() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        waker.wake();
        waker.close();
        new EventLog(poll).assertSilent();
    }

    @Test
    void closingAWakerLeavesTheOthersAlone() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Waker first = Waker.create(poll.registry(), 1);
        Waker second = Waker.create(poll.registry(), 2);
        Waker third = Waker.create(poll.registry(), 3);
        first.wake();
        second.wake();
        third.wake();
        second.close();
        while (log.count(1) == 0 || log.count(3) == 0) {
            log.pollOrFail();
        }
        log.assertSilent();
        assertEquals(0, log.count(2));
        Waker.create(poll.registry(), 4).wake();
        log.awaitReadable(4);
    }

    @Test
    void closingAWakerDuringAPollDoesNotEndIt() throws Exception {
        Poll poll = openPoll();
        Waker closed = Waker.create(poll.registry(), 1);
        Waker other = Waker.create(poll.registry(), 2);
        Events events = Events.withCapacity(4);
        Task<Integer> poller = Task.call(() -> poll.poll(events));
        poller.awaitBlockedIn(poll);
        closed.close();
        poller.awaitBlockedIn(poll);
        other.wake();
        assertEquals(1, poller.join());
        assertWoken(events, 2);
    }

    @Test
    void wakerOfAClosedPollRefusesToWake() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        waker.wake();
        poll.close();
        assertThrows(ClosedPollException.class, waker::wake);
        assertThrows(ClosedPollException.class, () -> Waker.create(poll.registry(), 2));
        waker.close();
        assertThrows(Exception.class, waker::wake);
    }

    @Test
    void wakersLeaveNothingBehind() throws Exception {
        Poll poll = openPoll();
        Descriptors.assertNoGrowth(1000, () -> {
            Waker waker = Waker.create(poll.registry(), 1);
            waker.wake();
            waker.close();
        });
        new EventLog(poll).assertSilent();
    }

    @Test
    void interruptedThreadMayWake() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Thread.currentThread().interrupt();
        waker.wake();
        assertTrue(Thread.interrupted(), "the status is kept");
        assertEquals(1, poll.poll(Events.withCapacity(1)));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
