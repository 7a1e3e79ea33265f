package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.ClosedPollException;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Waker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AbstractPollClosingTest {

    private final ScriptedBackend backend = new ScriptedBackend();
    private final ScriptedPoll poll = new ScriptedPoll(backend);
    private final Events events = Events.withCapacity(4);

    @Test
    void closingReleasesOnce() throws Exception {
        assertTrue(poll.isOpen());
        poll.close();
        poll.close();
        assertFalse(poll.isOpen());
        assertEquals(1, poll.releases.get());
    }

    @Test
    void blockedPollEndsWithAnException() throws Exception {
        var waiting = Background.start(() -> poll.poll(events));
        waiting.awaitBlocked();
        poll.close();
        var e = assertThrows(ClosedPollException.class, waiting::join);
        assertEquals(poll + " is closed", e.getMessage());
        assertEquals(1, poll.releases.get());
    }

    @Test
    void pollThatIsClosedMeanwhileDeliversNothing() {
        poll.then((into, nanos) -> {
            into.add(1, Readiness.READABLE);
            Background.start(() -> {
                poll.close();
                return true;
            });
            while (poll.isOpen()) {
                Thread.onSpinWait();
            }
        });
        assertThrows(ClosedPollException.class, () -> poll.poll(events));
        assertTrue(events.isEmpty());
    }

    @Test
    void closeWaitsForTheUsersOfTheResources() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        var user = Background.start(() -> {
            poll.use(() -> {
                inside.countDown();
                assertDoesNotThrow(() -> leave.await());
            });
            return true;
        });
        inside.await();
        var closer = Background.start(() -> {
            poll.close();
            return poll.releases.get();
        });
        closer.awaitBlocked();
        assertFalse(poll.isOpen());
        assertEquals(0, poll.releases.get());
        assertThrows(ClosedPollException.class, () -> poll.use(() -> {}));
        assertEquals(0, poll.releases.get(), "who is turned away releases nothing");
        leave.countDown();
        assertEquals(1, closer.join());
        user.join();
        assertEquals(1, poll.releases.get());
    }

    @Test
    void everyCloserFindsTheResourcesReleased() throws Exception {
        for (int round = 0; round < 500; round++) {
            ScriptedPoll shared = new ScriptedPoll(backend);
            List<Background<Integer>> closers = new ArrayList<>();
            var waiting = Background.start(() -> shared.poll(Events.withCapacity(1)));
            for (int i = 0; i < 3; i++) {
                closers.add(Background.start(() -> {
                    shared.close();
                    return shared.releases.get();
                }));
            }
            for (Background<Integer> closer : closers) {
                assertEquals(1, closer.join());
            }
            assertThrows(ClosedPollException.class, waiting::join);
            assertEquals(1, shared.releases.get());
        }
    }

    @Test
    void failureOfTheReleaseReachesClose() throws Exception {
        IOException failure = new IOException("scripted");
        poll.releaseFailure = failure;
        assertSame(failure, assertThrows(IOException.class, poll::close));
        assertFalse(poll.isOpen());
        poll.close();
        assertEquals(1, poll.releases.get());
    }

    @Test
    void failureOfTheReleaseByAPollerReachesClose() {
        IOException failure = new IOException("scripted");
        poll.releaseFailure = failure;
        var waiting = Background.start(() -> poll.poll(events));
        waiting.awaitBlocked();
        assertSame(failure, assertThrows(IOException.class, poll::close));
        assertThrows(ClosedPollException.class, waiting::join);
    }

    @Test
    void interruptedCloserWaitsAllTheSameAndKeepsTheStatus() throws Exception {
        var waiting = Background.start(() -> poll.poll(events));
        waiting.awaitBlocked();
        Thread.currentThread().interrupt();
        poll.close();
        assertTrue(Thread.interrupted());
        assertEquals(1, poll.releases.get());
        assertThrows(ClosedPollException.class, waiting::join);
    }

    @Test
    void everyUseOfAClosedPollThrows() throws Exception {
        ScriptedEndpoint endpoint = new ScriptedEndpoint(backend);
        Waker waker = poll.registry().createWaker(1);
        poll.close();
        var registry = poll.registry();
        assertThrows(ClosedPollException.class, () -> poll.poll(events));
        assertThrows(ClosedPollException.class, () -> poll.poll(events, Duration.ZERO));
        assertThrows(ClosedPollException.class, () -> registry.register(endpoint, 1, Interest.READABLE));
        assertThrows(ClosedPollException.class, () -> registry.reregister(endpoint, 1, Interest.READABLE));
        assertThrows(ClosedPollException.class, () -> registry.deregister(endpoint));
        assertThrows(ClosedPollException.class, () -> endpoint.register(registry, 1, Interest.READABLE));
        assertThrows(ClosedPollException.class, () -> registry.createWaker(2));
        assertThrows(ClosedPollException.class, waker::wake);
        assertEquals(List.of(), poll.waits);
        assertEquals(List.of(), endpoint.calls);
        assertEquals(1, poll.releases.get());
    }

    @Test
    void closedPollStillTellsWhatItIs() throws Exception {
        var registry = poll.registry();
        String text = poll.toString();
        poll.close();
        assertSame(registry, poll.registry());
        assertSame(backend, poll.backend());
        assertSame(backend, registry.backend());
        assertEquals(text, poll.toString());
    }

    @Test
    void descriptorIsUnsupportedByDefault() {
        var e = assertThrows(UnsupportedOperationException.class, poll::fd);
        assertEquals("the scripted backend does not support descriptors of polls", e.getMessage());
    }
}
