package dev.pollux.examples;

import dev.pollux.ClosedPollException;
import dev.pollux.Event;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.Source;
import dev.pollux.Waker;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UnixListener;
import dev.pollux.net.UnixStream;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An echo server for any number of TCP or Unix connections in one thread.
 *
 * <p>It holds at most one buffer for a connection: while an echo cannot be written, it reads nothing more. A client that ends
 * its direction gets everything back before the server closes the connection. Echoing allocates nothing.
 *
 * @param <S> the kind of stream
 */
public final class StreamEchoServer<S extends ByteChannel & Source> implements EchoServer {

    private static final System.Logger LOG = System.getLogger("dev.pollux.examples");

    // Connections have the tokens from 0 up.
    private static final long LISTENER = -1;
    private static final long WAKER = -2;

    private static final int BUFFER_SIZE = 32 * 1024;
    /** How many buffers one connection, and how many new connections, are dealt with before it is the others' turn. */
    private static final int TURN = 8;

    private static final long ACCEPT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Channel listener;
    private final Acceptor<S> acceptor;
    private final String address;
    private final Poll poll;
    private final Waker waker;
    private final Events events = Events.withCapacity(1024);
    private volatile boolean stopping;

    /** By token; the places that are free are null and listed in {@link #free}. */
    private final List<@Nullable Connection<S>> connections = new ArrayList<>();

    private final Deque<Integer> free = new ArrayDeque<>();
    /** Connections whose turn ended before reading or writing would block: no event tells of them again. */
    private final Deque<Connection<S>> unfinished = new ArrayDeque<>();

    private final Deque<ByteBuffer> spareBuffers = new ArrayDeque<>();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

    private boolean acceptLater;
    private long acceptAt;
    private boolean acceptFailing;

    private long accepted;
    private long broken;
    private long bytes;

    /**
     * What TCP and Unix listeners have in common and no type says.
     *
     * @param <S> the kind of stream
     */
    @FunctionalInterface
    interface Acceptor<S> {

        @Nullable
        S accept() throws IOException;
    }

    /** A stream, and what of its echo could not be written yet. */
    private static final class Connection<S> {

        final S stream;
        final int token;
        Interest interest = Interest.READABLE;

        @Nullable
        ByteBuffer unsent;

        boolean unfinished;

        Connection(S stream, int token) {
            this.stream = stream;
            this.token = token;
        }
    }

