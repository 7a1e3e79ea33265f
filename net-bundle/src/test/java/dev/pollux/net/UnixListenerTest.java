package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.UnixAddress;
import dev.pollux.spi.Backends;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UnixListenerTest {

    @TempDir
    private Path directory = Path.of("");

    private final FakeBackend backend = new FakeBackend();
    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = directory.resolve("socket");
    }

    /** A listener whose bind makes a file, as that of a real one does. */
    private UnixListener.Builder builder() {
        backend.answer("bind", arguments -> {
            Path file = ((UnixAddress) arguments[0]).path().orElse(null);
            return file == null ? null : Files.createFile(file);
        });
        return UnixListener.builder().backend(backend);
    }

    @Test
    void bindMakesAUnixListenerWithABacklogOf1024() throws IOException {
        UnixListener.bind(backend, path);
        assertEquals(List.of("openListener UNIX"), backend.calls);
        assertEquals(List.of("bind " + path + " 1024"), backend.last().calls);
        UnixListener.bind(backend, UnixAddress.ofAbstract("name"));
        assertEquals(List.of("bind @name 1024"), backend.last().calls);
    }

    @Test
    void builderSetsOptionsThenBinds() throws IOException {
        UnixListener.builder()
                .backend(backend)
                .backlog(2)
                .option(StandardSocketOptions.SO_RCVBUF, 4096)
                .bind(path);
        assertEquals(List.of("setOption SO_RCVBUF 4096", "bind " + path + " 2"), backend.last().calls);
    }

    @Test
    void badArgumentsAreRefusedBeforeAnythingIsOpened() {
        assertThrows(IllegalArgumentException.class, () -> UnixListener.bind(backend, UnixAddress.unnamed()));
        assertThrows(IllegalArgumentException.class, () -> UnixListener.bind(backend, Path.of("")));
        assertThrows(
                IllegalArgumentException.class,
                () -> UnixListener.builder().backend(backend).backlog(0));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void refusedBindClosesTheSocketAndLeavesTheFile() throws IOException {
        Files.createFile(path);
        backend.fail("bind", new BindException("in use"));
        assertThrows(
                BindException.class,
                () -> UnixListener.builder()
                        .backend(backend)
                        .unlinkOnClose(true)
                        .bind(path));
        assertFalse(backend.last().isOpen());
        assertTrue(Files.exists(path));
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        Object preferred = Backends.preferred();
        assertSame(preferred, UnixListener.bind(path).backend());
        assertSame(preferred, UnixListener.bind(UnixAddress.of(path)).backend());
    }

    @Test
    void acceptWrapsTheStreamOrReturnsNull() throws IOException {
        UnixListener listener = UnixListener.bind(backend, path);
        assertNull(listener.accept());
        FakeEndpoint stream = new FakeEndpoint(backend, Map.of());
        backend.last().answer("accept", stream.as(StreamEndpoint.class));
        UnixStream accepted = listener.accept();
        assertNotNull(accepted);
        accepted.close();
        assertEquals(List.of("close"), stream.calls);
    }

    @Test
    void closeLeavesTheFileUnlessAsked() throws IOException {
        builder().bind(path).close();
        assertTrue(Files.exists(path));
    }

    @Test
    void unlinkOnCloseDeletesTheFile() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        assertTrue(Files.exists(path));
        backend.last().answer("close", arguments -> {
            assertFalse(Files.exists(path), "the file goes first, so that it cannot be a successor's");
            return null;
        });
        listener.close();
        assertFalse(Files.exists(path));
        assertFalse(listener.isOpen());
    }

    @Test
    void unlinkOnCloseDeletesOnce() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        listener.close();
        Files.createFile(path);
        listener.close();
        assertTrue(Files.exists(path));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // its files have no identity that Java can tell
    void unlinkOnCloseLeavesASuccessorsFile() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        Path successor = Files.createFile(directory.resolve("successor")); // before the delete: inodes are used again
        Files.delete(path);
        Files.move(successor, path);
        listener.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void unlinkOnCloseDoesWithoutAFile() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        Files.delete(path);
        listener.close();
        assertFalse(listener.isOpen());
        UnixListener named = builder().unlinkOnClose(true).bind(UnixAddress.ofAbstract("name"));
        named.close();
        assertFalse(named.isOpen());
    }

    @Test
    void releaseLeavesTheFile() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        backend.last().answer("handle", 7L).answer("release", 7L);
        assertEquals(7, listener.release());
        listener.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void refusedReleaseStillUnlinksOnClose() throws IOException {
        UnixListener listener = builder().unlinkOnClose(true).bind(path);
        backend.last().fail("handle", new UnsupportedOperationException("no descriptors"));
        assertThrows(UnsupportedOperationException.class, listener::release);
        listener.close();
        assertFalse(Files.exists(path));
    }
}
