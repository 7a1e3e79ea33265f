package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.net.Pipe;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What pipes do: everything that flowing bytes do, and blocking if asked. */
public abstract class PipeContract extends ByteFlowThreadContract<Pipe.Sender, Pipe.Receiver> {

    /** Creates the tests; called by JUnit. */
    protected PipeContract() {}

    @BeforeEach
    final void requirePipes() {
        require(Capability.PIPE);
    }

    private Pipe pipe() throws IOException {
        return closing(Pipe.open(backend()));
    }

    @Override
    final Flow<Pipe.Sender, Pipe.Receiver> open() throws Exception {
        Pipe pipe = pipe();
        return new Flow<>(pipe.sender(), pipe.receiver());
    }

    @Override
    final int tryWrite(Pipe.Sender writer, IoOperation operation) throws IOException {
        return writer.tryIo(Direction.WRITE, operation);
    }

    @Override
    final int tryRead(Pipe.Receiver reader, IoOperation operation) throws IOException {
        return reader.tryIo(Direction.READ, operation);
    }

    @Test
    void closingThePipeClosesBothEnds() throws Exception {
        Pipe pipe = pipe();
        assertEquals(maker().name(), pipe.sender().backend().name());
        assertEquals(maker().name(), pipe.receiver().backend().name());
        pipe.close();
        pipe.close();
        assertFalse(pipe.sender().isOpen());
        assertFalse(pipe.receiver().isOpen());
    }

    @Test
    void closedReceiverIsHinted() throws Exception {
        require(Capability.CLOSED_HINTS);
        Pipe pipe = pipe();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(pipe.sender(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        pipe.receiver().close();
        log.await(WRITER, Readiness.WRITABLE | Readiness.WRITE_CLOSED);
    }

    @Test
    void registeredEndsCanBeClosedInAnyOrder() throws Exception {
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        for (int i = 0; i < 20; i++) {
            Pipe pipe = pipe();
            poll.registry().register(pipe.sender(), WRITER, Interest.WRITABLE);
            poll.registry().register(pipe.receiver(), READER, Interest.READABLE);
            log.awaitWritable(WRITER);
            if (i % 2 == 0) {
                pipe.sender().close();
                log.awaitReadable(READER);
                pipe.receiver().close();
            } else {
                pipe.receiver().close();
                pipe.sender().close();
            }
            log.forget();
            log.pollNow();
            assertEquals(0, log.count(READER) + log.count(WRITER));
        }
    }

    /** A blocking end waits; it is the only thing beside a poll that does, and only if asked. */
    @Test
    void endsBlockIfAsked() throws Exception {
        Pipe pipe = pipe();
        try {
            pipe.receiver().setNonBlocking(false);
        } catch (UnsupportedOperationException e) {
            assertNames(e, maker().name());
            return;
        }
        Task<String> reading = Task.call(() -> {
            ByteBuffer target = ByteBuffer.allocate(1);
            assertEquals(1, pipe.receiver().read(target), "it waits for the byte");
            return new String(target.array(), StandardCharsets.UTF_8);
        });
        write(pipe.sender(), "x");
        assertEquals("x", reading.join());
        pipe.receiver().setNonBlocking(true);
        assertEquals(0, pipe.receiver().read(ByteBuffer.allocate(1)));
        pipe.sender().setNonBlocking(false);
        int length = 1 << 20;
        Task<Integer> writing = Task.call(() -> {
            ByteBuffer source = ByteBuffer.allocate(length);
            int total = 0;
            while (source.hasRemaining()) {
                int count = pipe.sender().write(source);
                assertTrue(count > 0, "it waits for room");
                total += count;
            }
            return total;
        });
        readFully(pipe.receiver(), length);
        assertEquals(length, writing.join());
    }

    @Test
    void registeredEndsDoNotBlock() throws Exception {
        Pipe pipe = pipe();
        try {
            pipe.receiver().setNonBlocking(true);
        } catch (UnsupportedOperationException e) {
            assertNames(e, maker().name());
            return;
        }
        Poll poll = openPoll();
        poll.registry().register(pipe.receiver(), READER, Interest.READABLE);
        assertThrows(IllegalStateException.class, () -> pipe.receiver().setNonBlocking(false));
        assertEquals(0, pipe.receiver().read(ByteBuffer.allocate(1)), "nothing was changed");
        poll.registry().deregister(pipe.receiver());
        pipe.receiver().close();
        assertThrows(ClosedChannelException.class, () -> pipe.receiver().setNonBlocking(true));
    }

    @Test
    void openingLeavesNothingBehind() throws Exception {
        Descriptors.assertNoGrowth(40, () -> Pipe.open(backend()).close());
    }
}
