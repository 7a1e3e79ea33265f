package dev.pollux.ffm;

import org.jspecify.annotations.Nullable;

/** The error numbers of {@code errno.h} that this code tells apart or explains; a test compares them with the header. */
public enum Errno {
    /** Operation not permitted. */
    EPERM(1, "operation not permitted"),
    /** No such file or directory. */
    ENOENT(2, "no such file or directory"),
    /** Interrupted by a signal. */
    EINTR(4, "interrupted by a signal"),
    /** Input/output error. */
    EIO(5, "input/output error"),
    /** Not an open descriptor. */
    EBADF(9, "not an open descriptor"),
    /** Would block. */
    EAGAIN(11, "resource temporarily unavailable"),
    /** Out of memory. */
    ENOMEM(12, "out of memory"),
    /** Permission denied. */
    EACCES(13, "permission denied"),
    /** Bad address. */
    EFAULT(14, "bad address"),
    /** File exists. */
    EEXIST(17, "file exists"),
    /** No such device. */
    ENODEV(19, "no such device"),
    /** Not a directory. */
    ENOTDIR(20, "not a directory"),
    /** Invalid argument. */
    EINVAL(22, "invalid argument"),
    /** The system has too many open files. */
    ENFILE(23, "too many open files in the system"),
    /** The process has too many open files. */
    EMFILE(24, "too many open files"),
    /** No space left. */
    ENOSPC(28, "no space left"),
    /** Read-only file system. */
    EROFS(30, "read-only file system"),
    /** Broken pipe. */
    EPIPE(32, "broken pipe"),
    /** File name too long. */
    ENAMETOOLONG(36, "file name too long"),
    /** Function not implemented. */
    ENOSYS(38, "function not implemented"),
    /** Too many levels. */
    ELOOP(40, "too many levels of links"),
    /** Not a socket. */
    ENOTSOCK(88, "not a socket"),
    /** Destination address required. */
    EDESTADDRREQ(89, "destination address required"),
    /** Message too long. */
    EMSGSIZE(90, "message too long"),
    /** Protocol wrong type for socket. */
    EPROTOTYPE(91, "protocol wrong type for socket"),
    /** Protocol option not available. */
    ENOPROTOOPT(92, "protocol option not available"),
    /** Protocol not supported. */
    EPROTONOSUPPORT(93, "protocol not supported"),
    /** Operation not supported. */
    EOPNOTSUPP(95, "operation not supported"),
    /** Address family not supported. */
    EAFNOSUPPORT(97, "address family not supported"),
    /** Address in use. */
    EADDRINUSE(98, "address already in use"),
    /** Address not of this machine. */
    EADDRNOTAVAIL(99, "cannot assign requested address"),
    /** Network is down. */
    ENETDOWN(100, "network is down"),
    /** Network unreachable. */
    ENETUNREACH(101, "network is unreachable"),
    /** Connection aborted. */
    ECONNABORTED(103, "connection aborted"),
    /** Connection reset. */
    ECONNRESET(104, "connection reset by peer"),
    /** No buffer space. */
    ENOBUFS(105, "no buffer space available"),
    /** Already connected. */
    EISCONN(106, "socket is already connected"),
    /** Not connected. */
    ENOTCONN(107, "socket is not connected"),
    /** Timed out. */
    ETIMEDOUT(110, "connection timed out"),
    /** Refused. */
    ECONNREFUSED(111, "connection refused"),
    /** Host is down. */
    EHOSTDOWN(112, "host is down"),
    /** No route. */
    EHOSTUNREACH(113, "no route to host"),
    /** Connecting already. */
    EALREADY(114, "operation already in progress"),
    /** Connecting now. */
    EINPROGRESS(115, "operation now in progress");

    private final int linux;
    private final String text;

    Errno(int linux, String text) {
        this.linux = linux;
        this.text = text;
    }

    /**
     * Returns the number on Linux.
     *
     * @return a positive number
     */
    public int linux() {
        return linux;
    }

    /**
     * Returns what the error means.
     *
     * @return a few English words
     */
    public String text() {
        return text;
    }

    static @Nullable Errno ofLinux(int number) {
        for (Errno errno : values()) {
            if (errno.linux == number) {
                return errno;
            }
        }
        return null;
    }
}
