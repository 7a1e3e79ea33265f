package dev.pollux.spi;

import static dev.pollux.spi.ScriptedPoll.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.ClosedPollException;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Token;
import dev.pollux.Waker;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbstractPollWakerTest {

    private final ScriptedPoll poll = new ScriptedPoll(new ScriptedBackend());
    private final Events events = Events.withCapacity(4);

    @AfterEach
    void closePoll() throws IOException {
        poll.close();
    }

    @Test
    void wakeBeforeThePollIsDeliveredByIt() throws Exception {
        Waker.create(poll.registry(), Token.of(7)).wake();
        assertEquals(1, poll.poll(events));
        assertEquals(7, events.get(0).token());
        assertEquals(Readiness.READABLE, events.get(0).readiness());
        assertEquals(0, poll.wakeups.get(), "nobody waited");
    }

    @Test
    void wakeDuringThePollEndsIt() throws Exception {
        Waker waker = Waker.create(poll.registry(), 7);
        var waiting = Background.start(() -> poll.poll(events));
        waiting.awaitBlocked();
        waker.wake();
        assertEquals(1, waiting.join());
        assertEquals(7, events.get(0).token());
    }

    @Test
    void wakesCoalesceAndLeaveNothingBehind() throws Exception {
        Waker waker = Waker.create(poll.registry(), 7);
        for (int i = 0; i < 100; i++) {
            waker.wake();
        }
        assertEquals(1, poll.poll(events));
        assertEquals(0, poll.poll(events, Duration.ZERO));
        assertEquals(0, poll.poll(events, 1, TimeUnit.MILLISECONDS));
        waker.wake();
        assertEquals(1, poll.poll(events, Duration.ZERO));
    }

    @Test
    void wakeIsNotLostWhenTheMechanismFails() throws Exception {
        Waker waker = Waker.create(poll.registry(), 7);
        for (int turn = 0; turn < 2; turn++) { // once with the wakers first, once with the mechanism
            waker.wake();
            poll.then(ScriptedPoll.failure(new IOException("scripted")));
            int wakes = 0;
            try {
                wakes += poll.poll(events, Duration.ZERO);
            } catch (IOException e) {
                assertEquals("scripted", e.getMessage());
                wakes += poll.poll(events, Duration.ZERO);
            }
            assertEquals(1, wakes);
            poll.poll(events, Duration.ZERO);
        }
    }

    @Test
    void eachWakerHasItsToken() throws Exception {
        long[] tokens = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
        for (long token : tokens) {
            Waker.create(poll.registry(), token).wake();
        }
        assertEquals(4, poll.poll(events));
        List<Long> found = new ArrayList<>();
        events.forEach(event -> found.add(event.token()));
        assertEquals(List.of(Long.MIN_VALUE, -1L, 0L, Long.MAX_VALUE), found);
    }

    @Test
    void wakersThatDoNotFitComeWithTheNextPolls() throws Exception {
        for (int i = 0; i < 10; i++) {
            Waker.create(poll.registry(), i).wake();
        }
        Map<Long, Integer> counts = new HashMap<>();
        for (int expected : new int[] {4, 4, 2, 0}) {
            assertEquals(expected, poll.poll(events, Duration.ZERO));
            count(counts);
        }
        assertEquals(10, counts.size());
    }

    @Test
    void noWakerStarvesWhenAllAreAlwaysPending() throws Exception {
        Events one = Events.withCapacity(1);
        List<Waker> wakers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            wakers.add(Waker.create(poll.registry(), i));
        }
        int[] counts = new int[5];
        for (int round = 0; round < 50; round++) {
            for (Waker waker : wakers) {
                waker.wake();
            }
            assertEquals(1, poll.poll(one));
            counts[(int) one.get(0).token()]++;
        }
        for (int count : counts) {
            assertEquals(10, count);
        }
    }

    @Test
    void neitherSourcesNorWakersStarve() throws Exception {
        Events one = Events.withCapacity(1);
        Waker waker = Waker.create(poll.registry(), 1);
        int wakes = 0;
        for (int round = 0; round < 20; round++) {
            waker.wake();
            poll.then(event(2));
            assertEquals(1, poll.poll(one));
            wakes += one.get(0).token() == 1 ? 1 : 0;
        }
        assertEquals(10, wakes);
    }

    @Test
    void sourcesAndWakersShareTheEvents() throws Exception {
        for (int round = 0; round < 2; round++) {
            Waker waker = Waker.create(poll.registry(), 1);
            waker.wake();
            poll.then(event(2));
            assertEquals(2, poll.poll(events));
            waker.close();
        }
        assertEquals(List.of(0L, 0L), poll.waits, "it does not wait while a wake is pending");
    }

    @Test
    void closedWakerThrowsAndLosesItsWake() throws Exception {
        Waker waker = Waker.create(poll.registry(), 1);
        Waker other = Waker.create(poll.registry(), 2);
        waker.wake();
        waker.close();
        waker.close();
        assertThrows(ClosedChannelException.class, waker::wake);
        assertEquals(0, poll.poll(events, Duration.ZERO));
        other.wake();
        assertEquals(1, poll.poll(events, Duration.ZERO));
        assertEquals(2, events.get(0).token());
    }

    @Test
    void wakersMayBeClosedAfterThePoll() throws Exception {
        Waker waker = Waker.create(poll.registry(), 1);
        poll.close();
        assertThrows(ClosedPollException.class, waker::wake);
        waker.close();
        assertThrows(ClosedChannelException.class, waker::wake);
    }

    @Test
    void wakeIsDeliveredByAPollThatBeginsAfterIt() throws Exception {
        Waker waker = Waker.create(poll.registry(), 1);
        AtomicBoolean done = new AtomicBoolean();
        List<Background<Boolean>> others = new ArrayList<>();
        // More than there are processors, so that some are stopped in the midst of a wake.
        for (int i = 0; i <= 2 * Runtime.getRuntime().availableProcessors(); i++) {
            others.add(Background.start(() -> {
                while (!done.get()) {
                    waker.wake();
                }
                return true;
            }));
        }
        try {
            for (int round = 0; round < 300_000; round++) {
                waker.wake();
                assertEquals(1, poll.poll(events, 0, TimeUnit.NANOSECONDS), "lost behind another thread's wake");
            }
        } finally {
            done.set(true);
        }
        for (Background<Boolean> other : others) {
            other.join();
        }
    }

    @Test
    void wakeAfterItsDeliveryWaitsForTheNextPoll() throws Exception {
        Waker waker = Waker.create(poll.registry(), 1);
        for (int round = 0; round < 4; round++) {
            waker.wake();
            poll.then((into, nanos) -> waker.wake());
            assertEquals(1, poll.poll(events), "one event of a waker in a poll");
        }
        assertEquals(1, poll.poll(events, Duration.ZERO));
    }

    @Test
    void wakeThatRacesWithTheTimeIsNeitherLostNorDoubled() throws Exception {
        Waker waker = Waker.create(poll.registry(), 1);
        int[] plain = {0};
        for (int round = 1; round <= 2_000; round++) {
            int value = round;
            var other = Background.start(() -> {
                plain[0] = value;
                waker.wake();
                return true;
            });
            int polls = 0;
            while (poll.poll(events, 50, TimeUnit.MICROSECONDS) == 0) {
                assertTrue(polls++ < 1_000_000, "the wake is lost");
            }
            assertEquals(round, plain[0], "what was done before the wake is seen");
            other.join();
            assertEquals(0, poll.poll(events, Duration.ZERO), "no stale wake");
        }
    }

    @Test
    void registryKnowsItsWakersByText() throws Exception {
        Waker waker = Waker.create(poll.registry(), 3);
        assertTrue(waker.toString().contains("token=3"), waker.toString());
        assertFalse(poll.registry().toString().isEmpty());
    }

    private void count(Map<Long, Integer> counts) {
        for (Event event : events) {
            counts.merge(event.token(), 1, Integer::sum);
        }
    }
}
