package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.UnixAddress;
import dev.pollux.Waker;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all types have in common. */
class ShapeTest {

    /** Scripting languages and mocking libraries call them so; a method of a class that is not public would fail there. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                TcpStream.class,
                TcpListener.class,
                UdpSocket.class,
                UnixStream.class,
                UnixListener.class,
                UnixDatagram.class,
                Pipe.Sender.class,
                Pipe.Receiver.class,
                SourceFd.class,
                SourceChannel.class,
                TcpStream.Builder.class,
                TcpListener.Builder.class,
                UdpSocket.Builder.class,
                UnixStream.Builder.class,
                UnixListener.Builder.class
            })
    void everyMethodCanBeCalledByReflection(Class<?> type) {
        assertTrue(Modifier.isFinal(type.getModifiers()));
        for (Method method : type.getMethods()) {
            assertTrue(Modifier.isPublic(method.getDeclaringClass().getModifiers()), method::toString);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what it would not let pass
    void nullIsRefusedBeforeAnythingIsOpened() {
        FakeBackend backend = new FakeBackend();
        assertThrows(NullPointerException.class, () -> TcpStream.connect(backend, null));
        assertThrows(NullPointerException.class, () -> TcpStream.connect(null, Addresses.v4(80)));
        assertThrows(NullPointerException.class, () -> TcpStream.from(backend, null));
        assertThrows(NullPointerException.class, () -> TcpStream.builder().bind(null));
        assertThrows(NullPointerException.class, () -> TcpStream.builder().option(null, 1));
        assertThrows(
                NullPointerException.class, () -> TcpStream.builder().option(StandardSocketOptions.SO_SNDBUF, null));
        assertThrows(NullPointerException.class, () -> TcpListener.bind(backend, null));
        assertThrows(NullPointerException.class, () -> TcpListener.from(backend, null));
        assertThrows(NullPointerException.class, () -> UdpSocket.bind(backend, null));
        assertThrows(NullPointerException.class, () -> UdpSocket.from(backend, null));
        assertThrows(NullPointerException.class, () -> UnixStream.connect(backend, (UnixAddress) null));
        assertThrows(NullPointerException.class, () -> UnixStream.connect(backend, (Path) null));
        assertThrows(NullPointerException.class, () -> UnixListener.bind(backend, (UnixAddress) null));
        assertThrows(NullPointerException.class, () -> UnixDatagram.bind(backend, (UnixAddress) null));
        assertThrows(NullPointerException.class, () -> SourceChannel.of(backend, null));
        assertThrows(NullPointerException.class, () -> ChildProcess.start(backend, null));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    @SuppressWarnings("NullAway") // what it would not let pass
    void nullIsRefusedBeforeTheEndpointIsAsked() throws IOException {
        FakeBackend backend = new FakeBackend();
        TcpStream stream = TcpStream.connect(backend, Addresses.v4(80));
        backend.last().calls.clear();
        assertThrows(NullPointerException.class, () -> stream.shutdown(null));
        assertThrows(NullPointerException.class, () -> stream.setOption(null, 1));
        assertThrows(NullPointerException.class, () -> stream.getOption(null));
        assertThrows(NullPointerException.class, () -> stream.tryIo(null, () -> 1));
        assertThrows(NullPointerException.class, () -> stream.tryIo(Direction.READ, null));
        assertTrue(backend.last().calls.isEmpty());
    }

    @Test
    void registeringGoesToTheEndpoint() throws IOException {
        FakeBackend backend = new FakeBackend();
        Registry registry = new Delegating(backend);
        SourceFd source = SourceFd.of(backend, 7);
        registry.register(source, 1, Interest.READABLE);
        registry.reregister(source, 2, Interest.WRITABLE);
        registry.deregister(source);
        assertEquals(List.of("register R 1 READABLE", "reregister R 2 WRITABLE", "deregister R"), backend.last().calls);
    }

    private record Delegating(Backend backend) implements Registry {

        @Override
        public void register(Source source, long token, Interest interest) throws IOException {
            source.register(this, token, interest);
        }

        @Override
        public void reregister(Source source, long token, Interest interest) throws IOException {
            source.reregister(this, token, interest);
        }

        @Override
        public void deregister(Source source) throws IOException {
            source.deregister(this);
        }

        @Override
        public Waker createWaker(long token) {
            throw new AssertionError("nobody asks for a waker here");
        }

        @Override
        public String toString() {
            return "R";
        }
    }
}
