package dev.pollux.ffm;

import dev.pollux.Shutdown;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Checks;
import dev.pollux.spi.DatagramEndpoint;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A UDP or Unix datagram socket. */
final class FdDatagram extends FdSocket implements DatagramEndpoint {

    /** Set by receiving, which one thread does at a time. */
    private volatile boolean truncated;

    private final SenderCache senders = new SenderCache();

    FdDatagram(Backend backend, Posix posix, int fd, int family) {
        super(backend, posix, fd, Kind.DATAGRAM, family, "a datagram socket");
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        bindTo(local);
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                int length = posix.addresses.encode(remote, family, s.address);
                int result;
                do {
                    result = posix.calls.connect(s, fd, s.address, length);
                } while (result == platform.interrupted);
                if (result < 0) {
                    throw Failures.socket(platform, "connect", remote, result);
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public SocketAddress peerAddress() throws IOException {
        return name(true);
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        return send(source, null);
    }

    @Override
    public int sendTo(ByteBuffer source, SocketAddress target) throws IOException {
        return send(source, java.util.Objects.requireNonNull(target, "target"));
    }

    private int send(ByteBuffer source, @Nullable SocketAddress target) throws IOException {
        Scratch s = Scratch.get();
        long address = target == null ? 0 : s.target(posix.addresses, target, family);
        int length = source.remaining();
        long n;
        beginWrite();
        try {
            ensureOpen();
            do {
                n = target == null
                        ? posix.calls.send(s, fd, s.writes.of(source), length, platform.sendFlags)
                        : posix.calls.sendto(
                                s, fd, s.writes.of(source), length, platform.sendFlags, address, s.targetLength());
            } while (n == platform.interrupted);
        } finally {
            endWrite();
            Reference.reachabilityFence(source);
            Reference.reachabilityFence(this);
        }
        if (n >= 0) {
            source.position(source.position() + (int) n);
            return (int) n;
        }
        if (n == platform.wouldBlock) {
            return WOULD_BLOCK;
        }
        rearm();
        throw isUnix() ? Failures.socket(platform, "send", target, n) : Failures.datagram(platform, "send", target, n);
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        return receive(target, 0);
    }

    @Override
    public int peek(ByteBuffer target) throws IOException {
        return receive(target, posix.value(Constant.MSG_PEEK));
    }

    private int receive(ByteBuffer target, int flags) throws IOException {
        Checks.requireRoom(target);
        Scratch s = Scratch.get();
        int room = target.remaining();
        long n;
        beginRead();
        try {
            ensureOpen();
            do {
                n = posix.calls.recv(s, fd, s.reads.of(target), room, flags | platform.wholeLength);
            } while (n == platform.interrupted);
            truncated = n > room;
        } finally {
            endRead();
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(this);
        }
        return received(n, room, target);
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        return receiveFrom(target, 0);
    }

    @Override
    public @Nullable SocketAddress peekFrom(ByteBuffer target) throws IOException {
        return receiveFrom(target, posix.value(Constant.MSG_PEEK));
    }

    private @Nullable SocketAddress receiveFrom(ByteBuffer target, int flags) throws IOException {
        Checks.requireRoom(target);
        Scratch s = Scratch.get();
        int room = target.remaining();
        SocketAddress sender = null;
        long n;
        beginRead();
        try {
            ensureOpen();
            do {
                Memory.putInt(s.length, Scratch.ADDRESS_SIZE);
                n = posix.calls.recvfrom(
                        s, fd, s.reads.of(target), room, flags | platform.wholeLength, s.address, s.length);
            } while (n == platform.interrupted);
            truncated = n > room;
            if (n >= 0) {
                sender = senders.get(posix.addresses, s.address, Memory.getInt(s.length));
            }
        } finally {
            endRead();
            Reference.reachabilityFence(target);
            Reference.reachabilityFence(this);
        }
        received(n, room, target);
        return sender;
    }

    /** With {@code wholeLength} the system returns the datagram's length, however much of it fitted. */
    private int received(long n, int room, ByteBuffer target) throws IOException {
        if (n >= 0) {
            int length = (int) Math.min(n, room);
            target.position(target.position() + length);
            return length;
        }
        if (n == platform.wouldBlock) {
            return WOULD_BLOCK;
        }
        rearm(); // datagrams may wait behind the error
        throw failure("receive", (int) n);
    }

    @Override
    public boolean truncated() {
        return truncated;
    }

    @Override
    IOException failure(@Nullable String call, int result) {
        String what = call == null ? "datagram socket" : call;
        return isUnix()
                ? Failures.socket(platform, what, null, result)
                : Failures.datagram(platform, what, null, result);
    }

    @Override
    public void joinMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        multicastV4(Constant.IP_ADD_MEMBERSHIP, group, networkInterface);
    }

    @Override
    public void leaveMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        multicastV4(Constant.IP_DROP_MEMBERSHIP, group, networkInterface);
    }

    private void multicastV4(Constant option, Inet4Address group, Inet4Address networkInterface) throws IOException {
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                Multicast.changeV4(this, s, option, group, networkInterface);
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public void joinMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        multicastV6(Constant.IPV6_JOIN_GROUP, group, interfaceIndex);
    }

    @Override
    public void leaveMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        multicastV6(Constant.IPV6_LEAVE_GROUP, group, interfaceIndex);
    }

    private void multicastV6(Constant option, Inet6Address group, int interfaceIndex) throws IOException {
        Scratch s = Scratch.get();
        synchronized (control) {
            try {
                ensureOpen();
                Multicast.changeV6(this, s, option, group, interfaceIndex);
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }

    @Override
    public void shutdown(Shutdown how) throws IOException {
        synchronized (control) {
            try {
                ensureOpen();
                int result = posix.calls.shutdown(Scratch.get(), fd, FdStream.shutdownFlag(posix, how));
                if (result < 0) {
                    throw failure("shutdown", result);
                }
            } finally {
                Reference.reachabilityFence(this);
            }
        }
    }
}
