package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Events;
import dev.pollux.Poll;
import dev.pollux.Waker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Wakes that race: with the timeout of the poll, with each other, with the return of the poll. */
public abstract class WakerRaceContract extends Contract {

    private static final int ROUNDS = 3000;

    /** Written before a wake and read after its event, without any other synchronization. */
    private int plain;

    /** Creates the tests; called by JUnit. */
    protected WakerRaceContract() {}

    @Test
    void wakeThatRacesWithTheTimeoutIsNeitherLostNorStale() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Rounds rounds = new Rounds(ROUNDS);
        Task<Boolean> other = Task.run(() -> {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 1; rounds.await(i); i++) {
                spin(random.nextInt(300_000));
                plain = i;
                waker.wake();
            }
        });
        SplittableRandom random = new SplittableRandom(2);
        Events events = Events.withCapacity(4);
        while (rounds.next()) {
            long start = System.nanoTime();
            while (poll.poll(events, random.nextInt(1, 300_000), TimeUnit.NANOSECONDS) == 0) {
                assertTrue(System.nanoTime() - start < LIMIT_NANOS, "the wake was lost");
            }
            assertEquals(1, events.size());
            assertEquals(rounds.last(), plain, "what was written before the wake is seen");
            assertEquals(0, poll.poll(events, Duration.ZERO), "no stale wake");
        }
        other.join();
    }

    @Test
    void wakeThatRacesWithThePollIsNeitherLostNorStale() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Rounds rounds = new Rounds(5 * ROUNDS);
        Task<Boolean> other = Task.run(() -> {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 1; rounds.await(i); i++) {
                spin(random.nextInt(20_000));
                plain = i;
                waker.wake();
            }
        });
        Events events = Events.withCapacity(4);
        while (rounds.next()) {
            assertEquals(1, poll.poll(events));
            assertEquals(rounds.last(), plain, "what was written before the wake is seen");
        }
        other.join();
        assertEquals(0, poll.poll(events, Duration.ZERO), "no stale wake");
    }

    @Test
    void everyWakeIsFollowedByItsEvent() throws Exception {
        Poll poll = openPoll();
        int threads = 4;
        AtomicInteger[] asked = new AtomicInteger[threads];
        AtomicInteger[] seen = new AtomicInteger[threads];
        AtomicBoolean over = new AtomicBoolean();
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            AtomicInteger myAsked = new AtomicInteger();
            AtomicInteger mySeen = new AtomicInteger();
            asked[i] = myAsked;
            seen[i] = mySeen;
            Waker waker = Waker.create(poll.registry(), i);
            tasks.add(Task.run(() -> {
                Rounds rounds = new Rounds(ROUNDS);
                while (rounds.next()) {
                    int mine = rounds.last();
                    myAsked.set(mine);
                    waker.wake();
                    if (mine % 7 == 0) {
                        until("wake " + mine + " is seen", () -> mySeen.get() >= mine);
                    }
                }
            }));
        }
        Task<Boolean> poller = Task.run(() -> {
            Events events = Events.withCapacity(2);
            while (!over.get()) {
                poll.poll(events);
                assertNotEquals(0, events.size(), "no empty return");
                events.forEach(event -> {
                    int token = (int) event.token();
                    seen[token].set(asked[token].get());
                });
            }
        });
        for (Task<Boolean> task : tasks) {
            task.join();
        }
        for (int i = 0; i < threads; i++) {
            AtomicInteger myAsked = asked[i];
            AtomicInteger mySeen = seen[i];
            until("the last wake is seen", () -> mySeen.get() == myAsked.get());
        }
        over.set(true);
        Waker.create(poll.registry(), 0).wake();
        poller.join();
    }

    /** Coalescing must not lose the second waker's writes: its wake finds the first one's still undelivered. */
    @Test
    void writesBeforeAWakeThatCoalescesAreSeen() throws Exception {
        Poll poll = openPoll();
        Waker waker = Waker.create(poll.registry(), 1);
        Rounds rounds = new Rounds(ROUNDS);
        int[] written = new int[32]; // two of them, on lines of their own
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int slot : new int[] {0, 16}) {
            tasks.add(Task.run(() -> {
                for (int i = 1; rounds.await(i); i++) {
                    written[slot] = i;
                    waker.wake();
                }
            }));
        }
        Events events = Events.withCapacity(4);
        while (rounds.next()) {
            int i = rounds.last();
            do {
                assertNotEquals(0, poll.poll(events, LIMIT_NANOS, TimeUnit.NANOSECONDS), "a write was not seen");
            } while (written[0] != i || written[16] != i);
        }
        for (Task<Boolean> task : tasks) {
            task.join();
        }
    }
}
