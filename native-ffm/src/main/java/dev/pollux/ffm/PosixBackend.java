package dev.pollux.ffm;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A backend over POSIX descriptors: makes the endpoints; a subclass adds the poll.
 *
 * <p>The subclass's polls implement {@link FdPoll}. All methods may be called by any thread.
 */
public abstract class PosixBackend implements Backend {

    private static final Set<Capability> CAPABILITIES = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(Capability.AIO, Capability.LIO, Capability.CHANNELS)));

    /** Creates the backend; nothing native is touched. */
    protected PosixBackend() {}

    /**
     * Returns the system that this backend runs on.
     *
     * @return always the same object
     */
    protected abstract Posix posix();

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        Posix posix = posix();
        int number = number(posix, family);
        return FdStream.unconnected(this, posix, open(posix, number, Constant.SOCK_STREAM, family), number);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        Posix posix = posix();
        int number = number(posix, family);
        int fd = open(posix, number, Constant.SOCK_STREAM, family);
        try {
            Scratch s = Scratch.get();
            if (family != StandardProtocolFamily.UNIX) {
                posix.setIntOption(s, fd, Constant.SOL_SOCKET, Constant.SO_REUSEADDR, 1);
            }
            allowMapped(posix, s, fd, family);
            return new FdListener(this, posix, fd, number);
        } catch (IOException | RuntimeException | Error e) {
            posix.closeAfter(e, fd);
            throw e;
        }
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        Posix posix = posix();
        int number = number(posix, family);
        int fd = open(posix, number, Constant.SOCK_DGRAM, family);
        try {
            allowMapped(posix, Scratch.get(), fd, family);
            return new FdDatagram(this, posix, fd, number);
        } catch (IOException | RuntimeException | Error e) {
            posix.closeAfter(e, fd);
            throw e;
        }
    }

    /** An IPv6 socket takes IPv4 too, whatever the system's setting is. */
    private static void allowMapped(Posix posix, Scratch s, int fd, ProtocolFamily family) throws IOException {
        if (family == StandardProtocolFamily.INET6) {
            posix.setIntOption(s, fd, Constant.IPPROTO_IPV6, Constant.IPV6_V6ONLY, 0);
        }
    }

    private int number(Posix posix, ProtocolFamily family) {
        if (family instanceof StandardProtocolFamily standard) {
            return posix.value(
                    switch (standard) {
                        case INET -> Constant.AF_INET;
                        case INET6 -> Constant.AF_INET6;
                        case UNIX -> Constant.AF_UNIX;
                    });
        }
        throw Unsupported.by(this, "the protocol family " + family.name());
    }

    private int open(Posix posix, int number, Constant type, ProtocolFamily family) throws IOException {
        int fd = posix.socket(Scratch.get(), number, posix.value(type));
        if (posix.platform.is(fd, Errno.EAFNOSUPPORT)) {
            throw Unsupported.by(this, "the protocol family " + family.name(), "the system lacks it");
        }
        if (fd < 0) {
            throw Failures.socket(posix.platform, "socket", null, fd);
        }
        return fd;
    }

    @Override
    public Pair<StreamEndpoint> openStreamPair() throws IOException {
        Posix posix = posix();
        int family = posix.value(Constant.AF_UNIX);
        int[] fds = posix.socketPair(Scratch.get(), posix.value(Constant.SOCK_STREAM));
        return new Pair<>(
                FdStream.connected(this, posix, fds[0], family), FdStream.connected(this, posix, fds[1], family));
    }

    @Override
    public Pair<DatagramEndpoint> openDatagramPair() throws IOException {
        Posix posix = posix();
        int family = posix.value(Constant.AF_UNIX);
        int[] fds = posix.socketPair(Scratch.get(), posix.value(Constant.SOCK_DGRAM));
        return new Pair<>(new FdDatagram(this, posix, fds[0], family), new FdDatagram(this, posix, fds[1], family));
    }

    @Override
    public Pair<StreamEndpoint> openPipe() throws IOException {
        Posix posix = posix();
        int[] fds = posix.pipe(Scratch.get());
        return new Pair<>(
                FdStream.pipe(this, posix, fds[1], false, true), FdStream.pipe(this, posix, fds[0], true, false));
    }

    @Override
    public StreamEndpoint adoptStream(long handle) throws IOException {
        return Adoption.stream(this, posix(), handle);
    }

    @Override
    public ListenerEndpoint adoptListener(long handle) throws IOException {
        return Adoption.listener(this, posix(), handle);
    }

    @Override
    public DatagramEndpoint adoptDatagram(long handle) throws IOException {
        return Adoption.datagram(this, posix(), handle);
    }

    @Override
    public Endpoint watch(long handle) throws IOException {
        return new FdEndpoint(this, posix(), Adoption.descriptor(handle), "a descriptor", false);
    }

    @Override
    public String toString() {
        return "Backend[" + name() + "]";
    }
}
