package dev.pollux.ffm;

import dev.pollux.spi.Backend;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening TCP or Unix socket. */
final class FdListener extends FdSocket implements ListenerEndpoint {

    FdListener(Backend backend, Posix posix, int fd, int family) {
        super(backend, posix, fd, Kind.LISTENER, family, "a listener");
    }

    @Override
    public void bind(SocketAddress local, int backlog) throws IOException {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog " + backlog + ": must be at least 1");
        }
        bindTo(local);
        synchronized (control) {
            try {
                ensureOpen();
                int result = posix.calls.listen(Scratch.get(), fd, backlog);
                if (result < 0) {
                    throw Failures.socket(platform, "listen", local, result);
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
        if (isRegistered()) {
            rearm(); // what epoll said of it before it listened is void
        }
    }

    @Override
    public @Nullable StreamEndpoint accept() throws IOException {
        Scratch s = Scratch.get();
        int result;
        beginRead();
        try {
            ensureOpen();
            result = posix.accept(s, fd);
        } finally {
            endRead();
            Reference.reachabilityFence(this);
        }
        if (result >= 0) {
            return FdStream.connected(backend(), posix, result, family);
        }
        if (result == platform.wouldBlock) {
            return null;
        }
        rearm(); // the connection still waits, and the mechanism has told of it already
        throw failure("accept", result);
    }

    @Override
    IOException failure(@Nullable String call, int result) {
        return Failures.socket(platform, call == null ? "listener" : call, null, result);
    }
}
