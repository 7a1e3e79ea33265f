package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Backends;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpListenerTest {

    private static final InetSocketAddress LOCAL = Addresses.v4(0);
    private static final InetSocketAddress LOCAL_V6 = Addresses.v6(0);

    private final FakeBackend backend = new FakeBackend();

    @Test
    void bindTakesTheFamilyOfTheAddressAndABacklogOf1024() throws IOException {
        TcpListener.bind(backend, LOCAL);
        assertEquals(List.of("bind " + LOCAL + " 1024"), backend.last().calls);
        TcpListener.bind(backend, LOCAL_V6);
        assertEquals(List.of("openListener INET", "openListener INET6"), backend.calls);
    }

    @Test
    void backlogIsHandedThrough() throws IOException {
        TcpListener.bind(backend, LOCAL, 1);
        assertEquals(List.of("bind " + LOCAL + " 1"), backend.last().calls);
    }

    @Test
    void backlogBelowOneIsRefusedBeforeAnythingIsOpened() {
        assertThrows(IllegalArgumentException.class, () -> TcpListener.bind(backend, LOCAL, 0));
        assertThrows(IllegalArgumentException.class, () -> TcpListener.bind(backend, LOCAL, -1));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void unresolvedAddressIsRefusedBeforeAnythingIsOpened() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.invalid", 80);
        assertThrows(IllegalArgumentException.class, () -> TcpListener.bind(backend, unresolved));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void builderSetsOptionsThenBinds() throws IOException {
        TcpListener.builder()
                .backend(backend)
                .backlog(5)
                .option(StandardSocketOptions.SO_REUSEPORT, true)
                .bind(LOCAL);
        assertEquals(List.of("setOption SO_REUSEPORT true", "bind " + LOCAL + " 5"), backend.last().calls);
    }

    @Test
    void refusedBindClosesTheSocket() {
        backend.fail("bind", new BindException("in use"));
        assertThrows(BindException.class, () -> TcpListener.bind(backend, LOCAL));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void refusedOptionClosesTheSocket() {
        backend.fail("setOption", new UnsupportedOperationException("no such option"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> TcpListener.builder()
                        .backend(backend)
                        .option(StandardSocketOptions.SO_REUSEPORT, true)
                        .bind(LOCAL));
        assertFalse(backend.last().isOpen());
        assertFalse(backend.last().wasAskedFor("bind"));
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        Object preferred = Backends.preferred();
        assertSame(preferred, TcpListener.bind(LOCAL).backend());
        assertSame(preferred, TcpListener.bind(LOCAL, 3).backend());
    }

    @Test
    void acceptWrapsTheStreamOrReturnsNull() throws IOException {
        TcpListener listener = TcpListener.bind(backend, LOCAL);
        assertNull(listener.accept());
        FakeEndpoint stream = new FakeEndpoint(backend, Map.of());
        backend.last().answer("accept", stream.as(StreamEndpoint.class));
        TcpStream accepted = listener.accept();
        assertNotNull(accepted);
        accepted.close();
        assertEquals(List.of("close"), stream.calls);
    }

    @Test
    void typedOptionsAreTheOptionsOfThoseNames() throws IOException {
        TcpListener listener = TcpListener.bind(backend, LOCAL);
        backend.last().answer("getOption", 64).calls.clear();
        assertSame(listener, listener.setTtl(64));
        assertEquals(64, listener.ttl());
        assertEquals(List.of("setOption IP_TTL 64", "getOption IP_TTL"), backend.last().calls);
        assertThrows(IllegalArgumentException.class, () -> listener.setTtl(256));
    }

    @Test
    void toStringTellsBackendAndAddress() throws IOException {
        TcpListener listener = TcpListener.bind(backend, LOCAL);
        backend.last().answer("localAddress", LOCAL);
        assertEquals("TcpListener[fake, " + LOCAL + "]", listener.toString());
    }
}
