package dev.pollux.examples;

import static dev.pollux.examples.Streams.assertEchoes;
import static dev.pollux.examples.Streams.assertEnd;
import static dev.pollux.examples.Streams.async;
import static dev.pollux.examples.Streams.await;
import static dev.pollux.examples.Streams.bytes;
import static dev.pollux.examples.Streams.descriptors;
import static dev.pollux.examples.Streams.read;
import static dev.pollux.examples.Streams.unix;
import static dev.pollux.examples.Streams.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Interest;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.examples.EchoServer.Totals;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
final class StreamEchoServerTest {

    @BeforeAll
    static void loadWhatHoldsDescriptors() throws Exception {
        for (Setup setup : Setup.all().toList()) {
            try (RunningServer running = new RunningServer(setup.open());
                    SocketChannel client = setup.connect(running.server)) {
                assertEchoes(client, bytes(0, 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void echoesWhatIsSent(Setup setup) throws Exception {
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel client = setup.connect(running.server)) {
            for (int size : new int[] {1, 100, 10_000}) {
                assertEchoes(client, bytes(size, size));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void halfCloseIsAnsweredAfterEverythingIsEchoed(Setup setup) throws Exception {
        byte[] sent = bytes(1, 4 << 20);
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel client = setup.connect(running.server)) {
            Future<?> sender = async(() -> {
                write(client, sent);
                client.shutdownOutput();
            });
            byte[] echo = read(client, sent.length);
            sender.get();
            assertEnd(client);
            assertArrayEquals(sent, echo);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void clientThatSendsNothingIsAnsweredWithTheEnd(Setup setup) throws Exception {
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel client = setup.connect(running.server)) {
            client.shutdownOutput();
            assertEnd(client);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void thousandConnectionsAtOnce(Setup setup) throws Exception {
        int count = 1_000;
        assumeTrue(unix().getMaxFileDescriptorCount() > 3L * count, "ulimit -n is too low");
        List<SocketChannel> clients = new ArrayList<>();
        RunningServer running = new RunningServer(setup.open());
        try {
            for (int i = 0; i < count; i++) {
                clients.add(setup.connect(running.server));
            }
            for (int i = 0; i < count; i++) {
                write(clients.get(i), bytes(i, 1_000));
            }
            for (int i = 0; i < count; i++) {
                assertArrayEquals(bytes(i, 1_000), read(clients.get(i), 1_000));
            }
            assertEquals(new Totals(count, 0, 0, count * 1_000L), running.stop());
        } finally {
            running.close();
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void hundredMegabytesThroughOneConnection(Setup setup) throws Exception {
        byte[] sent = bytes(2, 100_000_000);
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel client = setup.connect(running.server)) {
            Future<?> sender = async(() -> write(client, sent));
            assertArrayEquals(sent, read(client, sent.length));
            sender.get();
            assertEquals(new Totals(1, 0, 0, sent.length), running.stop());
        }
    }

    /** What a server without back-pressure would take from a client that never reads is more than any system buffers. */
    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void clientThatDoesNotReadIsNotReadFrom(Setup setup) throws Exception {
        byte[] sent = bytes(3, 100_000_000);
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel client = setup.connect(running.server);
                SocketChannel other = setup.connect(running.server)) {
            client.configureBlocking(false);
            ByteBuffer source = ByteBuffer.wrap(sent);
            int idle = 0;
            while (source.hasRemaining() && idle < 20) {
                idle = client.write(source) > 0 ? 0 : idle + 1;
                assertEchoes(other, bytes(idle, 10_000)); // the server has had its turns
            }
            assertTrue(source.hasRemaining(), "the server took everything");

            client.configureBlocking(true);
            Future<?> sender = async(() -> {
                while (source.hasRemaining()) {
                    client.write(source);
                }
            });
            assertArrayEquals(sent, read(client, sent.length));
            sender.get();
        }
    }

    /** A connection on which nothing ever blocks once it is ready. */
    private record EndlessStream(TcpStream stream, boolean endless) implements ByteChannel, Source {

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (!endless) {
                return stream.read(target);
            }
            int n = target.remaining();
            target.position(target.limit());
            return n;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (!endless) {
                return stream.write(source);
            }
            int n = source.remaining();
            source.position(source.limit());
            return n;
        }

        @Override
        public void register(Registry registry, long token, Interest interest) throws IOException {
            registry.register(stream, token, interest);
        }

        @Override
        public void reregister(Registry registry, long token, Interest interest) throws IOException {
            registry.reregister(stream, token, interest);
        }

        @Override
        public void deregister(Registry registry) throws IOException {
            registry.deregister(stream);
        }

        @Override
        public boolean isOpen() {
            return stream.isOpen();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void connectionThatNeverBlocksLeavesTheOthersTheirTurns(Backend backend) throws Exception {
        TcpListener listener = TcpListener.bind(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = listener.localAddress();
        AtomicBoolean endless = new AtomicBoolean(true);
        StreamEchoServer.Acceptor<EndlessStream> acceptor = () -> {
            TcpStream stream = listener.accept();
            return stream == null ? null : new EndlessStream(stream, endless.getAndSet(false));
        };
        try (RunningServer running = new RunningServer(new StreamEchoServer<>(backend, listener, acceptor, "test"));
                SocketChannel first = SocketChannel.open(address)) {
            write(first, bytes(4, 1));
            try (SocketChannel second = SocketChannel.open(address)) {
                for (int i = 0; i < 100; i++) {
                    assertEchoes(second, bytes(i, 100));
                }
            }
            assertEquals(2, running.stop().connections());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void clientThatHangsUpWithDataUnreadIsForgotten(Setup setup) throws Exception {
        try (RunningServer running = new RunningServer(setup.open());
                SocketChannel first = setup.connect(running.server)) {
            assertEchoes(first, bytes(5, 100)); // accepted, so its descriptor is there
            long before = descriptors();
            try (SocketChannel rude = setup.connect(running.server)) {
                fill(rude);
            }
            await("the connection is closed", () -> descriptors() <= before);
            assertEchoes(first, bytes(6, 100));
            assertEquals(2, running.stop().connections());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void clientThatResetsIsForgotten(Backend backend) throws Exception {
        try (RunningServer running = new RunningServer(Transport.TCP.open(backend));
                SocketChannel first = Transport.TCP.connect(running.server)) {
            assertEchoes(first, bytes(7, 100));
            long before = descriptors();
            try (SocketChannel rude = Transport.TCP.connect(running.server)) {
                assertEchoes(rude, bytes(8, 100));
                rude.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            await("the connection is closed", () -> descriptors() <= before);
            assertEchoes(first, bytes(9, 100));
            assertEquals(new Totals(2, 1, 0, 300), running.stop());
        }
    }

    /** Writes until nothing is taken any more, and leaves the echo unread. */
    private static void fill(SocketChannel client) throws IOException {
        write(client, bytes(10, 1));
        read(client, 1);
        client.configureBlocking(false);
        ByteBuffer source = ByteBuffer.allocate(1 << 20);
        while (client.write(source.clear()) == source.capacity()) {}
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void stopClosesEverything(Setup setup) throws Exception {
        long before = descriptors();
        RunningServer running = new RunningServer(setup.open());
        try (SocketChannel idle = setup.connect(running.server);
                SocketChannel stalled = setup.connect(running.server)) {
            assertEchoes(idle, bytes(11, 100));
            fill(stalled);
            assertEquals(2, running.stop().connections());
            assertEnd(idle);
        } finally {
            running.close();
        }
        await("all descriptors are gone", () -> descriptors() <= before);
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void stopBeforeRunAndAfterCloseIsHarmless(Setup setup) throws Exception {
        EchoServer server = setup.open();
        server.stop();
        server.run();
        server.close();
        server.stop();
        server.close();
        assertEquals(new Totals(0, 0, 0, 0), server.totals());
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#all")
    void interruptEndsTheRun(Setup setup) throws Exception {
        try (RunningServer running = new RunningServer(setup.open())) {
            running.thread.interrupt();
            running.awaitEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void pathIsDeletedAtTheEnd(Backend backend) throws Exception {
        EchoServer server = Transport.UNIX.open(backend);
        Path path = Path.of(server.address());
        assertTrue(Files.exists(path));
        server.close();
        assertFalse(Files.exists(path));
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void failedAcceptIsTriedAgainAndNotAtOnce(Backend backend) throws Exception {
        TcpListener listener = TcpListener.bind(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        InetSocketAddress address = listener.localAddress();
        AtomicInteger failures = new AtomicInteger();
        long start = System.nanoTime();
        StreamEchoServer.Acceptor<TcpStream> acceptor = () -> {
            // Without a pause a second would hold many more attempts than this.
            if (failures.get() < 3) {
                failures.incrementAndGet();
                throw new IOException("Too many open files");
            }
            return listener.accept();
        };
        try (RunningServer running = new RunningServer(new StreamEchoServer<>(backend, listener, acceptor, "test"));
                SocketChannel client = SocketChannel.open(address)) {
            assertEchoes(client, bytes(12, 100));
            assertEquals(3, failures.get());
            assertEquals(1, running.stop().connections());
            assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(300), "pauses of 100 ms each");
        }
    }
}
