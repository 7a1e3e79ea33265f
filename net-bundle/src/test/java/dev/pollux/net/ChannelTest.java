package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Backends;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wrapping and lending channels of {@code java.nio}, which the tests have real ones of. */
class ChannelTest {

    private final FakeBackend backend = new FakeBackend();
    private final List<SelectableChannel> channels = new ArrayList<>();

    private <C extends SelectableChannel> C closing(C channel) {
        channels.add(channel);
        return channel;
    }

    @AfterEach
    void closeChannels() throws IOException {
        for (SelectableChannel channel : channels) {
            channel.close();
        }
    }

    @Test
    void channelsAreHandedToTheBackend() throws IOException {
        TcpStream.from(backend, closing(SocketChannel.open()));
        TcpListener.from(backend, closing(ServerSocketChannel.open()));
        UdpSocket.from(backend, closing(DatagramChannel.open()));
        UnixStream.from(backend, closing(SocketChannel.open(StandardProtocolFamily.UNIX)));
        UnixListener.from(backend, closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX)));
        assertEquals(
                List.of(
                        "adoptStream channel",
                        "adoptListener channel",
                        "adoptDatagram channel",
                        "adoptStream channel",
                        "adoptListener channel"),
                backend.calls);
    }

    @Test
    void channelsOfTheOtherFamilyAreRefusedAndStayOpen() throws IOException {
        SocketChannel tcp = closing(SocketChannel.open(StandardProtocolFamily.INET));
        SocketChannel unix = closing(SocketChannel.open(StandardProtocolFamily.UNIX));
        ServerSocketChannel tcpListener = closing(ServerSocketChannel.open(StandardProtocolFamily.INET6));
        ServerSocketChannel unixListener = closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        assertThrows(IllegalArgumentException.class, () -> TcpStream.from(backend, unix));
        assertThrows(IllegalArgumentException.class, () -> UnixStream.from(backend, tcp));
        assertThrows(IllegalArgumentException.class, () -> TcpListener.from(backend, unixListener));
        assertThrows(IllegalArgumentException.class, () -> UnixListener.from(backend, tcpListener));
        assertTrue(backend.calls.isEmpty());
        channels.forEach(channel -> assertTrue(channel.isOpen()));
    }

    @Test
    void withoutABackendThePreferredOneIsUsed() throws IOException {
        Object preferred = Backends.preferred();
        assertSame(preferred, TcpStream.from(closing(SocketChannel.open())).backend());
        assertSame(
                preferred, TcpListener.from(closing(ServerSocketChannel.open())).backend());
        assertSame(preferred, UdpSocket.from(closing(DatagramChannel.open())).backend());
        SocketChannel unix = closing(SocketChannel.open(StandardProtocolFamily.UNIX));
        assertSame(preferred, UnixStream.from(unix).backend());
        ServerSocketChannel unixListener = closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        assertSame(preferred, UnixListener.from(unixListener).backend());
    }

    @Test
    void channelBelowIsLent() throws IOException {
        SocketChannel channel = closing(SocketChannel.open());
        backend.answer("channel", channel);
        assertSame(channel, TcpStream.connect(backend, Addresses.v4(80)).channel());
        ServerSocketChannel listener = closing(ServerSocketChannel.open());
        backend.answer("channel", listener);
        assertSame(listener, TcpListener.bind(backend, Addresses.v4(0)).channel());
        DatagramChannel datagrams = closing(DatagramChannel.open());
        backend.answer("channel", datagrams);
        assertSame(datagrams, UdpSocket.bind(backend, Addresses.v4(0)).channel());
        assertSame(datagrams, Pipe.open(backend).sender().channel());
    }
}
