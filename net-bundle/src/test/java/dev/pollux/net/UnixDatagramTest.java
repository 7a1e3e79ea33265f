package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Shutdown;
import dev.pollux.UnixAddress;
import dev.pollux.spi.Backends;
import dev.pollux.spi.DatagramEndpoint;
import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnixDatagramTest {

    private static final Path PATH = Path.of("/run/log");
    private static final UnixAddress NAME = UnixAddress.ofAbstract("name");

    private final FakeBackend backend = new FakeBackend();

    @Test
    void bindMakesAUnixSocket() throws IOException {
        UnixDatagram.bind(backend, PATH);
        assertEquals(List.of("bind " + PATH), backend.last().calls);
        UnixDatagram.bind(backend, NAME);
        assertEquals(List.of("bind @name"), backend.last().calls);
        assertEquals(List.of("openDatagram UNIX", "openDatagram UNIX"), backend.calls);
    }

    @Test
    void unboundIsNotBound() throws IOException {
        UnixDatagram.unbound(backend);
        assertEquals(List.of("openDatagram UNIX"), backend.calls);
        assertEquals(List.of(), backend.last().calls);
    }

    @Test
    void unnamedAddressesAreRefused() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> UnixDatagram.bind(backend, UnixAddress.unnamed()));
        assertTrue(backend.calls.isEmpty());
        UnixDatagram socket = UnixDatagram.unbound(backend);
        assertThrows(IllegalArgumentException.class, () -> socket.connect(UnixAddress.unnamed()));
        assertThrows(
                IllegalArgumentException.class, () -> socket.sendTo(ByteBuffer.allocate(1), UnixAddress.unnamed()));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void refusedBindClosesTheSocket() {
        backend.fail("bind", new BindException("in use"));
        assertThrows(BindException.class, () -> UnixDatagram.bind(backend, PATH));
        assertFalse(backend.last().isOpen());
    }

    @Test
    void pairIsMadeOfBothEnds() throws IOException {
        UnixDatagram.Pair pair = UnixDatagram.pair(backend);
        assertEquals(List.of("openDatagramPair"), backend.calls);
        pair.first().close();
        assertEquals(List.of("close"), backend.made.get(0).calls);
        assertEquals(List.of(), backend.made.get(1).calls);
        pair.second().close();
        assertEquals(List.of("close"), backend.made.get(1).calls);
    }

    @Test
    void datagramsGoThroughTheEndpoint() throws IOException {
        UnixDatagram socket = UnixDatagram.unbound(backend);
        backend.last().answer("send", DatagramEndpoint.WOULD_BLOCK).answer("sendTo", 7);
        ByteBuffer buffer = ByteBuffer.allocate(7);
        socket.connect(PATH);
        socket.connect(NAME);
        assertEquals(UnixDatagram.WOULD_BLOCK, socket.send(buffer));
        assertEquals(7, socket.sendTo(buffer, NAME));
        assertNull(socket.receiveFrom(buffer));
        assertNull(socket.peekFrom(buffer));
        backend.last().answer("receiveFrom", UnixAddress.unnamed()).answer("peekFrom", NAME);
        assertEquals(UnixAddress.unnamed(), socket.receiveFrom(buffer));
        assertEquals(NAME, socket.peekFrom(buffer));
        socket.shutdown(Shutdown.READ);
        assertEquals(
                List.of(
                        "connect " + PATH,
                        "connect @name",
                        "send " + buffer,
                        "sendTo " + buffer + " @name",
                        "receiveFrom " + buffer,
                        "peekFrom " + buffer,
                        "receiveFrom " + buffer,
                        "peekFrom " + buffer,
                        "shutdown READ"),
                backend.last().calls);
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        Object preferred = Backends.preferred();
        assertSame(preferred, UnixDatagram.bind(PATH).backend());
        assertSame(preferred, UnixDatagram.bind(NAME).backend());
        assertSame(preferred, UnixDatagram.unbound().backend());
        assertSame(preferred, UnixDatagram.pair().second().backend());
    }
}
