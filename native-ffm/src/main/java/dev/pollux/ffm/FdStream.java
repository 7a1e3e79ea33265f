package dev.pollux.ffm;

import dev.pollux.Shutdown;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Checks;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import org.jspecify.annotations.Nullable;

/** A TCP or Unix stream, or one end of a pipe. */
final class FdStream extends FdSocket implements StreamEndpoint {

    /** How much goes to or from the heap in one call: the collector waits for it. */
    private static final int MOST_ON_HEAP = 64 * 1024;

    private static final int UNCONNECTED = 0;
    private static final int PENDING = 1;
    private static final int CONNECTED = 2;

    private final boolean readable;
    private final boolean writable;
    private volatile boolean blocking;

    private volatile int state;
    private volatile @Nullable SocketAddress remote;

    /** Why connecting failed, so that it can be said again; 0 as long as it did not. */
    private volatile int connectFailure;

    private FdStream(
            Backend backend,
            Posix posix,
            int fd,
            Kind kind,
            int family,
            int state,
            boolean readable,
            boolean writable) {
        super(backend, posix, fd, kind, family, kind == Kind.PIPE ? "an end of a pipe" : "a stream");
        this.state = state;
        this.readable = readable;
        this.writable = writable;
    }

    static FdStream unconnected(Backend backend, Posix posix, int fd, int family) {
        return new FdStream(backend, posix, fd, Kind.STREAM, family, UNCONNECTED, true, true);
    }

    static FdStream connected(Backend backend, Posix posix, int fd, int family) {
        return new FdStream(backend, posix, fd, Kind.STREAM, family, CONNECTED, true, true);
    }

    /** A socket of which nobody knows how far it is. */
    static FdStream adopted(Backend backend, Posix posix, int fd, int family) {
        FdStream stream = new FdStream(backend, posix, fd, Kind.STREAM, family, PENDING, true, true);
        if (stream.askName(Scratch.get(), true) >= 0) {
            stream.state = CONNECTED;
        }
        return stream;
    }

    static FdStream pipe(Backend backend, Posix posix, int fd, boolean readable, boolean writable) {
        return new FdStream(backend, posix, fd, Kind.PIPE, 0, CONNECTED, readable, writable);
    }

    // ---- connecting

