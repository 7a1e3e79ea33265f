package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Shutdown;
import dev.pollux.spi.EndpointOption;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TcpStreamTest {

    private static final InetSocketAddress PEER = Addresses.v4(80);
    private static final InetSocketAddress PEER_V6 = Addresses.v6(80);
    private static final InetSocketAddress LOCAL = Addresses.v4(0);
    private static final InetSocketAddress LOCAL_V6 = Addresses.v6(0);
    private static final InetSocketAddress WILDCARD = new InetSocketAddress(Addresses.of(0, 0, 0, 0), 0);
    private static final InetSocketAddress WILDCARD_V6 =
            new InetSocketAddress(Addresses.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);

    private final FakeBackend backend = new FakeBackend();

    private TcpStream connected() throws IOException {
        TcpStream stream = TcpStream.connect(backend, PEER);
        backend.last().calls.clear();
        return stream;
    }

    @Test
    void connectTakesTheFamilyOfTheAddress() throws IOException {
        TcpStream.connect(backend, PEER);
        assertEquals(List.of("connect " + PEER), backend.last().calls);
        TcpStream.connect(backend, PEER_V6);
        assertEquals(List.of("connect " + PEER_V6), backend.last().calls);
        assertEquals(List.of("openStream INET", "openStream INET6"), backend.calls);
    }

    @Test
    void wildcardAddressOfIpv6MakesAnIpv6Socket() throws IOException {
        TcpStream.builder().backend(backend).bind(WILDCARD_V6).connect(PEER);
        TcpStream.builder().backend(backend).bind(WILDCARD).connect(PEER);
        TcpStream.builder().backend(backend).bind(WILDCARD).connect(PEER_V6);
        assertEquals(List.of("openStream INET6", "openStream INET", "openStream INET6"), backend.calls);
    }

    @Test
    void localAddressOfTheOtherFamilyIsRefused() {
        TcpStream.Builder four = TcpStream.builder().backend(backend).bind(LOCAL);
        TcpStream.Builder six = TcpStream.builder().backend(backend).bind(LOCAL_V6);
        assertThrows(IllegalArgumentException.class, () -> four.connect(PEER_V6));
        assertThrows(IllegalArgumentException.class, () -> six.connect(PEER));
        assertEquals(List.of(), backend.calls);
    }

    @Test
    void builderSetsOptionsThenBindsThenConnects() throws IOException {
        TcpStream stream = TcpStream.builder()
                .backend(backend)
                .bind(LOCAL)
                .option(StandardSocketOptions.SO_KEEPALIVE, true)
                .option(StandardSocketOptions.SO_RCVBUF, 4096)
                .connect(PEER);
        assertEquals(
                List.of("setOption SO_KEEPALIVE true", "setOption SO_RCVBUF 4096", "bind " + LOCAL, "connect " + PEER),
                backend.last().calls);
        assertTrue(stream.isOpen());
        assertSame(backend, stream.backend());
    }

    @Test
    void unresolvedAddressIsRefusedBeforeAnythingIsOpened() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("example.invalid", 80);
        var failure = assertThrows(IllegalArgumentException.class, () -> TcpStream.connect(backend, unresolved));
        assertTrue(String.valueOf(failure.getMessage()).contains("example.invalid"), failure::getMessage);
        assertTrue(String.valueOf(failure.getMessage()).contains("resolve"), failure::getMessage);
        assertThrows(IllegalArgumentException.class, () -> TcpStream.builder().bind(unresolved));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void portZeroIsRefusedAsTarget() {
        assertThrows(IllegalArgumentException.class, () -> TcpStream.connect(backend, LOCAL));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    void refusedConnectClosesTheSocket() {
        ConnectException refused = new ConnectException("refused");
        backend.fail("connect", refused);
        assertSame(refused, assertThrows(ConnectException.class, () -> TcpStream.connect(backend, PEER)));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void refusedBindClosesTheSocket() {
        backend.fail("bind", new BindException("in use"));
        assertThrows(
                BindException.class,
                () -> TcpStream.builder().backend(backend).bind(LOCAL).connect(PEER));
        assertFalse(backend.last().isOpen());
        assertFalse(backend.last().wasAskedFor("connect"));
    }

    @Test
    void refusedOptionClosesTheSocket() {
        backend.fail("setOption", new UnsupportedOperationException("no such option"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> TcpStream.builder()
                        .backend(backend)
                        .option(EndpointOption.IP_TTL, 7)
                        .connect(PEER));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void failureToCloseIsAddedToTheFailure() {
        IOException second = new IOException("close");
        backend.fail("connect", new ConnectException("refused")).fail("close", second);
        var failure = assertThrows(ConnectException.class, () -> TcpStream.connect(backend, PEER));
        assertEquals(List.of(second), List.of(failure.getSuppressed()));
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        FakeBackend preferred = (FakeBackend) dev.pollux.spi.Backends.preferred();
        preferred.forget();
        assertSame(preferred, TcpStream.connect(PEER).backend());
        assertEquals(List.of("openStream INET"), preferred.calls);
    }

    @Test
    void readsAndWritesGoToTheEndpoint() throws IOException {
        TcpStream stream = connected();
        FakeEndpoint endpoint = backend.last();
        endpoint.answer("read", -1).answer("write", 5).answer("peek", 3);
        ByteBuffer buffer = ByteBuffer.allocate(7);
        assertEquals(-1, stream.read(buffer));
        assertEquals(5, stream.write(buffer));
        assertEquals(3, stream.peek(buffer));
        assertEquals(List.of("read " + buffer, "write " + buffer, "peek " + buffer), endpoint.calls);
    }

    @Test
    void vectoredReadsAndWritesGoToTheEndpointWithTheirRange() throws IOException {
        TcpStream stream = connected();
        ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocate(2), ByteBuffer.allocate(3)};
        backend.last().answer("read", 11L).answer("write", 12L);
        assertEquals(11, stream.read(buffers));
        assertEquals(11, stream.read(buffers, 1, 2));
        assertEquals(12, stream.write(buffers));
        assertEquals(12, stream.write(buffers, 2, 1));
        assertEquals(
                List.of("read 3 buffers 0 3", "read 3 buffers 1 2", "write 3 buffers 0 3", "write 3 buffers 2 1"),
                backend.last().calls);
    }

    @Test
    void connectionStateGoesToTheEndpoint() throws IOException {
        TcpStream stream = connected();
        IOException error = new ConnectException("refused");
        backend.last()
                .answer("finishConnect", true)
                .answer("takeError", Optional.of(error))
                .answer("localAddress", LOCAL)
                .answer("peerAddress", PEER);
        assertTrue(stream.finishConnect());
        assertSame(error, stream.takeError().orElseThrow());
        assertEquals(LOCAL, stream.localAddress());
        assertEquals(PEER, stream.peerAddress());
        stream.shutdown(Shutdown.WRITE);
        assertTrue(backend.last().wasAskedFor("shutdown WRITE"));
    }

    @Test
    void typedOptionsAreTheOptionsOfThoseNames() throws IOException {
        TcpStream stream = connected();
        backend.last().answer("getOption", arguments -> arguments[0].equals(EndpointOption.IP_TTL) ? 9 : (Object) true);
        assertSame(stream, stream.setNoDelay(true).setTtl(255).setTtl(0));
        assertTrue(stream.noDelay());
        assertEquals(9, stream.ttl());
        assertEquals(
                List.of(
                        "setOption TCP_NODELAY true",
                        "setOption IP_TTL 255",
                        "setOption IP_TTL 0",
                        "getOption TCP_NODELAY",
                        "getOption IP_TTL"),
                backend.last().calls);
    }

    @Test
    void ttlOutOfRangeIsRefused() throws IOException {
        TcpStream stream = connected();
        assertThrows(IllegalArgumentException.class, () -> stream.setTtl(-1));
        assertThrows(IllegalArgumentException.class, () -> stream.setTtl(256));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void otherOptionsAreHandedThrough() throws IOException {
        TcpStream stream = connected();
        backend.last().answer("getOption", 4096).answer("supportedOptions", Set.of(StandardSocketOptions.SO_RCVBUF));
        assertSame(stream, stream.setOption(StandardSocketOptions.SO_RCVBUF, 4096));
        assertEquals(4096, stream.getOption(StandardSocketOptions.SO_RCVBUF));
        assertEquals(Set.of(StandardSocketOptions.SO_RCVBUF), stream.supportedOptions());
    }

    @Test
    void ownOperationsRunAtTheEndpoint() throws IOException {
        TcpStream stream = connected();
        backend.last().answer("tryIo", arguments -> ((dev.pollux.IoOperation) arguments[1]).run());
        assertEquals(17, stream.tryIo(Direction.READ, () -> 17));
        assertTrue(backend.last().calls.get(0).startsWith("tryIo READ"), backend.last().calls::toString);
    }

    @Test
    void closeClosesTheEndpoint() throws IOException {
        TcpStream stream = connected();
        stream.close();
        assertFalse(stream.isOpen());
        assertEquals(List.of("close"), backend.last().calls);
    }

    @Test
    void toStringTellsBackendAndAddresses() throws IOException {
        TcpStream stream = connected();
        backend.last().answer("localAddress", LOCAL).answer("peerAddress", PEER);
        assertEquals("TcpStream[fake, " + LOCAL + " -> " + PEER + "]", stream.toString());
        backend.last().fail("peerAddress", new SocketException("not connected"));
        assertEquals("TcpStream[fake, " + LOCAL + "]", stream.toString());
        backend.last().fail("localAddress", new ClosedChannelException());
        assertEquals("TcpStream[fake]", stream.toString());
        stream.close();
        assertEquals("TcpStream[fake, closed]", stream.toString());
    }
}
