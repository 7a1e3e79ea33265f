package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.Source;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * What streams that go both ways do, TCP and Unix ones alike: peeking, ending one half, and both directions at once.
 *
 * @param <S> the type of the stream
 */
abstract class StreamContract<S extends Source & ByteChannel & ScatteringByteChannel & GatheringByteChannel>
        extends ByteFlowThreadContract<S, S> {

    abstract int peek(S stream, ByteBuffer target) throws IOException;

    abstract void shutdown(S stream, Shutdown how) throws IOException;

    abstract int tryIo(S stream, Direction direction, IoOperation operation) throws IOException;

    abstract Optional<IOException> takeError(S stream) throws IOException;

    @Override
    final int tryWrite(S writer, IoOperation operation) throws IOException {
        return tryIo(writer, Direction.WRITE, operation);
    }

    @Override
    final int tryRead(S reader, IoOperation operation) throws IOException {
        return tryIo(reader, Direction.READ, operation);
    }

    /** Peeks until that many bytes can be seen. */
    private String peekText(S stream, int length) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(length);
        until(length + " bytes can be peeked", () -> {
            int count = peek(stream, target.clear());
            assertEquals(Math.max(count, 0), target.position(), "the position tells the bytes");
            return count == length;
        });
        return new String(target.array(), StandardCharsets.UTF_8);
    }

    @Test
    void bothDirectionsCarryBytes() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "ping");
        assertEquals("ping", readText(flow.reader(), 4));
        write(flow.reader(), "pong");
        assertEquals("pong", readText(flow.writer(), 4));
    }

    @Test
    void oneThreadReadsWhileAnotherWritesOnEachEnd() throws Exception {
        Flow<S, S> flow = open();
        int length = 4 << 20;
        S first = flow.writer();
        S second = flow.reader();
        // Each end can be registered with one poll only, so the writers spin.
        Task<Boolean> there = Task.run(() -> writeFully(first, ByteBuffer.wrap(pattern(length))));
        Task<Boolean> back = Task.run(() -> writeFully(second, ByteBuffer.wrap(pattern(length))));
        Task<Boolean> echo = Task.run(() -> readWithEvents(second, openPoll(), length));
        readWithEvents(first, openPoll(), length);
        there.join();
        back.join();
        echo.join();
    }

    /** A writer goes on while a reader is in the middle of an operation, and the other way round. */
    @Test
    void directionsDoNotWaitForEachOther() throws Exception {
        Flow<S, S> flow = open();
        S stream = flow.writer();
        write(flow.reader(), "in");
        for (Direction busy : Direction.values()) {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Task<Integer> operation = Task.call(() -> tryIo(stream, busy, () -> {
                begun.countDown();
                await(end);
                return 1;
            }));
            await(begun);
            if (busy == Direction.READ) {
                write(stream, "out");
            } else {
                assertEquals("in", readText(stream, 2));
            }
            end.countDown();
            assertEquals(1, operation.join());
        }
        assertEquals("out", readText(flow.reader(), 3));
    }

    @Test
    void readableAndWritableAreToldIndependently() throws Exception {
        Flow<S, S> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE.add(Interest.WRITABLE));
        log.awaitWritable(READER);
        write(flow.writer(), "x");
        log.awaitReadable(READER);
        until("the byte has come", () -> drain(flow.reader()) == 1);
        long written = fill(flow.reader());
        write(flow.writer(), "y");
        log.awaitReadable(READER);
        long[] total = new long[1];
        until("there is room again", () -> {
            total[0] += drain(flow.writer());
            log.poll(Duration.ofMillis(1));
            return total[0] == written && (log.readiness(READER) & Readiness.WRITABLE) != 0;
        });
        assertEquals("y", readText(flow.reader(), 1));
    }

    @Test
    void healthyStreamHasNoError() throws Exception {
        Flow<S, S> flow = open();
        assertEquals(Optional.empty(), takeError(flow.writer()));
        assertEquals(Optional.empty(), takeError(flow.reader()));
    }

    @Test
    void peekedBytesAreReadAfterwards() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "0123456789");
        assertEquals("0123456789", peekText(flow.reader(), 10));
        assertEquals("0123", peekText(flow.reader(), 4));
        assertEquals("0123456", peekText(flow.reader(), 7));
        assertEquals("012", readText(flow.reader(), 3));
        assertEquals("34", peekText(flow.reader(), 2));
        ByteBuffer[] targets = {ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2)};
        long[] total = new long[1];
        until("3 bytes have come", () -> {
            total[0] += flow.reader().read(targets);
            return total[0] == 3;
        });
        assertEquals('3', targets[0].get(0));
        assertEquals('5', targets[1].get(1));
        assertEquals("6789", readText(flow.reader(), 4));
        assertEquals(0, flow.reader().read(ByteBuffer.allocate(1)));
    }

    @Test
    void peekingFillsBetweenPositionAndLimitOnly() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "abcdef");
        assertEquals("abcdef", peekText(flow.reader(), 6));
        for (ByteBuffer target : new ByteBuffer[] {ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8)}) {
            target.position(2).limit(5);
            assertEquals(3, peek(flow.reader(), target));
            assertEquals(5, target.position());
            assertEquals(5, target.limit());
            target.clear();
            assertEquals(0, target.get(1));
            assertEquals('a', target.get(2));
            assertEquals('c', target.get(4));
            assertEquals(0, target.get(5));
        }
    }

    @Test
    void bytesThatComeAfterAPeekFollowInOrder() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "abc");
        assertEquals("abc", peekText(flow.reader(), 3));
        write(flow.writer(), "def");
        assertEquals("abcdef", readText(flow.reader(), 6));
        write(flow.writer(), "gh");
        assertEquals("gh", readText(flow.reader(), 2));
    }

    @Test
    void largerPeekSeesBytesThatCameLater() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "abc");
        assertEquals("abc", peekText(flow.reader(), 3));
        write(flow.writer(), "def");
        assertEquals("abcdef", peekText(flow.reader(), 6));
        assertEquals("abcdef", readText(flow.reader(), 6));
    }

    @Test
    void peekingNothingWouldBlockAndPromisesAnEvent() throws Exception {
        Flow<S, S> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        for (int i = 0; i < 5; i++) {
            assertEquals(0, peek(flow.reader(), ByteBuffer.allocate(4)));
            write(flow.writer(), "x");
            log.awaitReadable(READER);
            assertEquals("x", peekText(flow.reader(), 1));
            assertEquals("x", readText(flow.reader(), 1));
        }
    }

    @Test
    void peekedBytesYieldAnEventWhenRegistered() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "x");
        assertEquals("x", peekText(flow.reader(), 1));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        log.awaitReadable(READER);
        assertEquals("x", peekText(flow.reader(), 1));
        poll.registry().reregister(flow.reader(), READER + 1, Interest.READABLE);
        log.awaitReadable(READER + 1);
        poll.registry().deregister(flow.reader());
        Poll other = openPoll();
        other.registry().register(flow.reader(), READER, Interest.READABLE.add(Interest.WRITABLE));
        new EventLog(other).awaitReadable(READER);
        assertEquals("x", readText(flow.reader(), 1));
    }

    @Test
    void peekingFindsTheEndOfTheStream() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "last");
        flow.writer().close();
        assertEquals("last", peekText(flow.reader(), 4));
        assertEquals("last", readText(flow.reader(), 4));
        ByteBuffer target = ByteBuffer.allocate(4);
        until("peeking finds the end", () -> peek(flow.reader(), target) == -1);
        assertEquals(0, target.position());
        assertEquals(-1, peek(flow.reader(), target));
        assertEquals(-1, flow.reader().read(target));
        assertEquals(-1, peek(flow.reader(), target));
    }

    @Test
    void peekingRefusesBuffersWithoutRoom() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "x");
        S reader = flow.reader();
        assertThrows(IllegalArgumentException.class, () -> peek(reader, ByteBuffer.allocate(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> peek(reader, ByteBuffer.allocate(1).asReadOnlyBuffer()));
        assertEquals("x", readText(reader, 1));
        reader.close();
        assertThrows(ClosedChannelException.class, () -> peek(reader, ByteBuffer.allocate(1)));
    }

    @Test
    void endingTheWritingHalfLeavesTheOtherOne() throws Exception {
        Flow<S, S> flow = open();
        write(flow.writer(), "request");
        shutdown(flow.writer(), Shutdown.WRITE);
        assertEquals("request", readText(flow.reader(), 7));
        awaitEnd(flow.reader());
        write(flow.reader(), "response");
        assertEquals("response", readText(flow.writer(), 8));
        assertThrows(IOException.class, () -> flow.writer().write(bytes("x")));
        assertTrue(flow.writer().isOpen());
        flow.reader().close();
        awaitEnd(flow.writer());
    }

    @Test
    void endingTheWritingHalfYieldsAnEventForThePeer() throws Exception {
        Flow<S, S> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        log.awaitQuiet();
        shutdown(flow.writer(), Shutdown.WRITE);
        log.await(
                READER, has(Capability.CLOSED_HINTS) ? Readiness.READABLE | Readiness.READ_CLOSED : Readiness.READABLE);
        awaitEnd(flow.reader());
        log.awaitQuiet();
    }

    @Test
    void endingTheReadingHalfEndsReads() throws Exception {
        Flow<S, S> flow = open();
        shutdown(flow.writer(), Shutdown.READ);
        awaitEnd(flow.writer());
        write(flow.writer(), "still");
        assertEquals("still", readText(flow.reader(), 5));
    }

    @Test
    void endingBothHalvesEndsEverything() throws Exception {
        Flow<S, S> flow = open();
        shutdown(flow.writer(), Shutdown.BOTH);
        awaitEnd(flow.writer());
        awaitEnd(flow.reader());
        assertThrows(IOException.class, () -> flow.writer().write(bytes("x")));
        assertTrue(flow.writer().isOpen());
    }

    /** Whatever the hints after a local shutdown are, the end of the stream is found and the poll sleeps again. */
    @Test
    void endingHalvesOfARegisteredStreamDoesNotStorm() throws Exception {
        for (Shutdown how : Shutdown.values()) {
            Flow<S, S> flow = open();
            Poll poll = openPoll();
            EventLog log = new EventLog(poll);
            poll.registry().register(flow.writer(), WRITER, Interest.READABLE.add(Interest.WRITABLE));
            log.awaitWritable(WRITER);
            shutdown(flow.writer(), how);
            log.awaitQuiet();
            if (how == Shutdown.WRITE) {
                assertEquals(0, log.readiness(WRITER) & Readiness.READ_CLOSED, "the reading half is not closed");
            }
            if (how == Shutdown.READ) {
                assertEquals(0, log.readiness(WRITER) & Readiness.WRITE_CLOSED, "the writing half is not closed");
            }
            poll.registry().reregister(flow.writer(), WRITER, Interest.READABLE.add(Interest.WRITABLE));
            log.awaitQuiet();
        }
    }

    @Test
    void shutdownAfterCloseThrows() throws Exception {
        Flow<S, S> flow = open();
        flow.writer().close();
        for (Shutdown how : Shutdown.values()) {
            assertThrows(ClosedChannelException.class, () -> shutdown(flow.writer(), how));
        }
        assertThrows(ClosedChannelException.class, () -> takeError(flow.writer()));
    }
}
