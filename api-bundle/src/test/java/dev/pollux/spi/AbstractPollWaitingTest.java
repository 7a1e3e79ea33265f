package dev.pollux.spi;

import static dev.pollux.spi.AbstractPoll.FOREVER;
import static dev.pollux.spi.ScriptedPoll.NOTHING;
import static dev.pollux.spi.ScriptedPoll.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Events;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbstractPollWaitingTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final ScriptedPoll poll = new ScriptedPoll(new ScriptedBackend());
    private final Events events = Events.withCapacity(4);

    @Test
    void earlyReturnsWaitForTheTimeThatIsLeft() throws Exception {
        poll.then(NOTHING, NOTHING, event(7));
        assertEquals(1, poll.poll(events, Duration.ofNanos(MINUTE)));
        assertEquals(7, events.get(0).token());
        assertEquals(3, poll.waits.size());
        assertEquals(MINUTE, poll.waits.get(0));
        assertTrue(poll.waits.get(1) < MINUTE, poll.waits.toString());
        assertTrue(poll.waits.get(2) < poll.waits.get(1), poll.waits.toString());
    }

    @Test
    void timeThatIsOverEndsTheWait() throws Exception {
        long start = System.nanoTime();
        assertEquals(0, poll.poll(events, Duration.ofMillis(20)));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    void mechanismThatReturnsTooEarlyIsAskedAgainUntilTheTimeIsOver() throws Exception {
        ScriptedPoll.Step[] early = new ScriptedPoll.Step[10];
        Arrays.fill(early, NOTHING);
        poll.then(early);
        long start = System.nanoTime();
        assertEquals(0, poll.poll(events, 20, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(20));
        assertEquals(11, poll.waits.size());
    }

    @Test
    void waitWithoutLimitGoesOnAfterEmptyReturns() throws Exception {
        poll.then(NOTHING, NOTHING, NOTHING, event(1));
        assertEquals(1, poll.poll(events));
        assertEquals(List.of(FOREVER, FOREVER, FOREVER, FOREVER), poll.waits);
    }

    @Test
    void limitOfZeroAsksOnce() throws Exception {
        assertEquals(0, poll.poll(events, Duration.ZERO));
        assertEquals(0, poll.poll(events, 0, TimeUnit.DAYS));
        assertEquals(List.of(0L, 0L), poll.waits);
    }

    @Test
    void positiveLimitNeverBecomesZero() throws Exception {
        poll.then(event(1));
        poll.poll(events, Duration.ofNanos(1));
        assertEquals(List.of(1L), poll.waits);
    }

    @Test
    void limitsBeyondTheRangeAreWithoutLimit() throws Exception {
        poll.then(event(1), event(1), event(1), event(1));
        poll.poll(events, Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        poll.poll(events, Duration.ofNanos(Long.MAX_VALUE));
        poll.poll(events, Long.MAX_VALUE, TimeUnit.DAYS);
        poll.poll(events, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        assertEquals(List.of(FOREVER, FOREVER, FOREVER, FOREVER), poll.waits);
    }

    @Test
    void limitsThatOverflowTheClockDoNotEndEarly() throws Exception {
        Duration longest = Duration.ofSeconds(9_223_372_035L, 999_999_999);
        poll.then(NOTHING, NOTHING, event(1));
        assertEquals(1, poll.poll(events, longest));
        assertEquals(longest.toNanos(), poll.waits.get(0));
        assertEquals(3, poll.waits.size());
    }

    @Test
    void negativeLimitIsRejected() {
        var duration = assertThrows(IllegalArgumentException.class, () -> poll.poll(events, Duration.ofNanos(-1)));
        assertEquals("timeout PT-0.000000001S is negative", duration.getMessage());
        var unit = assertThrows(IllegalArgumentException.class, () -> poll.poll(events, -1, TimeUnit.SECONDS));
        assertEquals("timeout -1 SECONDS is negative", unit.getMessage());
        assertEquals(List.of(), poll.waits);
    }

    @Test
    @SuppressWarnings("NullAway") // what is tested
    void nullEventsAreRejected() {
        assertThrows(NullPointerException.class, () -> poll.poll(null));
        assertEquals(List.of(), poll.waits);
    }

    @Test
    void eventsAreClearedFirst() throws Exception {
        events.add(1, Readiness.READABLE);
        poll.poll(events, Duration.ZERO);
        assertTrue(events.isEmpty());
    }

    @Test
    void failureOfTheMechanismReachesTheCallerWithEventsCleared() throws Exception {
        IOException failure = new IOException("scripted");
        events.add(1, Readiness.READABLE);
        poll.then(ScriptedPoll.failure(failure), event(2));
        assertSame(failure, assertThrows(IOException.class, () -> poll.poll(events)));
        assertTrue(events.isEmpty());
        assertEquals(1, poll.poll(events), "the poll can still be used");
    }

    @Test
    void interruptedThreadDoesNotWait() throws Exception {
        poll.then(event(1));
        Thread.currentThread().interrupt();
        assertEquals(0, poll.poll(events));
        assertTrue(Thread.interrupted(), "the status is kept");
        assertEquals(List.of(), poll.waits);
    }

    @Test
    void limitOfZeroTakesNoNoticeOfAnInterrupt() throws Exception {
        poll.then(event(1));
        Thread.currentThread().interrupt();
        assertEquals(1, poll.poll(events, Duration.ZERO));
        assertTrue(Thread.interrupted(), "the status is kept");
    }

    @Test
    void interruptEndsTheWait() throws Exception {
        var waiting = Background.start(() -> {
            int count = poll.poll(events);
            assertTrue(Thread.currentThread().isInterrupted(), "the status is kept");
            return count;
        });
        waiting.awaitBlocked();
        waiting.interrupt();
        assertEquals(0, waiting.join());
    }

    @Test
    void earlierInterruptDoesNotShortenTheNextWait() throws Exception {
        Thread.currentThread().interrupt();
        poll.poll(events);
        assertTrue(Thread.interrupted());
        long start = System.nanoTime();
        assertEquals(0, poll.poll(events, 20, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    void interruptOutsideThePollDoesNotWakeIt() throws Exception {
        poll.poll(events, 1, TimeUnit.NANOSECONDS);
        Thread.currentThread().interrupt();
        assertTrue(Thread.interrupted());
        assertEquals(0, poll.wakeups.get());
    }

    @Test
    void secondPollerIsRejectedAndTheFirstIsNotDisturbed() throws Exception {
        Events others = Events.withCapacity(1);
        others.add(5, Readiness.READABLE);
        var first = Background.start(() -> poll.poll(events));
        first.awaitBlocked();
        var e = assertThrows(IllegalStateException.class, () -> poll.poll(others, Duration.ZERO));
        assertEquals("another thread is polling " + poll + ": use one poll per thread, or take turns", e.getMessage());
        assertEquals(5, others.get(0).token());
        poll.registry().createWaker(9).wake();
        assertEquals(1, first.join());
        assertEquals(9, events.get(0).token());
    }

    @Test
    void threadsMayTakeTurns() throws Exception {
        poll.then(event(1), event(2));
        assertEquals(1, Background.start(() -> poll.poll(events)).join());
        assertEquals(1, poll.poll(events));
        assertEquals(2, events.get(0).token());
    }
}
