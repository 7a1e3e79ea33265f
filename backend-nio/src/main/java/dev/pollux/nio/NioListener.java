package dev.pollux.nio;

import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A TCP or Unix listener over a {@link ServerSocketChannel}. */
final class NioListener extends NioSocket implements ListenerEndpoint {

    private final NioBackend backend;
    private final ServerSocketChannel channel;

    NioListener(NioBackend backend, ServerSocketChannel channel) throws IOException {
        super(backend, channel, "a listener");
        this.backend = backend;
        this.channel = channel;
    }

    @Override
    public void bind(SocketAddress local, int backlog) throws IOException {
        ensureOpen();
        try {
            channel.bind(toJdk(local), backlog);
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("bind", local, e);
        } catch (IOException e) {
            throw NioErrors.ofAddress(e, "bind", local);
        }
    }

    @Override
    public @Nullable StreamEndpoint accept() throws IOException {
        boolean again = true;
        readLock.lock();
        try {
            ensureOpen();
            SocketChannel accepted = channel.accept();
            if (accepted == null) {
                return null;
            }
            again = false;
            return wrap(accepted);
        } catch (IOException e) {
            throw NioErrors.of(e, "accept", null);
        } finally {
            if (again) {
                state.rearm(Readiness.READABLE);
            }
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    private StreamEndpoint wrap(SocketChannel accepted) throws IOException {
        try {
            return new NioStream(backend, accepted);
        } catch (IOException | RuntimeException e) {
            accepted.close();
            state.rearm(Readiness.READABLE);
            throw e;
        }
    }

    @Override
    public String toString() {
        return "Listener[" + channel + "]";
    }
}