    @Override
    public void bind(SocketAddress local) throws IOException {
        bindTo(local);
    }

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        refusePipe("addresses");
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                if (state == CONNECTED) {
                    throw new AlreadyConnectedException();
                }
                if (state == PENDING) {
                    throw new ConnectionPendingException();
                }
                int length = posix.addresses.encode(to, family, s.address);
                allowMapped(s, to);
                int result = posix.calls.connect(s, fd, s.address, length);
                remote = to;
                if (result >= 0) {
                    state = CONNECTED;
                    return true;
                }
                // An interrupted connect goes on by itself.
                if (platform.is(result, Errno.EINPROGRESS) || result == platform.interrupted) {
                    state = PENDING;
                    return false;
                }
                if (platform.is(result, Errno.EAFNOSUPPORT)) {
                    throw new IllegalArgumentException("the address " + to
                            + " is of another protocol than the one that this stream is bound to: bind it to another");
                }
                throw Failures.socket(platform, "connect", to, result);
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (state == CONNECTED) {
            ensureOpen();
            return true;
        }
        refusePipe("addresses");
        Scratch s = Scratch.get();
        synchronized (control) {
            ensureOpen();
            if (state == UNCONNECTED) {
                throw new NoConnectionPendingException();
            }
            // Twice: it may come to its end between the two questions.
            if (isMade(s) || (hasEnded(s) && isMade(s))) {
                state = CONNECTED;
                return true;
            }
            if (hasEnded(s)) {
                throw new SocketException("connect " + remote + ": the connection was lost before it was looked at");
            }
            return false;
        }
    }

    private boolean isMade(Scratch s) throws IOException {
        int error = connectFailure;
        if (error == 0) {
            error = takeErrorNumber(s);
            connectFailure = error;
        }
        if (error != 0) {
            throw Failures.socket(platform, "connect", remote, error);
        }
        int result = askName(s, true);
        if (result < 0 && !platform.is(result, Errno.ENOTCONN)) {
            throw Failures.socket(platform, "getpeername", remote, result);
        }
        return result >= 0;
    }

    /** While a connection is being made nothing can be written. */
    private boolean hasEnded(Scratch s) throws IOException {
        return posix.poll(s, fd, posix.value(Constant.POLLOUT), 0) != 0;
    }

    @Override
    public SocketAddress peerAddress() throws IOException {
        refusePipe("addresses");
        return name(true);
    }

    @Override
    IOException failure(@Nullable String call, int result) {
        if (state == PENDING) {
            connectFailure = result; // taken from the socket: finishConnect must still hear of it
            return Failures.socket(platform, "connect", remote, result);
        }
        return kind == Kind.PIPE
                ? Failures.of(platform, call == null ? "pipe" : call, result)
                : Failures.socket(platform, call == null ? "stream" : call, null, result);
    }

    // ---- reading

    @Override
    public int read(ByteBuffer target) throws IOException {
        Checks.requireRoom(target);
        return receive(target, 0);
    }

    @Override
    public int peek(ByteBuffer target) throws IOException {
        refusePipe("peeking");
        Checks.requireRoom(target);
        return receive(target, posix.value(Constant.MSG_PEEK));
    }

    private int receive(ByteBuffer target, int flags) throws IOException {
        requireReadable();
        if (blocking) {
            return (int) readVector(new ByteBuffer[] {target}, 0, 1);
        }
        Scratch s = Scratch.get();
        int room = target.remaining();
        int moved;
        beginRead();
        try {
            ensureOpen();
            moved = room <= MOST_ON_HEAP || target.isDirect()
                    ? receiveOnce(s, target, room, flags)
                    : receiveParts(s, target, room, flags);
        } finally {
            endRead();
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(this);
        }
        return flags == 0 ? read(moved, room) : peeked(moved);
    }

    private int receiveOnce(Scratch s, ByteBuffer target, int room, int flags) {
        long n;
        do {
            n = kind == Kind.PIPE
                    ? posix.calls.read(s, fd, s.reads.of(target), room)
                    : posix.calls.recv(s, fd, s.reads.of(target), room, flags);
        } while (n == platform.interrupted);
        if (n > 0) {
            target.position(target.position() + (int) n);
        }
        return (int) n;
    }

    /** Goes on until the system has no more, for only then does the mechanism tell of new data. */
    private int receiveParts(Scratch s, ByteBuffer target, int room, int flags) {
        if (flags != 0) {
            return receiveOnce(s, target, MOST_ON_HEAP, flags); // peeks see the same bytes again and again
        }
        int moved = 0;
        while (true) {
            int part = Math.min(room - moved, MOST_ON_HEAP);
            int n = receiveOnce(s, target, part, flags);
            if (n <= 0) {
                return moved > 0 ? moved : n;
            }
            moved += n;
            if (n < part || moved == room) {
                return moved;
            }
        }
    }

    private int read(int moved, int room) throws IOException {
        if (moved > 0) {
            if (moved < room) {
                afterShortRead();
            }
            return moved;
        }
        if (moved == 0) {
            atEnd();
            return -1;
        }
        return blockedOrFailed("read", moved);
    }

    private int peeked(int moved) throws IOException {
        return moved > 0 ? moved : moved == 0 ? -1 : blockedOrFailed("read", moved);
    }

    private int blockedOrFailed(String call, long result) throws IOException {
        if (result == platform.wouldBlock || (state == PENDING && platform.is(result, Errno.ENOTCONN))) {
            return 0;
        }
        throw failure(call, (int) result);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, targets.length);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        Checks.requireRoom(targets, offset, length);
        requireReadable();
        return readVector(targets, offset, length);
    }

    private long readVector(ByteBuffer[] targets, int offset, int length) throws IOException {
        Vectors vectors = Scratch.get().vectors();
        long room = Checks.remaining(targets, offset, length);
        long moved = 0;
        long n;
        beginRead();
        try {
            do {
                ensureOpen();
                if (blocking) {
                    awaitReadiness(Constant.POLLIN);
                }
                n = vectors.read(posix, fd, targets, offset, length);
                moved += Math.max(n, 0);
            } while (n > 0 && n == vectors.asked() && moved < room && !blocking);
        } finally {
            endRead();
            Reference.reachabilityFence(targets);
            Reference.reachabilityFence(this);
        }
        if (moved == 0) {
            return read((int) n, 1);
        }
        if (moved < room) {
            afterShortRead();
        }
        return moved;
    }

    private void requireReadable() {
        if (!readable) {
            throw new NonReadableChannelException();
        }
    }

    // ---- writing

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        if (blocking) {
            return (int) writeVector(new ByteBuffer[] {source}, 0, 1);
        }
        Scratch s = Scratch.get();
        int remaining = source.remaining();
        int moved;
        beginWrite();
        try {
            ensureOpen();
            moved = remaining == 0
                    ? 0
                    : remaining <= MOST_ON_HEAP || source.isDirect()
                            ? sendOnce(s, source, remaining)
                            : sendParts(s, source, remaining);
        } finally {
            endWrite();
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(this);
        }
        return moved >= 0 ? moved : blockedOrFailed("write", moved);
    }

    private int sendOnce(Scratch s, ByteBuffer source, int length) {
        long n;
        do {
            n = kind == Kind.PIPE
                    ? posix.calls.write(s, fd, s.writes.of(source), length)
                    : posix.calls.send(s, fd, s.writes.of(source), length, platform.sendFlags);
        } while (n == platform.interrupted);
        if (n > 0) {
            source.position(source.position() + (int) n);
        }
        return (int) n;
    }

    private int sendParts(Scratch s, ByteBuffer source, int remaining) {
        int moved = 0;
        while (true) {
            int part = Math.min(remaining - moved, MOST_ON_HEAP);
            int n = sendOnce(s, source, part);
            if (n < 0) {
                return moved > 0 ? moved : n;
            }
            moved += n;
            if (n < part || moved == remaining) {
                return moved;
            }
        }
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Checks.remaining(sources, offset, length);
        if (!writable) {
            throw new NonWritableChannelException();
        }
        return writeVector(sources, offset, length);
    }

    private long writeVector(ByteBuffer[] sources, int offset, int length) throws IOException {
        Vectors vectors = Scratch.get().vectors();
        long remaining = Checks.remaining(sources, offset, length);
        long moved = 0;
        long n = 0;
        beginWrite();
        try {
            ensureOpen();
            while (moved < remaining) {
                if (blocking) {
                    awaitReadiness(Constant.POLLOUT);
                }
                n = vectors.write(posix, fd, sources, offset, length, kind == Kind.PIPE, blocking);
                moved += Math.max(n, 0);
                if (n < 0 || (n < vectors.asked() && !blocking)) {
                    break;
                }
            }
        } finally {
            endWrite();
            Reference.reachabilityFence(sources);
            Reference.reachabilityFence(this);
        }
        return moved > 0 || n >= 0 ? moved : blockedOrFailed("write", n);
    }

    // ---- the rest

    @Override
    public void shutdown(Shutdown how) throws IOException {
        refusePipe("shutting down one half");
        synchronized (control) {
            try {
                ensureOpen();
                Scratch s = Scratch.get();
                // Linux would give up a connection that is being made.
                int result = state == CONNECTED ? 0 : askName(s, true);
                if (result >= 0) {
                    result = posix.calls.shutdown(s, fd, shutdownFlag(posix, how));
                }
                if (result < 0) {
                    throw Failures.socket(platform, "shutdown", null, result);
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    static int shutdownFlag(Posix posix, Shutdown how) {
        return posix.value(
                switch (how) {
                    case READ -> Constant.SHUT_RD;
                    case WRITE -> Constant.SHUT_WR;
                    case BOTH -> Constant.SHUT_RDWR;
                });
    }

    @Override
    boolean isBlocking() {
        return blocking;
    }

    @Override
    public void setNonBlocking(boolean nonBlocking) throws IOException {
        if (kind != Kind.PIPE) {
            throw Unsupported.by(backend(), "blocking operations of sockets");
        }
        synchronized (control) {
            try {
                ensureOpen();
                boolean before = blocking;
                blocking = !nonBlocking; // first: a registration that begins now sees it
                try {
                    if (!nonBlocking && isRegistered()) {
                        throw new IllegalStateException(this + " is registered: deregister it before making it block");
                    }
                    posix.setNonBlocking(Scratch.get(), fd, nonBlocking);
                    before = blocking;
                } finally {
                    blocking = before;
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    /** Waits in slices, so that closing does not wait for ever. */
    private void awaitReadiness(Constant event) throws IOException {
        Scratch s = Scratch.get();
        while (posix.poll(s, fd, posix.value(event), 100) == 0) {
            ensureOpen();
        }
    }
}
