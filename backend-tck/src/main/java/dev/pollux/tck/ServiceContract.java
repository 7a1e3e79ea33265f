package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Poll;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a backend says of itself. */
public abstract class ServiceContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected ServiceContract() {}

    @Test
    void nameIsAShortWordInLowerCase() {
        String name = backend().name();
        assertFalse(name.isEmpty());
        assertEquals(name.strip().toLowerCase(Locale.ROOT), name);
    }

    @Test
    void answersAreAlwaysTheSame() {
        Backend backend = backend();
        assertEquals(backend.name(), backend.name());
        assertEquals(backend.priority(), backend.priority());
        assertEquals(backend.availability(), backend.availability());
        assertEquals(backend.capabilities(), backend.capabilities());
    }

    @Test
    void backendUnderTestIsAvailable() {
        Availability availability = backend().availability();
        assertTrue(availability.isAvailable(), availability::toString);
    }

    @Test
    void capabilitiesCannotBeChanged() {
        Set<Capability> capabilities = backend().capabilities();
        assertThrows(UnsupportedOperationException.class, () -> capabilities.add(Capability.LIO));
        assertThrows(UnsupportedOperationException.class, capabilities::clear);
    }

    @Test
    void pollsAndEndpointsKnowTheirBackend() throws Exception {
        Class<?> expected = maker().getClass();
        Poll poll = openPoll();
        assertSame(expected, poll.backend().getClass());
        assertSame(expected, poll.registry().backend().getClass());
        assertSame(expected, listen().backend().getClass());
        assertSame(expected, connection().second().backend().getClass());
        assertSame(expected, datagram().backend().getClass());
    }

    @Test
    void eachPollIsANewOne() throws Exception {
        assertNotSame(openPoll(), openPoll());
    }
}
