package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Source;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What all areas share: resources that are closed after each test, waiting for conditions, and connections over loopback.
 *
 * <p>Each test has a thread of its own, so that one that hangs can be given up, and an interrupt status cannot leak.
 */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class Contract {

    /** How long a test waits for what must happen; far more than it ever takes. */
    static final long LIMIT_NANOS = 10_000_000_000L;

    static final Interest BOTH = Interest.READABLE.add(Interest.WRITABLE);

    private final Deque<AutoCloseable> resources = new ConcurrentLinkedDeque<>();

    /**
     * Returns the backend to test.
     *
     * @return an available backend; the same one or another instance each time
     */
    protected abstract Backend backend();

    /**
     * Returns the backend that polls and endpoints name as theirs.
     *
     * @return the one under test, or the one that it delegates to
     */
    final Backend maker() {
        try (Poll poll = backend().openPoll()) {
            return poll.backend();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A condition that a test waits for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    @AfterEach
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    final void closeResources() throws Exception {
        Exception failure = null;
        for (AutoCloseable next = resources.pollLast(); next != null; next = resources.pollLast()) {
            try {
                next.close();
            } catch (Exception e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Has a resource closed after the test, the newest first. */
    final <C extends AutoCloseable> C closing(C resource) {
        resources.addLast(resource);
        return resource;
    }

    /** Opens a poll that is closed after the test. */
    final Poll openPoll() throws IOException {
        return closing(backend().openPoll());
    }

    /** Skips the rest of the test, visibly, if the backend lacks a capability. */
    final void require(Capability capability) {
        assumeTrue(has(capability), () -> "the " + backend().name() + " backend has no capability " + capability);
    }

    final boolean has(Capability capability) {
        return backend().capabilities().contains(capability);
    }

    /** Checks that an exception names the backend that lacks something. */
    final void assertNamesBackend(UnsupportedOperationException e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.contains(backend().name()) || message.contains(maker().name()),
                () -> "the message names the backend: " + message);
    }

    /** Waits until a condition holds, and fails if it does not within the limit. */
    static void until(String what, Condition condition) throws Exception {
        until(() -> "still not so: " + what, condition);
    }

    /** Waits until a condition holds, and fails with the message if it does not within the limit. */
    static void until(Supplier<String> message, Condition condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, message);
            LockSupport.parkNanos(100_000);
        }
    }

    /** Lets a little time pass without giving up the processor, so that races fall out in all ways. */
    static void spin(int nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Listens on the loopback address at a port that the system chooses. */
    final ListenerEndpoint listen() throws IOException {
        ListenerEndpoint listener = closing(backend().openListener(family()));
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        return listener;
    }

    /** Makes a TCP connection over loopback: the connecting end first, the accepted end second. */
    final Pair<StreamEndpoint> connection() throws Exception {
        try (ListenerEndpoint listener = listen()) {
            return connection(listener);
        }
    }

    /** Makes a TCP connection to a listener on which nobody else is waiting. */
    final Pair<StreamEndpoint> connection(ListenerEndpoint listener) throws Exception {
        StreamEndpoint client = connect(listener);
        return new Pair<>(client, accept(listener));
    }

    /** Connects with a listener, which need not accept the connection yet. */
    final StreamEndpoint connect(ListenerEndpoint listener) throws Exception {
        StreamEndpoint client = closing(backend().openStream(family()));
        client.connect(listener.localAddress());
        until("the connection is made", client::finishConnect);
        return client;
    }

    /** Waits for a connection and accepts it. */
    final StreamEndpoint accept(ListenerEndpoint listener) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        StreamEndpoint stream;
        while ((stream = listener.accept()) == null) {
            assertTrue(System.nanoTime() < deadline, "no connection came");
            LockSupport.parkNanos(100_000);
        }
        return closing(stream);
    }

    /** Opens a datagram socket on the loopback address that is closed after the test; it is always writable. */
    final DatagramEndpoint datagram() throws IOException {
        return closing(openDatagram());
    }

    /** Opens a datagram socket on the loopback address that the test closes itself. */
    final DatagramEndpoint openDatagram() throws IOException {
        DatagramEndpoint socket = backend().openDatagram(family());
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }

    /** Makes a datagram socket readable by a datagram of one byte from itself. */
    static void sendToSelf(DatagramEndpoint socket) throws IOException {
        assertEquals(1, socket.sendTo(ByteBuffer.allocate(1), socket.localAddress()));
    }

    /** Receives until it would block and returns how many datagrams that were. */
    static int drain(DatagramEndpoint socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        int total = 0;
        while (socket.receive(buffer.clear()) != DatagramEndpoint.WOULD_BLOCK) {
            total++;
        }
        return total;
    }

    /** Waits until a source is readable, with another poll, so that what was sent is known to have arrived. */
    final void awaitArrival(Source source) throws IOException {
        try (Poll other = backend().openPoll()) {
            other.registry().register(source, 0, Interest.READABLE);
            new EventLog(other).awaitReadable(0);
            other.registry().deregister(source);
        }
    }

    static StandardProtocolFamily family() {
        return InetAddress.getLoopbackAddress().getAddress().length == 4
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    /** Writes that many zero bytes, waiting for room. */
    static void send(StreamEndpoint stream, int length) throws Exception {
        ByteBuffer data = ByteBuffer.allocate(length);
        until("there is room to write", () -> {
            stream.write(data);
            return !data.hasRemaining();
        });
    }

    /** Reads exactly that many bytes, waiting for them; the last read may well not have reported would-block. */
    static void receive(StreamEndpoint stream, int length) throws Exception {
        ByteBuffer data = ByteBuffer.allocate(length);
        until("all data has come", () -> {
            int count = stream.read(data);
            assertTrue(count >= 0, "the stream ended");
            return !data.hasRemaining();
        });
    }

    /** Reads until it would block, or to the end of the stream, and returns how much that was. */
    static int drain(StreamEndpoint stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        int total = 0;
        int count;
        while ((count = stream.read(buffer.clear())) > 0) {
            total += count;
        }
        return total;
    }

    /** Writes until it would block and returns how much that was. */
    static int fill(StreamEndpoint stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        int total = 0;
        int count;
        while ((count = stream.write(buffer.clear())) > 0) {
            total += count;
        }
        return total;
    }

    /** Waits for the end of the stream; there must be no more data before it. */
    static void awaitEnd(StreamEndpoint stream) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        until("the stream ends", () -> {
            int count = stream.read(buffer);
            assertEquals(0, buffer.position(), "no data before the end");
            return count == -1;
        });
    }
}
