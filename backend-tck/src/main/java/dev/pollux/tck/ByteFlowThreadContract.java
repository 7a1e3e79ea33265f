package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What holds when several threads use flowing bytes at once: a reader and a writer, more than one of a kind, and closing in
 * the middle of it.
 *
 * @param <W> the type of the end to write to
 * @param <R> the type of the end to read from
 */
abstract class ByteFlowThreadContract<W extends Source & GatheringByteChannel, R extends Source & ScatteringByteChannel>
        extends ByteFlowEventContract<W, R> {

    private static final int ROUNDS = 200;

    /** One thread writes and one reads, each with a poll of its own. */
    @Test
    void oneThreadWritesWhileAnotherReads() throws Exception {
        Flow<W, R> flow = open();
        int length = 8 << 20;
        Task<Boolean> writing = Task.run(() -> writeWithEvents(flow.writer(), openPoll(), length));
        readWithEvents(flow.reader(), openPoll(), length);
        writing.join();
    }

    /** Writes the pattern, waiting for events when that would block. */
    static <W extends Source & GatheringByteChannel> void writeWithEvents(W writer, Poll poll, int length)
            throws Exception {
        poll.registry().register(writer, WRITER, Interest.WRITABLE);
        Events events = Events.withCapacity(4);
        ByteBuffer source = ByteBuffer.wrap(pattern(length));
        while (source.hasRemaining()) {
            if (writer.write(source) == 0) {
                awaitWritable(poll, events);
            }
        }
    }

    private static void awaitWritable(Poll poll, Events events) throws IOException {
        while (true) {
            assertTrue(poll.poll(events, Duration.ofSeconds(20)) > 0, "an event for the writer is missing");
            for (Event event : events) {
                if (event.isWritable()) {
                    return;
                }
            }
        }
    }

    /** Reads the pattern, waiting for events when that would block. */
    static <R extends Source & ScatteringByteChannel> void readWithEvents(R reader, Poll poll, int length)
            throws Exception {
        poll.registry().register(reader, READER, Interest.READABLE);
        Events events = Events.withCapacity(4);
        ByteBuffer target = ByteBuffer.allocateDirect(65_537);
        int total = 0;
        while (total < length) {
            int count = reader.read(target.clear());
            assertTrue(count >= 0, "the stream ended");
            for (int i = 0; i < count; i++) {
                if (target.get(i) != patternAt(total + i)) {
                    throw new AssertionError("a wrong byte at " + (total + i));
                }
            }
            total += count;
            if (count == 0) {
                assertTrue(poll.poll(events, Duration.ofSeconds(20)) > 0, "an event for the reader is missing");
            }
        }
    }

    /** A second reader or writer waits for the first one: every byte is moved exactly once. */
    @Test
    void severalReadersAndWritersMoveEachByteOnce() throws Exception {
        Flow<W, R> flow = open();
        int length = 1 << 20;
        Task<Boolean> first = Task.run(() -> writeFully(flow.writer(), ByteBuffer.wrap(pattern(length))));
        Task<Boolean> second = Task.run(() -> writeFully(
                flow.writer(),
                ByteBuffer.allocateDirect(length).put(pattern(length)).flip()));
        AtomicInteger left = new AtomicInteger(2 * length);
        Task<int[]> other = Task.call(() -> histogram(flow.reader(), left));
        int[] counts = histogram(flow.reader(), left);
        int[] others = other.join();
        first.join();
        second.join();
        int[] expected = new int[256];
        for (int i = 0; i < length; i++) {
            expected[patternAt(i) & 0xff] += 2;
        }
        for (int i = 0; i < 256; i++) {
            assertEquals(expected[i], counts[i] + others[i], "bytes of the value " + i);
        }
    }

    private int[] histogram(R reader, AtomicInteger left) throws Exception {
        int[] counts = new int[256];
        ByteBuffer target = ByteBuffer.allocate(1000);
        until("all bytes have come", () -> {
            int count = reader.read(target.clear());
            assertTrue(count >= 0, "the stream ended");
            for (int i = 0; i < count; i++) {
                counts[target.get(i) & 0xff]++;
            }
            left.addAndGet(-count);
            return left.get() <= 0;
        });
        return counts;
    }

    /** Gives another thread time to go where it must not; too little only makes the test weaker. */
    private static void linger() {
        LockSupport.parkNanos(20_000_000);
    }

    static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(LIMIT_NANOS, TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void closingWaitsForTheOperationThatRuns() throws Exception {
        Flow<W, R> flow = open();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Task<Integer> operation = Task.call(() -> tryRead(flow.reader(), () -> {
            begun.countDown();
            linger();
            ended.set(true);
            return 5;
        }));
        await(begun);
        flow.reader().close();
        assertTrue(ended.get(), "close has waited");
        assertEquals(5, operation.join());
    }

    @Test
    void secondOperationOfADirectionWaitsForTheFirst() throws Exception {
        Flow<W, R> flow = open();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Task<Integer> first = Task.call(() -> tryWrite(flow.writer(), () -> {
            begun.countDown();
            linger();
            ended.set(true);
            return 1;
        }));
        await(begun);
        assertEquals(2, tryWrite(flow.writer(), () -> {
            assertTrue(ended.get(), "it has waited");
            return 2;
        }));
        assertEquals(1, first.join());
    }

    /** An interrupt is for polls; operations do not block, so they take no notice and leave the status as it is. */
    @Test
    void interruptedThreadReadsAndWritesAsAnyOther() throws Exception {
        Flow<W, R> flow = open();
        Thread.currentThread().interrupt();
        try {
            write(flow.writer(), "x");
            assertEquals("x", readText(flow.reader(), 1));
            assertEquals(0, flow.reader().read(ByteBuffer.allocate(1)));
            assertEquals(7, tryRead(flow.reader(), () -> 7));
            assertTrue(Thread.currentThread().isInterrupted(), "the status is kept");
            Flow<W, R> other = open();
            write(other.writer(), "y");
            assertEquals("y", readText(other.reader(), 1));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(flow.reader().isOpen());
        assertTrue(flow.writer().isOpen());
    }

    /** Closing while another thread is in a read has one outcome only. */
    @Test
    void closingEndsTheReadsOfAnotherThread() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Flow<W, R> flow = open();
            AtomicInteger reads = new AtomicInteger();
            ByteBuffer target = ByteBuffer.allocateDirect(16);
            Task<IOException> reading = Task.call(() -> awaitFailure("reading", () -> {
                assertEquals(0, flow.reader().read(target.clear()), "there is nothing to read");
                return reads.incrementAndGet() == 0;
            }));
            until("the thread reads", () -> reads.get() > 0 || reading.isDone());
            flow.reader().close();
            assertInstanceOf(ClosedChannelException.class, reading.join());
            flow.writer().close();
        }
    }

    @Test
    void closingEndsTheWritesOfAnotherThread() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Flow<W, R> flow = open();
            AtomicInteger writes = new AtomicInteger();
            ByteBuffer source = ByteBuffer.allocateDirect(16);
            Task<IOException> writing = Task.call(() -> awaitFailure("writing", () -> {
                flow.writer().write(source.clear());
                return writes.incrementAndGet() == 0;
            }));
            until("the thread writes", () -> writes.get() > 0 || writing.isDone());
            flow.writer().close();
            assertInstanceOf(ClosedChannelException.class, writing.join());
            flow.reader().close();
        }
    }

    /** The number of a descriptor is used again at once; a read that began before must not get the new one's bytes. */
    @Test
    void readsNeverSeeTheBytesOfALaterConnection() throws Exception {
        ByteBuffer target = ByteBuffer.allocateDirect(16);
        for (int i = 0; i < ROUNDS; i++) {
            Flow<W, R> old = open();
            AtomicInteger reads = new AtomicInteger();
            Task<IOException> reading = Task.call(() -> {
                while (true) {
                    try {
                        int count = old.reader().read(target.clear());
                        assertEquals(0, count, "nobody wrote to this connection");
                        reads.incrementAndGet();
                    } catch (IOException e) {
                        return e;
                    }
                }
            });
            until("the thread reads", () -> reads.get() > 0 || reading.isDone());
            old.reader().close();
            Flow<W, R> next = open();
            write(next.writer(), "secret");
            assertInstanceOf(ClosedChannelException.class, reading.join());
            assertEquals("secret", readText(next.reader(), 6));
            old.writer().close();
            next.writer().close();
            next.reader().close();
        }
    }

    /** The same for writes: what was meant for the old connection must not reach the peer of the new one. */
    @Test
    void writesNeverReachALaterConnection() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Flow<W, R> old = open();
            AtomicInteger writes = new AtomicInteger();
            Task<IOException> writing = Task.call(() -> {
                ByteBuffer source = bytes("old");
                while (true) {
                    try {
                        old.writer().write(source.clear());
                        writes.incrementAndGet();
                    } catch (IOException e) {
                        return e;
                    }
                }
            });
            until("the thread writes", () -> writes.get() > 0 || writing.isDone());
            old.writer().close();
            Flow<W, R> next = open();
            write(next.writer(), "new");
            assertInstanceOf(ClosedChannelException.class, writing.join());
            next.writer().close();
            assertEquals("new", readText(next.reader(), 3));
            awaitEnd(next.reader());
            old.reader().close();
            next.reader().close();
        }
    }

    /** Closing and registering at once: either the source is registered first, or it is found closed. */
    @Test
    void closingAgainstRegisteringHasTwoOutcomesOnly() throws Exception {
        Poll poll = openPoll();
        for (int i = 0; i < ROUNDS; i++) {
            Flow<W, R> flow = open();
            Task<Boolean> registering = Task.run(() -> {
                try {
                    poll.registry().register(flow.reader(), READER, Interest.READABLE);
                } catch (ClosedChannelException e) {
                    return;
                }
            });
            flow.reader().close();
            registering.join();
            flow.writer().close();
        }
        new EventLog(poll).assertSilent();
    }
}
