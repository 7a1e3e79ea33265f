package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.ClosedPollException;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@link Thread#interrupt()} ends a wait, keeps the status, and does nothing else. */
public abstract class InterruptContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected InterruptContract() {}

    /** How a poll that was interrupted ended. */
    private record Outcome(int count, boolean interrupted) {}

    @Test
    void interruptDuringAPollEndsIt() throws Exception {
        Poll poll = openPoll();
        poll.registry().register(datagram(), 1, Interest.READABLE);
        new EventLog(poll).awaitQuiet();
        for (Duration limit : List.of(Duration.ofDays(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            Events events = Events.withCapacity(4);
            events.add(7, Readiness.READABLE);
            Task<Outcome> poller = Task.call(() ->
                    new Outcome(poll.poll(events, limit), Thread.currentThread().isInterrupted()));
            poller.awaitBlockedIn(poll);
            poller.thread().interrupt();
            assertEquals(new Outcome(0, true), poller.join());
            assertTrue(events.isEmpty());
        }
    }

    @Test
    void interruptDuringAPollWithoutLimitEndsIt() throws Exception {
        Poll poll = openPoll();
        Task<Outcome> poller = Task.call(() -> new Outcome(
                poll.poll(Events.withCapacity(4)), Thread.currentThread().isInterrupted()));
        poller.awaitBlockedIn(poll);
        poller.thread().interrupt();
        assertEquals(new Outcome(0, true), poller.join());
    }

    @Test
    void interruptBeforeAPollEndsIt() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(4);
        Thread.currentThread().interrupt();
        assertEquals(0, poll.poll(events));
        assertEquals(0, poll.poll(events, Duration.ofDays(1)));
        assertEquals(0, poll.poll(events, 1, TimeUnit.NANOSECONDS));
        assertTrue(Thread.interrupted(), "the status is kept");
    }

    @Test
    void interruptLosesNoEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.WRITABLE);
        Waker.create(poll.registry(), 2).wake();
        Thread.currentThread().interrupt();
        assertEquals(0, log.poll(), "a poll that is about to wait returns without events");
        assertTrue(Thread.interrupted());
        log.awaitWritable(1);
        while (log.count(2) == 0) {
            log.pollOrFail();
        }
    }

    @Test
    void interruptDoesNotReachThePollAfterIt() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        for (int i = 0; i < 20; i++) {
            Task<Outcome> poller = Task.call(
                    () -> new Outcome(poll.poll(events), Thread.currentThread().isInterrupted()));
            poller.awaitBlockedIn(poll);
            poller.thread().interrupt();
            assertEquals(new Outcome(0, true), poller.join());

            Duration limit = Duration.ofMillis(20);
            long start = System.nanoTime();
            assertEquals(0, poll.poll(events, limit));
            assertTrue(System.nanoTime() - start >= limit.toNanos(), "a stale wake-up shortened a wait");
            assertFalse(Thread.currentThread().isInterrupted());
            waker.wake();
            assertEquals(1, poll.poll(events));
        }
    }

    @Test
    void pollWithoutWaitingIgnoresTheInterrupt() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        Thread.currentThread().interrupt();
        waker.wake();
        assertEquals(1, poll.poll(events, Duration.ZERO));
        waker.wake();
        assertEquals(1, poll.poll(events, 0, TimeUnit.SECONDS));
        assertEquals(0, poll.poll(events, Duration.ZERO));
        assertTrue(Thread.interrupted(), "the status is kept");
    }

    @Test
    void interruptDoesNotCloseEndpoints() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        ListenerEndpoint listener = listen();
        DatagramEndpoint socket = datagram();
        StreamEndpoint connecting = closing(backend().openStream(family()));
        ByteBuffer one = ByteBuffer.allocate(1);
        Thread.currentThread().interrupt();
        assertEquals(0, streams.first().read(one.clear()));
        assertEquals(1, streams.first().write(one.clear()));
        assertNull(listener.accept());
        connecting.connect(listener.localAddress());
        until("the connection is made", connecting::finishConnect);
        sendToSelf(socket);
        until("the datagram has come", () -> socket.receive(one.clear()) == 1);
        assertTrue(Thread.interrupted(), "the status is kept");
        receive(streams.second(), 1);
        accept(listener);
        assertTrue(socket.isOpen());
        assertTrue(streams.first().isOpen());
    }

    @Test
    void interruptedThreadMayRegisterAndClose() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        Thread.currentThread().interrupt();
        poll.registry().register(source, 1, Interest.WRITABLE);
        poll.registry().reregister(source, 2, Interest.WRITABLE);
        assertTrue(Thread.interrupted(), "the status is kept");
        new EventLog(poll).awaitWritable(2);
        Thread.currentThread().interrupt();
        poll.registry().deregister(source);
        source.close();
        poll.close();
        assertTrue(Thread.interrupted(), "the status is kept");
    }

    @Test
    void interruptedThreadMayCloseAPollThatWaits() throws Exception {
        Poll poll = openPoll();
        Task<Integer> poller = Task.call(() -> poll.poll(Events.withCapacity(4)));
        poller.awaitBlockedIn(poll);
        Thread.currentThread().interrupt();
        poll.close();
        assertTrue(Thread.interrupted(), "the status is kept");
        assertThrows(ClosedPollException.class, poller::join);
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: it leaves the processor to the other thread
    void interruptsThatRaceWithWakesLoseNone() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Rounds rounds = new Rounds(3000);
        AtomicInteger seen = new AtomicInteger();
        Task<Boolean> poller = Task.run(() -> {
            Events events = Events.withCapacity(4);
            for (int i = 1; rounds.await(i); i++) {
                while (poll.poll(events) == 0) {
                    assertTrue(Thread.interrupted(), "an empty return without an interrupt");
                }
                assertEquals(1, events.size());
                seen.set(i);
            }
        });
        SplittableRandom random = new SplittableRandom(4);
        while (rounds.next()) {
            if (random.nextBoolean()) {
                poller.thread().interrupt();
            }
            waker.wake();
            if (random.nextBoolean()) {
                poller.thread().interrupt();
            }
            long deadline = System.nanoTime() + LIMIT_NANOS;
            while (seen.get() < rounds.last()) {
                assertTrue(System.nanoTime() < deadline && !poller.isDone(), "the wake was lost");
                Thread.yield();
            }
        }
        poller.join();
    }
}
