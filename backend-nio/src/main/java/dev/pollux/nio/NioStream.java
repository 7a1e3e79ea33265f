package dev.pollux.nio;

import dev.pollux.BacklogFullException;
import dev.pollux.Shutdown;
import dev.pollux.UnixAddress;
import dev.pollux.spi.Checks;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.Pipe;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A TCP or Unix stream over a {@link SocketChannel}, or one end of a {@link Pipe}. */
final class NioStream extends NioSocket implements StreamEndpoint {

    private final SelectableChannel channel;
    private final @Nullable SocketChannel socket;
    private final @Nullable ScatteringByteChannel source;
    private final @Nullable GatheringByteChannel sink;
    private final boolean unnamed;

    /** What was peeked at, read before the channel is; guarded by readLock. */
    private @Nullable PeekBuffer peeked;

    /** The error of a failed connect, until somebody takes it; guarded by writeLock. */
    private boolean failureTaken;

    /** Where to connect to, for messages. */
    private volatile @Nullable SocketAddress remote;

    NioStream(NioBackend backend, SocketChannel socket) throws IOException {
        this(backend, socket, false);
    }

    /** One end of a pair, whose sockets have names that nobody asked for. */
    NioStream(NioBackend backend, SocketChannel socket, boolean unnamed) throws IOException {
        super(backend, socket, "a stream");
        this.channel = socket;
        this.socket = socket;
        this.source = socket;
        this.sink = socket;
        this.unnamed = unnamed;
        if (socket.isConnectionPending()) {
            state.connectBegun();
        }
    }

    NioStream(NioBackend backend, Pipe.SinkChannel sink) throws IOException {
        super(backend, sink, "a pipe's sender");
        this.channel = sink;
        this.socket = null;
        this.source = null;
        this.sink = sink;
        this.unnamed = false;
    }

    NioStream(NioBackend backend, Pipe.SourceChannel source) throws IOException {
        super(backend, source, "a pipe's receiver");
        this.channel = source;
        this.socket = null;
        this.source = source;
        this.sink = null;
        this.unnamed = false;
    }

