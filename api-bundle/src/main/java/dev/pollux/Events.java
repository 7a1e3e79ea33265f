package dev.pollux;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.StringJoiner;

/**
 * The events of one poll: made once, handed to every poll, and filled by it.
 *
 * <p>The {@link Event} objects are made with this collection and filled in place, so a warm loop allocates nothing:
 *
 * {@snippet :
 * Events events = Events.withCapacity(1024);
 * while (running) {
 *     poll.poll(events);
 *     for (Event event : events) {
 *         handle(event.token(), event);
 *     }
 * }
 * }
 *
 * <p>The capacity bounds what one poll returns; what did not fit comes with the next one. Not thread-safe: it belongs to
 * the polling thread, which may hand it over to another one between two polls. It fits the polls of every backend.
 */
public final class Events implements Iterable<Event> {

    private final Event[] slots;
    private int size;

    private Events(int capacity) {
        slots = new Event[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new Event();
        }
    }

    /**
     * Creates an empty collection with room for that many events.
     *
     * @param capacity the most events one poll may return, from 1 up; about 40 bytes are allocated for each
     * @return the new collection
     * @throws IllegalArgumentException if the capacity is below 1
     */
    public static Events withCapacity(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + ": must be at least 1");
        }
        return new Events(capacity);
    }

    /**
     * Returns how many events fit.
     *
     * @return the number given to {@link #withCapacity}
     */
    public int capacity() {
        return slots.length;
    }

    /**
     * Returns how many events the last poll delivered.
     *
     * @return from 0 to {@link #capacity()}
     */
    public int size() {
        return size;
    }

    /**
     * Tells whether the last poll delivered nothing.
     *
     * @return true if {@link #size()} is 0
     */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Tells whether no further event fits.
     *
     * @return true if {@link #size()} is {@link #capacity()}
     */
    public boolean isFull() {
        return size == slots.length;
    }

    /**
     * Returns the event at an index.
     *
     * @param index from 0 to {@link #size()} - 1
     * @return the event, valid until the next poll
     * @throws IndexOutOfBoundsException if there is none at that index
     */
    public Event get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + ": there are " + size + " events");
        }
        return slots[index];
    }

    /** Removes all events; every poll does this first. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds an event: for backends, and for tests of code that handles events.
     *
     * @param token the token of the source
     * @param readiness a combination of the constants of {@link dev.pollux.spi.Readiness}
     * @throws IllegalStateException if there is no room left
     */
    public void add(long token, int readiness) {
        if (size == slots.length) {
            throw new IllegalStateException("all " + size + " places for events are taken");
        }
        slots[size++].set(token, readiness);
    }

    /**
     * Returns an iterator over the events in the order in which the mechanism reported them.
     *
     * @return an iterator without {@code remove}
     */
    @Override
    public Iterator<Event> iterator() {
        return new EventIterator();
    }

    /**
     * Returns all events, for people to read.
     *
     * @return such as {@code [Event[token=1, READABLE]]}
     */
    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(", ", "[", "]");
        for (Event event : this) {
            all.add(event.toString());
        }
        return all.toString();
    }

    private final class EventIterator implements Iterator<Event> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < size;
        }

        @Override
        public Event next() {
            if (next >= size) {
                throw new NoSuchElementException("there are " + size + " events");
            }
            return slots[next++];
        }
    }
}
