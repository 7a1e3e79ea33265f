package dev.pollux.nio;

import dev.pollux.spi.Checks;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Readiness;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** A UDP socket over a {@link DatagramChannel}. */
final class NioDatagram extends NioSocket implements DatagramEndpoint {

    /** No datagram is longer. */
    private static final int LONGEST = 65_535;

    private final DatagramChannel channel;
    private final NioMulticast multicast;

    /** The datagram that was peeked at, with its sender; guarded by readLock. */
    private @Nullable ByteBuffer peeked;

    private @Nullable SocketAddress peekedFrom;

    NioDatagram(NioBackend backend, DatagramChannel channel, ProtocolFamily family) throws IOException {
        super(backend, channel, "a datagram socket");
        this.channel = channel;
        this.multicast = new NioMulticast(channel, family);
    }

    /** The JDK does not tell; only IPv6 sockets can be bound to IPv6 addresses. */
    static ProtocolFamily familyOf(DatagramChannel channel) throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress local
                        && local.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    @Override
    public void bind(SocketAddress local) throws IOException {
        ensureOpen();
        try {
            channel.bind(local);
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("bind", local, e);
        } catch (IOException e) {
            throw NioErrors.of(e, "bind", local);
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        writeLock.lock();
        try {
            ensureOpen();
            if (channel.isConnected()) {
                channel.disconnect(); // the JDK connects once only
            }
            channel.connect(remote);
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("connect", remote, e);
        } catch (IOException e) {
            throw NioErrors.of(e, "connect", remote);
        } finally {
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public SocketAddress peerAddress() throws IOException {
        ensureOpen();
        SocketAddress remote = channel.getRemoteAddress();
        if (remote == null) {
            throw NioErrors.notConnected("peerAddress");
        }
        return remote;
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        SocketAddress remote = channel.isOpen() ? channel.getRemoteAddress() : null;
        if (remote == null) {
            ensureOpen();
            throw NioErrors.notConnected("send");
        }
        return sendTo(source, remote);
    }

    @Override
    public int sendTo(ByteBuffer source, SocketAddress target) throws IOException {
        int length = source.remaining();
        if (length == 0 && channel.isConnected()) {
            throw Unsupported.by(
                    backend(),
                    "empty datagrams from a connected socket",
                    "the JDK sends none; use a socket that is not connected, or the epoll or kqueue backend");
        }
        boolean again = true;
        writeLock.lock();
        try {
            ensureOpen();
            int sent = channel.send(source, target);
            if (sent == 0 && length > 0) {
                return WOULD_BLOCK;
            }
            again = false;
            return sent;
        } catch (AlreadyConnectedException e) {
            throw new SocketException(
                    "send to " + target + ": the socket is connected to " + channel.getRemoteAddress());
        } catch (UnsupportedAddressTypeException e) {
            throw wrongFamily("send to", target, e);
        } catch (IOException e) {
            throw NioErrors.of(e, "send to", target);
        } finally {
            if (again) {
                state.rearm(Readiness.WRITABLE);
            }
            writeLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int receive(ByteBuffer target) throws IOException {
        int before = target.position();
        return receiveFrom(target) == null ? WOULD_BLOCK : target.position() - before;
    }

    @Override
    public @Nullable SocketAddress receiveFrom(ByteBuffer target) throws IOException {
        Checks.requireRoom(target);
        boolean again = true;
        readLock.lock();
        try {
            ensureOpen();
            SocketAddress from = peekedFrom;
            if (from != null) {
                copyPeeked(target);
                peekedFrom = null;
                state.setPeeked(false);
            } else {
                from = channel.receive(target);
            }
            again = from == null;
            return from;
        } catch (IOException e) {
            throw NioErrors.of(e, "receive", null);
        } finally {
            if (again) {
                state.rearm(Readiness.READABLE);
            }
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int peek(ByteBuffer target) throws IOException {
        int before = target.position();
        return peekFrom(target) == null ? WOULD_BLOCK : target.position() - before;
    }

    /** The JDK cannot peek: the datagram is received and kept. */
    @Override
    public @Nullable SocketAddress peekFrom(ByteBuffer target) throws IOException {
        Checks.requireRoom(target);
        boolean again = true;
        readLock.lock();
        try {
            ensureOpen();
            if (peekedFrom == null) {
                receivePeeked();
            }
            SocketAddress from = peekedFrom;
            if (from != null) {
                copyPeeked(target);
                again = false;
            }
            return from;
        } catch (IOException e) {
            throw NioErrors.of(e, "peek", null);
        } finally {
            if (again) {
                state.rearm(Readiness.READABLE);
            }
            readLock.unlock();
            Reference.reachabilityFence(this);
        }
    }

    private void receivePeeked() throws IOException {
        ByteBuffer room = peeked;
        if (room == null) {
            room = ByteBuffer.allocate(LONGEST);
            peeked = room;
        }
        peekedFrom = channel.receive(room.clear());
        room.flip();
        state.setPeeked(peekedFrom != null);
    }

    /** What does not fit is cut off, as by the system. */
    private void copyPeeked(ByteBuffer target) {
        ByteBuffer kept = peeked;
        if (kept != null) {
            target.put(kept.slice(0, Math.min(kept.limit(), target.remaining())));
        }
    }

    @Override
    public void joinMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        ensureOpen();
        multicast.join(group, networkInterface);
    }

    @Override
    public void joinMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        ensureOpen();
        multicast.join(group, interfaceIndex);
    }

    @Override
    public void leaveMulticastV4(Inet4Address group, Inet4Address networkInterface) throws IOException {
        ensureOpen();
        multicast.leave(group, networkInterface);
    }

    @Override
    public void leaveMulticastV6(Inet6Address group, int interfaceIndex) throws IOException {
        ensureOpen();
        multicast.leave(group, interfaceIndex);
    }

    @Override
    public String toString() {
        return "Datagram[" + channel + "]";
    }
}
