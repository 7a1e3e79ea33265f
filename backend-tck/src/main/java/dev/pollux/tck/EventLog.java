package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Poll;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Polls and remembers what came, so that a test need not care in how many polls and events it came.
 *
 * <p>Readiness of one source may come as one event or as several, in one poll or in several, with spurious ones in between;
 * what is remembered is all that was said of each token. For one thread.
 */
final class EventLog {

    /** How long a poll waits that is expected to bring nothing; too short only makes the test weaker. */
    private static final Duration SHORT = Duration.ofMillis(30);

    /** More spurious events in a row than a mechanism can explain. */
    private static final int STORM = 64;

    private final Poll poll;
    private final Events events;
    private final Map<Long, Integer> readiness = new HashMap<>();
    private final Map<Long, Integer> counts = new HashMap<>();

    EventLog(Poll poll) {
        this(poll, 64);
    }

    EventLog(Poll poll, int capacity) {
        this.poll = poll;
        this.events = Events.withCapacity(capacity);
    }

    /** What is done on each event, such as finding out that the operation would block. */
    @FunctionalInterface
    interface Reaction {
        void to(Event event) throws Exception;
    }

    /** Polls once without waiting and remembers what came. */
    int pollNow() throws IOException {
        return remember(poll.poll(events, Duration.ZERO));
    }

    /** Polls once with a limit and remembers what came. */
    int poll(Duration timeout) throws IOException {
        return remember(poll.poll(events, timeout));
    }

    /** Polls once without limit and remembers what came. */
    int poll() throws IOException {
        return remember(poll.poll(events));
    }

    /** Polls once and remembers what came; something must come within the limit. */
    void pollOrFail() throws IOException {
        int count = poll(Duration.ofNanos(Contract.LIMIT_NANOS));
        assertTrue(count > 0, () -> "no event came, so far " + this);
    }

    private int remember(int count) {
        assertEquals(events.size(), count, "poll returns the number of events");
        for (Event event : events) {
            assertTrue(event.readiness() != 0, () -> "an event says something: " + event);
            readiness.merge(event.token(), event.readiness(), (a, b) -> a | b);
            counts.merge(event.token(), 1, Integer::sum);
        }
        return count;
    }

    /** The events of the last poll. */
    Events last() {
        return events;
    }

    /** Waits until all of the readiness was said of the token, then forgets the token. */
    void await(long token, int wanted) throws IOException {
        long deadline = System.nanoTime() + Contract.LIMIT_NANOS;
        while ((readiness(token) & wanted) != wanted) {
            long left = deadline - System.nanoTime();
            assertTrue(
                    left > 0,
                    () -> "no event with token " + token + " and " + Readiness.toString(wanted) + ", but " + this);
            remember(poll.poll(events, left, TimeUnit.NANOSECONDS));
        }
        forget(token);
    }

    /** Waits until the token is readable, then forgets the token. */
    void awaitReadable(long token) throws IOException {
        await(token, Readiness.READABLE);
    }

    /** Waits until the token is writable, then forgets the token. */
    void awaitWritable(long token) throws IOException {
        await(token, Readiness.WRITABLE);
    }

    /** All that was said of a token since it was forgotten. */
    int readiness(long token) {
        return readiness.getOrDefault(token, 0);
    }

    /** How many events a token had since it was forgotten. */
    int count(long token) {
        return counts.getOrDefault(token, 0);
    }

    void forget(long token) {
        readiness.remove(token);
        counts.remove(token);
    }

    void forget() {
        readiness.clear();
        counts.clear();
    }

    /**
     * Checks that a token is not delivered: for sources that are gone, and for wakers, of which no event can be spurious.
     *
     * <p>Nothing else may be ready.
     */
    void assertSilent(long token) throws IOException {
        forget(token);
        pollNow();
        poll(SHORT);
        assertEquals(0, count(token), () -> "events with token " + token + " that cannot be: " + this);
    }

    /** Checks that no event at all comes: where nothing is registered, or only wakers. */
    void assertSilent() throws IOException {
        assertEquals(0, pollNow(), () -> "events that cannot be: " + events);
        assertEquals(0, poll(SHORT), () -> "events that cannot be: " + events);
    }

    /** Waits until a poll brings nothing: spurious events are allowed, an endless row of them is not. */
    void awaitQuiet() throws Exception {
        awaitQuiet(event -> {});
    }

    /** Waits until a poll brings nothing, reacting to each of the spurious events before. */
    void awaitQuiet(Reaction reaction) throws Exception {
        for (int i = 0; i < STORM; i++) {
            if (poll(SHORT) == 0) {
                return;
            }
            for (Event event : events) {
                reaction.to(event);
            }
        }
        throw new AssertionError(STORM + " polls in a row brought events, the last " + events);
    }

    @Override
    public String toString() {
        Map<Long, String> all = new HashMap<>();
        readiness.forEach((token, bits) -> all.put(token, Readiness.toString(bits)));
        return all.toString();
    }
}
