package dev.pollux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Readiness;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

    private final Events events = Events.withCapacity(3);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void capacityBelowOneIsRejected(int capacity) {
        var e = assertThrows(IllegalArgumentException.class, () -> Events.withCapacity(capacity));
        assertEquals("capacity " + capacity + ": must be at least 1", e.getMessage());
    }

    @Test
    void newEventsAreEmpty() {
        assertEquals(3, events.capacity());
        assertEquals(0, events.size());
        assertTrue(events.isEmpty());
        assertFalse(events.isFull());
        assertFalse(events.iterator().hasNext());
        assertEquals("[]", events.toString());
    }

    @Test
    void addFillsUpToTheCapacity() {
        addThree();
        assertEquals(3, events.size());
        assertFalse(events.isEmpty());
        assertTrue(events.isFull());
    }

    @Test
    void addBeyondTheCapacityIsRejectedAndChangesNothing() {
        addThree();
        var e = assertThrows(IllegalStateException.class, () -> events.add(4, Readiness.READABLE));
        assertEquals("all 3 places for events are taken", e.getMessage());
        assertEquals(List.of(-1L, 0L, 1L), tokens());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void getOutsideTheSizeIsRejected(int index) {
        events.add(1, Readiness.READABLE);
        var e = assertThrows(IndexOutOfBoundsException.class, () -> events.get(index));
        assertEquals("index " + index + ": there are 1 events", e.getMessage());
    }

    @Test
    void iterationHasTheOrderOfAdding() {
        addThree();
        assertEquals(List.of(-1L, 0L, 1L), tokens());
        assertEquals(0, events.get(1).token());
    }

    @Test
    void iteratorEndsWithAnException() {
        events.add(1, Readiness.READABLE);
        Iterator<Event> iterator = events.iterator();
        iterator.next();
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertThrows(UnsupportedOperationException.class, iterator::remove);
    }

    @Test
    void clearedEventsAreFilledInPlace() {
        events.add(1, Readiness.READABLE | Readiness.ERROR);
        Event first = events.get(0);
        events.clear();
        assertTrue(events.isEmpty());
        events.add(2, Readiness.WRITABLE);
        assertSame(first, events.get(0));
        assertEquals(2, first.token());
        assertEquals(Readiness.WRITABLE, first.readiness());
    }

    @Test
    void copyKeepsWhatThePlaceLoses() {
        events.add(1, Readiness.READABLE);
        Event copy = events.get(0).copy();
        events.clear();
        events.add(2, Readiness.WRITABLE);
        assertEquals(1, copy.token());
        assertTrue(copy.isReadable());
        assertFalse(copy.isWritable());
    }

    @Test
    void toStringListsAllEvents() {
        events.add(7, Readiness.READABLE | Readiness.READ_CLOSED);
        events.add(-8, Readiness.WRITABLE);
        assertEquals("[Event[token=7, READABLE | READ_CLOSED], Event[token=-8, WRITABLE]]", events.toString());
    }

    private void addThree() {
        for (long token = -1; token <= 1; token++) {
            events.add(token, Readiness.READABLE);
        }
    }

    private List<Long> tokens() {
        List<Long> tokens = new ArrayList<>();
        events.forEach(event -> tokens.add(event.token()));
        return tokens;
    }
}
