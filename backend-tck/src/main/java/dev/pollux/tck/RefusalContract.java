package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.ClosedPollException;
import dev.pollux.Interest;
import dev.pollux.NotRegisteredException;
import dev.pollux.Poll;
import dev.pollux.ProviderMismatchException;
import dev.pollux.Registry;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.Readiness;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a registry refuses, always, and with nothing changed. */
public abstract class RefusalContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected RefusalContract() {}

    @Test
    void registeringTwiceChangesNothing() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        assertThrows(AlreadyRegisteredException.class, () -> poll.registry().register(source, 2, Interest.WRITABLE));
        assertThrows(AlreadyRegisteredException.class, () -> poll.registry().register(source, 1, Interest.READABLE));
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void registeringWithTwoPollsChangesNothing() throws Exception {
        Poll poll = openPoll();
        Poll other = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        assertThrows(AlreadyRegisteredException.class, () -> other.registry().register(source, 2, Interest.WRITABLE));
        new EventLog(other).assertSilent();
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void reregisteringWhatIsNotRegisteredChangesNothing() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        assertThrows(NotRegisteredException.class, () -> poll.registry().reregister(source, 2, Interest.WRITABLE));
        new EventLog(poll).assertSilent();
        poll.registry().register(source, 1, Interest.READABLE);
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void deregisteringWhatIsNotRegisteredChangesNothing() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        assertThrows(NotRegisteredException.class, () -> poll.registry().deregister(source));
        poll.registry().register(source, 1, Interest.READABLE);
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void whatWasDeregisteredIsNotRegistered() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 2, BOTH);
        poll.registry().deregister(source);
        assertThrows(NotRegisteredException.class, () -> poll.registry().deregister(source));
        assertThrows(NotRegisteredException.class, () -> poll.registry().reregister(source, 2, BOTH));
        poll.registry().register(source, 1, Interest.READABLE);
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void anotherPollCannotChangeTheRegistration() throws Exception {
        Poll poll = openPoll();
        Poll other = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        assertThrows(NotRegisteredException.class, () -> other.registry().reregister(source, 2, Interest.WRITABLE));
        assertThrows(NotRegisteredException.class, () -> other.registry().deregister(source));
        new EventLog(other).assertSilent();
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void sourceOfAClosedPollIsNotRegistered() throws Exception {
        Poll closed = openPoll();
        DatagramEndpoint source = datagram();
        closed.registry().register(source, 2, BOTH);
        closed.close();
        Poll poll = openPoll();
        assertThrows(NotRegisteredException.class, () -> poll.registry().deregister(source));
        assertThrows(NotRegisteredException.class, () -> poll.registry().reregister(source, 2, BOTH));
        poll.registry().register(source, 1, Interest.READABLE);
        assertStillReadableWithToken1(poll, source);
    }

    @Test
    void closedSourceIsRefused() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint fresh = datagram();
        fresh.close();
        DatagramEndpoint registered = datagram();
        poll.registry().register(registered, 1, BOTH);
        registered.close();
        for (DatagramEndpoint source : new DatagramEndpoint[] {fresh, registered}) {
            assertThrows(ClosedChannelException.class, () -> poll.registry().register(source, 2, BOTH));
            assertThrows(ClosedChannelException.class, () -> poll.registry().reregister(source, 2, BOTH));
            assertThrows(ClosedChannelException.class, () -> poll.registry().deregister(source));
        }
        new EventLog(poll).assertSilent();
    }

    @Test
    void closedPollIsRefused() throws Exception {
        Poll closed = openPoll();
        closed.close();
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        assertClosedPollRefuses(closed, source);
        poll.registry().register(source, 1, Interest.READABLE);
        assertClosedPollRefuses(closed, source);
        assertStillReadableWithToken1(poll, source);
    }

    private static void assertClosedPollRefuses(Poll closed, Endpoint source) {
        Registry registry = closed.registry();
        assertThrows(ClosedPollException.class, () -> registry.register(source, 2, Interest.WRITABLE));
        assertThrows(ClosedPollException.class, () -> registry.reregister(source, 2, Interest.WRITABLE));
        assertThrows(ClosedPollException.class, () -> registry.deregister(source));
    }

    @Test
    void interestThatTheBackendLacksIsRefused() throws Exception {
        Map<Capability, Interest> optional = Map.of(
                Capability.PRIORITY, Interest.PRIORITY, Capability.AIO, Interest.AIO, Capability.LIO, Interest.LIO);
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        for (Map.Entry<Capability, Interest> each : optional.entrySet()) {
            if (has(each.getKey())) {
                continue;
            }
            Interest lacking = Interest.WRITABLE.add(each.getValue());
            assertNamesBackend(assertThrows(
                    UnsupportedOperationException.class, () -> poll.registry().register(source, 2, lacking)));
            poll.registry().register(source, 1, Interest.READABLE);
            assertNamesBackend(assertThrows(
                    UnsupportedOperationException.class, () -> poll.registry().reregister(source, 2, lacking)));
            assertStillReadableWithToken1(poll, source);
            poll.registry().deregister(source);
        }
    }

    @Test
    void sourceOfAnotherBackendIsRefused() throws Exception {
        Poll poll = openPoll();
        ForeignBackend foreign = new ForeignBackend();
        Endpoint source = foreign.openEndpoint();
        Registry registry = poll.registry();
        assertThrows(ProviderMismatchException.class, () -> registry.register(source, 1, BOTH));
        assertThrows(ProviderMismatchException.class, () -> registry.reregister(source, 1, BOTH));
        assertThrows(ProviderMismatchException.class, () -> registry.deregister(source));
        try (Poll home = foreign.openPoll()) {
            home.registry().register(source, 1, BOTH);
        }
    }

    @Test
    void pollOfAnotherBackendIsRefused() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        try (Poll foreign = new ForeignBackend().openPoll()) {
            Registry registry = foreign.registry();
            assertThrows(ProviderMismatchException.class, () -> registry.register(source, 2, Interest.WRITABLE));
            assertThrows(ProviderMismatchException.class, () -> registry.reregister(source, 2, Interest.WRITABLE));
            assertThrows(ProviderMismatchException.class, () -> registry.deregister(source));
        }
        assertStillReadableWithToken1(poll, source);
    }

    /** A registry that no backend of this kind made, such as a wrapper. */
    @Test
    void registryOfUnknownMakeIsRefused() throws Exception {
        Poll poll = openPoll();
        DatagramEndpoint source = datagram();
        poll.registry().register(source, 1, Interest.READABLE);
        Registry unknown = new ForeignBackend.UnknownRegistry();
        assertThrows(ProviderMismatchException.class, () -> source.register(unknown, 2, Interest.WRITABLE));
        assertThrows(ProviderMismatchException.class, () -> source.reregister(unknown, 2, Interest.WRITABLE));
        assertThrows(ProviderMismatchException.class, () -> source.deregister(unknown));
        assertStillReadableWithToken1(poll, source);
    }

    /** Checks that the only registration is the one with token 1 for reading. */
    private static void assertStillReadableWithToken1(Poll poll, DatagramEndpoint source) throws Exception {
        EventLog log = new EventLog(poll);
        log.awaitQuiet();
        log.forget();
        sendToSelf(source);
        while (log.readiness(1) == 0) {
            log.pollOrFail();
        }
        log.awaitQuiet();
        assertEquals(Readiness.READABLE, log.readiness(1));
        assertEquals(0, log.readiness(2));
        assertEquals(1, drain(source));
    }
}
