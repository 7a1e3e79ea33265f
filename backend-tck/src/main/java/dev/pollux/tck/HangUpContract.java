package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hang-up or an error that was delivered lets the poll sleep, whatever is done about it, even nothing. */
public abstract class HangUpContract extends Contract {

    private static final List<Interest> INTERESTS = List.of(Interest.READABLE, Interest.WRITABLE, BOTH);

    /** Creates the tests; called by JUnit. */
    protected HangUpContract() {}

    @Test
    void endOfStreamDoesNotStorm() throws Exception {
        for (Interest interest : INTERESTS) {
            Pair<StreamEndpoint> streams = connection();
            Poll poll = register(streams.second(), interest);
            streams.first().close();
            assertSleeps(poll);
            poll.registry().reregister(streams.second(), 2, interest);
            assertSleeps(poll);
        }
    }

    @Test
    void endOfStreamThatWasReadDoesNotStorm() throws Exception {
        for (Interest interest : INTERESTS) {
            Pair<StreamEndpoint> streams = connection();
            Poll poll = register(streams.second(), interest);
            streams.first().close();
            awaitEnd(streams.second());
            EventLog log = new EventLog(poll);
            log.awaitQuiet(event -> assertEquals(-1, streams.second().read(ByteBuffer.allocate(1))));
            assertSleeps(poll);
        }
    }

    @Test
    void resetDoesNotStorm() throws Exception {
        for (Interest interest : INTERESTS) {
            Pair<StreamEndpoint> streams = connection();
            Poll poll = register(streams.second(), interest);
            streams.first().setOption(StandardSocketOptions.SO_LINGER, 0);
            streams.first().close();
            assertSleeps(poll);
            poll.registry().reregister(streams.second(), 2, interest);
            assertSleeps(poll);
        }
    }

    @Test
    void resetThatWasReadDoesNotStorm() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        Poll poll = register(streams.second(), BOTH);
        streams.first().setOption(StandardSocketOptions.SO_LINGER, 0);
        streams.first().close();
        until("the reset is met", () -> {
            try {
                return streams.second().read(ByteBuffer.allocate(1)) != 0;
            } catch (IOException e) {
                return true;
            }
        });
        assertSleeps(poll);
    }

    @Test
    void shutdownOfBothHalvesDoesNotStorm() throws Exception {
        for (Interest interest : INTERESTS) {
            Pair<StreamEndpoint> streams = connection();
            Poll poll = register(streams.second(), interest);
            streams.first().shutdown(Shutdown.BOTH);
            streams.second().shutdown(Shutdown.BOTH);
            assertSleeps(poll);
        }
    }

    @Test
    void failedConnectionDoesNotStorm() throws Exception {
        for (Interest interest : INTERESTS) {
            StreamEndpoint stream = closing(backend().openStream(family()));
            if (connectToNobody(stream)) {
                continue; // the system said so at once
            }
            Poll poll = register(stream, interest);
            assertSleeps(poll);
            until("the connection has failed", () -> {
                try {
                    assertFalse(stream.finishConnect(), "nobody listens there");
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
            assertSleeps(poll);
        }
    }

    /** Returns true if the refusal came at once. */
    private boolean connectToNobody(StreamEndpoint stream) throws IOException {
        SocketAddress address;
        try (ListenerEndpoint listener = listen()) {
            address = listener.localAddress();
        }
        try {
            return stream.connect(address);
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void halfClosedConnectionGoesOn() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        Poll poll = register(streams.second(), BOTH);
        EventLog log = new EventLog(poll);
        streams.first().shutdown(Shutdown.WRITE);
        awaitEnd(streams.second());
        int sent = fill(streams.second());
        int[] more = {0};
        log.awaitQuiet(event -> more[0] += fill(streams.second()));
        log.forget();
        receive(streams.first(), sent + more[0]);
        log.awaitWritable(2);
    }

    @Test
    void writingToAClosedPeerFailsAndHarmsNothing() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        Poll poll = register(streams.second(), BOTH);
        streams.first().close();
        assertThrows(
                IOException.class,
                () -> until("the write fails", () -> {
                    streams.second().write(ByteBuffer.allocate(1000));
                    return false;
                }));
        assertSleeps(poll);
    }

    private Poll register(Endpoint endpoint, Interest interest) throws IOException {
        Poll poll = openPoll();
        poll.registry().register(endpoint, 2, interest);
        return poll;
    }

    /**
     * Waits until no events come and then looks at the processor time of a wait: far from a measurement, for one that goes
     * round and round takes all of the time.
     */
    private static void assertSleeps(Poll poll) throws Exception {
        EventLog log = new EventLog(poll);
        log.awaitQuiet();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        if (threads.isCurrentThreadCpuTimeSupported()) {
            long before = threads.getCurrentThreadCpuTime();
            log.poll(Duration.ofMillis(120));
            long used = threads.getCurrentThreadCpuTime() - before;
            assertTrue(used < 80_000_000, () -> "a wait of 120 ms took " + used + " ns of processor time");
        }
    }
}
