package dev.pollux.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory by its plain address, for memory of our own that outlives its use.
 *
 * <p>Nothing is checked here: an address that is not ours crashes the process. All methods may be called by any thread.
 */
public final class Memory {

    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    /**
     * Allocates zeroed memory, aligned to 16 bytes.
     *
     * @param arena ends the memory
     * @param size in bytes
     * @return the address
     */
    public static long allocate(Arena arena, long size) {
        return arena.allocate(size, 16).address();
    }

    /**
     * Returns memory as a segment that nothing bounds or ends.
     *
     * @param address where it begins
     * @param size in bytes
     * @return the segment
     */
    public static MemorySegment segment(long address, long size) {
        return ALL.asSlice(address, size);
    }

    /**
     * Reads a byte.
     *
     * @param address any address
     * @return the byte
     */
    public static byte getByte(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    /**
     * Writes a byte.
     *
     * @param address any address
     * @param value the byte
     */
    public static void putByte(long address, byte value) {
        ALL.set(ValueLayout.JAVA_BYTE, address, value);
    }

    /**
     * Reads 16 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @return the value
     */
    public static short getShort(long address) {
        return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    /**
     * Writes 16 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @param value the value
     */
    public static void putShort(long address, short value) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, value);
    }

    /**
     * Reads 32 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @return the value
     */
    public static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    /**
     * Writes 32 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @param value the value
     */
    public static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /**
     * Reads 64 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @return the value
     */
    public static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /**
     * Writes 64 bits in the machine's order.
     *
     * @param address any address, aligned or not
     * @param value the value
     */
    public static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    static byte[] getBytes(long address, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        return bytes;
    }

    static void putBytes(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    static void clear(long address, long size) {
        ALL.asSlice(address, size).fill((byte) 0);
    }
}
