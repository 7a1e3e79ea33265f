package dev.pollux.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The small native memory that one thread's system calls need: errno, addresses, option values, an event.
 *
 * <p>There is one for each thread, and a poll has one of its own. What is in it is valid until the same thread's next call.
 */
public final class Scratch {

    /** Room for an address: {@code sizeof(struct sockaddr_storage)}. */
    static final int ADDRESS_SIZE = 128;

    /** The most parts of one vectored call. */
    static final int VECTORS = 16;

    private static final int VALUE = 0; // 32 bytes
    private static final int EVENT = 32; // 16 bytes
    private static final int MESSAGE = 48; // 64 bytes
    private static final int ADDRESS = 112;
    private static final int TARGET = ADDRESS + ADDRESS_SIZE;
    private static final int VECTOR = TARGET + ADDRESS_SIZE;
    private static final int SIZE = VECTOR + VECTORS * Layouts.IOVEC;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    /** Where calls leave {@code errno}. */
    public final MemorySegment errno;

    /** 16 bytes for an event of the mechanism. */
    public final long event;

    /** 32 bytes for the value of an option, a pair of descriptors or the like; its length may go to {@link #length}. */
    final long value;

    /** Where calls leave the length of an address or a value. */
    final long length;

    /** Room for an address that comes in. */
    final long address;

    /** Room for a {@code struct msghdr}. */
    final long message;

    /** Room for {@value #VECTORS} {@code struct iovec}. */
    final long vector;

    /** The buffers of the last calls: with a buffer that is used again a call makes no garbage. */
    final SegmentCache reads = new SegmentCache();

    final SegmentCache writes = new SegmentCache();

    private final long target;
    private @Nullable SocketAddress targetAddress;
    private int targetFamily;
    private int targetLength;
    private @Nullable Vectors vectors;

    /** Makes one that is not bound to a thread; its user sees to it that one thread uses it at a time. */
    public Scratch() {
        Arena arena = Arena.ofAuto();
        // The errno segment keeps the arena, and with it all the memory.
        errno = Downcalls.newErrno(arena);
        long base = Memory.allocate(arena, SIZE);
        value = base + VALUE;
        length = base + VALUE + 28;
        event = base + EVENT;
        message = base + MESSAGE;
        address = base + ADDRESS;
        target = base + TARGET;
        vector = base + VECTOR;
    }

    /**
     * Returns the one of the current thread.
     *
     * @return always the same for one thread
     */
    public static Scratch get() {
        return OF_THREAD.get();
    }

    /** Writes an address to send to, unless it is there already, and returns where; {@link #targetLength()} has its length. */
    @SuppressWarnings("ReferenceEquality") // cheap, and addresses do not change
    long target(Addresses addresses, SocketAddress to, int family) throws java.io.IOException {
        if (to != targetAddress || family != targetFamily) {
            targetAddress = null;
            targetLength = addresses.encode(to, family, target);
            targetFamily = family;
            targetAddress = to;
        }
        return target;
    }

    int targetLength() {
        return targetLength;
    }

    Vectors vectors() {
        Vectors made = vectors;
        if (made == null) {
            made = new Vectors(this);
            vectors = made;
        }
        return made;
    }

    /**
     * The segments of the buffers that were used last, at the positions they were used at.
     *
     * <p>A reader that drains meets the same few positions in every round. What is kept here keeps a handful of buffers alive.
     */
    static final class SegmentCache {

        /** The first is for position 0, the one met most. */
        private static final int SLOTS = 9;

        private final @Nullable ByteBuffer[] buffers = new ByteBuffer[SLOTS];
        private final int[] positions = new int[SLOTS];
        private final MemorySegment[] segments = new MemorySegment[SLOTS];

        /** Returns a segment that begins at the buffer's position; its length says nothing. */
        @SuppressWarnings("ReferenceEquality") // equal buffers are other memory
        MemorySegment of(ByteBuffer wanted) {
            int at = wanted.position();
            int slot = at == 0 ? 0 : 1 + ((at * 0x9e3779b9) >>> 29);
            return wanted == buffers[slot] && at == positions[slot] ? segments[slot] : miss(wanted, at, slot);
        }

        private MemorySegment miss(ByteBuffer wanted, int at, int slot) {
            MemorySegment segment = MemorySegment.ofBuffer(wanted);
            segments[slot] = segment;
            buffers[slot] = wanted;
            positions[slot] = at;
            return segment;
        }
    }
}
