package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Source;
import dev.pollux.Waker;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What events say of flowing bytes: when they come, what promises the next one, and how a stream ends.
 *
 * @param <W> the type of the end to write to
 * @param <R> the type of the end to read from
 */
abstract class ByteFlowEventContract<W extends Source & GatheringByteChannel, R extends Source & ScatteringByteChannel>
        extends ByteFlowContract<W, R> {

    static final long READER = 1;
    static final long WRITER = 2;

    private EventLog logOf(Source source, long token, Interest interest) throws IOException {
        Poll poll = openPoll();
        poll.registry().register(source, token, interest);
        return new EventLog(poll);
    }

    @Test
    void drainedReaderGetsAnEventForMoreBytes() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        for (int i = 0; i < 50; i++) {
            write(flow.writer(), "x");
            log.awaitReadable(READER);
            until("the byte has come", () -> drain(flow.reader()) == 1);
            assertEquals(0, drain(flow.reader()));
        }
    }

    @Test
    void bytesThatCameBeforeRegisteringYieldAnEvent() throws Exception {
        Flow<W, R> flow = open();
        write(flow.writer(), "x");
        logOf(flow.reader(), READER, Interest.READABLE).awaitReadable(READER);
    }

    /** Readiness is told once, when it begins: a read that moved less than was asked for has ended it. */
    @Test
    void shortReadPromisesAnotherEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        ByteBuffer single = ByteBuffer.allocate(100);
        ByteBuffer[] several = {ByteBuffer.allocate(50), ByteBuffer.allocateDirect(50)};
        for (int i = 0; i < 20; i++) {
            single.clear();
            several[0].clear();
            several[1].clear();
            write(flow.writer(), "x");
            log.awaitReadable(READER);
            assertEquals(
                    1, i % 2 == 0 ? flow.reader().read(single) : flow.reader().read(several));
        }
    }

    @Test
    void reregisteringTellsAgainOfUnreadBytes() throws Exception {
        Flow<W, R> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        write(flow.writer(), "data");
        log.awaitReadable(READER);
        for (int i = 0; i < 5; i++) {
            poll.registry().reregister(flow.reader(), READER + 10 + i, Interest.READABLE);
            log.awaitReadable(READER + 10 + i);
        }
        assertEquals("data", readText(flow.reader(), 4));
    }

    @Test
    void roomToWriteYieldsAnEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.writer(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        for (int i = 0; i < 3; i++) {
            long written = fill(flow.writer());
            awaitRoom(log, flow.reader(), written);
        }
    }

    @Test
    void shortWritePromisesAnotherEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.writer(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        ByteBuffer source = ByteBuffer.allocateDirect(4 << 20);
        for (int i = 0; i < 3; i++) {
            long written = 0;
            int count;
            do {
                count = flow.writer().write(source.clear());
                written += count;
            } while (count == source.capacity());
            awaitRoom(log, flow.reader(), written);
        }
    }

    /** Reads that many bytes, in several goes, for they are still under way, and waits for the writer's event. */
    private void awaitRoom(EventLog log, R reader, long written) throws Exception {
        long[] total = new long[1];
        log.forget(WRITER);
        until("the writer is told of room", () -> {
            total[0] += drain(reader);
            log.poll(Duration.ofMillis(1));
            return total[0] == written && (log.readiness(WRITER) & Readiness.WRITABLE) != 0;
        });
    }

    /** What was not asked for yields no event. */
    @Test
    void interestFilters() throws Exception {
        Flow<W, R> flow = open();
        EventLog writerLog = logOf(flow.writer(), WRITER, Interest.READABLE);
        EventLog readerLog = logOf(flow.reader(), READER, Interest.WRITABLE);
        write(flow.writer(), "x");
        assertEquals("x", readText(flow.reader(), 1));
        writerLog.awaitQuiet();
        assertEquals(0, writerLog.readiness(WRITER) & Readiness.WRITABLE);
        readerLog.awaitQuiet();
        assertEquals(0, readerLog.readiness(READER) & Readiness.READABLE);
    }

    /** Sender and receiver on one poll move megabytes, waiting for events only when both would block. */
    @Test
    void eventsCarryLargeTransfers() throws Exception {
        Flow<W, R> flow = open();
        Poll poll = openPoll();
        poll.registry().register(flow.writer(), WRITER, Interest.WRITABLE);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        Events events = Events.withCapacity(1);
        byte[] content = pattern(16 << 20);
        ByteBuffer source = ByteBuffer.wrap(content);
        ByteBuffer target = ByteBuffer.allocateDirect(100_003);
        boolean mayWrite = false;
        boolean mayRead = false;
        int total = 0;
        while (total < content.length) {
            if (!mayWrite && !mayRead) {
                assertTrue(
                        poll.poll(events, Duration.ofSeconds(10)) > 0, "an event is missing after " + total + " bytes");
                for (Event event : events) {
                    mayWrite |= event.isWritable() && source.hasRemaining();
                    mayRead |= event.isReadable();
                    assertEquals(
                            0,
                            event.readiness() & (Readiness.ERROR | Readiness.READ_CLOSED | Readiness.WRITE_CLOSED),
                            "a hint that is wrong");
                }
            }
            if (mayWrite) {
                mayWrite = flow.writer().write(source) > 0;
            }
            if (mayRead) {
                int count = flow.reader().read(target.clear());
                for (int i = 0; i < count; i++) {
                    if (target.get(i) != content[total + i]) {
                        throw new AssertionError("a wrong byte at " + (total + i));
                    }
                }
                total += count;
                mayRead = count > 0;
            }
        }
    }

    @Test
    void endOfStreamComesAfterTheBytesAndStays() throws Exception {
        Flow<W, R> flow = open();
        write(flow.writer(), "last");
        flow.writer().close();
        assertEquals("last", readText(flow.reader(), 4));
        awaitEnd(flow.reader());
        ByteBuffer target = ByteBuffer.allocate(4);
        assertEquals(-1, flow.reader().read(target));
        assertEquals(-1, flow.reader().read(new ByteBuffer[] {target, target}));
        assertEquals(-1, flow.reader().read(target));
        assertEquals(0, target.position());
    }

    @Test
    void endOfStreamYieldsAReadableEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        log.awaitQuiet();
        flow.writer().close();
        log.awaitReadable(READER);
        awaitEnd(flow.reader());
    }

    /** The end that comes right after bytes must not hide behind their event. */
    @Test
    void endOfStreamAfterAShortReadYieldsAReadableEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        write(flow.writer(), "x");
        log.awaitReadable(READER);
        assertEquals(1, flow.reader().read(ByteBuffer.allocate(10)));
        flow.writer().close();
        log.awaitReadable(READER);
        awaitEnd(flow.reader());
    }

    @Test
    void endOfStreamDoesNotStorm() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        flow.writer().close();
        log.awaitReadable(READER);
        log.awaitQuiet();
        awaitEnd(flow.reader());
        log.awaitQuiet();
    }

    @Test
    void closedWriterIsHinted() throws Exception {
        require(Capability.CLOSED_HINTS);
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        write(flow.writer(), "last");
        flow.writer().close();
        log.await(READER, Readiness.READABLE | Readiness.READ_CLOSED);
        assertEquals("last", readText(flow.reader(), 4), "the hint drops nothing");
        awaitEnd(flow.reader());
    }

    /** No poll has to come round for the peer to see the end, whether nobody polls meanwhile or another thread does. */
    @Test
    void closingARegisteredWriterIsSeenAtOnce() throws Exception {
        Flow<W, R> idle = open();
        EventLog log = logOf(idle.writer(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        idle.writer().close();
        awaitEnd(idle.reader());

        Flow<W, R> busy = open();
        fill(busy.writer());
        Poll poll = openPoll();
        poll.registry().register(busy.writer(), WRITER, Interest.WRITABLE);
        AtomicBoolean seen = new AtomicBoolean();
        Task<Boolean> polling = Task.run(() -> {
            while (!seen.get()) {
                poll.poll(Events.withCapacity(1));
            }
        });
        polling.awaitBlockedIn(poll);
        busy.writer().close();
        until(
                "the end is seen",
                () -> drain(busy.reader()) == 0 && busy.reader().read(ByteBuffer.allocate(1)) == -1);
        seen.set(true);
        Waker.create(poll.registry(), WRITER + 1).wake();
        polling.join();
    }

    /** The bytes or their acknowledgement may be under way, so the first writes may succeed; the process must survive. */
    @Test
    void writingToAClosedReaderFails() throws Exception {
        Flow<W, R> flow = open();
        flow.reader().close();
        awaitFailure("writing to a closed reader", () -> flow.writer().write(bytes("x")) > 0);
        awaitFailure(
                "gathering to a closed reader",
                () -> flow.writer().write(new ByteBuffer[] {bytes("x"), bytes("y")}) > 0);
        assertTrue(flow.writer().isOpen());
    }

    @Test
    void closedReaderYieldsAnEventForAWriterThatWaits() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.writer(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        fill(flow.writer());
        log.awaitQuiet(event -> fill(flow.writer()));
        log.forget();
        flow.reader().close();
        log.awaitWritable(WRITER);
        awaitFailure("writing to a closed reader", () -> flow.writer().write(bytes("x")) > 0);
        log.awaitQuiet();
    }

    @Test
    void tryIoHandsResultsThrough() throws Exception {
        Flow<W, R> flow = open();
        for (int result : new int[] {0, 1, 42, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertEquals(result, tryRead(flow.reader(), () -> result));
            assertEquals(result, tryWrite(flow.writer(), () -> result));
        }
    }

    /** An operation of the user's own that would have blocked promises an event, like one of the endpoint's. */
    @Test
    void tryIoThatWouldBlockPromisesAnotherEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        for (int i = 0; i < 10; i++) {
            write(flow.writer(), "x");
            log.awaitReadable(READER);
            assertEquals(0, tryRead(flow.reader(), () -> 0));
        }
        assertEquals("xxxxxxxxxx", readText(flow.reader(), 10));
    }

    @Test
    void tryIoThatThrowsPassesItOnAndPromisesAnotherEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.reader(), READER, Interest.READABLE);
        IOException own = new IOException("own");
        IllegalStateException unchecked = new IllegalStateException("own");
        for (int i = 0; i < 10; i++) {
            write(flow.writer(), "x");
            log.awaitReadable(READER);
            assertSame(
                    own,
                    assertThrows(
                            IOException.class,
                            () -> tryRead(flow.reader(), () -> {
                                throw own;
                            })));
        }
        assertSame(
                own,
                assertThrows(
                        IOException.class,
                        () -> tryWrite(flow.writer(), () -> {
                            throw own;
                        })));
        assertSame(
                unchecked,
                assertThrows(
                        IllegalStateException.class,
                        () -> tryRead(flow.reader(), () -> {
                            throw unchecked;
                        })));
        assertEquals("xxxxxxxxxx", readText(flow.reader(), 10));
        write(flow.writer(), "y");
        assertEquals("y", readText(flow.reader(), 1), "the direction is free again");
        assertFalse(flow.reader().read(ByteBuffer.allocate(1)) > 0);
    }

    @Test
    void tryIoForWritingThatWouldBlockPromisesAnotherEvent() throws Exception {
        Flow<W, R> flow = open();
        EventLog log = logOf(flow.writer(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        long written = fill(flow.writer());
        assertEquals(0, tryWrite(flow.writer(), () -> 0));
        awaitRoom(log, flow.reader(), written);
    }
}