    private SocketChannel socket(String what) {
        SocketChannel connection = socket;
        if (connection == null) {
            throw new UnsupportedOperationException(this + " is an end of a pipe and has no " + what);
        }
        return connection;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        SocketChannel connection = socket("address");
        ensureOpen();
        try {
            connection.bind(toJdk(local));
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("bind", local, e);
        } catch (IOException e) {
            throw NioErrors.ofAddress(e, "bind", local);
        }
    }

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        SocketChannel connection = socket("peer");
        writeLock.lock();
        try {
            ensureOpen();
            remote = to;
            boolean done = connection.connect(toJdk(to));
            if (!done) {
                state.connectBegun();
            }
            return done;
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("connect", to, e);
        } catch (IOException e) {
            if (to instanceof UnixAddress && String.valueOf(e.getMessage()).contains("temporarily unavailable")) {
                throw new BacklogFullException("connect " + to + ": the listener's backlog is full: try again later");
            }
            throw NioErrors.ofAddress(e, "connect", to);
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        writeLock.lock();
        try {
            ensureOpen();
            return finishConnect("finishConnect", socket("peer"));
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    private boolean finishConnect(String call, SocketChannel connection) throws IOException {
        throwConnectFailure();
        if (connection.isConnected()) {
            return true;
        }
        if (!state.isConnecting()) {
            throw NioErrors.notConnected(call);
        }
        try {
            if (connection.finishConnect()) {
                state.connectDone();
                return true;
            }
        } catch (ClosedChannelException e) {
            ensureOpen();
            throwConnectFailure(); // found by the poll at this moment
            throw e;
        } catch (IOException e) {
            state.connectFailed(e);
            throwConnectFailure();
        }
        state.rearm(Readiness.WRITABLE);
        return false;
    }

    /** The JDK has closed the channel then: every operation says why. */
    private void throwConnectFailure() throws IOException {
        IOException failure = state.connectFailure();
        if (failure != null) {
            throw NioErrors.of(failure, "connect", remote);
        }
    }

    @Override
    public Optional<IOException> takeError() throws IOException {
        writeLock.lock();
        try {
            ensureOpen();
            IOException failure = state.connectFailure();
            if (failure == null || failureTaken) {
                return Optional.empty();
            }
            failureTaken = true;
            return Optional.of(NioErrors.of(failure, "connect", remote));
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public SocketAddress localAddress() throws IOException {
        return unnamed && isOpen() ? UnixAddress.unnamed() : super.localAddress();
    }

    @Override
    public SocketAddress peerAddress() throws IOException {
        SocketChannel connection = socket("peer");
        ensureOpen();
        if (!connection.isConnected()) {
            throw NioErrors.notConnected("peerAddress");
        }
        return unnamed ? UnixAddress.unnamed() : NioAddresses.fromJdk(connection, connection.getRemoteAddress());
    }

    @Override
    public void shutdown(Shutdown how) throws IOException {
        SocketChannel connection = socket("halves to shut down");
        ensureOpen();
        try {
            if (how != Shutdown.WRITE) {
                connection.shutdownInput();
                state.addHint(Readiness.READ_CLOSED);
                state.rearm(Readiness.READABLE);
            }
            if (how != Shutdown.READ) {
                connection.shutdownOutput();
                state.addHint(Readiness.WRITE_CLOSED);
            }
        } catch (NotYetConnectedException e) {
            throw NioErrors.notConnected("shutdown");
        } catch (IOException e) {
            throw NioErrors.of(e, "shutdown", null);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void setNonBlocking(boolean nonBlocking) throws IOException {
        if (socket != null) {
            StreamEndpoint.super.setNonBlocking(nonBlocking);
        }
        ensureOpen();
        if (!nonBlocking && channel.isRegistered()) {
            throw new IllegalStateException(this + " is or was registered with a poll: it cannot block any more");
        }
        channel.configureBlocking(!nonBlocking);
    }

    private ScatteringByteChannel source() {
        ScatteringByteChannel readable = source;
        if (readable == null) {
            throw new NonReadableChannelException();
        }
        return readable;
    }

    private GatheringByteChannel sink() {
        GatheringByteChannel writable = sink;
        if (writable == null) {
            throw new NonWritableChannelException();
        }
        return writable;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Checks.requireRoom(target);
        ScatteringByteChannel readable = source();
        int room = target.remaining();
        readLock.lock();
        try {
            ensureOpen();
            PeekBuffer first = peeked;
            int count = first != null && first.hasBytes() ? takePeeked(first, target) : readable.read(target);
            afterRead(count, room);
            return count;
        } catch (NotYetConnectedException e) {
            return whileConnecting("read", Readiness.READABLE);
        } catch (IOException e) {
            throw failed("read", e);
        } finally {
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, targets.length);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long room = Checks.requireRoom(targets, offset, length);
        ScatteringByteChannel readable = source();
        readLock.lock();
        try {
            ensureOpen();
            PeekBuffer first = peeked;
            long count = 0;
            if (first != null && first.hasBytes()) {
                for (int i = offset; i < offset + length; i++) {
                    count += takePeeked(first, targets[i]);
                }
            } else {
                count = readable.read(targets, offset, length);
            }
            afterRead(count, room);
            return count;
        } catch (NotYetConnectedException e) {
            return whileConnecting("read", Readiness.READABLE);
        } catch (IOException e) {
            throw failed("read", e);
        } finally {
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    private int takePeeked(PeekBuffer from, ByteBuffer target) {
        int count = from.take(target);
        state.setPeeked(from.hasBytes());
        return count;
    }

    private void afterRead(long count, long room) {
        if (count < 0) {
            state.addHint(Readiness.READ_CLOSED);
        } else if (count < room) {
            state.rearm(Readiness.READABLE);
        }
    }

    @Override
    public int peek(ByteBuffer target) throws IOException {
        socket("way to peek");
        Checks.requireRoom(target);
        ScatteringByteChannel readable = source();
        readLock.lock();
        try {
            ensureOpen();
            PeekBuffer buffer = peeked;
            if (buffer == null) {
                buffer = new PeekBuffer();
                peeked = buffer;
            }
            int room = target.remaining();
            int count = buffer.fill(readable, room);
            state.setPeeked(buffer.hasBytes());
            if (count > 0) {
                buffer.copy(target);
                if (count < room) {
                    state.rearmForMore(Readiness.READABLE);
                }
            } else {
                afterRead(count, room);
            }
            return Math.min(count, room);
        } catch (NotYetConnectedException e) {
            return whileConnecting("peek", Readiness.READABLE);
        } catch (IOException e) {
            throw failed("peek", e);
        } finally {
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int write(ByteBuffer data) throws IOException {
        GatheringByteChannel writable = sink();
        int remaining = data.remaining();
        writeLock.lock();
        try {
            ensureOpen();
            int count = writable.write(data);
            if (count < remaining) {
                state.rearm(Readiness.WRITABLE);
            }
            return count;
        } catch (NotYetConnectedException e) {
            return whileConnecting("write", Readiness.WRITABLE);
        } catch (IOException e) {
            state.addHint(Readiness.WRITE_CLOSED);
            throw failed("write", e);
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public long write(ByteBuffer[] data) throws IOException {
        return write(data, 0, data.length);
    }

    @Override
    public long write(ByteBuffer[] data, int offset, int length) throws IOException {
        GatheringByteChannel writable = sink();
        long remaining = Checks.remaining(data, offset, length);
        writeLock.lock();
        try {
            ensureOpen();
            long count = writable.write(data, offset, length);
            if (count < remaining) {
                state.rearm(Readiness.WRITABLE);
            }
            return count;
        } catch (NotYetConnectedException e) {
            return whileConnecting("write", Readiness.WRITABLE);
        } catch (IOException e) {
            state.addHint(Readiness.WRITE_CLOSED);
            throw failed("write", e);
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    /** The system makes connections by itself; the JDK must be asked to notice, or every operation refuses for ever. */
    private int whileConnecting(String call, int direction) throws IOException {
        finishConnect(call, socket("peer"));
        state.rearm(direction);
        return 0;
    }

    private IOException failed(String call, IOException failure) throws IOException {
        ensureOpen();
        throwConnectFailure();
        return socket == null ? failure : NioErrors.of(failure, call, null);
    }

    @Override
    public String toString() {
        return (socket != null ? "Stream[" : sink != null ? "Sender[" : "Receiver[") + channel + "]";
    }
}
