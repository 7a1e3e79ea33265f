package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AvailabilityTest {

    @Test
    void availableSaysSo() {
        assertTrue(Availability.available().isAvailable());
        assertSame(Availability.available(), Availability.available());
        assertEquals("available", Availability.available().toString());
    }

    @Test
    void unavailableSaysWhyAndWhatToDo() {
        Availability availability = Availability.unavailable("no native access", "add the flag");
        assertFalse(availability.isAvailable());
        assertEquals("no native access; remedy: add the flag", availability.toString());
    }

    @Test
    void unavailableWithoutRemedySaysWhy() {
        assertEquals("not Linux", Availability.unavailable("not Linux", "").toString());
    }
}
