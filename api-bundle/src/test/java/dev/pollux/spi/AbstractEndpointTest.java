package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.ClosedPollException;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.ProviderMismatchException;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.Token;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbstractEndpointTest {

    private final ScriptedBackend backend = new ScriptedBackend();
    private final ScriptedPoll poll = new ScriptedPoll(backend);
    private final ScriptedPoll other = new ScriptedPoll(backend);
    private final Registry registry = poll.registry();
    private final ScriptedEndpoint endpoint = new ScriptedEndpoint(backend);
    private final IOException failure = new IOException("scripted");

    @Test
    void callsReachTheMechanism() throws Exception {
        registry.register(endpoint, -1, Interest.READABLE);
        assertTrue(poll.toString().endsWith(", 1 registered]"), poll.toString());
        registry.reregister(endpoint, Long.MAX_VALUE, Interest.WRITABLE);
        registry.deregister(endpoint);
        assertTrue(poll.toString().endsWith(", 0 registered]"), poll.toString());
        assertEquals(List.of("attach -1 READABLE", "modify " + Long.MAX_VALUE + " WRITABLE", "detach"), endpoint.calls);
    }

    @Test
    void tokensOfBothFormsAreTheSame() throws Exception {
        registry.register(endpoint, Token.of(5), Interest.READABLE);
        registry.reregister(endpoint, Token.of(-6), Interest.READABLE);
        assertEquals(List.of("attach 5 READABLE", "modify -6 READABLE"), endpoint.calls);
    }

    @Test
    void failedAttachLeavesItUnregistered() throws Exception {
        endpoint.failure = failure;
        assertSame(failure, assertThrows(IOException.class, this::register));
        assertThrows(NotRegisteredException.class, () -> registry.deregister(endpoint));
        assertTrue(poll.toString().endsWith(", 0 registered]"), poll.toString());
        register();
        assertEquals(2, endpoint.calls.size());
    }

    @Test
    void failedModifyLeavesItRegistered() throws Exception {
        register();
        endpoint.failure = failure;
        assertSame(failure, assertThrows(IOException.class, () -> registry.reregister(endpoint, 2, Interest.WRITABLE)));
        registry.reregister(endpoint, 2, Interest.WRITABLE);
        registry.deregister(endpoint);
    }

    @Test
    void failedDetachLeavesItUnregistered() throws Exception {
        register();
        endpoint.failure = failure;
        assertSame(failure, assertThrows(IOException.class, () -> registry.deregister(endpoint)));
        other.registry().register(endpoint, 1, Interest.READABLE);
        assertTrue(poll.toString().endsWith(", 0 registered]"), poll.toString());
    }

    @Test
    void registeringTwiceIsRejected() throws Exception {
        register();
        var e = assertThrows(AlreadyRegisteredException.class, this::register);
        assertEquals(
                "Endpoint[scripted] is already registered with " + poll + ": reregister it, or deregister it first",
                e.getMessage());
        assertThrows(AlreadyRegisteredException.class, () -> other.registry().register(endpoint, 1, Interest.READABLE));
        assertEquals(List.of("attach 1 READABLE"), endpoint.calls);
        registry.deregister(endpoint);
    }

    @Test
    void whatIsNotRegisteredIsRejected() {
        var e = assertThrows(NotRegisteredException.class, () -> registry.reregister(endpoint, 1, Interest.READABLE));
        assertEquals("Endpoint[scripted] is not registered with " + poll + ": register it first", e.getMessage());
        assertThrows(NotRegisteredException.class, () -> registry.deregister(endpoint));
        assertEquals(List.of(), endpoint.calls);
    }

    @Test
    void registrationWithAnotherPollIsNamed() throws Exception {
        register();
        var e = assertThrows(
                NotRegisteredException.class, () -> other.registry().deregister(endpoint));
        assertEquals("Endpoint[scripted] is not registered with " + other + " but with " + poll, e.getMessage());
        assertThrows(NotRegisteredException.class, () -> other.registry().reregister(endpoint, 1, Interest.READABLE));
        registry.deregister(endpoint);
    }

    @Test
    void deregisteredEndpointMayMoveToAnotherPoll() throws Exception {
        register();
        registry.deregister(endpoint);
        other.registry().register(endpoint, 2, Interest.WRITABLE);
        assertEquals(List.of("attach 1 READABLE", "detach", "attach 2 WRITABLE"), endpoint.calls);
    }

    @Test
    void endpointOfAClosedPollMayMoveToAnotherPoll() throws Exception {
        register();
        poll.close();
        assertThrows(ClosedPollException.class, () -> endpoint.deregister(registry));
        assertThrows(ClosedPollException.class, () -> endpoint.reregister(registry, 1, Interest.READABLE));
        assertThrows(NotRegisteredException.class, () -> other.registry().deregister(endpoint));
        other.registry().register(endpoint, 2, Interest.READABLE);
        assertEquals(List.of("attach 1 READABLE", "attach 2 READABLE"), endpoint.calls);
    }

    @Test
    void endpointOfAnotherBackendIsRejected() {
        ScriptedEndpoint foreign = new ScriptedEndpoint(new ScriptedBackend() {
            @Override
            public String name() {
                return "foreign";
            }
        });
        var e = assertThrows(ProviderMismatchException.class, () -> registry.register(foreign, 1, Interest.READABLE));
        assertEquals(
                "the source was made by the foreign backend and cannot be registered with a poll of the scripted"
                        + " backend: open both with the same backend",
                e.getMessage());
        assertThrows(ProviderMismatchException.class, () -> registry.reregister(foreign, 1, Interest.READABLE));
        assertThrows(ProviderMismatchException.class, () -> registry.deregister(foreign));
        assertEquals(List.of(), foreign.calls);
    }

    @Test
    void instancesOfOneBackendWorkTogether() throws Exception {
        registry.register(new ScriptedEndpoint(new ScriptedBackend()), 1, Interest.READABLE);
    }

    @Test
    void closeDetachesThenClosesOnce() throws Exception {
        register();
        assertTrue(endpoint.isOpen());
        endpoint.close();
        endpoint.close();
        assertFalse(endpoint.isOpen());
        assertEquals(List.of("attach 1 READABLE", "detach", "close"), endpoint.calls);
        assertTrue(poll.toString().endsWith(", 0 registered]"), poll.toString());
    }

    @Test
    void closeAfterThePollClosesOnly() throws Exception {
        register();
        poll.close();
        endpoint.close();
        assertEquals(List.of("attach 1 READABLE", "close"), endpoint.calls);
    }

    @Test
    void closeClosesAlsoWhenDetachFails() throws Exception {
        register();
        endpoint.failure = failure;
        assertSame(failure, assertThrows(IOException.class, endpoint::close));
        endpoint.close();
        assertEquals(List.of("attach 1 READABLE", "detach", "close"), endpoint.calls);
    }

    @Test
    void closedEndpointThrows() throws Exception {
        register();
        endpoint.close();
        assertThrows(ClosedChannelException.class, this::register);
        assertThrows(ClosedChannelException.class, () -> registry.reregister(endpoint, 1, Interest.READABLE));
        assertThrows(ClosedChannelException.class, () -> registry.deregister(endpoint));
    }

    @Test
    void interestThatTheBackendLacksIsRejected() throws Exception {
        register();
        for (Interest interest : List.of(Interest.PRIORITY, Interest.AIO, Interest.LIO)) {
            Interest asked = interest.add(Interest.READABLE);
            var e = assertThrows(UnsupportedOperationException.class, () -> registry.reregister(endpoint, 1, asked));
            assertEquals("the scripted backend does not support Interest." + interest, e.getMessage());
            ScriptedEndpoint fresh = new ScriptedEndpoint(backend);
            assertThrows(UnsupportedOperationException.class, () -> registry.register(fresh, 1, asked));
            assertEquals(List.of(), fresh.calls);
        }
        assertEquals(List.of("attach 1 READABLE"), endpoint.calls);
    }

    @Test
    void interestThatTheBackendHasIsTaken() throws Exception {
        ScriptedBackend capable = new ScriptedBackend(Capability.PRIORITY, Capability.AIO, Capability.LIO);
        ScriptedEndpoint watched = new ScriptedEndpoint(capable);
        capable.openPoll().registry().register(watched, 1, Interest.of(31));
        assertEquals(List.of("attach 1 READABLE | WRITABLE | PRIORITY | AIO | LIO"), watched.calls);
    }

    @Test
    void releaseNeedsDescriptors() throws Exception {
        var e = assertThrows(UnsupportedOperationException.class, endpoint::release);
        assertEquals("the scripted backend does not support releasing descriptors", e.getMessage());
        assertTrue(endpoint.isOpen());
    }

    @Test
    void releaseDetachesAndDoesNotClose() throws Exception {
        ScriptedEndpoint released = registeredWithDescriptor();
        assertEquals(ScriptedEndpoint.HANDLE, released.release());
        assertFalse(released.isOpen());
        assertThrows(ClosedChannelException.class, released::release);
        released.close();
        assertEquals(List.of("attach 1 READABLE", "detach", "release"), released.calls);
    }

    @Test
    void releaseThatCannotDetachClosesInstead() throws Exception {
        ScriptedEndpoint released = registeredWithDescriptor();
        released.failure = failure;
        assertSame(failure, assertThrows(IOException.class, released::release));
        assertFalse(released.isOpen());
        assertEquals(List.of("attach 1 READABLE", "detach", "close"), released.calls, "nobody has the handle");
    }

    private static ScriptedEndpoint registeredWithDescriptor() throws IOException {
        ScriptedBackend capable = new ScriptedBackend(Capability.FILE_DESCRIPTORS);
        ScriptedEndpoint endpoint = new ScriptedEndpoint(capable);
        capable.openPoll().registry().register(endpoint, 1, Interest.READABLE);
        return endpoint;
    }

    @Test
    void rearmModifiesToWhatIsRegistered() throws Exception {
        register();
        endpoint.rearm();
        registry.reregister(endpoint, 2, Interest.WRITABLE);
        endpoint.failure = failure;
        assertSame(failure, assertThrows(IOException.class, endpoint::rearm));
        endpoint.rearm();
        assertEquals(
                List.of(
                        "attach 1 READABLE",
                        "modify 1 READABLE",
                        "modify 2 WRITABLE",
                        "modify 2 WRITABLE",
                        "modify 2 WRITABLE"),
                endpoint.calls);
    }

    @Test
    void failedReregistrationIsNotWhatRearmModifiesTo() throws Exception {
        register();
        endpoint.failure = failure;
        assertThrows(IOException.class, () -> registry.reregister(endpoint, 2, Interest.WRITABLE));
        endpoint.rearm();
        assertEquals(List.of("attach 1 READABLE", "modify 2 WRITABLE", "modify 1 READABLE"), endpoint.calls);
    }

    @Test
    void rearmDoesNothingUnlessRegistered() throws Exception {
        endpoint.rearm();
        register();
        registry.deregister(endpoint);
        endpoint.rearm();
        register();
        poll.close();
        endpoint.rearm();
        endpoint.close();
        endpoint.rearm();
        assertEquals(List.of("attach 1 READABLE", "detach", "attach 1 READABLE", "close"), endpoint.calls);
    }

    @Test
    void isRegisteredFollowsTheRegistration() throws Exception {
        assertFalse(endpoint.isRegistered());
        register();
        assertTrue(endpoint.isRegistered());
        registry.deregister(endpoint);
        assertFalse(endpoint.isRegistered());
        register();
        poll.close();
        assertFalse(endpoint.isRegistered());
        other.registry().register(endpoint, 1, Interest.READABLE);
        endpoint.close();
        assertFalse(endpoint.isRegistered());
    }

    @Test
    void closeRacingWithRegisterLeavesNothingAttached() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            ScriptedEndpoint raced = new ScriptedEndpoint(backend);
            var closer = Background.start(() -> {
                raced.close();
                return true;
            });
            try {
                registry.register(raced, 1, Interest.READABLE);
            } catch (ClosedChannelException e) {
                // closed first
            }
            closer.join();
            assertTrue(
                    raced.calls.equals(List.of("close"))
                            || raced.calls.equals(List.of("attach 1 READABLE", "detach", "close")),
                    raced.calls.toString());
        }
        assertTrue(poll.toString().endsWith(", 0 registered]"), poll.toString());
    }

    @Test
    void exceptionOfACustomSourcePassesUnchanged() {
        Source failing = new Source() {
            @Override
            public void register(Registry with, long token, Interest interest) throws IOException {
                throw failure;
            }

            @Override
            public void reregister(Registry with, long token, Interest interest) throws IOException {
                throw failure;
            }

            @Override
            public void deregister(Registry with) throws IOException {
                throw failure;
            }
        };
        assertSame(failure, assertThrows(IOException.class, () -> registry.register(failing, 1, Interest.READABLE)));
        assertSame(failure, assertThrows(IOException.class, () -> registry.reregister(failing, 1, Interest.READABLE)));
        assertSame(failure, assertThrows(IOException.class, () -> registry.deregister(failing)));
    }

    @Test
    @SuppressWarnings("NullAway") // what is tested
    void nullArgumentsAreRejected() {
        assertThrows(NullPointerException.class, () -> registry.register(null, 1, Interest.READABLE));
        assertThrows(NullPointerException.class, () -> registry.register(endpoint, 1, null));
        assertThrows(NullPointerException.class, () -> registry.reregister(endpoint, 1, null));
        assertThrows(NullPointerException.class, () -> registry.deregister(null));
        assertThrows(NullPointerException.class, () -> endpoint.register(null, 1, Interest.READABLE));
        assertEquals(List.of(), endpoint.calls);
    }

    private void register() throws IOException {
        registry.register(endpoint, 1, Interest.READABLE);
    }
}
