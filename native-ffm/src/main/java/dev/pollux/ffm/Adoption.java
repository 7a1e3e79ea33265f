package dev.pollux.ffm;

import dev.pollux.spi.Backend;
import java.io.IOException;

/** Takes over descriptors of users: finds out what they are, and makes them non-blocking and close-on-exec. */
final class Adoption {

    private Adoption() {}

    static int descriptor(long handle) {
        if (handle < 0 || handle > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(handle + " is not a descriptor");
        }
        return (int) handle;
    }

    static FdStream stream(Backend backend, Posix posix, long handle) throws IOException {
        int fd = descriptor(handle);
        Scratch s = Scratch.get();
        int type = posix.intOption(s, fd, Constant.SOL_SOCKET, Constant.SO_TYPE);
        if (posix.platform.is(type, Errno.ENOTSOCK)) {
            return pipe(backend, posix, fd);
        }
        require(type, posix, fd, Constant.SOCK_STREAM, "a stream socket");
        if (isListening(posix, s, fd)) {
            throw new IllegalArgumentException("descriptor " + fd + " is a listening socket: adopt it as a listener");
        }
        int family = family(posix, s, fd);
        prepare(posix, s, fd);
        return FdStream.adopted(backend, posix, fd, family);
    }

    private static FdStream pipe(Backend backend, Posix posix, int fd) throws IOException {
        Scratch s = Scratch.get();
        int flags = posix.check("fcntl", posix.calls.fcntl(s, fd, posix.value(Constant.F_GETFL), 0));
        if (posix.calls.fcntl(s, fd, posix.value(Constant.F_GETPIPE_SZ), 0) < 0) {
            throw new IllegalArgumentException("descriptor " + fd + " is neither a socket nor a pipe");
        }
        int mode = flags & posix.value(Constant.O_ACCMODE);
        boolean writeOnly = mode == posix.value(Constant.O_WRONLY);
        boolean both = mode == posix.value(Constant.O_RDWR);
        prepare(posix, s, fd);
        return FdStream.pipe(backend, posix, fd, !writeOnly, writeOnly || both);
    }

    static FdListener listener(Backend backend, Posix posix, long handle) throws IOException {
        int fd = descriptor(handle);
        Scratch s = Scratch.get();
        int type = posix.intOption(s, fd, Constant.SOL_SOCKET, Constant.SO_TYPE);
        require(type, posix, fd, Constant.SOCK_STREAM, "a stream socket");
        if (!isListening(posix, s, fd)) {
            throw new IllegalArgumentException("descriptor " + fd + " is a socket that does not listen");
        }
        int family = family(posix, s, fd);
        prepare(posix, s, fd);
        return new FdListener(backend, posix, fd, family);
    }

    static FdDatagram datagram(Backend backend, Posix posix, long handle) throws IOException {
        int fd = descriptor(handle);
        Scratch s = Scratch.get();
        int type = posix.intOption(s, fd, Constant.SOL_SOCKET, Constant.SO_TYPE);
        require(type, posix, fd, Constant.SOCK_DGRAM, "a datagram socket");
        int family = family(posix, s, fd);
        prepare(posix, s, fd);
        return new FdDatagram(backend, posix, fd, family);
    }

    private static void require(int type, Posix posix, int fd, Constant wanted, String what) throws IOException {
        if (posix.platform.is(type, Errno.ENOTSOCK) || (type >= 0 && type != posix.value(wanted))) {
            throw new IllegalArgumentException("descriptor " + fd + " is not " + what);
        }
        posix.check("adopting descriptor " + fd, type);
    }

    private static boolean isListening(Posix posix, Scratch s, int fd) {
        return posix.intOption(s, fd, Constant.SOL_SOCKET, Constant.SO_ACCEPTCONN) > 0;
    }

    private static int family(Posix posix, Scratch s, int fd) throws IOException {
        Memory.putInt(s.length, Scratch.ADDRESS_SIZE);
        posix.check("getsockname", posix.calls.getsockname(s, fd, s.address, s.length));
        int family = Memory.getShort(s.address) & 0xffff;
        if (family != posix.value(Constant.AF_UNIX)
                && family != posix.value(Constant.AF_INET)
                && family != posix.value(Constant.AF_INET6)) {
            throw new IllegalArgumentException("descriptor " + fd + " is a socket of the unknown family " + family);
        }
        return family;
    }

    private static void prepare(Posix posix, Scratch s, int fd) throws IOException {
        posix.setCloseOnExec(s, fd);
        posix.setNonBlocking(s, fd, true);
    }
}
