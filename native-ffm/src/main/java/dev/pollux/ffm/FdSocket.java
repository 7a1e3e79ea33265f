package dev.pollux.ffm;

import dev.pollux.spi.Backend;
import dev.pollux.spi.SocketEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stream, listening and datagram sockets have in common: addresses and options. */
abstract class FdSocket extends FdEndpoint implements SocketEndpoint {

    /** The kinds of sockets, which differ in their options. */
    enum Kind {
        STREAM,
        LISTENER,
        DATAGRAM,
        PIPE
    }

    final Kind kind;

    /** The number of the address family; 0 for a pipe. */
    final int family;

    FdSocket(Backend backend, Posix posix, int fd, Kind kind, int family, String name) {
        super(backend, posix, fd, name, true);
        this.kind = kind;
        this.family = family;
    }

    final boolean isUnix() {
        return family == posix.value(Constant.AF_UNIX);
    }

    final boolean isInet6() {
        return family == posix.value(Constant.AF_INET6);
    }

    final void refusePipe(String what) {
        if (kind == Kind.PIPE) {
            throw Unsupported.by(backend(), what + " of pipes");
        }
    }

    @Override
    public final SocketAddress localAddress() throws IOException {
        refusePipe("addresses");
        return name(false);
    }

    /** Returns an address of the socket: of the peer, or its own. */
    final SocketAddress name(boolean ofPeer) throws IOException {
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                int result = askName(s, ofPeer);
                if (result < 0) {
                    throw Failures.socket(platform, ofPeer ? "getpeername" : "getsockname", null, result);
                }
                return posix.addresses.decode(s.address, Memory.getInt(s.length));
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    final int askName(Scratch s, boolean ofPeer) {
        Memory.putInt(s.length, Scratch.ADDRESS_SIZE);
        return ofPeer
                ? posix.calls.getpeername(s, fd, s.address, s.length)
                : posix.calls.getsockname(s, fd, s.address, s.length);
    }

    final void bindTo(SocketAddress local) throws IOException {
        refusePipe("addresses");
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                int length = posix.addresses.encode(local, family, s.address);
                allowMapped(s, local);
                int result = posix.calls.bind(s, fd, s.address, length);
                if (result < 0) {
                    throw Failures.socket(platform, "bind", local, result);
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    /** An IPv6 socket takes IPv4 addresses too, whatever the system's setting is; only streams are asked here. */
    final void allowMapped(Scratch s, SocketAddress address) throws IOException {
        if (kind == Kind.STREAM
                && isInet6()
                && address instanceof java.net.InetSocketAddress internet
                && internet.getAddress() instanceof java.net.Inet4Address) {
            posix.setIntOption(s, fd, Constant.IPPROTO_IPV6, Constant.IPV6_V6ONLY, 0);
        }
    }

    @Override
    public final <T> void setOption(SocketOption<T> option, @Nullable T value) throws IOException {
        OptionType<T> type = Options.find(this, option);
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                type.set(this, s, value);
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public final <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        OptionType<T> type = Options.find(this, option);
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                T value = type.get(this, s);
                return value;
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return Options.of(this);
    }

    @Override
    public Optional<IOException> takeError() throws IOException {
        refusePipe("errors");
        Scratch s = Scratch.get();
        synchronized (control) {
            ensureOpen();
            int error = takeErrorNumber(s);
            return error == 0 ? Optional.empty() : Optional.of(failure(null, error));
        }
    }

    /** Returns and clears the error that waits on the socket, as calls return it: 0 or negative. */
    final int takeErrorNumber(Scratch s) throws IOException {
        try {
            int error = posix.intOption(s, fd, Constant.SOL_SOCKET, Constant.SO_ERROR);
            if (error < 0) {
                throw Failures.socket(platform, "getsockopt SO_ERROR", null, error);
            }
            return -error;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Returns the exception for an error that a call, or none in particular, has met. */
    abstract IOException failure(@Nullable String call, int result);
}
