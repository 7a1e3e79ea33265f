package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.net.Pipe;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.net.UnixDatagram;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lending, giving up and taking over descriptors, and how they are set up. */
public abstract class DescriptorContract extends NetContract {

    private static final long TOKEN = 13;

    // The flags of Linux as /proc/self/fdinfo tells them.
    private static final int O_NONBLOCK = 0_4000;
    private static final int O_CLOEXEC = 0_2000000;

    /** A number that is not open: no process has that many. */
    private static final int NOT_OPEN = Integer.MAX_VALUE - 7;

    /** Creates the tests; called by JUnit. */
    protected DescriptorContract() {}

    @BeforeEach
    final void requireDescriptors() {
        require(Capability.FILE_DESCRIPTORS);
    }

    @Test
    void releasedTcpStreamLivesOn() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream client = connectTo(listener);
        TcpStream server = accept(listener);
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(server, TOKEN, Interest.READABLE);
        int fd = server.fd();
        assertTrue(fd >= 0);
        assertEquals(fd, server.release());
        assertFalse(server.isOpen());
        assertThrows(ClosedChannelException.class, () -> server.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, server::fd);
        assertThrows(ClosedChannelException.class, server::release);
        write(client, "data");
        log.assertSilent(TOKEN);
        TcpStream adopted = closing(TcpStream.adopt(backend(), fd));
        assertEquals(fd, adopted.fd());
        assertEquals(client.localAddress(), adopted.peerAddress());
        poll.registry().register(adopted, TOKEN + 1, Interest.READABLE);
        log.awaitReadable(TOKEN + 1);
        assertEquals("data", readText(adopted, 4));
        server.close(); // no longer its own
        write(client, "more");
        assertEquals("more", readText(adopted, 4));
        adopted.close();
        awaitEnd(client);
    }

    @Test
    void releasedListenerLivesOn() throws Exception {
        TcpListener listener = tcpListener();
        InetSocketAddress address = listener.localAddress();
        TcpListener adopted = closing(TcpListener.adopt(backend(), listener.release()));
        assertEquals(address, adopted.localAddress());
        TcpStream client = connectTo(adopted);
        assertEquals(client.localAddress(), accept(adopted).peerAddress());
    }

    @Test
    void releasedUdpSocketLivesOn() throws Exception {
        UdpSocket socket = closing(UdpSocket.bind(backend(), anyPort()));
        InetSocketAddress address = socket.localAddress();
        UdpSocket adopted = closing(UdpSocket.adopt(backend(), socket.release()));
        assertEquals(address, adopted.localAddress());
        adopted.sendTo(bytes("to myself"), address);
        until("the datagram is received", () -> address.equals(adopted.receiveFrom(ByteBuffer.allocate(20))));
    }

    @Test
    void releasedUnixSocketsLiveOn() throws Exception {
        require(Capability.UNIX_STREAM);
        UnixListener listener = closing(
                UnixListener.builder().backend(backend()).unlinkOnClose(true).bind(socketPath()));
        UnixListener adopted = closing(UnixListener.adopt(backend(), listener.release()));
        listener.close();
        assertTrue(Files.exists(adopted.localAddress().path().orElseThrow()), "the file goes with the descriptor");
        UnixStream client = closing(UnixStream.connect(backend(), adopted.localAddress()));
        UnixStream[] accepted = new UnixStream[1];
        until("the connection is accepted", () -> {
            accepted[0] = adopted.accept();
            return accepted[0] != null;
        });
        UnixStream server =
                closing(UnixStream.adopt(backend(), closing(accepted[0]).release()));
        write(client, "x");
        assertEquals("x", readText(server, 1));
    }

    @Test
    void releasedUnixDatagramLivesOn() throws Exception {
        require(Capability.UNIX_DATAGRAM);
        UnixDatagram.Pair pair = UnixDatagram.pair(backend());
        UnixDatagram first = closing(pair.first());
        UnixDatagram second =
                closing(UnixDatagram.adopt(backend(), closing(pair.second()).release()));
        assertEquals(1, first.send(bytes("x")));
        until("the datagram is received", () -> second.receive(ByteBuffer.allocate(9)) == 1);
    }

    @Test
    void releasedPipeLivesOnAndDoesNotBlock() throws Exception {
        require(Capability.PIPE);
        Pipe pipe = closing(Pipe.open(backend()));
        pipe.receiver().setNonBlocking(false);
        Pipe.Receiver receiver =
                closing(Pipe.Receiver.adopt(backend(), pipe.receiver().release()));
        Pipe.Sender sender = closing(Pipe.Sender.adopt(backend(), pipe.sender().release()));
        assertEquals(0, receiver.read(ByteBuffer.allocate(1)), "adopting makes it non-blocking");
        write(sender, "x");
        assertEquals("x", readText(receiver, 1));
        sender.close();
        awaitEnd(receiver);
    }

    @Test
    void lentDescriptorStaysItsOwners() throws Exception {
        TcpListener listener = tcpListener();
        int fd = listener.fd();
        assertEquals(fd, listener.fd());
        assertTrue(listener.isOpen());
        connectTo(listener);
        accept(listener);
        listener.close();
        assertThrows(ClosedChannelException.class, listener::fd);
        assertThrows(ClosedChannelException.class, listener::release);
    }

    /** Another kind of descriptor is given back as it was. */
    @Test
    void otherKindsAreRefusedAndStayTheirOwners() throws Exception {
        TcpListener listener = tcpListener();
        TcpStream client = connectTo(listener);
        TcpStream server = accept(listener);
        UdpSocket udp = closing(UdpSocket.bind(backend(), anyPort()));
        List<Adoption> wrong = new ArrayList<>(List.of(
                new Adoption("listener as stream", () -> TcpStream.adopt(backend(), listener.fd())),
                new Adoption("UDP as stream", () -> TcpStream.adopt(backend(), udp.fd())),
                new Adoption("stream as listener", () -> TcpListener.adopt(backend(), client.fd())),
                new Adoption("UDP as listener", () -> TcpListener.adopt(backend(), udp.fd())),
                new Adoption("stream as UDP", () -> UdpSocket.adopt(backend(), client.fd())),
                new Adoption("listener as UDP", () -> UdpSocket.adopt(backend(), listener.fd())),
                new Adoption("listener as receiver", () -> Pipe.Receiver.adopt(backend(), listener.fd())),
                new Adoption("UDP as sender", () -> Pipe.Sender.adopt(backend(), udp.fd()))));
        if (has(Capability.UNIX_STREAM)) {
            wrong.add(new Adoption("TCP as Unix stream", () -> UnixStream.adopt(backend(), client.fd())));
            wrong.add(new Adoption("TCP as Unix listener", () -> UnixListener.adopt(backend(), listener.fd())));
        }
        if (has(Capability.PIPE)) {
            Pipe pipe = closing(Pipe.open(backend()));
            wrong.add(new Adoption(
                    "pipe as TCP stream",
                    () -> TcpStream.adopt(backend(), pipe.receiver().fd())));
            wrong.add(new Adoption(
                    "pipe as UDP",
                    () -> UdpSocket.adopt(backend(), pipe.sender().fd())));
        }
        for (Adoption adoption : wrong) {
            assertThrows(IllegalArgumentException.class, adoption.body::run, adoption.what);
        }
        write(client, "fine");
        assertEquals("fine", readText(server, 4));
        connectTo(listener);
        accept(listener);
        assertTrue(udp.localAddress().getPort() > 0);
    }

    private record Adoption(String what, Task.Body body) {}

    @Test
    void numbersThatAreNotOpenAreRefused() {
        List<Adoption> all = List.of(
                new Adoption("stream", () -> TcpStream.adopt(backend(), NOT_OPEN)),
                new Adoption("listener", () -> TcpListener.adopt(backend(), NOT_OPEN)),
                new Adoption("UDP", () -> UdpSocket.adopt(backend(), NOT_OPEN)),
                new Adoption("sender", () -> Pipe.Sender.adopt(backend(), NOT_OPEN)),
                new Adoption("receiver", () -> Pipe.Receiver.adopt(backend(), NOT_OPEN)));
        for (Adoption adoption : all) {
            assertThrows(IOException.class, adoption.body::run, adoption.what);
        }
        List<Adoption> negative = List.of(
                new Adoption("stream", () -> TcpStream.adopt(backend(), -3)),
                new Adoption("listener", () -> TcpListener.adopt(backend(), -3)),
                new Adoption("UDP", () -> UdpSocket.adopt(backend(), -3)),
                new Adoption("Unix stream", () -> UnixStream.adopt(backend(), -3)),
                new Adoption("Unix listener", () -> UnixListener.adopt(backend(), -3)),
                new Adoption("Unix datagram", () -> UnixDatagram.adopt(backend(), -3)),
                new Adoption("sender", () -> Pipe.Sender.adopt(backend(), -3)),
                new Adoption("receiver", () -> Pipe.Receiver.adopt(backend(), -3)));
        for (Adoption adoption : negative) {
            assertNames(assertThrows(IllegalArgumentException.class, adoption.body::run, adoption.what), -3);
        }
    }

    @Test
    void releasingAndAdoptingLeavesNothingBehind() throws Exception {
        TcpListener listener = tcpListener();
        Poll poll = openPoll();
        Descriptors.assertNoGrowth(40, () -> {
            TcpStream client = TcpStream.connect(backend(), listener.localAddress());
            poll.registry().register(client, TOKEN, Interest.READABLE);
            TcpStream.adopt(backend(), client.release()).close();
            accept(listener).close();
        });
    }

    /** A child process must inherit nothing, and nothing but a poll may block. */
    @Test
    void everyDescriptorIsCloseOnExecAndNonBlocking() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors) && isLinux(), "the flags of descriptors cannot be seen here");
        openEverything(); // with all that is opened once and for all
        Set<String> before = open(descriptors);
        List<Integer> own = openEverything();
        assertTrue(own.size() >= 5);
        for (int fd : own) {
            int flags = flags(Integer.toString(fd));
            assertTrue((flags & O_CLOEXEC) != 0, () -> fd + " is not close-on-exec: " + what(descriptors, fd));
            assertTrue((flags & O_NONBLOCK) != 0, () -> fd + " is blocking: " + what(descriptors, fd));
        }
        for (String name : open(descriptors)) {
            String kind = what(descriptors, Integer.parseInt(name));
            boolean ours = kind.startsWith("socket:") || kind.startsWith("pipe:") || kind.startsWith("anon_inode:");
            if (!before.contains(name) && ours) { // a file would be one of the virtual machine's
                assertTrue((flags(name) & O_CLOEXEC) != 0, () -> name + " is not close-on-exec: " + kind);
            }
        }
    }

    /** Opens one of each, and returns the descriptors of those that have one. */
    private List<Integer> openEverything() throws Exception {
        TcpListener listener = tcpListener();
        List<Integer> fds = new ArrayList<>();
        fds.add(listener.fd());
        fds.add(connectTo(listener).fd());
        fds.add(accept(listener).fd());
        fds.add(closing(UdpSocket.bind(backend(), anyPort())).fd());
        if (has(Capability.UNIX_STREAM)) {
            fds.add(closing(UnixListener.bind(backend(), socketPath())).fd());
            UnixStream.Pair pair = UnixStream.pair(backend());
            fds.add(closing(pair.first()).fd());
            fds.add(closing(pair.second()).fd());
        }
        if (has(Capability.UNIX_DATAGRAM)) {
            fds.add(closing(UnixDatagram.unbound(backend())).fd());
            UnixDatagram.Pair pair = UnixDatagram.pair(backend());
            fds.add(closing(pair.first()).fd());
            fds.add(closing(pair.second()).fd());
        }
        if (has(Capability.PIPE)) {
            Pipe pipe = closing(Pipe.open(backend()));
            fds.add(pipe.sender().fd());
            fds.add(pipe.receiver().fd());
        }
        Poll poll = openPoll();
        closing(Waker.create(poll.registry(), TOKEN)).wake();
        new EventLog(poll).awaitReadable(TOKEN);
        return fds;
    }

    private static Set<String> open(Path descriptors) throws IOException {
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.list(descriptors)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        // The directory itself was open while it was listed.
        names.removeIf(name -> Files.notExists(descriptors.resolve(name), LinkOption.NOFOLLOW_LINKS));
        return names;
    }

    private static String what(Path descriptors, int fd) {
        try {
            return Files.readSymbolicLink(descriptors.resolve(Integer.toString(fd)))
                    .toString();
        } catch (IOException e) {
            return "gone";
        }
    }

    private static int flags(String fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", fd))) {
            if (line.startsWith("flags:")) {
                return Integer.parseInt(line.substring(6).strip(), 8);
            }
        }
        throw new AssertionError("no flags of " + fd);
    }
}
