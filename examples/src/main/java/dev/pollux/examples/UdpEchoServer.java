package dev.pollux.examples;

import dev.pollux.ClosedPollException;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Waker;
import dev.pollux.net.UdpSocket;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An echo server for datagrams.
 *
 * <p>While an echo cannot be sent, it receives nothing more; the system then drops what does not fit its own buffer, as UDP
 * allows. What cannot be sent at all, such as to an address without a route, is dropped and counted.
 */
public final class UdpEchoServer implements EchoServer {

    private static final System.Logger LOG = System.getLogger("dev.pollux.examples");

    private static final long SOCKET = 0;
    private static final long WAKER = 1;

    /** No UDP datagram is longer, so none is cut off. */
    private static final int LONGEST = 65_535;
    /** How many datagrams are dealt with before the poll is asked again, and with it the waker. */
    private static final int TURN = 64;

    private final UdpSocket socket;
    private final String address;
    private final Poll poll;
    private final Waker waker;
    private final Events events = Events.withCapacity(2);
    private volatile boolean stopping;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
    /** Who gets the datagram in the buffer; null if there is none. */
    private @Nullable InetSocketAddress sender;

    private Interest interest = Interest.READABLE;
    private boolean unfinished;

    private long datagrams;
    private long dropped;
    private long bytes;

    /**
     * Opens a server.
     *
     * @param backend what to serve with
     * @param local where to listen; port 0 lets the system choose
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public UdpEchoServer(Backend backend, InetSocketAddress local) throws IOException {
        socket = UdpSocket.bind(backend, local);
        try {
            address = EchoServer.text(socket.localAddress());
            poll = backend.openPoll();
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        try {
            poll.registry().register(socket, SOCKET, interest);
            waker = Waker.create(poll.registry(), WAKER);
        } catch (IOException | RuntimeException e) {
            socket.close();
            poll.close();
            throw e;
        }
    }

    @Override
    public void run() throws IOException {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            if (unfinished) {
                poll.poll(events, 0, TimeUnit.NANOSECONDS);
            } else {
                poll.poll(events);
            }
            boolean ready = unfinished;
            for (Event event : events) {
                ready |= event.token() == SOCKET;
            }
            if (ready) {
                unfinished = echo();
            }
        }
    }

    /** Returns whether its turn ended before receiving or sending would block: no event tells of it again. */
    private boolean echo() throws IOException {
        for (int i = 0; i < TURN; i++) {
            if (sender == null) {
                sender = receive();
            }
            InetSocketAddress target = sender;
            if (target == null) {
                waitFor(Interest.READABLE);
                return false;
            }
            if (!send(target)) {
                waitFor(Interest.WRITABLE);
                return false;
            }
            sender = null;
        }
        return true;
    }

    /** Returns null when it would block or failed; both promise another event. */
    private @Nullable InetSocketAddress receive() {
        buffer.clear();
        try {
            InetSocketAddress from = socket.receiveFrom(buffer);
            buffer.flip();
            return from;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "receiving failed", e); // such as by an earlier echo that was refused
            return null;
        }
    }

    /** Returns whether the datagram is done with; if not, a writable event is promised. */
    private boolean send(InetSocketAddress target) {
        try {
            int n = socket.sendTo(buffer, target);
            if (n == UdpSocket.WOULD_BLOCK) {
                return false;
            }
            datagrams++;
            bytes += n;
        } catch (IOException e) {
            dropped++;
            LOG.log(System.Logger.Level.DEBUG, "dropped the echo for " + target, e);
        }
        return true;
    }

    private void waitFor(Interest wanted) throws IOException {
        if (!interest.equals(wanted)) {
            poll.registry().reregister(socket, SOCKET, wanted);
            interest = wanted;
        }
    }

    @Override
    public void stop() throws IOException {
        stopping = true;
        try {
            waker.wake();
        } catch (ClosedChannelException | ClosedPollException e) {
            LOG.log(System.Logger.Level.TRACE, "closed before it was stopped", e);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Totals totals() {
        return new Totals(0, dropped, datagrams, bytes);
    }

    @Override
    public void close() throws IOException {
        try (poll;
                socket) {
            waker.close();
        }
    }
}
