package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.ClosedPollException;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.Poll;
import dev.pollux.Registry;
import dev.pollux.Waker;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads at one poll: every outcome is one that the contract names, and nothing is left behind. */
public abstract class RaceContract extends Contract {

    private static final int THREADS = 8;

    private final SplittableRandom random = new SplittableRandom(5);

    /** Creates the tests; called by JUnit. */
    protected RaceContract() {}

    @Test
    void manyThreadsMayRegisterDuringAPoll() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        int each = 20;
        Endpoint[] sources = new Endpoint[THREADS * each];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = datagram();
        }
        Task<Boolean> poller = Task.run(() -> {
            for (int token = 0; token < sources.length; token++) {
                log.awaitWritable(token);
            }
        });
        poller.awaitBlockedIn(poll);
        inThreads(thread -> {
            for (int i = 0; i < each; i++) {
                int token = thread * each + i;
                poll.registry().register(sources[token], token, Interest.WRITABLE);
            }
        });
        poller.join();
        inThreads(thread -> {
            for (int i = 0; i < each; i++) {
                poll.registry().deregister(sources[thread * each + i]);
            }
        });
        log.assertSilent();
    }

    /** What one of several threads does. */
    @FunctionalInterface
    private interface Share {
        void run(int thread) throws Exception;
    }

    private static void inThreads(Share share) throws Exception {
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            tasks.add(Task.run(() -> share.run(thread)));
        }
        for (Task<Boolean> task : tasks) {
            task.join();
        }
    }

    @Test
    void whatWasWrittenBeforeRegisteringIsSeen() throws Exception {
        Poll poll = openPoll();
        int[] plain = new int[1];
        Events events = Events.withCapacity(4);
        DatagramEndpoint source = datagram();
        Rounds rounds = new Rounds(5000);
        Task<Boolean> other = Task.run(() -> {
            for (int i = 1; rounds.await(i); i++) {
                plain[0] = i;
                poll.registry().register(source, i, Interest.WRITABLE);
            }
        });
        while (rounds.next()) {
            do {
                assertTrue(poll.poll(events, Duration.ofNanos(LIMIT_NANOS)) > 0, "no event");
            } while (events.get(0).token() != rounds.last());
            assertEquals(rounds.last(), plain[0]);
            poll.registry().deregister(source);
        }
        other.join();
    }

    /** Ends the use of one token and begins that of the next. */
    @FunctionalInterface
    private interface NextToken {
        void begin(long token) throws Exception;
    }

    /**
     * Uses one token after the other, while another thread polls all the time and checks that no poll delivers a token
     * whose use had ended before it began.
     */
    private void assertTokensEnd(Poll poll, NextToken next) throws Exception {
        Rounds rounds = new Rounds(5000);
        AtomicLong ended = new AtomicLong(-1);
        AtomicLong delivered = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        Task<Boolean> poller = Task.run(() -> {
            Events events = Events.withCapacity(2);
            while (!over.get()) {
                long bound = ended.get();
                poll.poll(events, Duration.ofMillis(5));
                for (Event event : events) {
                    assertTrue(event.token() > bound, () -> event + " although it had ended, as far as " + bound);
                    delivered.incrementAndGet();
                }
            }
        });
        while (rounds.next()) {
            int token = rounds.last();
            next.begin(token);
            ended.set(token - 1);
            spin(random.nextInt(20_000));
            if (poller.isDone()) {
                break;
            }
        }
        over.set(true);
        poller.join();
        assertTrue(delivered.get() > 0, "there was something to race with");
    }

    @Test
    void tokenIsNotDeliveredAfterDeregister() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 0, BOTH);
        assertTokensEnd(poll, token -> {
            poll.registry().deregister(source);
            poll.registry().register(source, token, BOTH);
        });
    }

    @Test
    void tokenIsNotDeliveredAfterReregister() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 0, BOTH);
        assertTokensEnd(poll, token -> poll.registry().reregister(source, token, BOTH));
    }

    @Test
    void tokenIsNotDeliveredAfterClose() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint[] source = {openDatagram()};
        poll.registry().register(source[0], 0, BOTH);
        assertTokensEnd(poll, token -> {
            source[0].close();
            source[0] = openDatagram();
            poll.registry().register(source[0], token, BOTH);
        });
        source[0].close();
    }

    @Test
    void tokenOfAWakerIsNotDeliveredAfterClose() throws Exception {
        Poll poll = openPoll();
        Waker[] waker = {Waker.create(poll.registry(), 0)};
        assertTokensEnd(poll, token -> {
            waker[0].close();
            waker[0] = Waker.create(poll.registry(), token);
            waker[0].wake();
        });
    }

    @Test
    void closingThePollMayRaceWithEverything() throws Exception {
        DatagramEndpoint first = datagram();
        DatagramEndpoint second = datagram();
        Descriptors.assertNoGrowth(300, () -> {
            Poll poll = backend().openPoll();
            Waker waker = Waker.create(poll.registry(), 1);
            List<Task<Boolean>> tasks = new ArrayList<>();
            tasks.add(untilClosed(() -> poll.poll(Events.withCapacity(2))));
            tasks.add(untilClosed(waker::wake));
            tasks.add(untilClosed(() -> Waker.create(poll.registry(), 2).close()));
            tasks.add(untilClosed(() -> registerAndDeregister(poll.registry(), first)));
            tasks.add(untilClosed(() -> registerAndDeregister(poll.registry(), second)));
            spin(random.nextInt(300_000));
            poll.close();
            for (Task<Boolean> task : tasks) {
                task.join();
            }
        });
    }

    private static Task<Boolean> untilClosed(Task.Body body) {
        return Task.run(() -> assertThrows(ClosedPollException.class, () -> {
            while (true) {
                body.run();
            }
        }));
    }

    private static void registerAndDeregister(Registry registry, Endpoint source) throws Exception {
        registry.register(source, 3, BOTH);
        registry.reregister(source, 4, Interest.READABLE);
        registry.deregister(source);
    }

    @Test
    void closingASourceMayRaceWithItsRegistration() throws Exception {
        Poll poll = openPoll();
        AtomicBoolean over = new AtomicBoolean();
        Task<Boolean> poller = Task.run(() -> {
            Events events = Events.withCapacity(2);
            while (!over.get()) {
                poll.poll(events, Duration.ofMillis(5));
            }
        });
        Descriptors.assertNoGrowth(500, () -> {
            DatagramEndpoint source = openDatagram();
            Task<ClosedChannelException> other = Task.call(() -> assertThrows(ClosedChannelException.class, () -> {
                while (true) {
                    registerAndDeregister(poll.registry(), source);
                }
            }));
            spin(random.nextInt(200_000));
            source.close();
            other.join();
        });
        over.set(true);
        poller.join();
        new EventLog(poll).assertSilent();
    }

    @Test
    void closingAWakerMayRaceWithItsWakes() throws Exception {
        Poll poll = openPoll();
        AtomicBoolean over = new AtomicBoolean();
        Task<Boolean> poller = Task.run(() -> {
            Events events = Events.withCapacity(2);
            while (!over.get()) {
                poll.poll(events, Duration.ofMillis(5));
            }
        });
        Descriptors.assertNoGrowth(500, () -> {
            Waker waker = Waker.create(poll.registry(), 1);
            Task<ClosedChannelException> other = Task.call(() -> assertThrows(ClosedChannelException.class, () -> {
                while (true) {
                    waker.wake();
                }
            }));
            spin(random.nextInt(200_000));
            waker.close();
            other.join();
        });
        over.set(true);
        poller.join();
        new EventLog(poll).assertSilent();
    }

    /** Whoever comes first registers, the others are refused; in the end the source is registered once or not at all. */
    @Test
    void oneSourceMayBeRegisteredByManyThreads() throws Exception {
        Poll poll = openPoll();
        Poll other = openPoll();
        DatagramEndpoint source = datagram();
        inThreads(thread -> {
            Registry registry = (thread % 2 == 0 ? poll : other).registry();
            for (int i = 0; i < 1000; i++) {
                try {
                    switch (i % 3) {
                        case 0 -> registry.register(source, thread, BOTH);
                        case 1 -> registry.reregister(source, thread, Interest.WRITABLE);
                        default -> registry.deregister(source);
                    }
                } catch (AlreadyRegisteredException | NotRegisteredException e) {
                    // somebody else was faster
                }
            }
        });
        for (Poll each : new Poll[] {poll, other}) {
            try {
                each.registry().deregister(source);
            } catch (NotRegisteredException e) {
                // it was not left there
            }
        }
        new EventLog(poll).assertSilent();
        new EventLog(other).assertSilent();
        poll.registry().register(source, 1, BOTH);
        new EventLog(poll).awaitWritable(1);
    }
}
