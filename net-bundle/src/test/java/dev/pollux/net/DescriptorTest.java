package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.UnixAddress;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Adopting, lending and giving up descriptors, for all types that own one. */
class DescriptorTest {

    private static final SocketAddress INET = Addresses.v4(80);
    private static final SocketAddress UNIX = UnixAddress.unnamed();

    private final FakeBackend backend = new FakeBackend();

    interface Adopt {
        NetSource by(Backend backend, int fd) throws IOException;
    }

    interface AdoptByPreferred {
        NetSource adopt(int fd) throws IOException;
    }

    record Kind(String name, String call, SocketAddress address, Adopt adopt, AdoptByPreferred adoptByPreferred) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> sockets() {
        return List.of(
                new Kind("TcpStream", "adoptStream", INET, TcpStream::adopt, TcpStream::adopt),
                new Kind("TcpListener", "adoptListener", INET, TcpListener::adopt, TcpListener::adopt),
                new Kind("UdpSocket", "adoptDatagram", INET, UdpSocket::adopt, UdpSocket::adopt),
                new Kind("UnixStream", "adoptStream", UNIX, UnixStream::adopt, UnixStream::adopt),
                new Kind("UnixListener", "adoptListener", UNIX, UnixListener::adopt, UnixListener::adopt),
                new Kind("UnixDatagram", "adoptDatagram", UNIX, UnixDatagram::adopt, UnixDatagram::adopt));
    }

    static List<Kind> all() {
        List<Kind> all = new ArrayList<>(sockets());
        all.add(new Kind("Sender", "adoptStream", INET, Pipe.Sender::adopt, Pipe.Sender::adopt));
        all.add(new Kind("Receiver", "adoptStream", INET, Pipe.Receiver::adopt, Pipe.Receiver::adopt));
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void adoptTakesTheDescriptor(Kind kind) throws IOException {
        backend.answer("localAddress", kind.address);
        NetSource source = kind.adopt.by(backend, 7);
        assertEquals(List.of(kind.call + " 7"), backend.calls);
        assertTrue(source.isOpen());
        source.close();
        assertTrue(backend.last().wasAskedFor("close"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void withoutABackendThePreferredOneAdopts(Kind kind) throws IOException {
        FakeBackend preferred = (FakeBackend) Backends.preferred();
        preferred.forget();
        preferred.answer("localAddress", kind.address);
        assertSame(preferred, kind.adoptByPreferred.adopt(8).backend());
        assertEquals(List.of(kind.call + " 8"), preferred.calls);
        preferred.forget();
    }

    @ParameterizedTest
    @MethodSource("all")
    void negativeDescriptorIsRefused(Kind kind) {
        assertThrows(IllegalArgumentException.class, () -> kind.adopt.by(backend, -1));
        assertTrue(backend.calls.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void descriptorOfAnotherFamilyIsGivenBackOpen(Kind kind) {
        backend.answer("localAddress", kind.address.equals(INET) ? UNIX : INET);
        assertThrows(IllegalArgumentException.class, () -> kind.adopt.by(backend, 7));
        assertTrue(backend.last().wasAskedFor("release"));
        assertFalse(backend.last().wasAskedFor("close"));
    }

    @Test
    void endOfAPipeIsNoSocketAndIsGivenBackOpen() {
        backend.fail("localAddress", new UnsupportedOperationException("a pipe has no address"));
        for (Adopt adopt : List.<Adopt>of(TcpStream::adopt, UnixStream::adopt)) {
            assertThrows(IllegalArgumentException.class, () -> adopt.by(backend, 7));
            assertTrue(backend.last().wasAskedFor("release"));
            assertFalse(backend.last().wasAskedFor("close"));
        }
    }

    @Test
    void failedAdoptionGivesTheDescriptorBackOpen() {
        IOException failure = new IOException("getsockname");
        backend.fail("localAddress", failure);
        assertSame(failure, assertThrows(IOException.class, () -> UdpSocket.adopt(backend, 7)));
        assertTrue(backend.last().wasAskedFor("release"));
        assertFalse(backend.last().wasAskedFor("close"));
    }

    @Test
    void fdIsTheHandle() throws IOException {
        TcpStream stream = TcpStream.connect(backend, (InetSocketAddress) INET);
        backend.last().answer("handle", 9L);
        assertEquals(9, stream.fd());
        assertTrue(stream.isOpen());
    }

    @Test
    void releaseGivesTheDescriptorUp() throws IOException {
        TcpStream stream = TcpStream.connect(backend, (InetSocketAddress) INET);
        backend.last().answer("handle", 9L).answer("release", 9L);
        assertEquals(9, stream.release());
        assertFalse(stream.isOpen());
        assertFalse(backend.last().wasAskedFor("close"));
    }

    @Test
    void handleThatDoesNotFitIsNotLost() throws IOException {
        TcpStream stream = TcpStream.connect(backend, (InetSocketAddress) INET);
        backend.last().answer("handle", 1L << 40);
        assertThrows(ArithmeticException.class, stream::fd);
        assertThrows(ArithmeticException.class, stream::release);
        assertTrue(stream.isOpen());
        assertFalse(backend.last().wasAskedFor("release"));
    }

    @Test
    void backendWithoutDescriptorsSaysSo() throws IOException {
        UnsupportedOperationException failure = new UnsupportedOperationException("no descriptors");
        backend.fail("handle", failure);
        UnixDatagram socket = UnixDatagram.unbound(backend);
        assertSame(failure, assertThrows(UnsupportedOperationException.class, socket::fd));
        assertSame(failure, assertThrows(UnsupportedOperationException.class, socket::release));
        assertTrue(socket.isOpen());
    }
}
