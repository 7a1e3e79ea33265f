package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.Shutdown;
import dev.pollux.UnixAddress;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import dev.pollux.spi.Readiness;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Unix streams do: everything that flowing bytes and streams do, connecting by path, and pairs. */
public abstract class UnixStreamContract extends StreamContract<UnixStream> {

    private @Nullable UnixListener listener;

    /** Creates the tests; called by JUnit. */
    protected UnixStreamContract() {}

    @BeforeEach
    final void requireUnixStreams() {
        require(Capability.UNIX_STREAM);
    }

    @Override
    final Flow<UnixStream, UnixStream> open() throws Exception {
        UnixListener own = listener;
        if (own == null) {
            own = closing(UnixListener.bind(backend(), socketPath()));
            listener = own;
        }
        return connectTo(own);
    }

    private Flow<UnixStream, UnixStream> connectTo(UnixListener own) throws Exception {
        UnixStream client = closing(UnixStream.connect(backend(), own.localAddress()));
        UnixStream[] accepted = new UnixStream[1];
        until("the connection is accepted", () -> {
            accepted[0] = own.accept();
            return accepted[0] != null;
        });
        until("the connection is made", client::finishConnect);
        return new Flow<>(client, closing(accepted[0]));
    }

    @Override
    final int peek(UnixStream stream, ByteBuffer target) throws IOException {
        return stream.peek(target);
    }

    @Override
    final void shutdown(UnixStream stream, Shutdown how) throws IOException {
        stream.shutdown(how);
    }

    @Override
    final int tryIo(UnixStream stream, Direction direction, IoOperation operation) throws IOException {
        return stream.tryIo(direction, operation);
    }

    @Override
    final Optional<IOException> takeError(UnixStream stream) throws IOException {
        return stream.takeError();
    }

    @Test
    void endsKnowEachOther() throws Exception {
        UnixAddress address = UnixAddress.of(socketPath());
        UnixListener own = closing(UnixListener.bind(backend(), address));
        Flow<UnixStream, UnixStream> flow = connectTo(own);
        assertEquals(address, flow.writer().peerAddress());
        assertEquals(UnixAddress.unnamed(), flow.writer().localAddress());
        assertEquals(UnixAddress.unnamed(), flow.reader().peerAddress());
        assertEquals(address, flow.reader().localAddress());
    }

    @Test
    void localPathCanBeChosen() throws Exception {
        UnixListener own = closing(UnixListener.bind(backend(), socketPath()));
        UnixAddress local = UnixAddress.of(socketPath());
        UnixStream client =
                closing(UnixStream.builder().backend(backend()).bind(local).connect(own.localAddress()));
        UnixStream[] accepted = new UnixStream[1];
        until("the connection is accepted", () -> {
            accepted[0] = own.accept();
            return accepted[0] != null;
        });
        assertEquals(local, client.localAddress());
        assertEquals(local, closing(accepted[0]).peerAddress());
    }

    @Test
    void connectionYieldsAWritableEvent() throws Exception {
        UnixListener own = closing(UnixListener.bind(backend(), socketPath()));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        UnixStream client = closing(UnixStream.connect(backend(), own.localAddress()));
        poll.registry().register(client, WRITER, Interest.WRITABLE);
        do {
            log.awaitWritable(WRITER);
        } while (!client.finishConnect());
        assertTrue(client.finishConnect(), "asked again");
    }

    @Test
    void missingPathIsRefusedByName() throws Exception {
        Path missing = socketPath();
        Descriptors.assertNoGrowth(20, () -> {
            IOException e = assertThrows(IOException.class, () -> UnixStream.connect(backend(), missing));
            assertNames(e, missing);
        });
    }

    @Test
    void pathWithoutListenerIsRefusedByName() throws Exception {
        Path path = socketPath();
        UnixListener.bind(backend(), path).close();
        assertTrue(Files.exists(path), "closing leaves the file");
        ConnectException e = assertThrows(ConnectException.class, () -> UnixStream.connect(backend(), path));
        assertNames(e, path);
        Path file = Files.createFile(socketPath());
        assertNames(assertThrows(IOException.class, () -> UnixStream.connect(backend(), file)), file);
    }

