package dev.pollux.ffm;

import java.lang.foreign.MemorySegment;

/**
 * The POSIX functions that the endpoints call, one method each and of the same name.
 *
 * <p>Every method returns what the function returned, or the negative error number: {@code -EAGAIN} and the like. Pointers to
 * our own memory are addresses, buffers of users are segments, which the linker checks. Tests put scripts and emulators here.
 * All methods may be called by any thread with that thread's scratch. {@code readv}, {@code writev}, {@code sendmsg} and
 * {@code poll} may block, the others must not.
 */
@SuppressWarnings("MissingSummary")
public interface SystemCalls {

    /** {@code socket(2)}. */
    int socket(Scratch scratch, int domain, int type, int protocol);

    /** {@code socketpair(2)}; the two descriptors go to {@code fds}. */
    int socketpair(Scratch scratch, int domain, int type, int protocol, long fds);

    /** {@code bind(2)}. */
    int bind(Scratch scratch, int fd, long address, int length);

    /** {@code listen(2)}. */
    int listen(Scratch scratch, int fd, int backlog);

    /** {@code accept4(2)}. */
    int accept4(Scratch scratch, int fd, long address, long length, int flags);

    /** {@code connect(2)}. */
    int connect(Scratch scratch, int fd, long address, int length);

    /** {@code getsockname(2)}. */
    int getsockname(Scratch scratch, int fd, long address, long length);

    /** {@code getpeername(2)}. */
    int getpeername(Scratch scratch, int fd, long address, long length);

    /** {@code getsockopt(2)}. */
    int getsockopt(Scratch scratch, int fd, int level, int name, long value, long length);

    /** {@code setsockopt(2)}. */
    int setsockopt(Scratch scratch, int fd, int level, int name, long value, int length);

    /** {@code shutdown(2)}. */
    int shutdown(Scratch scratch, int fd, int how);

    /** {@code close(2)}. */
    int close(Scratch scratch, int fd);

    /** {@code fcntl(2)} with an integer. */
    int fcntl(Scratch scratch, int fd, int command, int argument);

    /** {@code pipe2(2)}; the two descriptors go to {@code fds}. */
    int pipe2(Scratch scratch, long fds, int flags);

    /** {@code poll(2)}. */
    int poll(Scratch scratch, long fds, long count, int timeout);

    /** {@code recv(2)}. */
    long recv(Scratch scratch, int fd, MemorySegment buffer, long length, int flags);

    /** {@code send(2)}. */
    long send(Scratch scratch, int fd, MemorySegment buffer, long length, int flags);

    /** {@code recvfrom(2)}. */
    long recvfrom(
            Scratch scratch, int fd, MemorySegment buffer, long length, int flags, long address, long addressLength);

    /** {@code sendto(2)}. */
    long sendto(Scratch scratch, int fd, MemorySegment buffer, long length, int flags, long address, int addressLength);

    /** {@code read(2)}. */
    long read(Scratch scratch, int fd, MemorySegment buffer, long length);

    /** {@code write(2)}. */
    long write(Scratch scratch, int fd, MemorySegment buffer, long length);

    /** {@code readv(2)}. */
    long readv(Scratch scratch, int fd, long vector, int count);

    /** {@code writev(2)}. */
    long writev(Scratch scratch, int fd, long vector, int count);

    /** {@code sendmsg(2)}. */
    long sendmsg(Scratch scratch, int fd, long message, int flags);
}
