package dev.pollux.ffm;

import java.io.Closeable;
import java.io.IOException;

/**
 * The system as the endpoints see it: its calls, its constants, and the steps that take more than one call.
 *
 * <p>Immutable, for any thread. Calls that signals interrupt are repeated here, so that a caller never meets {@code EINTR}.
 */
public final class Posix {

    final SystemCalls calls;
    final Platform platform;
    final Addresses addresses;

    /**
     * Puts a system together.
     *
     * @param calls the calls
     * @param platform the values of its constants
     */
    public Posix(SystemCalls calls, Platform platform) {
        this.calls = calls;
        this.platform = platform;
        this.addresses = new Addresses(platform);
    }

    /**
     * Returns the system's calls.
     *
     * @return always the same object
     */
    public SystemCalls calls() {
        return calls;
    }

    /**
     * Returns the values of the system's constants.
     *
     * @return always the same object
     */
    public Platform platform() {
        return platform;
    }

    int value(Constant constant) {
        return platform.value(constant);
    }

    /** Makes a socket that is non-blocking and close-on-exec; negative as the call says. */
    int socket(Scratch scratch, int family, int type) {
        return calls.socket(scratch, family, type | socketFlags(), 0);
    }

    /** Makes two connected Unix sockets that are non-blocking and close-on-exec. */
    int[] socketPair(Scratch scratch, int type) throws IOException {
        int result = calls.socketpair(scratch, value(Constant.AF_UNIX), type | socketFlags(), 0, scratch.value);
        if (result < 0) {
            throw Failures.socket(platform, "socketpair", null, result);
        }
        return pair(scratch);
    }

    /** Accepts a connection as a socket that is non-blocking and close-on-exec; negative as the call says. */
    int accept(Scratch scratch, int fd) {
        int result;
        do {
            result = calls.accept4(scratch, fd, 0, 0, socketFlags());
        } while (result == platform.interrupted);
        return result;
    }

    private int socketFlags() {
        return value(Constant.SOCK_NONBLOCK) | value(Constant.SOCK_CLOEXEC);
    }

    /**
     * Makes a pipe whose ends are non-blocking and close-on-exec.
     *
     * @param scratch the thread's
     * @return the end to read from, and the end to write to
     * @throws IOException if the system refuses
     */
    public int[] pipe(Scratch scratch) throws IOException {
        int result = calls.pipe2(scratch, scratch.value, value(Constant.O_NONBLOCK) | value(Constant.O_CLOEXEC));
        if (result < 0) {
            throw Failures.of(platform, "pipe2", result);
        }
        return pair(scratch);
    }

    private static int[] pair(Scratch scratch) {
        return new int[] {Memory.getInt(scratch.value), Memory.getInt(scratch.value + 4)};
    }

    /** Makes a descriptor block, or not. */
    void setNonBlocking(Scratch scratch, int fd, boolean nonBlocking) throws IOException {
        int flags = check("fcntl", calls.fcntl(scratch, fd, value(Constant.F_GETFL), 0));
        int flag = value(Constant.O_NONBLOCK);
        int wanted = nonBlocking ? flags | flag : flags & ~flag;
        if (wanted != flags) {
            check("fcntl", calls.fcntl(scratch, fd, value(Constant.F_SETFL), wanted));
        }
    }

    /** Keeps a descriptor from programs that this process starts. */
    void setCloseOnExec(Scratch scratch, int fd) throws IOException {
        check("fcntl", calls.fcntl(scratch, fd, value(Constant.F_SETFD), value(Constant.FD_CLOEXEC)));
    }

    int check(String call, int result) throws IOException {
        if (result < 0) {
            throw Failures.of(platform, call, result);
        }
        return result;
    }

    /** Returns an option that is an int; negative as the call says. */
    int intOption(Scratch scratch, int fd, Constant level, Constant name) {
        Memory.putInt(scratch.value, 0);
        Memory.putInt(scratch.length, 4);
        int result = calls.getsockopt(scratch, fd, value(level), value(name), scratch.value, scratch.length);
        return result < 0 ? result : Memory.getInt(scratch.value);
    }

    /** Sets an option that is an int. */
    void setIntOption(Scratch scratch, int fd, Constant level, Constant name, int value) throws IOException {
        Memory.putInt(scratch.value, value);
        int result = calls.setsockopt(scratch, fd, value(level), value(name), scratch.value, 4);
        if (result < 0) {
            throw Failures.socket(platform, "setsockopt " + name, null, result);
        }
    }

    /** Asks whether one of the events is there, waiting for at most some milliseconds; returns those that are. */
    int poll(Scratch scratch, int fd, int events, int millis) throws IOException {
        Memory.putInt(scratch.event, fd);
        Memory.putShort(scratch.event + Layouts.POLLFD_EVENTS, (short) events);
        Memory.putShort(scratch.event + Layouts.POLLFD_REVENTS, (short) 0);
        int result = calls.poll(scratch, scratch.event, 1, millis);
        if (result == platform.interrupted) {
            return 0;
        }
        check("poll", result);
        return Memory.getShort(scratch.event + Layouts.POLLFD_REVENTS) & 0xffff;
    }

    /**
     * Closes a descriptor.
     *
     * @param fd the descriptor
     * @throws IOException if the system reports an error; it is closed all the same
     */
    public void close(int fd) throws IOException {
        int result = calls.close(Scratch.get(), fd);
        // After EINTR Linux has closed it, and the number may be another thread's already.
        if (result < 0 && result != platform.interrupted) {
            throw Failures.of(platform, "close", result);
        }
    }

    /** Closes what was made half, keeping the reason. */
    void closeAfter(Throwable reason, int... fds) {
        for (int fd : fds) {
            try {
                close(fd);
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /** What closes a descriptor when nothing else is left of its endpoint. */
    record Closer(Posix posix, int fd) implements Closeable {

        @Override
        public void close() throws IOException {
            posix.close(fd);
        }
    }
}