    @Test
    void pathThatIsTooLongIsRefusedByName() throws Exception {
        UnixAddress address = UnixAddress.of(socketPath().resolveSibling("x".repeat(200)));
        Descriptors.assertNoGrowth(20, () -> {
            assertNames(
                    assertThrows(IllegalArgumentException.class, () -> UnixStream.connect(backend(), address)),
                    address);
        });
        UnixAddress target = closing(UnixListener.bind(backend(), socketPath())).localAddress();
        Descriptors.assertNoGrowth(20, () -> {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> UnixStream.builder().backend(backend()).bind(address).connect(target));
            assertNames(e, address);
        });
    }

    @Test
    void failedConnectingLeavesNoFile() throws Exception {
        Path local = socketPath();
        Path missing = socketPath();
        for (int i = 0; i < 2; i++) { // the first one must not be in the way of the second
            IOException e = assertThrows(
                    IOException.class,
                    () -> UnixStream.builder()
                            .backend(backend())
                            .bind(UnixAddress.of(local))
                            .connect(missing));
            assertNames(e, missing);
            assertTrue(Files.notExists(local));
        }
    }

    @Test
    void addressesAreGoneAfterClose() throws Exception {
        UnixStream stream = open().writer();
        stream.close();
        assertThrows(ClosedChannelException.class, stream::localAddress);
        assertThrows(ClosedChannelException.class, stream::peerAddress);
        assertThrows(ClosedChannelException.class, () -> stream.getOption(StandardSocketOptions.SO_RCVBUF));
    }

    @Test
    void closedReaderIsHinted() throws Exception {
        require(Capability.CLOSED_HINTS);
        Flow<UnixStream, UnixStream> flow = open();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(flow.writer(), WRITER, Interest.WRITABLE);
        flow.reader().close();
        log.await(WRITER, Readiness.WRITABLE | Readiness.WRITE_CLOSED);
    }

    @Test
    void pairIsConnectedAndUnnamed() throws Exception {
        Descriptors.assertNoGrowth(20, () -> {
            UnixStream.Pair pair = UnixStream.pair(backend());
            UnixStream first = closing(pair.first());
            UnixStream second = closing(pair.second());
            for (UnixStream end : new UnixStream[] {first, second}) {
                assertTrue(end.finishConnect());
                assertEquals(UnixAddress.unnamed(), end.localAddress());
                assertEquals(UnixAddress.unnamed(), end.peerAddress());
                assertEquals(0, end.read(ByteBuffer.allocate(1)));
            }
            write(first, "ping");
            assertEquals("ping", readText(second, 4));
            write(second, "pong");
            assertEquals("pong", readText(first, 4));
            first.close();
            awaitEnd(second);
            awaitFailure("writing to a closed end", () -> second.write(bytes("x")) > 0);
            second.close();
        });
    }

    @Test
    void interruptedThreadMakesPairsAsAnyOther() throws Exception {
        Thread.currentThread().interrupt();
        try {
            UnixStream.Pair pair = UnixStream.pair(backend());
            write(closing(pair.first()), "x");
            assertEquals("x", readText(closing(pair.second()), 1));
        } finally {
            assertTrue(Thread.interrupted(), "the status is kept");
        }
    }

    @Test
    void pairYieldsEvents() throws Exception {
        UnixStream.Pair pair = UnixStream.pair(backend());
        UnixStream first = closing(pair.first());
        UnixStream second = closing(pair.second());
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(first, READER, Interest.READABLE.add(Interest.WRITABLE));
        poll.registry().register(second, WRITER, Interest.READABLE.add(Interest.WRITABLE));
        log.await(READER, Readiness.WRITABLE);
        write(second, "x");
        log.awaitReadable(READER);
        until("the byte has come", () -> drain(first) == 1);
        first.close();
        log.awaitReadable(WRITER);
        awaitEnd(second);
    }
}
