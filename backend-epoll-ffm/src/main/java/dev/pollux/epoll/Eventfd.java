package dev.pollux.epoll;

import dev.pollux.ffm.Errno;
import dev.pollux.ffm.Failures;
import dev.pollux.ffm.Memory;
import dev.pollux.ffm.Platform;
import dev.pollux.ffm.Posix;
import dev.pollux.ffm.Scratch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The eventfd of a waker: registered edge-triggered, written to by any thread, never read.
 *
 * <p>Those who write count themselves, so that it is not closed under them.
 */
final class Eventfd {

    private static final VarHandle USES;
    private static final int CLOSED = Integer.MIN_VALUE;

    /** The number 1, to be added. */
    private static final MemorySegment ONE = one();

    static {
        try {
            USES = MethodHandles.lookup().findVarHandle(Eventfd.class, "uses", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int fd;
    private final Posix posix;

    /** How many threads write, with {@link #CLOSED} as a flag. */
    private volatile int uses;

    Eventfd(Posix posix, int fd) {
        this.posix = posix;
        this.fd = fd;
    }

    private static MemorySegment one() {
        long address = Memory.allocate(Arena.global(), 8);
        Memory.putLong(address, 1);
        return Memory.segment(address, 8);
    }

    /** Adds one; false if it is closed. */
    boolean signal() throws IOException {
        try {
            if ((int) USES.getAndAdd(this, 1) < 0) {
                return false;
            }
            Scratch s = Scratch.get();
            Platform platform = posix.platform();
            long result;
            do {
                result = posix.calls().write(s, fd, ONE, 8);
                if (platform.is(result, Errno.EAGAIN)) {
                    // Full after 2^64 - 2 wakes: start again from nothing.
                    posix.calls().read(s, fd, Memory.segment(s.event, 8), 8);
                }
            } while (platform.is(result, Errno.EINTR) || platform.is(result, Errno.EAGAIN));
            if (result < 0) {
                throw Failures.of(platform, "write", result);
            }
            return true;
        } finally {
            USES.getAndAdd(this, -1);
        }
    }

    /** Lets nobody write any more, and waits for those who do: a write to an eventfd does not block. */
    void awaitUnused() {
        USES.getAndBitwiseOr(this, CLOSED);
        while (uses != CLOSED) {
            Thread.onSpinWait();
        }
    }
}
