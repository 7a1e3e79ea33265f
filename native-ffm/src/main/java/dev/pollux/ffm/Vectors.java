package dev.pollux.ffm;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Vectored calls of one thread: buffers to and from {@code struct iovec}.
 *
 * <p>Direct buffers are named by their addresses, which are kept for the next call; what is on the heap goes through one
 * native buffer. The system sees plain addresses, so a buffer of an arena that another thread closes during the call is the
 * one case that nothing protects against.
 */
final class Vectors {

    /** How much from the heap one call moves. */
    private static final int COPY_SIZE = 64 * 1024;

    /** What a pipe that is ready takes without blocking, {@code PIPE_BUF}. */
    private static final int ATOMIC = 4096;

    private final Scratch scratch;
    private final ByteBuffer[] buffers = new ByteBuffer[Scratch.VECTORS];
    private final int[] lengths = new int[Scratch.VECTORS];
    private final Known[] known = new Known[Scratch.VECTORS];
    private @Nullable ByteBuffer copies;
    private long copiesAddress;
    private int copied;
    private int count;
    private long asked;

    Vectors(Scratch scratch) {
        this.scratch = scratch;
        for (int i = 0; i < known.length; i++) {
            known[i] = new Known();
        }
    }

    /** How many bytes the last call was asked to move. */
    long asked() {
        return asked;
    }

    long read(Posix posix, int fd, ByteBuffer[] targets, int offset, int length) {
        fill(targets, offset, length, Long.MAX_VALUE, false);
        long n;
        do {
            n = posix.calls.readv(scratch, fd, scratch.vector, count);
        } while (n == posix.platform.interrupted);
        advance(n, true);
        return n;
    }

    long write(Posix posix, int fd, ByteBuffer[] sources, int offset, int length, boolean pipe, boolean little) {
        fill(sources, offset, length, little ? ATOMIC : Long.MAX_VALUE, true);
        long n;
        do {
            n = pipe ? posix.calls.writev(scratch, fd, scratch.vector, count) : send(posix, fd);
        } while (n == posix.platform.interrupted);
        advance(n, false);
        return n;
    }

    private long send(Posix posix, int fd) {
        long message = scratch.message;
        Memory.clear(message, Layouts.MSGHDR);
        Memory.putLong(message + Layouts.MSGHDR_IOV, scratch.vector);
        Memory.putLong(message + Layouts.MSGHDR_IOVLEN, count);
        return posix.calls.sendmsg(scratch, fd, message, posix.platform.sendFlags);
    }

    private void fill(ByteBuffer[] all, int offset, int length, long most, boolean copyOut) {
        count = 0;
        asked = 0;
        copied = 0;
        for (int i = offset; i < offset + length && count < Scratch.VECTORS && asked < most; i++) {
            ByteBuffer buffer = all[i];
            int part = (int) Math.min(buffer.remaining(), most - asked);
            if (part == 0) {
                continue;
            }
            if (!buffer.isDirect()) {
                part = Math.min(part, COPY_SIZE - copied);
                if (part == 0) {
                    return;
                }
            }
            add(buffer, part, copyOut);
            if (part < buffer.remaining()) {
                return;
            }
        }
    }

    private void add(ByteBuffer buffer, int part, boolean copyOut) {
        long address = buffer.isDirect() ? known[count].address(buffer) : copy(buffer, part, copyOut);
        long slot = scratch.vector + (long) count * Layouts.IOVEC;
        Memory.putLong(slot, address);
        Memory.putLong(slot + Layouts.IOVEC_LENGTH, part);
        buffers[count] = buffer;
        lengths[count] = part;
        count++;
        asked += part;
    }

    private long copy(ByteBuffer buffer, int part, boolean copyOut) {
        ByteBuffer to = copies;
        if (to == null) {
            to = ByteBuffer.allocateDirect(COPY_SIZE);
            copies = to;
            copiesAddress = MemorySegment.ofBuffer(to).address();
        }
        long address = copiesAddress + copied;
        if (copyOut) {
            to.put(copied, buffer, buffer.position(), part);
        }
        copied += part;
        return address;
    }

    /** Moves the positions, copies what came in for the heap, and lets go of the buffers. */
    private void advance(long moved, boolean copyIn) {
        long left = Math.max(moved, 0);
        int from = 0;
        for (int i = 0; i < count; i++) {
            ByteBuffer buffer = buffers[i];
            int part = (int) Math.min(lengths[i], left);
            left -= part;
            if (!buffer.isDirect()) {
                if (copyIn && copies != null) {
                    buffer.put(buffer.position(), copies, from, part);
                }
                from += lengths[i];
            }
            buffer.position(buffer.position() + part);
        }
        java.util.Arrays.fill(buffers, 0, count, null);
    }

    /** The address of the buffer that was in a slot last, at the position it had. */
    private static final class Known {

        private @Nullable ByteBuffer buffer;
        private int position;
        private MemorySegment segment = MemorySegment.NULL;

        @SuppressWarnings("ReferenceEquality") // equal buffers are other memory
        long address(ByteBuffer wanted) {
            int at = wanted.position();
            if (wanted != buffer || at != position) {
                segment = MemorySegment.ofBuffer(wanted);
                buffer = wanted;
                position = at;
            }
            if (!segment.scope().isAlive()) {
                throw new IllegalStateException("Already closed");
            }
            if (!segment.isAccessibleBy(Thread.currentThread())) {
                throw new WrongThreadException("the buffer's arena is confined to another thread");
            }
            return segment.address();
        }
    }
}
