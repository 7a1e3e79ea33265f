package dev.pollux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Readiness;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InterestTest {

    private static final int COMBINATIONS = 31;

    @Test
    void everyCombinationHasOneInstance() {
        Set<Interest> all = new HashSet<>();
        for (int bits = 1; bits <= COMBINATIONS; bits++) {
            Interest interest = Interest.of(bits);
            assertSame(interest, Interest.of(bits));
            assertEquals(bits, interest.bits());
            all.add(interest);
        }
        assertEquals(COMBINATIONS, all.size());
    }

    @Test
    void constantsHaveTheBitsOfReadiness() {
        assertEquals(Readiness.READABLE, Interest.READABLE.bits());
        assertEquals(Readiness.WRITABLE, Interest.WRITABLE.bits());
        assertEquals(Readiness.PRIORITY, Interest.PRIORITY.bits());
        assertEquals(Readiness.AIO, Interest.AIO.bits());
        assertEquals(Readiness.LIO, Interest.LIO.bits());
    }

    @Test
    void partsAreToldApart() {
        for (int bits = 1; bits <= COMBINATIONS; bits++) {
            Interest interest = Interest.of(bits);
            assertEquals((bits & Readiness.READABLE) != 0, interest.isReadable());
            assertEquals((bits & Readiness.WRITABLE) != 0, interest.isWritable());
            assertEquals((bits & Readiness.PRIORITY) != 0, interest.isPriority());
            assertEquals((bits & Readiness.AIO) != 0, interest.isAio());
            assertEquals((bits & Readiness.LIO) != 0, interest.isLio());
        }
    }

    @Test
    void addIsTheUnion() {
        Interest both = Interest.READABLE.add(Interest.WRITABLE);
        assertTrue(both.isReadable() && both.isWritable());
        assertSame(both, Interest.WRITABLE.add(Interest.READABLE));
        assertSame(both, both.add(Interest.READABLE));
    }

    @Test
    void removeLeavesTheRest() {
        Interest both = Interest.READABLE.add(Interest.WRITABLE);
        assertEquals(Optional.of(Interest.WRITABLE), both.remove(Interest.READABLE));
        assertEquals(Optional.of(both), both.remove(Interest.PRIORITY));
    }

    @Test
    void removeOfEverythingLeavesNothing() {
        assertEquals(Optional.empty(), Interest.READABLE.remove(Interest.READABLE.add(Interest.LIO)));
    }

    @Test
    void emptyInterestIsRejected() {
        var e = assertThrows(IllegalArgumentException.class, () -> Interest.of(0));
        assertEquals("interest bits 0x0 are empty: an interest names at least one readiness", e.getMessage());
    }

    @Test
    void unknownBitsAreRejected() {
        var e = assertThrows(IllegalArgumentException.class, () -> Interest.of(Readiness.ERROR));
        assertEquals("interest bits 0x20 are unknown", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Interest.of(-1));
        assertThrows(IllegalArgumentException.class, () -> Interest.of(Integer.MIN_VALUE));
    }

    @Test
    void toStringNamesAllParts() {
        assertEquals("READABLE", Interest.READABLE.toString());
        assertEquals(
                "READABLE | WRITABLE", Interest.WRITABLE.add(Interest.READABLE).toString());
        assertEquals(
                "READABLE | WRITABLE | PRIORITY | AIO | LIO",
                Interest.of(COMBINATIONS).toString());
    }

    @Test
    void orderAndEqualityFollowTheBits() {
        Set<Interest> sorted = new TreeSet<>(Set.of(Interest.LIO, Interest.READABLE, Interest.WRITABLE));
        assertEquals("[READABLE, WRITABLE, LIO]", sorted.toString());
        assertEquals(Interest.AIO.hashCode(), Interest.of(Readiness.AIO).hashCode());
        assertFalse(Interest.READABLE.equals(Interest.WRITABLE));
    }
}
