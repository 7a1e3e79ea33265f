package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Registry;
import dev.pollux.Waker;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Readiness;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a poll does with its events, and with the threads that poll. */
public abstract class PollingContract extends Contract {

    private static final long WAKE = 99;

    /** Creates the tests; called by JUnit. */
    protected PollingContract() {}

    @Test
    void registryIsAlwaysTheSame() throws Exception {
        Poll poll = openPoll();
        Registry registry = poll.registry();
        assertSame(registry, poll.registry());
        poll.close();
        assertSame(registry, poll.registry());
    }

    @Test
    void eventsAreClearedFirst() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(4);
        events.add(7, Readiness.READABLE);
        assertEquals(0, poll.poll(events, Duration.ZERO));
        assertTrue(events.isEmpty());
        events.add(7, Readiness.READABLE);
        assertEquals(0, poll.poll(events, 1, TimeUnit.MILLISECONDS));
        assertTrue(events.isEmpty());
    }

    @Test
    void eventsThatAreFullAreClearedFirst() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        Events events = Events.withCapacity(1);
        events.add(7, Readiness.READABLE);
        waker.wake();
        assertEquals(1, poll.poll(events));
        assertEquals(WAKE, events.get(0).token());
    }

    @Test
    void negativeLimitIsRefused() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(1);
        assertThrows(IllegalArgumentException.class, () -> poll.poll(events, Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> poll.poll(events, -1, TimeUnit.DAYS));
        assertEquals(0, poll.poll(events, Duration.ZERO), "the poll works on");
    }

    @Test
    void whatDoesNotFitComesWithTheNextPolls() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, 3);
        for (int token = 0; token < 5; token++) {
            poll.registry().register(datagram(), token, Interest.WRITABLE);
        }
        for (int token = 5; token < 10; token++) {
            Waker.create(poll.registry(), token).wake();
        }
        for (int token = 0; token < 5; token++) {
            while (log.readiness(token) == 0) {
                log.pollOrFail();
            }
        }
        for (int token = 5; token < 10; token++) {
            while (log.readiness(token) == 0) {
                log.pollOrFail();
            }
            assertEquals(1, log.count(token), "a waker has one event");
        }
    }

    /** A source that gets reregistered after each of its events is always ready. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void nobodyStarvesWhenTheCapacityIsSmall(int capacity) throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, capacity);
        Endpoint[] sources = new Endpoint[4];
        for (int token = 0; token < sources.length; token++) {
            sources[token] = datagram();
            poll.registry().register(sources[token], token, Interest.WRITABLE);
        }
        Waker[] wakers = new Waker[3];
        for (int i = 0; i < wakers.length; i++) {
            wakers[i] = Waker.create(poll.registry(), sources.length + i);
            wakers[i].wake();
        }
        int all = sources.length + wakers.length;
        for (int token = 0; token < all; token++) {
            for (int polls = 0; log.count(token) < 20; polls++) {
                assertTrue(polls < 20_000, "starved: token " + token);
                log.pollOrFail();
                for (Event event : log.last()) {
                    int ready = (int) event.token();
                    if (ready < sources.length) {
                        poll.registry().reregister(sources[ready], ready, Interest.WRITABLE);
                    } else {
                        wakers[ready - sources.length].wake();
                    }
                }
            }
        }
    }

    @Test
    void manySourcesAreAllReported() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll, 1000);
        int many = 150;
        for (int token = 0; token < many; token++) {
            poll.registry().register(datagram(), token, Interest.WRITABLE);
        }
        for (int token = 0; token < many; token++) {
            while (log.readiness(token) == 0) {
                log.pollOrFail();
            }
        }
    }

    @Test
    void secondPollerIsRefusedAndTheFirstGoesOn() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        Task<Integer> first = Task.call(() -> poll.poll(Events.withCapacity(4)));
        first.awaitBlockedIn(poll);
        Events events = Events.withCapacity(4);
        assertThrows(IllegalStateException.class, () -> poll.poll(events, Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> poll.poll(events, 1, TimeUnit.HOURS));
        assertThrows(IllegalStateException.class, () -> poll.poll(events));
        assertFalse(first.isDone());
        waker.wake();
        assertEquals(1, first.join());
        assertEquals(0, poll.poll(events, Duration.ZERO), "now it is this thread's turn");
    }

    @Test
    void threadsMayTakeTurns() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        Events events = Events.withCapacity(4);
        for (int i = 0; i < 5; i++) {
            waker.wake();
            assertEquals(1, Task.call(() -> poll.poll(events)).join());
            assertEquals(WAKE, events.get(0).token());
        }
    }

    @Test
    void differentEventsMayBeUsedInTurn() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        for (int capacity : new int[] {1, 1000, 2, 10_000, 1}) {
            Events events = Events.withCapacity(capacity);
            waker.wake();
            assertEquals(1, poll.poll(events));
            assertEquals(0, poll.poll(events, Duration.ZERO));
        }
    }

    @Test
    void descriptorCanBeWatchedByAnotherPoll() throws Exception {
        require(Capability.NESTED_POLL);
        Poll inner = openPoll();
        Poll outer = openPoll();
        outer.registry().register(closing(backend().watch(inner.fd())), 1, Interest.READABLE);
        Waker waker = Waker.create(inner.registry(), WAKE);
        EventLog outerLog = new EventLog(outer);
        EventLog innerLog = new EventLog(inner);
        for (int i = 0; i < 3; i++) {
            waker.wake();
            outerLog.awaitReadable(1);
            assertEquals(1, innerLog.pollNow());
            assertEquals(WAKE, innerLog.last().get(0).token());
            assertEquals(0, innerLog.pollNow());
        }
    }

    @Test
    void descriptorIsRefusedByBackendsWithoutOne() throws Exception {
        if (has(Capability.NESTED_POLL)) {
            assertTrue(openPoll().fd() >= 0);
        } else {
            Poll poll = openPoll();
            assertNamesBackend(assertThrows(UnsupportedOperationException.class, poll::fd));
        }
    }
}
