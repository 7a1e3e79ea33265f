package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a poll waits. That a wait is not too short is a contract; how much too long it is depends on the machine. */
public abstract class WaitingContract extends Contract {

    private static final long WAKE = 99;

    /** Creates the tests; called by JUnit. */
    protected WaitingContract() {}

    @Test
    void zeroLimitDoesNotWait() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(1);
        assertEquals(0, poll.poll(events, Duration.ZERO));
        assertEquals(0, poll.poll(events, 0, TimeUnit.DAYS));
    }

    @Test
    void zeroLimitReturnsWhatIsReady() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        sendToSelf(source);
        until("the event has come", () -> {
            log.pollNow();
            return log.readiness(1) != 0;
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 100_000, 999_999, 1_000_000, 1_000_001, 2_500_000, 20_000_000})
    void waitIsNotShorterThanItsLimit(long nanos) throws Exception {
        Poll poll = openPoll();
        Waker.create(poll.registry(), WAKE);
        Events events = Events.withCapacity(1);
        Duration limit = Duration.ofNanos(nanos);
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            assertEquals(0, poll.poll(events, limit));
            assertAtLeast(nanos, System.nanoTime() - start);
            start = System.nanoTime();
            assertEquals(0, poll.poll(events, nanos, TimeUnit.NANOSECONDS));
            assertAtLeast(nanos, System.nanoTime() - start);
        }
    }

    @Test
    void waitWithQuietSourcesIsNotShorterThanItsLimit() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, Interest.READABLE);
        poll.registry().register(streams.second(), 2, Interest.READABLE);
        poll.registry().register(listen(), 3, Interest.READABLE);
        Duration limit = Duration.ofMillis(30);
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            if (log.poll(limit) == 0) {
                assertAtLeast(limit.toNanos(), System.nanoTime() - start);
            }
        }
    }

    /** The values lie around the limits of what systems take: 32 bits of milliseconds, 63 bits of nanoseconds. */
    @Test
    void hugeLimitsWait() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        for (Duration limit : List.of(
                Duration.ofDays(1),
                Duration.ofMillis(Integer.MAX_VALUE),
                Duration.ofMillis(Integer.MAX_VALUE + 1L),
                Duration.ofMillis(0xFFFF_FFFFL),
                Duration.ofMillis(0x1_0000_0000L),
                Duration.ofMillis(0x1_0000_0001L),
                Duration.ofSeconds(Integer.MAX_VALUE + 1L),
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofNanos(Long.MAX_VALUE).plusNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999))) {
            Task<Integer> poller = Task.call(() -> poll.poll(Events.withCapacity(1), limit));
            assertWaitsForWake(poller, poll, waker, limit.toString());
        }
        for (TimeUnit unit : TimeUnit.values()) {
            Task<Integer> poller = Task.call(() -> poll.poll(Events.withCapacity(1), Long.MAX_VALUE, unit));
            assertWaitsForWake(poller, poll, waker, "most " + unit);
        }
    }

    private static void assertWaitsForWake(Task<Integer> poller, Poll poll, Waker waker, String limit)
            throws Exception {
        poller.awaitBlockedIn(poll);
        waker.wake();
        assertEquals(1, poller.join(), () -> "the poll with a limit of " + limit + " ends with the wake");
    }

    @Test
    void waitWithoutLimitEndsWithAnEvent() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        EventLog log = new EventLog(poll);
        Task<Boolean> poller = Task.run(() -> {
            while (log.readiness(1) == 0) {
                assertNotEquals(0, log.poll(), "no empty return");
            }
        });
        poller.awaitBlockedIn(poll);
        sendToSelf(source);
        poller.join();
    }

    @Test
    void internalWakeUpsDoNotEndAWaitWithoutLimit() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        EventLog log = new EventLog(poll);
        Task<Boolean> poller = Task.run(() -> {
            while (log.readiness(WAKE) == 0) {
                assertNotEquals(0, log.poll(), "no empty return");
            }
        });
        poller.awaitBlockedIn(poll);
        changeRegistrations(poll, 200);
        waker.wake();
        poller.join();
    }

    @Test
    void internalWakeUpsDoNotShortenAWaitWithALimit() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), WAKE);
        EventLog log = new EventLog(poll);
        Duration limit = Duration.ofMillis(50);
        Task<Boolean> poller = Task.run(() -> {
            while (log.readiness(WAKE) == 0) {
                long start = System.nanoTime();
                if (log.poll(limit) == 0) {
                    assertAtLeast(limit.toNanos(), System.nanoTime() - start);
                }
            }
        });
        poller.awaitBlockedIn(poll);
        changeRegistrations(poll, 200);
        waker.wake();
        poller.join();
    }

    /** Does everything that may have to reach into a poll that waits, none of which is an event. */
    private void changeRegistrations(Poll poll, int rounds) throws Exception {
        Pair<StreamEndpoint> streams = connection();
        for (int i = 0; i < rounds; i++) {
            poll.registry().register(streams.first(), 1, Interest.READABLE);
            poll.registry().reregister(streams.first(), 2, Interest.READABLE);
            assertEquals(0, drain(streams.first()));
            poll.registry().deregister(streams.first());
            Waker.create(poll.registry(), 3).close();
            try (DatagramEndpoint closed = openDatagram()) {
                poll.registry().register(closed, 4, Interest.READABLE);
            }
        }
    }

    /** Far from a measurement: a poll that goes round and round takes all of the time, one that waits almost nothing. */
    @Test
    void waitingTakesLittleProcessorTime() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isCurrentThreadCpuTimeSupported(), "the processor time of threads is not known here");
        Poll poll = openPoll();
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, Interest.READABLE);
        EventLog log = new EventLog(poll);
        log.awaitQuiet();
        long start = System.nanoTime();
        long before = threads.getCurrentThreadCpuTime();
        while (System.nanoTime() - start < 600_000_000) {
            log.poll(Duration.ofMillis(200));
        }
        long used = threads.getCurrentThreadCpuTime() - before;
        assertTrue(used < 300_000_000, () -> "a wait of 600 ms took " + used + " ns of processor time");
    }

    private static void assertAtLeast(long limit, long waited) {
        assertTrue(waited >= limit, () -> "a wait of " + limit + " ns ended after " + waited + " ns");
    }
}
