package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Edges: after which operation another event is promised, and that nothing else keeps the poll busy. */
public abstract class EdgeContract extends Contract {

    /** Creates the tests; called by JUnit. */
    protected EdgeContract() {}

    @Test
    void drainedStreamFiresForTheNextData() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        for (int length = 1; length <= 100_000; length *= 10) {
            send(streams.first(), length);
            int got = 0;
            while (got < length) {
                log.awaitReadable(1);
                got += drain(streams.second());
            }
            assertEquals(length, got);
        }
    }

    @Test
    void drainedStreamIsQuiet() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        send(streams.first(), 100);
        log.awaitReadable(1);
        receive(streams.second(), 100);
        log.awaitQuiet(event -> assertEquals(0, drain(streams.second()), "a spurious event"));
    }

    @Test
    void streamThatWasNotDrainedIsQuiet() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, BOTH);
        send(streams.first(), 100);
        log.await(1, BOTH.bits());
        log.awaitQuiet();
    }

    @Test
    void shortReadPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        ByteBuffer big = ByteBuffer.allocate(1000);
        for (int i = 0; i < 50; i++) {
            send(streams.first(), 100);
            for (int got = 0; got < 100; ) {
                log.awaitReadable(1);
                got += streams.second().read(big.clear());
            }
        }
    }

    @Test
    void shortVectoredReadPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        for (int i = 0; i < 50; i++) {
            send(streams.first(), 100);
            for (long got = 0; got < 100; ) {
                log.awaitReadable(1);
                ByteBuffer[] big = {ByteBuffer.allocate(60), ByteBuffer.allocate(60)};
                got += streams.second().read(big);
            }
        }
    }

    @Test
    void roomFiresAfterAWriteThatBlocked() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.WRITABLE);
        for (int i = 0; i < 3; i++) {
            log.awaitWritable(1);
            int sent = fill(streams.second());
            sent += settle(log, streams.second());
            receive(streams.first(), sent);
        }
        log.awaitWritable(1);
    }

    /** Room may come while buffers of the system are being enlarged: waits until the stream is full and silent. */
    private static int settle(EventLog log, StreamEndpoint stream) throws Exception {
        int[] sent = {0};
        log.awaitQuiet(event -> sent[0] += fill(stream));
        log.forget();
        return sent[0];
    }

    @Test
    void roomFiresAfterAShortWrite() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.WRITABLE);
        log.awaitWritable(1);
        ByteBuffer huge = ByteBuffer.allocateDirect(32 << 20);
        int sent = streams.second().write(huge);
        assumeTrue(huge.hasRemaining(), "the system takes any length at once");
        while (huge.hasRemaining()) {
            receive(streams.first(), sent);
            log.awaitWritable(1);
            sent = streams.second().write(huge);
        }
    }

    @Test
    void acceptingUntilNullPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        ListenerEndpoint listener = listen();
        poll.registry().register(listener, 1, Interest.READABLE);
        for (int i = 0; i < 10; i++) {
            connect(listener);
            connect(listener);
            for (int accepted = 0; accepted < 2; ) {
                log.awaitReadable(1);
                while (true) {
                    StreamEndpoint stream = listener.accept();
                    if (stream == null) {
                        break;
                    }
                    stream.close();
                    accepted++;
                }
            }
        }
        assertNull(listener.accept());
    }

    @Test
    void receivingUntilItBlocksPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        DatagramEndpoint socket = datagram();
        poll.registry().register(socket, 1, Interest.READABLE);
        for (int i = 0; i < 50; i++) {
            sendToSelf(socket);
            sendToSelf(socket);
            for (int received = 0; received < 2; ) {
                log.awaitReadable(1);
                received += drain(socket);
            }
        }
    }

    /** The two directions are independent: waiting for data must not bring the writable event again and again. */
    @Test
    void readThatBlocksDoesNotBringWritableForEver() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.first(), 1, BOTH);
        log.awaitWritable(1);
        drain(streams.first());
        log.awaitQuiet(event -> drain(streams.first()));
    }

    @Test
    void writeThatBlocksDoesNotBringReadableForEver() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, BOTH);
        send(streams.first(), 100);
        log.await(1, BOTH.bits());
        fill(streams.second());
        log.awaitQuiet(event -> fill(streams.second()));
    }

    /** The read before is exactly as long as the data, and so promises nothing by itself. */
    @Test
    void operationOfTheUserThatBlockedPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        for (int i = 0; i < 10; i++) {
            send(streams.first(), 100);
            log.awaitReadable(1);
            receive(streams.second(), 100);
            assertEquals(0, streams.second().tryIo(Direction.READ, () -> 0));
        }
    }

    @Test
    void operationOfTheUserThatFailedPromisesAnotherEvent() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        IOException failure = new IOException("of the user");
        for (int i = 0; i < 10; i++) {
            send(streams.first(), 100);
            log.awaitReadable(1);
            receive(streams.second(), 100);
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> streams.second().tryIo(Direction.READ, () -> {
                                throw failure;
                            })));
        }
    }

    /** An event is handed to a worker that drains while the poll waits: its would-block must reach into the poll. */
    @Test
    void workerMayDrainWhileThePollWaits() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        Pair<StreamEndpoint> streams = connection();
        poll.registry().register(streams.second(), 1, Interest.READABLE);
        Rounds rounds = new Rounds(2000);
        BlockingQueue<Long> ready = new LinkedBlockingQueue<>();
        Task<Boolean> poller = Task.run(() -> {
            while (log.poll() > 0) {
                log.last().forEach(event -> ready.add(event.token()));
            }
        });
        while (rounds.next()) {
            send(streams.first(), 1);
            for (int got = 0; got < 1; got = drain(streams.second())) {
                assertNotNull(ready.poll(Contract.LIMIT_NANOS, TimeUnit.NANOSECONDS), "an event was lost");
            }
        }
        poller.thread().interrupt();
        poller.join();
    }

    /** Two polls, each of which answers what the other sends. */
    @Test
    void pingPongLosesNoEvent() throws Exception {
        Pair<StreamEndpoint> streams = connection();
        Poll there = openPoll();
        there.registry().register(streams.second(), 2, Interest.READABLE);
        Task<Boolean> answering = Task.run(() -> {
            EventLog log = new EventLog(there);
            ByteBuffer buffer = ByteBuffer.allocate(10);
            int count;
            do {
                log.awaitReadable(2);
                count = streams.second().read(buffer.clear());
                send(streams.second(), Math.max(count, 0));
            } while (count >= 0);
        });
        Poll here = openPoll();
        EventLog log = new EventLog(here);
        here.registry().register(streams.first(), 1, Interest.READABLE);
        Rounds rounds = new Rounds(5000);
        while (rounds.next()) {
            send(streams.first(), 1);
            do {
                log.awaitReadable(1);
            } while (drain(streams.first()) == 0);
        }
        streams.first().close();
        answering.join();
    }
}
