package org.example.memory;

import dev.pollux.Direction;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Shutdown;
import dev.pollux.spi.AbstractEndpoint;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Checks;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One end of a pipe. A direction is armed by registering and by an operation that stopped short; its event disarms it. */
final class MemoryEnd extends AbstractEndpoint implements StreamEndpoint {

    private final MemoryPipe pipe;
    private final int direction;

    /** Held by the operation that runs; closing waits for it. */
    private final ReentrantLock operating = new ReentrantLock();

    // Guarded by the pipe:
    private @Nullable MemoryPoll poll;
    private @Nullable MemoryPoll queuedIn;
    private long token;
    private int interest;
    private int armed;

    MemoryEnd(Backend backend, MemoryPipe pipe, int direction) {
        super(backend);
        this.pipe = pipe;
        this.direction = direction;
    }

    @Override
    protected void attach(AbstractPoll to, long newToken, Interest newInterest) {
        synchronized (pipe) {
            poll = (MemoryPoll) to;
            modify(to, newToken, newInterest);
        }
    }

    @Override
    protected void modify(AbstractPoll of, long newToken, Interest newInterest) {
        synchronized (pipe) {
            token = newToken;
            interest = newInterest.bits() & direction;
            armed = interest;
            becameReady();
        }
    }

    @Override
    protected void detach(AbstractPoll from) {
        synchronized (pipe) {
            poll = null;
            interest = 0;
            armed = 0;
        }
    }

    /** Queues up with the poll if it waits for this. */
    void becameReady() {
        synchronized (pipe) {
            MemoryPoll waiting = poll;
            if (waiting != null && waiting != queuedIn && (pipe.readiness(this) & armed) != 0) {
                queuedIn = waiting;
                waiting.add(this);
            }
        }
    }

    /** Called by the polling thread, for each time that this was queued. */
    void deliver(MemoryPoll by, Events events) {
        synchronized (pipe) {
            if (queuedIn == by) {
                queuedIn = null;
            }
            int ready = poll == by ? pipe.readiness(this) & armed : 0;
            if (ready != 0) {
                armed &= ~ready;
                events.add(token, ready);
            }
        }
    }

    @Override
    public int tryIo(Direction which, IoOperation operation) throws IOException {
        operating.lock();
        try {
            ensureOpen();
            int result = 0;
            try {
                result = operation.run();
            } finally {
                if (result == 0) {
                    rearm();
                }
            }
            return result;
        } finally {
            operating.unlock();
        }
    }

    @Override
    protected void closeResource() {
        operating.lock();
        try {
            pipe.close(this);
        } finally {
            operating.unlock();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return (int) read(new ByteBuffer[] {target}, 0, 1);
    }

    @Override
    public long read(ByteBuffer[] targets) throws IOException {
        return read(targets, 0, targets.length);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long room = Checks.requireRoom(targets, offset, length);
        operating.lock();
        try {
            ensureOpen();
            long total = 0;
            for (int i = offset; i < offset + length; i++) {
                int count = targets[i].hasRemaining() ? pipe.read(targets[i]) : 0;
                if (count < 0 && total == 0) {
                    return -1; // the end has been told of
                }
                total += Math.max(count, 0);
            }
            if (total < room) {
                rearm();
            }
            return total;
        } finally {
            operating.unlock();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {source}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long wanted = Checks.remaining(sources, offset, length);
        operating.lock();
        try {
            ensureOpen();
            long total = 0;
            try {
                for (int i = offset; i < offset + length; i++) {
                    total += pipe.write(sources[i]);
                }
            } finally {
                if (total < wanted) {
                    rearm();
                }
            }
            return total;
        } finally {
            operating.unlock();
        }
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public Optional<IOException> takeError() {
        return Optional.empty();
    }

    private UnsupportedOperationException notASocket() {
        return Unsupported.by(backend(), "pipes that act as sockets");
    }

    @Override
    public void bind(SocketAddress local) {
        throw notASocket();
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw notASocket();
    }

    @Override
    public SocketAddress localAddress() {
        throw notASocket();
    }

    @Override
    public SocketAddress peerAddress() {
        throw notASocket();
    }

    @Override
    public int peek(ByteBuffer target) {
        throw notASocket();
    }

    @Override
    public void shutdown(Shutdown how) {
        throw notASocket();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, @Nullable T value) {
        throw notASocket();
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) {
        throw notASocket();
    }
}
