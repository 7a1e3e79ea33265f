package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Once it is warm, the hot path makes no garbage, for backends that say so. */
public abstract class AllocationContract extends Contract {

    private static final int CALLS = 20_000;
    private static final long WARM_UP_NANOS = 40_000_000_000L;

    /** Creates the tests; called by JUnit. */
    protected AllocationContract() {}

    @BeforeEach
    final void requireNoGarbage() {
        require(Capability.NO_GARBAGE);
    }

    @Test
    void emptyPollAllocatesNothing() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(16);
        poll.registry().register(connection().first(), 1, Interest.READABLE);
        Waker.create(poll.registry(), 2);
        assertAllocatesNothing(() -> poll.poll(events, Duration.ZERO));
    }

    @Test
    void wakePollAndDispatchAllocateNothing() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(16);
        Waker waker = Waker.create(poll.registry(), 7);
        Duration day = Duration.ofDays(1);
        long[] sum = new long[1];
        assertAllocatesNothing(() -> {
            waker.wake();
            poll.poll(events, day);
            for (Event event : events) {
                sum[0] += event.token();
            }
            waker.wake();
            poll.poll(events);
            for (int i = 0; i < events.size(); i++) {
                sum[0] += events.get(i).token();
            }
            waker.wake();
            poll.poll(events, 1, TimeUnit.HOURS);
        });
        assertEquals(0, sum[0] % 14, "each round has two events of the waker");
    }

    @Test
    void readAndWriteOfADirectBufferAllocateNothing() throws Exception {
        assertExchangeAllocatesNothing(ByteBuffer.allocateDirect(512));
    }

    @Test
    void readAndWriteOfAHeapBufferAllocateNothing() throws Exception {
        assertExchangeAllocatesNothing(ByteBuffer.allocate(512));
    }

    private void assertExchangeAllocatesNothing(ByteBuffer buffer) throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(16);
        Pair<StreamEndpoint> streams = connection();
        StreamEndpoint sender = streams.first();
        StreamEndpoint receiver = streams.second();
        poll.registry().register(receiver, 1, Interest.READABLE);
        assertAllocatesNothing(() -> {
            sender.write(buffer.clear().limit(100));
            int got = 0;
            while (got < 100) {
                poll.poll(events);
                buffer.clear();
                int count;
                while ((count = receiver.read(buffer)) > 0) {
                    got += count;
                }
            }
        });
    }

    @Test
    void reregisteringAllocatesNothing() throws Exception {
        Poll poll = openPoll();
        Events events = Events.withCapacity(16);
        StreamEndpoint stream = connection().first();
        poll.registry().register(stream, 1, Interest.WRITABLE);
        assertAllocatesNothing(() -> {
            poll.poll(events);
            poll.registry().reregister(stream, 1, Interest.WRITABLE);
        });
    }

    /** Calls the body until it is compiled and then takes less than a byte on the average; some seconds at the most. */
    private static void assertAllocatesNothing(Task.Body body) throws Exception {
        assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled(),
                "allocation is not counted here");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long allocated;
        do {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                body.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        } while (allocated >= CALLS && System.nanoTime() - start < WARM_UP_NANOS);
        long last = allocated;
        assertTrue(last < CALLS, () -> CALLS + " calls allocate " + last + " bytes");
    }
}
