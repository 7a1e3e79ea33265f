package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.BacklogFullException;
import dev.pollux.UnixAddress;
import dev.pollux.spi.Backends;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixStreamTest {

    private static final Path PATH = Path.of("/run/service");

    private final FakeBackend backend = new FakeBackend();

    @Test
    void connectMakesAUnixStream() throws IOException {
        UnixStream.connect(backend, PATH);
        assertEquals(List.of("openStream UNIX"), backend.calls);
        assertEquals(List.of("connect " + PATH), backend.last().calls);
        UnixStream.connect(backend, UnixAddress.ofAbstract("name"));
        assertEquals(List.of("connect @name"), backend.last().calls);
    }

    @Test
    void builderSetsOptionsThenBindsThenConnects() throws IOException {
        UnixStream.builder()
                .backend(backend)
                .bind(UnixAddress.ofAbstract("me"))
                .option(StandardSocketOptions.SO_SNDBUF, 4096)
                .connect(PATH);
        assertEquals(List.of("setOption SO_SNDBUF 4096", "bind @me", "connect " + PATH), backend.last().calls);
    }

    @Test
    void unnamedAddressesAreRefusedBeforeAnythingIsOpened() {
        assertThrows(IllegalArgumentException.class, () -> UnixStream.connect(backend, UnixAddress.unnamed()));
        assertThrows(IllegalArgumentException.class, () -> UnixStream.connect(backend, Path.of("")));
        assertThrows(IllegalArgumentException.class, () -> UnixStream.builder().bind(UnixAddress.unnamed()));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void fullBacklogClosesTheSocket() {
        backend.fail("connect", new BacklogFullException("full"));
        assertThrows(BacklogFullException.class, () -> UnixStream.connect(backend, PATH));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void refusedConnectDeletesTheFileThatBindMade(@TempDir Path directory) {
        Path local = directory.resolve("client");
        backend.answer("bind", arguments -> Files.createFile(local)).fail("connect", new ConnectException("refused"));
        assertThrows(
                ConnectException.class,
                () -> UnixStream.builder()
                        .backend(backend)
                        .bind(UnixAddress.of(local))
                        .connect(PATH));
        assertFalse(backend.last().isOpen());
        assertFalse(Files.exists(local));
    }

    @Test
    void refusedBindLeavesTheFileThatIsInTheWay(@TempDir Path directory) throws IOException {
        Path local = Files.createFile(directory.resolve("client"));
        backend.fail("bind", new java.net.BindException("in use"));
        assertThrows(
                java.net.BindException.class,
                () -> UnixStream.builder()
                        .backend(backend)
                        .bind(UnixAddress.of(local))
                        .connect(PATH));
        assertFalse(backend.last().isOpen());
        assertTrue(Files.exists(local));
    }

    @Test
    void pairIsMadeOfBothEnds() throws IOException {
        UnixStream.Pair pair = UnixStream.pair(backend);
        assertEquals(List.of("openStreamPair"), backend.calls);
        pair.first().close();
        assertEquals(List.of("close"), backend.made.get(0).calls);
        assertEquals(List.of(), backend.made.get(1).calls);
        pair.second().close();
        assertEquals(List.of("close"), backend.made.get(1).calls);
    }

    @Test
    void addressesAreUnixAddresses() throws IOException {
        UnixStream stream = UnixStream.connect(backend, PATH);
        backend.last().answer("localAddress", UnixAddress.unnamed()).answer("peerAddress", UnixAddress.of(PATH));
        assertEquals(UnixAddress.unnamed(), stream.localAddress());
        assertEquals(UnixAddress.of(PATH), stream.peerAddress());
        assertEquals("UnixStream[fake, (unnamed) -> " + PATH + "]", stream.toString());
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        Object preferred = Backends.preferred();
        assertSame(preferred, UnixStream.connect(PATH).backend());
        assertSame(preferred, UnixStream.connect(UnixAddress.of(PATH)).backend());
        assertSame(preferred, UnixStream.pair().first().backend());
    }
}
