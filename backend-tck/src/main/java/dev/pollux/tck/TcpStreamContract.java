package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a TCP connection does once it is made: everything that flowing bytes and streams do, addresses, and resets. */
public abstract class TcpStreamContract extends StreamContract<TcpStream> {

    private @Nullable TcpListener listener;

    /** Creates the tests; called by JUnit. */
    protected TcpStreamContract() {}

    @Override
    final Flow<TcpStream, TcpStream> open() throws Exception {
        TcpListener own = listener;
        if (own == null) {
            own = tcpListener();
            listener = own;
        }
        TcpStream client = connectTo(own);
        return new Flow<>(client, accept(own));
    }

    @Override
    final int peek(TcpStream stream, ByteBuffer target) throws IOException {
        return stream.peek(target);
    }

    @Override
    final void shutdown(TcpStream stream, Shutdown how) throws IOException {
        stream.shutdown(how);
    }

    @Override
    final int tryIo(TcpStream stream, Direction direction, IoOperation operation) throws IOException {
        return stream.tryIo(direction, operation);
    }

    @Override
    final Optional<IOException> takeError(TcpStream stream) throws IOException {
        return stream.takeError();
    }

    @Test
    void endsKnowEachOther() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        assertEquals(flow.writer().localAddress(), flow.reader().peerAddress());
        assertEquals(flow.writer().peerAddress(), flow.reader().localAddress());
        assertTrue(flow.writer().localAddress().getPort() > 0);
        assertEquals(maker().name(), flow.writer().backend().name());
        assertEquals(maker().name(), flow.reader().backend().name());
    }

    @Test
    void acceptedStreamIsConnected() throws Exception {
        TcpStream accepted = open().reader();
        assertTrue(accepted.finishConnect());
        assertTrue(accepted.finishConnect());
    }

    @Test
    void addressesAreGoneAfterClose() throws Exception {
        TcpStream stream = open().writer();
        stream.close();
        assertThrows(ClosedChannelException.class, stream::localAddress);
        assertThrows(ClosedChannelException.class, stream::peerAddress);
        assertThrows(ClosedChannelException.class, stream::finishConnect);
        assertThrows(ClosedChannelException.class, stream::noDelay);
        assertThrows(ClosedChannelException.class, () -> stream.setNoDelay(true));
        assertThrows(ClosedChannelException.class, () -> stream.getOption(StandardSocketOptions.SO_RCVBUF));
    }

    /** Closing with a linger time of zero throws the connection away (RST in RFC 9293); the peer is told at once. */
    private void reset(TcpStream stream) throws IOException {
        stream.setOption(StandardSocketOptions.SO_LINGER, 0);
        stream.close();
    }

    @Test
    void resetFailsTheReadsOfThePeer() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        log.awaitQuiet();
        reset(flow.writer());
        log.await(
                READER, has(Capability.CLOSED_HINTS) ? Readiness.READABLE | Readiness.READ_CLOSED : Readiness.READABLE);
        awaitFailure("reading from a peer that reset", () -> flow.reader().read(ByteBuffer.allocate(1)) > 0);
        assertTrue(flow.reader().isOpen());
        log.awaitQuiet();
    }

    @Test
    void resetIsFoundByTakeError() throws Exception {
        require(Capability.SOCKET_ERRORS);
        Flow<TcpStream, TcpStream> flow = open();
        Poll poll = openPoll();
        poll.registry().register(flow.reader(), READER, Interest.READABLE);
        reset(flow.writer());
        new EventLog(poll).awaitReadable(READER);
        until("the error can be taken", () -> flow.reader().takeError().isPresent());
        assertEquals(Optional.empty(), flow.reader().takeError());
    }

    /** As for an orderly end, no poll has to come round for the peer to see it. */
    @Test
    void resettingARegisteredStreamIsSeenAtOnce() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        Poll poll = openPoll();
        poll.registry().register(flow.writer(), WRITER, Interest.READABLE.add(Interest.WRITABLE));
        new EventLog(poll).awaitWritable(WRITER);
        reset(flow.writer());
        awaitFailure("reading from a peer that reset", () -> flow.reader().read(ByteBuffer.allocate(1)) > 0);
    }

    @Test
    void resetFailsTheWritesOfThePeer() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.reader(), WRITER, Interest.WRITABLE);
        log.awaitWritable(WRITER);
        assertTrue(flow.reader().write(bytes("x")) >= 0);
        fill(flow.reader());
        log.awaitQuiet(event -> fill(flow.reader()));
        reset(flow.writer());
        log.awaitWritable(WRITER);
        awaitFailure("writing to a peer that reset", () -> flow.reader().write(bytes("x")) > 0);
        awaitFailure("writing to it again", () -> flow.reader().write(bytes("x")) > 0);
    }

    @Test
    void resetThrowsAwayWhatWasNotRead() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        fill(flow.writer());
        reset(flow.writer());
        // What had arrived may still be read on some systems; the end is a failure, never an orderly one.
        awaitFailure("reading from a peer that reset", () -> {
            assertTrue(flow.reader().read(ByteBuffer.allocate(65_536)) >= 0, "not an orderly end");
            return true;
        });
    }

    /** The connection may be broken before anyone accepts it; then accepting or reading tells, and nothing hangs. */
    @Test
    void resetBeforeAcceptingIsSurvived() throws Exception {
        TcpListener own = tcpListener();
        reset(connectTo(own));
        TcpStream next = connectTo(own);
        write(next, "x");
        boolean[] found = new boolean[1];
        until("the sound connection is accepted", () -> {
            TcpStream accepted;
            try {
                accepted = own.accept();
            } catch (IOException e) {
                return false;
            }
            if (accepted != null) {
                closing(accepted);
                try {
                    found[0] = readText(accepted, 1).equals("x");
                } catch (IOException e) {
                    return false;
                }
            }
            return found[0];
        });
    }

    @Test
    void closingWithUnreadBytesDoesNotDisturbOthers() throws Exception {
        Flow<TcpStream, TcpStream> flow = open();
        Flow<TcpStream, TcpStream> other = open();
        write(flow.writer(), "never read");
        flow.reader().close();
        awaitFailure("writing to a closed reader", () -> flow.writer().write(bytes("x")) > 0);
        write(other.writer(), "fine");
        assertEquals("fine", readText(other.reader(), 4));
        assertFalse(flow.reader().isOpen());
    }
}
