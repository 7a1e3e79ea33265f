package dev.pollux.epoll;

import dev.pollux.ffm.Memory;
import dev.pollux.spi.Readiness;

/** {@code struct epoll_event}, and what its bits mean for us. */
final class EpollEvent {

    static final int EPOLLIN = 1;
    static final int EPOLLPRI = 2;
    static final int EPOLLOUT = 4;
    static final int EPOLLERR = 8;
    static final int EPOLLHUP = 0x10;
    static final int EPOLLWRNORM = 0x100;
    static final int EPOLLRDHUP = 0x2000;
    static final int EPOLLET = 1 << 31;

    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;

    /** Packed on x86-64, and so 12 bytes long; aligned on every other 64-bit system. */
    private static final boolean PACKED = isPacked(System.getProperty("os.arch", ""));

    static final int SIZE = size(PACKED);
    static final int DATA = data(PACKED);

    /** Readiness by the low five bits, and EPOLLRDHUP as the sixth. */
    private static final int[] READINESS = new int[64];

    static {
        for (int i = 0; i < READINESS.length; i++) {
            READINESS[i] = decode((i & 0x1f) | ((i & 0x20) == 0 ? 0 : EPOLLRDHUP));
        }
    }

    private EpollEvent() {}

    static boolean isPacked(String arch) {
        return arch.equals("amd64") || arch.equals("x86_64");
    }

    static int size(boolean packed) {
        return packed ? 12 : 16;
    }

    static int data(boolean packed) {
        return packed ? 4 : 8;
    }

    static int bits(long event) {
        return Memory.getInt(event);
    }

    static long token(long event) {
        return Memory.getLong(event + DATA);
    }

    static void put(long event, int bits, long token) {
        Memory.putInt(event, bits);
        Memory.putLong(event + DATA, token);
    }

    /** What to ask epoll for. */
    static int bitsOf(int interest) {
        int bits = EPOLLET;
        if ((interest & Readiness.READABLE) != 0) {
            bits |= EPOLLIN | EPOLLRDHUP;
        }
        if ((interest & Readiness.WRITABLE) != 0) {
            bits |= EPOLLOUT;
        }
        if ((interest & Readiness.PRIORITY) != 0) {
            bits |= EPOLLPRI;
        }
        return bits;
    }

    static int readiness(int bits) {
        return READINESS[(bits & 0x1f) | ((bits >> 8) & 0x20)];
    }

    /** As mio does, except that errors and hang-ups always show as readable and writable too. */
    private static int decode(int bits) {
        int readiness = 0;
        boolean error = (bits & EPOLLERR) != 0;
        boolean hangUp = (bits & EPOLLHUP) != 0;
        if ((bits & (EPOLLIN | EPOLLPRI)) != 0 || error || hangUp) {
            readiness |= Readiness.READABLE;
        }
        if ((bits & EPOLLOUT) != 0 || error || hangUp) {
            readiness |= Readiness.WRITABLE;
        }
        if ((bits & EPOLLPRI) != 0) {
            readiness |= Readiness.PRIORITY;
        }
        if (error) {
            readiness |= Readiness.ERROR;
        }
        if (hangUp || ((bits & EPOLLIN) != 0 && (bits & EPOLLRDHUP) != 0)) {
            readiness |= Readiness.READ_CLOSED;
        }
        if (hangUp || bits == EPOLLERR || (error && (bits & EPOLLOUT) != 0)) {
            readiness |= Readiness.WRITE_CLOSED;
        }
        return readiness;
    }
}
