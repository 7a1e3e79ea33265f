package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.BacklogFullException;
import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.UnixAddress;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a Unix listener is bound, what it accepts, what a full backlog does, and abstract names. */
public abstract class UnixListenerContract extends NetContract {

    private static final long TOKEN = 11;

    /** More connections than any system lets wait for a backlog of one. */
    private static final int OVERFLOW = 2000;

    /** Creates the tests; called by JUnit. */
    protected UnixListenerContract() {}

    @BeforeEach
    final void requireUnixStreams() {
        require(Capability.UNIX_STREAM);
    }

    private UnixListener listener() throws IOException {
        return closing(UnixListener.bind(backend(), socketPath()));
    }

    private UnixStream connectTo(UnixListener listener) throws Exception {
        UnixStream stream = closing(UnixStream.connect(backend(), listener.localAddress()));
        until("the connection is made", stream::finishConnect);
        return stream;
    }

    private UnixStream accept(UnixListener listener) throws Exception {
        UnixStream[] accepted = new UnixStream[1];
        until("a connection is accepted", () -> {
            accepted[0] = listener.accept();
            return accepted[0] != null;
        });
        return closing(accepted[0]);
    }

    @Test
    void bindingMakesAFileThatClosingLeaves() throws Exception {
        Path path = socketPath();
        UnixListener listener = UnixListener.bind(backend(), path);
        assertTrue(Files.exists(path));
        assertEquals(UnixAddress.of(path), listener.localAddress());
        assertEquals(maker().name(), listener.backend().name());
        listener.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void fileIsDeletedOnCloseIfAsked() throws Exception {
        Path path = socketPath();
        for (int i = 0; i < 3; i++) {
            UnixListener listener = closing(UnixListener.builder()
                    .backend(backend())
                    .unlinkOnClose(true)
                    .bind(path));
            assertTrue(Files.exists(path));
            listener.close();
            assertTrue(Files.notExists(path));
        }
    }

    @Test
    void onlyOwnFileIsDeletedOnClose() throws Exception {
        Path path = socketPath();
        UnixListener listener = closing(
                UnixListener.builder().backend(backend()).unlinkOnClose(true).bind(path));
        Files.delete(path);
        closing(UnixListener.bind(backend(), path));
        listener.close();
        assertTrue(Files.exists(path), "it is another listener's by now");
    }

    @Test
    void pathInUseIsRefusedByName() throws Exception {
        Path taken = socketPath();
        closing(UnixListener.bind(backend(), taken)).close(); // the file is enough to be in the way
        Path file = Files.writeString(socketPath(), "content");
        Descriptors.assertNoGrowth(20, () -> {
            assertNames(assertThrows(BindException.class, () -> UnixListener.bind(backend(), taken)), taken);
            assertNames(assertThrows(BindException.class, () -> UnixListener.bind(backend(), file)), file);
            BindException e = assertThrows(
                    BindException.class,
                    () -> UnixListener.builder()
                            .backend(backend())
                            .unlinkOnClose(true)
                            .bind(file));
            assertNames(e, file);
        });
        assertEquals("content", Files.readString(file));
    }

    @Test
    void pathThatCannotBeIsRefusedByName() throws Exception {
        Path missing = socketPath().resolve("in").resolve("nowhere");
        UnixAddress tooLong = UnixAddress.of(socketPath().resolveSibling("x".repeat(200)));
        Descriptors.assertNoGrowth(20, () -> {
            assertNames(assertThrows(SocketException.class, () -> UnixListener.bind(backend(), missing)), missing);
            assertNames(
                    assertThrows(IllegalArgumentException.class, () -> UnixListener.bind(backend(), tooLong)), tooLong);
        });
    }

    /** Paths have other than ASCII characters at times. */
    @Test
    void pathMayHaveAnyCharacters() throws Exception {
        Path path = socketPath().resolveSibling("a b'c\"d");
        UnixListener listener = closing(UnixListener.bind(backend(), path));
        assertEquals(UnixAddress.of(path), listener.localAddress());
        assertEquals(UnixAddress.of(path), connectTo(listener).peerAddress());
    }

    @Test
    void acceptingNothingReturnsNull() throws Exception {
        UnixListener listener = listener();
        assertNull(listener.accept());
        UnixStream client = connectTo(listener);
        UnixStream accepted = accept(listener);
        assertEquals(UnixAddress.unnamed(), accepted.peerAddress());
        assertNull(listener.accept());
        write(client, "x");
        assertEquals("x", readText(accepted, 1));
    }

    @Test
    void connectionYieldsAnEvent() throws Exception {
        UnixListener listener = listener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        for (int i = 0; i < 20; i++) {
            UnixStream client = connectTo(listener);
            log.awaitReadable(TOKEN);
            accept(listener).close();
            assertNull(listener.accept());
            client.close();
        }
    }

    @Test
    void connectionThatWaitsYieldsAnEventWhenRegistered() throws Exception {
        UnixListener listener = listener();
        connectTo(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE.add(Interest.WRITABLE));
        log.awaitReadable(TOKEN);
        poll.registry().reregister(listener, TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
        accept(listener);
    }

    /** A full backlog is told at once and nothing is in progress then; the BSDs tell it as a refusal. */
    @Test
    void fullBacklogIsTold() throws Exception {
        UnixListener listener =
                closing(UnixListener.builder().backend(backend()).backlog(1).bind(socketPath()));
        Deque<UnixStream> waiting = new ArrayDeque<>();
        IOException full = null;
        while (full == null) {
            try {
                waiting.add(closing(UnixStream.connect(backend(), listener.localAddress())));
                assertTrue(waiting.size() < OVERFLOW, "connections wait without end");
            } catch (BacklogFullException e) {
                full = e;
            } catch (ConnectException e) {
                assertFalse(isLinux(), () -> "Linux tells it apart: " + e);
                full = e;
            }
        }
        assertNames(full, listener.localAddress());
        Descriptors.assertNoGrowth(
                20,
                () -> assertThrows(IOException.class, () -> UnixStream.connect(backend(), listener.localAddress())));
        for (int i = waiting.size(); i > 0; i--) {
            accept(listener);
        }
        assertNull(listener.accept());
        connectTo(listener);
        accept(listener);
    }

    @Test
    void healthyListenerHasNoError() throws Exception {
        assertEquals(Optional.empty(), listener().takeError());
    }

    @Test
    void tryIoHandsResultsThrough() throws Exception {
        UnixListener listener = listener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        for (int i = 0; i < 5; i++) {
            connectTo(listener);
            log.awaitReadable(TOKEN);
            assertEquals(0, listener.tryIo(Direction.READ, () -> 0));
        }
        assertEquals(7, listener.tryIo(Direction.READ, () -> 7));
    }

    @Test
    void everythingThrowsAfterClose() throws Exception {
        UnixListener listener = listener();
        listener.close();
        listener.close();
        assertFalse(listener.isOpen());
        assertThrows(ClosedChannelException.class, listener::accept);
        assertThrows(ClosedChannelException.class, listener::localAddress);
        assertThrows(ClosedChannelException.class, listener::takeError);
        assertThrows(ClosedChannelException.class, () -> listener.tryIo(Direction.READ, () -> 1));
        assertThrows(
                ClosedChannelException.class, () -> openPoll().registry().register(listener, TOKEN, Interest.READABLE));
    }

    @Test
    void closedListenerRefusesConnections() throws Exception {
        UnixListener listener = listener();
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        connectTo(listener);
        log.awaitReadable(TOKEN);
        UnixAddress address = listener.localAddress();
        listener.close();
        log.assertSilent(TOKEN); // the one iteration that a mechanism may take to let go
        assertThrows(ConnectException.class, () -> UnixStream.connect(backend(), address));
    }

    @Test
    void abstractNamesNeedNoFile() throws Exception {
        require(Capability.ABSTRACT_ADDRESSES);
        byte[] name = ("pollux-tck-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + "\0\n\u00e9")
                .getBytes(StandardCharsets.UTF_8);
        UnixAddress address = UnixAddress.ofAbstract(name);
        UnixListener listener = closing(UnixListener.bind(backend(), address));
        assertEquals(address, listener.localAddress());
        assertArrayEquals(name, listener.localAddress().abstractName().orElseThrow());
        assertNames(assertThrows(BindException.class, () -> UnixListener.bind(backend(), address)), address);
        UnixStream client = connectTo(listener);
        UnixStream accepted = accept(listener);
        assertEquals(address, client.peerAddress());
        assertEquals(address, accepted.localAddress());
        write(client, "x");
        assertEquals("x", readText(accepted, 1));
        listener.close();
        assertNames(assertThrows(ConnectException.class, () -> UnixStream.connect(backend(), address)), address);
        closing(UnixListener.bind(backend(), address));
        assertNames(
                assertThrows(
                        IllegalArgumentException.class,
                        () -> UnixListener.bind(backend(), UnixAddress.ofAbstract("x".repeat(200)))),
                "x".repeat(200));
    }

    @Test
    void listeningLeavesNothingBehind() throws Exception {
        Path path = socketPath();
        Descriptors.assertNoGrowth(40, () -> {
            try (UnixListener listener = UnixListener.builder()
                            .backend(backend())
                            .unlinkOnClose(true)
                            .bind(path);
                    UnixStream client = UnixStream.connect(backend(), path)) {
                accept(listener).close();
                assertTrue(client.finishConnect());
            }
        });
    }
}
