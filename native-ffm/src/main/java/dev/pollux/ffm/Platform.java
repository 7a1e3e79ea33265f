package dev.pollux.ffm;

import org.jspecify.annotations.Nullable;

/**
 * What differs between the systems: the values of constants and error numbers, and the shape of addresses.
 *
 * <p>Immutable, for any thread.
 */
public final class Platform {

    /** Linux on x86-64 and aarch64. */
    public static final Platform LINUX = new Platform();

    /** What operations that would block return. */
    final int wouldBlock;

    /** What interrupted operations return. */
    final int interrupted;

    /** The flags for sending: no SIGPIPE. */
    final int sendFlags;

    /** The flag that makes a receive return the whole length of a datagram that was cut off. */
    final int wholeLength;

    private Platform() {
        wouldBlock = -errno(Errno.EAGAIN);
        interrupted = -errno(Errno.EINTR);
        sendFlags = value(Constant.MSG_NOSIGNAL);
        wholeLength = value(Constant.MSG_TRUNC);
    }

    int value(Constant constant) {
        return constant.linux;
    }

    /**
     * Returns the number of an error here.
     *
     * @param errno the error
     * @return a positive number
     */
    public int errno(Errno errno) {
        return errno.linux();
    }

    /**
     * Tells whether a call failed with an error.
     *
     * @param result what the call returned
     * @param errno the error
     * @return true if that was it
     */
    public boolean is(long result, Errno errno) {
        return result == -errno.linux();
    }

    @Nullable
    Errno errno(int number) {
        return Errno.ofLinux(number);
    }

    /** How many bytes a Unix path may have, without the NUL at its end. */
    int longestUnixPath() {
        return 107;
    }
}
