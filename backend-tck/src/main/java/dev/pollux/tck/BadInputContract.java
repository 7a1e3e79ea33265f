package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.BackendUnavailableException;
import dev.pollux.Direction;
import dev.pollux.Poll;
import dev.pollux.UnixAddress;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.net.UnixDatagram;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What nobody means: it is refused at once with an exception of the right type, whose message tells the value and what to do
 * instead; nothing is half done, and no descriptor is left open.
 */
public abstract class BadInputContract extends NetContract {

    /** Creates the tests; called by JUnit. */
    protected BadInputContract() {}

    /** Checks that something is refused as an illegal argument, again and again, and by a message that tells things. */
    private static void assertIllegal(Executable what, Object... things) throws Exception {
        Descriptors.assertNoGrowth(20, () -> assertNames(assertThrows(IllegalArgumentException.class, what), things));
    }

    @Test
    void unresolvedAddressesAreRefused() throws Exception {
        InetSocketAddress address = unresolved();
        Object[] things = {"host.invalid", "resolve"};
        assertIllegal(() -> TcpStream.connect(backend(), address), things);
        assertIllegal(() -> TcpStream.builder().backend(backend()).bind(address), things);
        assertIllegal(() -> TcpListener.bind(backend(), address), things);
        assertIllegal(() -> UdpSocket.bind(backend(), address), things);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        ByteBuffer source = bytes("x");
        assertIllegal(() -> socket.connect(address), things);
        assertIllegal(() -> socket.sendTo(source, address), things);
        assertEquals(0, source.position());
    }

    @Test
    void portZeroIsNoTarget() throws Exception {
        InetSocketAddress address = anyPort();
        Object[] things = {address, "port 0"};
        assertIllegal(() -> TcpStream.connect(backend(), address), things);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        ByteBuffer source = bytes("x");
        assertIllegal(() -> socket.connect(address), things);
        assertIllegal(() -> socket.sendTo(source, address), things);
        assertEquals(0, source.position());
    }

    @Test
    void portsOutOfRangeAreRefused() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int port : new int[] {-1, 65_536}) {
            assertNames(
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> TcpStream.connect(backend(), new InetSocketAddress(loopback, port))),
                    port);
        }
    }

    @Test
    void backlogsBelowOneAreRefused() throws Exception {
        for (int backlog : new int[] {0, -1}) {
            assertIllegal(() -> TcpListener.bind(backend(), anyPort(), backlog), backlog, "at least 1");
            assertIllegal(() -> TcpListener.builder().backlog(backlog), backlog, "at least 1");
            assertIllegal(() -> UnixListener.builder().backlog(backlog), backlog, "at least 1");
        }
    }

    @Test
    void unnamedUnixAddressesAreRefused() throws Exception {
        UnixAddress unnamed = UnixAddress.unnamed();
        assertIllegal(() -> UnixStream.connect(backend(), unnamed), "unnamed");
        assertIllegal(() -> UnixListener.bind(backend(), unnamed), "unnamed");
        assertIllegal(() -> UnixDatagram.bind(backend(), unnamed), "unnamed");
        assertIllegal(() -> UnixStream.connect(backend(), Path.of("")), "empty");
        assertIllegal(() -> UnixListener.bind(backend(), Path.of("")), "empty");
    }

    @Test
    void onlyV6NeedsAnIpv6Address() throws Exception {
        InetSocketAddress four = new InetSocketAddress(ipv4(127, 0, 0, 1), 0);
        assertIllegal(() -> UdpSocket.builder().backend(backend()).onlyV6(true).bind(four), "127.0.0.1", "onlyV6");
    }

    /** An IPv4 socket cannot reach an IPv6 address. */
    @Test
    void addressOfAnotherFamilyIsRefused() throws Exception {
        InetSocketAddress six = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 4711);
        UdpSocket four = closing(UdpSocket.bind(backend(), anyPort()));
        ByteBuffer source = bytes("x");
        String host = six.getAddress().getHostAddress();
        assertIllegal(() -> four.sendTo(source, six), host);
        assertIllegal(() -> four.connect(six), host);
        InetSocketAddress local = anyPort();
        assertIllegal(() -> TcpStream.builder().backend(backend()).bind(local).connect(six));
        assertEquals(0, source.position());
        four.sendTo(source, four.localAddress());
        until("the socket still works", () -> four.receive(ByteBuffer.allocate(9)) == 1);
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void nullIsRefused() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        UdpSocket connected = closing(UdpSocket.bind(backend(), anyPort()));
        connected.connect(socket.localAddress());
        Executable[] all = {
            () -> TcpStream.connect(backend(), null),
            () -> TcpStream.connect(null, listener.localAddress()),
            () -> TcpListener.bind(backend(), null),
            () -> UdpSocket.bind(backend(), null),
            () -> UnixStream.connect(backend(), (UnixAddress) null),
            () -> UnixListener.bind(backend(), (Path) null),
            () -> stream.read((ByteBuffer) null),
            () -> stream.write((ByteBuffer) null),
            () -> stream.read((ByteBuffer[]) null),
            () -> stream.write((ByteBuffer[]) null),
            () -> stream.read(new ByteBuffer[] {null}),
            () -> stream.write(new ByteBuffer[] {null}),
            () -> stream.peek(null),
            () -> stream.shutdown(null),
            () -> stream.tryIo(null, () -> 1),
            () -> stream.tryIo(Direction.READ, null),
            () -> stream.setOption(null, 1),
            () -> stream.getOption(null),
            () -> socket.receive(null),
            () -> socket.receiveFrom(null),
            () -> connected.send(null),
            () -> socket.sendTo(null, listener.localAddress()),
            () -> socket.sendTo(bytes("x"), null),
            () -> socket.connect(null)
        };
        for (int i = 0; i < all.length; i++) {
            Executable executable = all[i];
            int index = i;
            assertThrows(NullPointerException.class, executable, () -> "no. " + index);
        }
        write(stream, "fine");
        assertEquals("fine", readText(accept(listener), 4));
    }

    @Test
    void unknownBackendsAreRefusedByName() {
        BackendUnavailableException e =
                assertThrows(BackendUnavailableException.class, () -> Poll.open("no-such-backend"));
        assertNames(e, "no-such-backend");
        assertNames(assertThrows(BackendUnavailableException.class, () -> Backends.named("")), "\"\"");
    }

    /** A socket that could not be made well is not made at all, whichever step fails. */
    @Test
    void nothingIsLeftOfWhatFailedHalfWay() throws Exception {
        TcpListener listener = tcpListener();
        InetSocketAddress taken = listener.localAddress();
        InetSocketAddress foreign = new InetSocketAddress(foreign(), 0);
        Descriptors.assertNoGrowth(20, () -> {
            assertThrows(BindException.class, () -> TcpListener.bind(backend(), taken));
            assertThrows(BindException.class, () -> UdpSocket.bind(backend(), foreign));
            assertThrows(
                    BindException.class,
                    () -> TcpStream.builder().backend(backend()).bind(foreign).connect(taken));
        });
        if (has(Capability.UNIX_STREAM)) {
            Path missing = socketPath();
            Descriptors.assertNoGrowth(
                    20, () -> assertThrows(IOException.class, () -> UnixStream.connect(backend(), missing)));
            assertTrue(Files.notExists(missing));
        }
    }
}