    /**
     * Opens a server for TCP.
     *
     * @param backend what to serve with
     * @param address where to listen; port 0 lets the system choose
     * @return the server; {@link #run()} it, then close it
     * @throws java.net.BindException if the address is in use or not of this machine
     * @throws IOException if the system refuses
     */
    public static StreamEchoServer<TcpStream> tcp(Backend backend, InetSocketAddress address) throws IOException {
        TcpListener listener = TcpListener.bind(backend, address);
        try {
            String name = EchoServer.text(listener.localAddress());
            return new StreamEchoServer<>(backend, listener, listener::accept, name);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /**
     * Opens a server for Unix streams.
     *
     * @param backend what to serve with
     * @param path where to listen; must not exist, and is deleted by {@link #close()}
     * @return the server; {@link #run()} it, then close it
     * @throws java.net.BindException if the path exists
     * @throws UnsupportedOperationException if the backend or the system has no Unix sockets
     * @throws IOException if the system refuses, such as for a path that is too long
     */
    public static StreamEchoServer<UnixStream> unix(Backend backend, Path path) throws IOException {
        UnixListener listener =
                UnixListener.builder().backend(backend).unlinkOnClose(true).bind(path);
        try {
            return new StreamEchoServer<>(backend, listener, listener::accept, path.toString());
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    <L extends Channel & Source> StreamEchoServer(Backend backend, L listener, Acceptor<S> acceptor, String address)
            throws IOException {
        this.listener = listener;
        this.acceptor = acceptor;
        this.address = address;
        poll = backend.openPoll();
        try {
            poll.registry().register(listener, LISTENER, Interest.READABLE);
            waker = Waker.create(poll.registry(), WAKER);
        } catch (IOException | RuntimeException e) {
            poll.close();
            throw e;
        }
    }

    @Override
    public void run() throws IOException {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            waitForEvents();
            for (Event event : events) {
                handle(event);
            }
            if (acceptLater && System.nanoTime() - acceptAt >= 0) {
                accept();
            }
            finishTurns();
        }
    }

    private void waitForEvents() throws IOException {
        if (!unfinished.isEmpty()) {
            poll.poll(events, 0, TimeUnit.NANOSECONDS);
        } else if (acceptLater) {
            poll.poll(events, Math.max(0, acceptAt - System.nanoTime()), TimeUnit.NANOSECONDS);
        } else {
            poll.poll(events);
        }
    }

    private void handle(Event event) {
        if (event.token() == LISTENER) {
            if (!acceptLater) {
                accept();
            }
        } else if (event.token() != WAKER) {
            // Null if it was closed in this round. If its place has a new owner, that one reads 0 and waits on.
            Connection<S> connection = connections.get((int) event.token());
            if (connection != null && !connection.unfinished) {
                echoOrClose(connection);
            }
        }
    }

    private void accept() {
        acceptLater = false;
        for (int i = 0; i < TURN; i++) {
            S stream;
            try {
                stream = acceptor.accept();
            } catch (IOException e) {
                pauseAccepting(e);
                return;
            }
            if (stream == null) {
                if (acceptFailing) {
                    acceptFailing = false;
                    System.err.println("all waiting connections on " + address + " are accepted again");
                }
                return;
            }
            add(stream);
        }
        acceptLater = true;
        acceptAt = System.nanoTime();
    }

    /** Most often all descriptors are in use: trying again at once would only take processor time. */
    private void pauseAccepting(IOException e) {
        if (!acceptFailing) {
            acceptFailing = true;
            // Not to the logger: it may want to open files for its first message, and would fail for the same reason.
            System.err.println(
                    "cannot accept connections on " + address + " (" + e.getMessage() + "): trying again every 100 ms");
        }
        acceptLater = true;
        acceptAt = System.nanoTime() + ACCEPT_PAUSE_NANOS;
    }

    private void add(S stream) {
        accepted++;
        Integer place = free.poll();
        int token = place == null ? connections.size() : place;
        Connection<S> connection = new Connection<>(stream, token);
        if (place == null) {
            connections.add(connection);
        } else {
            connections.set(token, connection);
        }
        try {
            if (stream instanceof TcpStream tcp) {
                tcp.setNoDelay(true); // an echo is waited for: never hold its last bytes back
            }
            poll.registry().register(stream, token, connection.interest);
        } catch (IOException e) {
            breakOff(connection, e);
        }
    }

    private void echoOrClose(Connection<S> connection) {
        try {
            echo(connection);
        } catch (IOException e) {
            breakOff(connection, e);
        }
    }

    /** Echoes until reading or writing would block, the client has ended its direction, or the turn is over. */
    private void echo(Connection<S> connection) throws IOException {
        for (int i = 0; i < TURN; i++) {
            ByteBuffer unsent = connection.unsent;
            if (unsent != null && !writeUnsent(connection, unsent)) {
                waitFor(connection, Interest.WRITABLE);
                return;
            }
            buffer.clear();
            int n = connection.stream.read(buffer);
            if (n == 0) {
                waitFor(connection, Interest.READABLE);
                return;
            }
            if (n < 0) {
                close(connection); // nothing is unsent here: the client gets the end of the stream after its last byte
                return;
            }
            buffer.flip();
            bytes += connection.stream.write(buffer);
            if (buffer.hasRemaining()) {
                connection.unsent = buffer;
                buffer = spareBuffers.isEmpty() ? ByteBuffer.allocateDirect(BUFFER_SIZE) : spareBuffers.pop();
            }
        }
        connection.unfinished = true;
        unfinished.add(connection);
    }

    /** Returns whether all is written; if not, a writable event is promised. */
    private boolean writeUnsent(Connection<S> connection, ByteBuffer unsent) throws IOException {
        bytes += connection.stream.write(unsent);
        if (unsent.hasRemaining()) {
            return false;
        }
        connection.unsent = null;
        spareBuffers.push(unsent);
        return true;
    }

    /** Waits for one direction at a time: what cannot be sent back is not read, and the client has to wait. */
    private void waitFor(Connection<S> connection, Interest interest) throws IOException {
        if (!connection.interest.equals(interest)) {
            poll.registry().reregister(connection.stream, connection.token, interest);
            connection.interest = interest;
        }
    }

    private void finishTurns() {
        for (int left = unfinished.size(); left > 0; left--) {
            Connection<S> connection = unfinished.remove();
            connection.unfinished = false;
            echoOrClose(connection);
        }
    }

    private void breakOff(Connection<S> connection, IOException cause) {
        broken++;
        LOG.log(System.Logger.Level.DEBUG, "a connection broke off", cause);
        close(connection);
    }

    private void close(Connection<S> connection) {
        connections.set(connection.token, null);
        free.push(connection.token);
        if (connection.unsent != null) {
            spareBuffers.push(connection.unsent);
            connection.unsent = null;
        }
        try {
            connection.stream.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the system reported an error for a connection that is closed now", e);
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
        return new Totals(accepted, broken, 0, bytes);
    }

    @Override
    public void close() throws IOException {
        for (Connection<S> connection : connections) {
            if (connection != null) {
                close(connection);
            }
        }
        try (poll;
                listener) {
            waker.close();
        }
    }
}
