package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.ClosedPollException;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Virtual threads may poll like others, and a poll that waits does not keep a carrier from the rest of them. */
public abstract class VirtualThreadContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected VirtualThreadContract() {}

    @BeforeEach
    final void requireVirtualThreads() {
        VirtualThreads.require();
    }

    @Test
    void virtualThreadMayPoll() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        Task<Integer> poller = Task.callVirtual(() -> {
            log.awaitReadable(1);
            return drain(source);
        });
        poller.awaitBlockedIn(poll);
        sendToSelf(source);
        assertEquals(1, poller.join());
    }

    @Test
    void limitHoldsOnAVirtualThread() throws Exception {
        Poll poll = openPoll();
        Task<Integer> poller = Task.callVirtual(() -> {
            Events events = Events.withCapacity(4);
            for (long nanos : new long[] {0, 1, 500_000, 3_000_000, 20_000_000}) {
                long start = System.nanoTime();
                assertEquals(0, poll.poll(events, Duration.ofNanos(nanos)));
                assertTrue(System.nanoTime() - start >= nanos);
            }
            return 0;
        });
        assertEquals(0, poller.join());
    }

    @Test
    void platformAndVirtualThreadsMayTakeTurns() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Events events = Events.withCapacity(4);
        for (int i = 0; i < 20; i++) {
            waker.wake();
            assertEquals(1, Task.callVirtual(() -> poll.poll(events)).join());
            assertEquals(1, events.get(0).token());
            waker.wake();
            assertEquals(1, poll.poll(events));
        }
    }

    @Test
    void interruptEndsThePollOfAVirtualThread() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        for (int i = 0; i < 10; i++) {
            Task<Boolean> poller = Task.callVirtual(() -> poll.poll(Events.withCapacity(4)) == 0
                    && Thread.currentThread().isInterrupted());
            poller.awaitBlockedIn(poll);
            poller.thread().interrupt();
            assertTrue(poller.join());
            assertEquals(0, poll.poll(Events.withCapacity(4), Duration.ofMillis(5)), "nothing is left of it");
            waker.wake();
            assertEquals(1, poll.poll(Events.withCapacity(4)));
        }
    }

    @Test
    void closingEndsThePollOfAVirtualThread() throws Exception {
        Descriptors.assertNoGrowth(20, () -> {
            Poll poll = backend().openPoll();
            Task<Integer> poller = Task.callVirtual(() -> poll.poll(Events.withCapacity(4)));
            poller.awaitBlockedIn(poll);
            poll.close();
            assertThrows(ClosedPollException.class, poller::join);
        });
    }

    @Test
    void secondPollerIsRefusedOnAVirtualThread() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Task<Integer> first = Task.callVirtual(() -> poll.poll(Events.withCapacity(4)));
        first.awaitBlockedIn(poll);
        Events events = Events.withCapacity(4);
        assertThrows(IllegalStateException.class, () -> poll.poll(events, Duration.ZERO));
        assertThrows(
                IllegalStateException.class,
                () -> Task.callVirtual(() -> poll.poll(events, Duration.ZERO)).join());
        waker.wake();
        assertEquals(1, first.join());
    }

    @Test
    void pollersThatWaitLeaveTheCarriersToOthers() throws Exception {
        int pollers = 4 * Runtime.getRuntime().availableProcessors() + 4;
        List<Poll> polls = new ArrayList<>();
        List<Waker> wakers = new ArrayList<>();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < pollers; i++) {
            Poll poll = openPoll();
            polls.add(poll);
            wakers.add(Waker.create(poll.registry(), i));
            tasks.add(Task.callVirtual(() -> poll.poll(Events.withCapacity(4))));
        }
        for (int i = 0; i < pollers; i++) {
            tasks.get(i).awaitBlockedIn(polls.get(i));
        }
        assertEquals(1, Task.callVirtual(() -> 1).join());
        Task<Integer> waking = Task.callVirtual(() -> {
            for (Waker waker : wakers) {
                waker.wake();
            }
            return wakers.size();
        });
        assertEquals(pollers, waking.join());
        for (Task<Integer> task : tasks) {
            assertEquals(1, task.join());
        }
    }

    @Test
    void pingPongOfVirtualThreadsLosesNoEvent() throws Exception {
        int rounds = 500;
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pair<StreamEndpoint> streams = connection();
            send(streams.first(), 1);
            tasks.add(Task.callVirtual(() -> echo(streams.first(), rounds)));
            tasks.add(Task.callVirtual(() -> echo(streams.second(), rounds)));
        }
        for (Task<Integer> task : tasks) {
            assertEquals(rounds, task.join());
        }
    }

    /** Sends back what comes; the last answer stays unread. */
    private int echo(StreamEndpoint stream, int rounds) throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stream, 1, Interest.READABLE);
        for (int i = 0; i < rounds; i++) {
            do {
                log.awaitReadable(1);
            } while (drain(stream) == 0);
            send(stream, 1);
        }
        return rounds;
    }
}
