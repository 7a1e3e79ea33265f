package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.UnixAddress;
import dev.pollux.net.SourceChannel;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Taking over channels of {@code java.nio}, lending them, and watching those of others. */
public abstract class ChannelContract extends NetContract {

    private static final long TOKEN = 15;

    /** Creates the tests; called by JUnit. */
    protected ChannelContract() {}

    @BeforeEach
    final void requireChannels() {
        require(Capability.CHANNELS);
    }

    @Test
    void connectedChannelBecomesAStream() throws Exception {
        TcpListener listener = tcpListener();
        SocketChannel channel = closing(SocketChannel.open(listener.localAddress()));
        TcpStream stream = closing(TcpStream.from(backend(), channel));
        TcpStream accepted = accept(listener);
        assertSame(channel, stream.channel());
        assertFalse(channel.isBlocking());
        assertTrue(stream.finishConnect());
        assertEquals(accepted.localAddress(), stream.peerAddress());
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stream, TOKEN, Interest.READABLE);
        write(accepted, "ping");
        log.awaitReadable(TOKEN);
        assertEquals("ping", readText(stream, 4));
        write(stream, "pong");
        assertEquals("pong", readText(accepted, 4));
        stream.close();
        assertFalse(channel.isOpen());
        awaitEnd(accepted);
    }

    @Test
    void connectingChannelBecomesAStream() throws Exception {
        TcpListener listener = tcpListener();
        SocketChannel channel = closing(SocketChannel.open());
        channel.configureBlocking(false);
        channel.connect(listener.localAddress());
        TcpStream stream = closing(TcpStream.from(backend(), channel));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        do {
            log.awaitWritable(TOKEN);
        } while (!stream.finishConnect());
        write(stream, "x");
        assertEquals("x", readText(accept(listener), 1));
    }

    @Test
    void refusedChannelIsTold() throws Exception {
        InetSocketAddress address = refusingAddress();
        SocketChannel channel = closing(SocketChannel.open());
        channel.configureBlocking(false);
        try {
            channel.connect(address);
        } catch (ConnectException e) {
            return; // refused at once
        }
        TcpStream stream = closing(TcpStream.from(backend(), channel));
        Poll poll = openPoll();
        poll.registry().register(stream, TOKEN, Interest.WRITABLE);
        new EventLog(poll).awaitWritable(TOKEN);
        assertThrows(ConnectException.class, () -> until("it is refused", stream::finishConnect));
    }

    @Test
    void serverChannelBecomesAListener() throws Exception {
        ServerSocketChannel channel = closing(ServerSocketChannel.open()).bind(anyPort());
        TcpListener listener = closing(TcpListener.from(backend(), channel));
        assertSame(channel, listener.channel());
        assertFalse(channel.isBlocking());
        Poll poll = openPoll();
        poll.registry().register(listener, TOKEN, Interest.READABLE);
        TcpStream client = connectTo(listener);
        new EventLog(poll).awaitReadable(TOKEN);
        TcpStream accepted = accept(listener);
        assertEquals(client.localAddress(), accepted.peerAddress());
        assertFalse(accepted.channel().isBlocking());
        listener.close();
        assertFalse(channel.isOpen());
    }

    @Test
    void datagramChannelBecomesASocket() throws Exception {
        UdpSocket peer = closing(UdpSocket.bind(backend(), anyPort()));
        DatagramChannel channel =
                closing(DatagramChannel.open(StandardProtocolFamily.INET)).bind(anyPort());
        channel.connect(peer.localAddress());
        UdpSocket socket = closing(UdpSocket.from(backend(), channel));
        assertSame(channel, socket.channel());
        assertFalse(channel.isBlocking());
        assertEquals(peer.localAddress(), socket.peerAddress());
        assertEquals(5, socket.send(bytes("hello")));
        until("the datagram is received", () -> peer.receive(ByteBuffer.allocate(9)) == 5);
        socket.close();
        assertFalse(channel.isOpen());
    }

    @Test
    void unixChannelsBecomeUnixSockets() throws Exception {
        require(Capability.UNIX_STREAM);
        Path path = socketPath();
        ServerSocketChannel server = closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        server.bind(UnixDomainSocketAddress.of(path));
        UnixListener listener = closing(UnixListener.from(backend(), server));
        assertSame(server, listener.channel());
        SocketChannel client = closing(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        UnixStream stream = closing(UnixStream.from(backend(), client));
        assertEquals(UnixAddress.of(path), stream.peerAddress());
        UnixStream[] accepted = new UnixStream[1];
        until("the connection is accepted", () -> {
            accepted[0] = listener.accept();
            return accepted[0] != null;
        });
        write(stream, "x");
        assertEquals("x", readText(closing(accepted[0]), 1));
    }

    @Test
    void channelsOfOtherFamiliesAreRefusedAndLeftAlone() throws Exception {
        require(Capability.UNIX_STREAM);
        SocketChannel unix = closing(SocketChannel.open(StandardProtocolFamily.UNIX));
        SocketChannel tcp = closing(SocketChannel.open());
        ServerSocketChannel unixServer = closing(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        ServerSocketChannel tcpServer = closing(ServerSocketChannel.open());
        assertThrows(IllegalArgumentException.class, () -> TcpStream.from(backend(), unix));
        assertThrows(IllegalArgumentException.class, () -> UnixStream.from(backend(), tcp));
        assertThrows(IllegalArgumentException.class, () -> TcpListener.from(backend(), unixServer));
        assertThrows(IllegalArgumentException.class, () -> UnixListener.from(backend(), tcpServer));
        assertTrue(unix.isOpen() && unix.isBlocking());
        assertTrue(tcp.isOpen() && tcp.isBlocking());
        assertTrue(unixServer.isOpen() && unixServer.isBlocking());
        assertTrue(tcpServer.isOpen() && tcpServer.isBlocking());
    }

    @Test
    void closedChannelsAreRefused() throws Exception {
        SocketChannel stream = SocketChannel.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        DatagramChannel datagram = DatagramChannel.open();
        stream.close();
        server.close();
        datagram.close();
        assertThrows(IOException.class, () -> TcpStream.from(backend(), stream));
        assertThrows(IOException.class, () -> TcpListener.from(backend(), server));
        assertThrows(IOException.class, () -> UdpSocket.from(backend(), datagram));
        assertThrows(IOException.class, () -> SourceChannel.of(backend(), datagram));
    }

    @Test
    void ownSocketsLendTheirChannels() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream client = connectTo(listener);
        TcpStream accepted = accept(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(accepted, TOKEN, Interest.READABLE);
        ByteBuffer target = ByteBuffer.allocate(4);
        for (int i = 0; i < 20; i++) {
            write(client, "x");
            log.awaitReadable(TOKEN);
            assertEquals(
                    1, accepted.tryIo(Direction.READ, () -> accepted.channel().read(target.clear())));
            assertEquals(
                    0, accepted.tryIo(Direction.READ, () -> accepted.channel().read(target.clear())));
        }
    }

    private Pipe pipe() throws IOException {
        Pipe pipe = Pipe.open();
        closing(pipe.sink());
        closing(pipe.source());
        return pipe;
    }

    @Test
    void watchedChannelYieldsEvents() throws Exception {
        Pipe pipe = pipe();
        SourceChannel source = closing(SourceChannel.of(backend(), pipe.source()));
        assertSame(pipe.source(), source.channel());
        assertFalse(pipe.source().isBlocking());
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(source, TOKEN, Interest.READABLE);
        ByteBuffer target = ByteBuffer.allocate(4);
        for (int i = 0; i < 20; i++) {
            writeFully(pipe.sink(), bytes("x"));
            log.awaitReadable(TOKEN);
            assertEquals(1, source.tryIo(Direction.READ, () -> pipe.source().read(target.clear())));
            assertEquals(0, source.tryIo(Direction.READ, () -> pipe.source().read(target.clear())));
        }
        SourceChannel sink = closing(SourceChannel.of(backend(), pipe.sink()));
        poll.registry().register(sink, TOKEN + 1, Interest.WRITABLE);
        log.awaitWritable(TOKEN + 1);
        pipe.sink().close();
        log.awaitReadable(TOKEN);
        assertEquals(-1, source.tryIo(Direction.READ, () -> pipe.source().read(target.clear())));
    }

    @Test
    void watchedServerChannelYieldsEvents() throws Exception {
        ServerSocketChannel server = closing(ServerSocketChannel.open()).bind(anyPort());
        SourceChannel source = closing(SourceChannel.of(backend(), server));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(source, TOKEN, Interest.READABLE);
        for (int i = 0; i < 5; i++) {
            closing(SocketChannel.open(server.getLocalAddress()));
            log.awaitReadable(TOKEN);
            assertEquals(1, source.tryIo(Direction.READ, () -> accept(server)));
            assertEquals(0, source.tryIo(Direction.READ, () -> accept(server)));
        }
    }

    private int accept(ServerSocketChannel server) throws IOException {
        SocketChannel accepted = server.accept();
        if (accepted == null) {
            return 0;
        }
        closing(accepted);
        return 1;
    }

    @Test
    void closingLeavesTheWatchedChannelOpen() throws Exception {
        Pipe pipe = pipe();
        SourceChannel source = closing(SourceChannel.of(backend(), pipe.source()));
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(source, TOKEN, Interest.READABLE);
        source.close();
        source.close();
        assertFalse(source.isOpen());
        assertTrue(pipe.source().isOpen());
        writeFully(pipe.sink(), bytes("x"));
        log.assertSilent(TOKEN);
        assertEquals("x", readText(pipe.source(), 1));
        assertThrows(ClosedChannelException.class, () -> source.tryIo(Direction.READ, () -> 1));
        SourceChannel again = closing(SourceChannel.of(backend(), pipe.source()));
        poll.registry().register(again, TOKEN + 1, Interest.READABLE);
        writeFully(pipe.sink(), bytes("y"));
        log.awaitReadable(TOKEN + 1);
    }

    @Test
    void takingOverLeavesNothingBehind() throws Exception {
        TcpListener listener = tcpListener();
        Descriptors.assertNoGrowth(40, () -> {
            TcpStream.from(backend(), SocketChannel.open(listener.localAddress()))
                    .close();
            accept(listener).close();
        });
    }
}
