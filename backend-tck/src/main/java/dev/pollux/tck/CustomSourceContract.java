package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.spi.DatagramEndpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources that users write themselves, on top of others. */
public abstract class CustomSourceContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected CustomSourceContract() {}

    /** Two sources under one name, of which the second has the token after the first's. */
    private static final class TwoSources implements Source {

        private final Source first;
        private final Source second;

        TwoSources(Source first, Source second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void register(Registry registry, long token, Interest interest) throws IOException {
            registry.register(first, token, interest);
            registry.register(second, token + 1, interest);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest) throws IOException {
            registry.reregister(first, token, interest);
            registry.reregister(second, token + 1, interest);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            registry.deregister(first);
            registry.deregister(second);
        }
    }

    @Test
    void sourceMayDelegateToTwoOthers() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint first = datagram();
        DatagramEndpoint second = datagram();
        Source both = new TwoSources(first, second);
        poll.registry().register(both, 1, Interest.WRITABLE);
        log.awaitWritable(1);
        log.awaitWritable(2);
        poll.registry().reregister(both, 10, Interest.READABLE);
        sendToSelf(first);
        sendToSelf(second);
        log.awaitReadable(10);
        log.awaitReadable(11);
        assertThrows(AlreadyRegisteredException.class, () -> poll.registry().register(second, 3, Interest.WRITABLE));
        poll.registry().deregister(both);
        log.assertSilent();
    }

    @Test
    void delegationMayBeNested() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Source all = new TwoSources(datagram(), new TwoSources(datagram(), datagram()));
        poll.registry().register(all, 1, Interest.WRITABLE);
        log.awaitWritable(1);
        log.awaitWritable(2);
        log.awaitWritable(3);
        poll.registry().deregister(all);
        log.assertSilent();
    }

    @Test
    void sourceIsCalledWithWhatTheRegistryWasGiven() throws Exception {
        List<Object> calls = new ArrayList<>();
        Source recorder = new Source() {
            @Override
            public void register(Registry registry, long token, Interest interest) {
                calls.addAll(List.of("register", registry, token, interest));
            }

            @Override
            public void reregister(Registry registry, long token, Interest interest) {
                calls.addAll(List.of("reregister", registry, token, interest));
            }

            @Override
            public void deregister(Registry registry) {
                calls.addAll(List.of("deregister", registry));
            }
        };
        Registry registry = openPoll().registry();
        registry.register(recorder, -5, BOTH);
        registry.reregister(recorder, 6, Interest.READABLE);
        registry.deregister(recorder);
        assertEquals(
                List.of(
                        "register",
                        registry,
                        -5L,
                        BOTH,
                        "reregister",
                        registry,
                        6L,
                        Interest.READABLE,
                        "deregister",
                        registry),
                calls);
    }

    /** A source that fails in every method. */
    private static final class Failing implements Source {

        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        private void fail() throws IOException {
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (IOException) failure;
        }

        @Override
        public void register(Registry registry, long token, Interest interest) throws IOException {
            fail();
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest) throws IOException {
            fail();
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            fail();
        }
    }

    @Test
    void exceptionsOfASourceReachTheCallerUnchanged() throws Exception {
        Poll poll = openPoll();
        Registry registry = poll.registry();
        for (Exception failure : List.of(new IOException("mine"), new UnsupportedOperationException("mine too"))) {
            Source failing = new Failing(failure);
            assertSame(failure, assertThrows(Exception.class, () -> registry.register(failing, 1, BOTH)));
            assertSame(failure, assertThrows(Exception.class, () -> registry.reregister(failing, 1, BOTH)));
            assertSame(failure, assertThrows(Exception.class, () -> registry.deregister(failing)));
        }
        new EventLog(poll).assertSilent();
    }
}
