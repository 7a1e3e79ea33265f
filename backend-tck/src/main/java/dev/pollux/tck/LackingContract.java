package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pollux.UnixAddress;
import dev.pollux.net.ChildProcess;
import dev.pollux.net.Pipe;
import dev.pollux.net.SourceChannel;
import dev.pollux.net.SourceFd;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.net.UnixDatagram;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What a backend cannot do it says so, with {@link UnsupportedOperationException} naming it, when it is asked for, and
 * leaves everything as it was. Each test is skipped where the backend has the capability.
 */
public abstract class LackingContract extends NetContract {

    /** Creates the tests; called by JUnit. */
    protected LackingContract() {}

    private void requireLack(Capability capability) {
        assumeFalse(has(capability), () -> "the " + backend().name() + " backend has " + capability);
    }

    @Test
    void unixStreamsAreRefused() throws Exception {
        requireLack(Capability.UNIX_STREAM);
        Path path = socketPath();
        Descriptors.assertNoGrowth(20, () -> {
            assertUnsupported(() -> UnixListener.bind(backend(), path));
            assertUnsupported(() -> UnixStream.connect(backend(), path));
            assertUnsupported(() -> UnixStream.pair(backend()));
        });
        assertTrue(Files.notExists(path));
    }

    @Test
    void unixDatagramsAreRefused() throws Exception {
        requireLack(Capability.UNIX_DATAGRAM);
        Path path = socketPath();
        Descriptors.assertNoGrowth(20, () -> {
            assertUnsupported(() -> UnixDatagram.bind(backend(), path));
            assertUnsupported(() -> UnixDatagram.unbound(backend()));
            assertUnsupported(() -> UnixDatagram.pair(backend()));
        });
        assertTrue(Files.notExists(path));
    }

    @Test
    void abstractNamesAreRefused() throws Exception {
        requireLack(Capability.ABSTRACT_ADDRESSES);
        UnixAddress address = UnixAddress.ofAbstract("pollux-tck");
        Descriptors.assertNoGrowth(20, () -> {
            assertUnsupported(() -> UnixListener.bind(backend(), address));
            assertUnsupported(() -> UnixStream.connect(backend(), address));
            assertUnsupported(() -> UnixDatagram.bind(backend(), address));
        });
    }

    @Test
    void pipesAreRefused() throws Exception {
        requireLack(Capability.PIPE);
        Descriptors.assertNoGrowth(20, () -> assertUnsupported(() -> Pipe.open(backend())));
    }

    @Test
    void descriptorsAreRefused() throws Exception {
        requireLack(Capability.FILE_DESCRIPTORS);
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        assertUnsupported(() -> TcpStream.adopt(backend(), 0));
        assertUnsupported(() -> TcpListener.adopt(backend(), 0));
        assertUnsupported(() -> UdpSocket.adopt(backend(), 0));
        assertUnsupported(() -> UnixStream.adopt(backend(), 0));
        assertUnsupported(() -> UnixListener.adopt(backend(), 0));
        assertUnsupported(() -> UnixDatagram.adopt(backend(), 0));
        assertUnsupported(() -> Pipe.Sender.adopt(backend(), 0));
        assertUnsupported(() -> Pipe.Receiver.adopt(backend(), 0));
        assertUnsupported(() -> SourceFd.of(backend(), 0));
        assertUnsupported(stream::fd);
        assertUnsupported(stream::release);
        assertUnsupported(listener::fd);
        assertUnsupported(listener::release);
        assertUnsupported(socket::fd);
        assertUnsupported(socket::release);
        write(stream, "still here");
        assertEquals("still here", readText(accept(listener), 10));
        assertTrue(socket.isOpen());
        if (has(Capability.PIPE)) {
            Pipe pipe = closing(Pipe.open(backend()));
            assertUnsupported(pipe.sender()::fd);
            assertUnsupported(pipe.sender()::release);
            assertUnsupported(pipe.receiver()::release);
            write(pipe.sender(), "x");
            assertEquals("x", readText(pipe.receiver(), 1));
        }
    }

    @Test
    void childProcessesAreRefusedBeforeTheyStart() throws Exception {
        requireLack(Capability.FILE_DESCRIPTORS);
        // Starting this would fail otherwise: with an IOException.
        ProcessBuilder builder = new ProcessBuilder("/no/such/program");
        Descriptors.assertNoGrowth(20, () -> assertUnsupported(() -> ChildProcess.start(backend(), builder)));
        assertEquals(ProcessBuilder.Redirect.PIPE, builder.redirectInput());
        assertEquals(ProcessBuilder.Redirect.PIPE, builder.redirectOutput());
    }

    @Test
    void channelsAreRefusedAndLeftAlone() throws Exception {
        requireLack(Capability.CHANNELS);
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        assertUnsupported(stream::channel);
        assertUnsupported(listener::channel);
        assertUnsupported(socket::channel);
        SocketChannel channel = closing(SocketChannel.open());
        ServerSocketChannel server = closing(ServerSocketChannel.open());
        DatagramChannel datagram = closing(DatagramChannel.open());
        assertUnsupported(() -> TcpStream.from(backend(), channel));
        assertUnsupported(() -> TcpListener.from(backend(), server));
        assertUnsupported(() -> UdpSocket.from(backend(), datagram));
        assertUnsupported(() -> SourceChannel.of(backend(), channel));
        assertTrue(channel.isOpen() && channel.isBlocking());
        assertTrue(server.isOpen() && server.isBlocking());
        assertTrue(datagram.isOpen() && datagram.isBlocking());
        if (!isWindows()) {
            SocketChannel unix = closing(SocketChannel.open(StandardProtocolFamily.UNIX));
            assertUnsupported(() -> UnixStream.from(backend(), unix));
            assertTrue(unix.isOpen() && unix.isBlocking());
        }
    }

    @Test
    void hopLimitsAndOnlyV6AreRefused() throws Exception {
        requireLack(Capability.IP_OPTIONS);
        TcpListener listener = tcpListener();
        TcpStream stream = connectTo(listener);
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        assertUnsupported(() -> listener.setTtl(9));
        assertUnsupported(listener::ttl);
        assertUnsupported(() -> stream.setTtl(9));
        assertUnsupported(stream::ttl);
        assertUnsupported(() -> socket.setTtl(9));
        assertUnsupported(socket::ttl);
        InetSocketAddress six = new InetSocketAddress(TcpConnectContract.ipv6Loopback(), 0);
        assertUnsupported(closing(UdpSocket.bind(backend(), six))::onlyV6);
        Descriptors.assertNoGrowth(
                20,
                () -> assertUnsupported(() ->
                        UdpSocket.builder().backend(backend()).onlyV6(true).bind(six)));
    }
}
