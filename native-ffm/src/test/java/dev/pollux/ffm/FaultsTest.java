package dev.pollux.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.BacklogFullException;
import dev.pollux.Poll;
import dev.pollux.UnixAddress;
import dev.pollux.spi.Availability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the endpoints make of calls that fail or do half of what they were asked for. */
@EnabledOnOs(OS.LINUX)
class FaultsTest {

    private final Script script = new Script();
    private final ScriptedBackend backend = new ScriptedBackend(script);

    private static final class ScriptedBackend extends PosixBackend {

        private final Posix posix;

        ScriptedBackend(Script script) {
            posix = new Posix(script.calls(), Platform.LINUX);
        }

        @Override
        protected Posix posix() {
            return posix;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Availability availability() {
            return Availability.available();
        }

        @Override
        public Poll openPoll() {
            throw new UnsupportedOperationException();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void signalsDuringReadsAndWritesAreNotSeen() throws Exception {
        Pair<StreamEndpoint> pair = backend.openStreamPair();
        try (StreamEndpoint one = pair.first();
                StreamEndpoint other = pair.second()) {
            script.fail("send", Errno.EINTR, Errno.EINTR);
            assertEquals(5, one.write(bytes(5)));
            script.fail("recv", Errno.EINTR);
            assertEquals(5, other.read(bytes(10)));
            script.fail("sendmsg", Errno.EINTR);
            assertEquals(5, one.write(new ByteBuffer[] {bytes(2), bytes(3)}));
            script.fail("readv", Errno.EINTR);
            assertEquals(5, other.read(new ByteBuffer[] {bytes(2), bytes(9)}));
        }
        assertTrue(script.isUsedUp());
    }

    @Test
    void signalsDuringPipeCallsAreNotSeen() throws Exception {
        Pair<StreamEndpoint> pipe = backend.openPipe();
        try (StreamEndpoint sender = pipe.first();
                StreamEndpoint receiver = pipe.second()) {
            script.fail("write", Errno.EINTR);
            assertEquals(5, sender.write(bytes(5)));
            script.fail("read", Errno.EINTR);
            assertEquals(5, receiver.read(bytes(10)));
        }
        assertTrue(script.isUsedUp());
    }

    @Test
    void interruptedConnectGoesOn() throws Exception {
        try (StreamEndpoint stream = backend.openStream(StandardProtocolFamily.INET)) {
            script.fail("connect", Errno.EINTR);
            assertFalse(stream.connect(anyPort()));
            assertTrue(script.isUsedUp());
        }
    }

    @Test
    void wantOfDescriptorsIsReportedByNumber() {
        script.fail("socket", Errno.EMFILE);
        IOException e = assertThrows(SocketException.class, () -> backend.openStream(StandardProtocolFamily.INET));
        assertTrue(e.toString().contains("EMFILE"), e::toString);
        script.fail("pipe2", Errno.ENFILE);
        assertThrows(IOException.class, backend::openPipe);
        script.fail("socketpair", Errno.ENOMEM);
        assertThrows(IOException.class, backend::openStreamPair);
    }

    @Test
    void missingFamilyIsUnsupported() {
        script.fail("socket", Errno.EAFNOSUPPORT);
        assertThrows(UnsupportedOperationException.class, () -> backend.openStream(StandardProtocolFamily.INET6));
    }

    @Test
    void socketIsClosedWhenItCannotBeSetUp() throws Exception {
        int before = script.closed();
        script.fail("setsockopt", Errno.ENOMEM);
        assertThrows(IOException.class, () -> backend.openListener(StandardProtocolFamily.INET));
        script.fail("setsockopt", Errno.ENOMEM);
        assertThrows(IOException.class, () -> backend.openDatagram(StandardProtocolFamily.INET6));
        assertEquals(before + 2, script.closed());
    }

    @Test
    void failedAcceptCanBeRepeated() throws Exception {
        try (ListenerEndpoint listener = backend.openListener(StandardProtocolFamily.INET);
                StreamEndpoint client = backend.openStream(StandardProtocolFamily.INET)) {
            listener.bind(anyPort(), 5);
            client.connect(listener.localAddress());
            script.fail("accept4", Errno.EMFILE, Errno.ECONNABORTED, Errno.EINTR);
            assertThrows(SocketException.class, listener::accept);
            assertThrows(SocketException.class, listener::accept);
            StreamEndpoint accepted = listener.accept();
            assertTrue(accepted != null && accepted.isOpen());
            accepted.close();
            assertNull(listener.accept());
        }
    }

    @Test
    void partialTransfersAreCounted() throws Exception {
        Pair<StreamEndpoint> pair = backend.openStreamPair();
        try (StreamEndpoint one = pair.first();
                StreamEndpoint other = pair.second()) {
            script.shorten("send", 3);
            ByteBuffer source = bytes(10);
            assertEquals(3, one.write(source));
            assertEquals(3, source.position());
            assertEquals(7, one.write(source));
            script.shorten("recv", 4);
            ByteBuffer target = bytes(10);
            assertEquals(4, other.read(target));
            assertEquals(4, target.position());
            assertEquals(6, other.read(target));
        }
    }

    @Test
    void largeHeapBuffersGoOnUntilTheSystemHasEnough() throws Exception {
        Pair<StreamEndpoint> pair = backend.openStreamPair();
        try (StreamEndpoint one = pair.first();
                StreamEndpoint other = pair.second()) {
            ByteBuffer source = bytes(100_000);
            assertEquals(100_000, one.write(source));
            ByteBuffer target = bytes(200_000);
            while (target.position() < 100_000) {
                assertTrue(other.read(target) > 0);
            }
            assertEquals(0, other.read(target));
        }
    }

    @Test
    void errorsBecomeTheExceptionsOfJavaNet() throws Exception {
        try (StreamEndpoint stream = backend.openStream(StandardProtocolFamily.INET)) {
            script.fail("connect", Errno.ECONNREFUSED, Errno.ETIMEDOUT);
            assertThrows(ConnectException.class, () -> stream.connect(anyPort()));
            assertThrows(ConnectException.class, () -> stream.connect(anyPort()));
        }
        try (StreamEndpoint stream = backend.openStream(StandardProtocolFamily.UNIX)) {
            script.fail("connect", Errno.EAGAIN);
            assertThrows(BacklogFullException.class, () -> stream.connect(UnixAddress.ofAbstract("x")));
        }
        try (DatagramEndpoint socket = backend.openDatagram(StandardProtocolFamily.INET)) {
            script.fail("recv", Errno.ECONNREFUSED);
            assertThrows(PortUnreachableException.class, () -> socket.receive(bytes(1)));
        }
    }

    @Test
    void interruptedCloseIsNotRepeated() throws Exception {
        StreamEndpoint stream = backend.openStream(StandardProtocolFamily.INET);
        long fd = stream.handle();
        script.fail("close", Errno.EINTR);
        stream.close();
        stream.close();
        assertTrue(script.isUsedUp());
        new LibC().close(Scratch.get(), (int) fd); // the script has kept it open
    }

    @Test
    void unknownErrorIsReportedByNumber() {
        IOException e = Failures.of(Platform.LINUX, "call", -4095);
        assertTrue(e.toString().contains("4095"), e::toString);
    }
}
