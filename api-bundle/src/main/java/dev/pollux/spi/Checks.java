package dev.pollux.spi;

import java.nio.ByteBuffer;
import java.util.Objects;

/** The checks of arguments that all backends make, so that they all answer bad ones alike. */
public final class Checks {

    private Checks() {}

    /**
     * Checks that something can be read into a buffer.
     *
     * @param target the buffer
     * @throws IllegalArgumentException if it is read-only or has no room
     */
    public static void requireRoom(ByteBuffer target) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException(target + " is read-only: read into a writable buffer");
        }
        if (!target.hasRemaining()) {
            throw new IllegalArgumentException(target + " has no room: clear() or compact() it before reading into it");
        }
    }

    /**
     * Checks that something can be read into a range of buffers.
     *
     * @param targets the buffers
     * @param offset the index of the first one
     * @param length how many of them
     * @return how many bytes fit in
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     * @throws IllegalArgumentException if one of them is read-only, or all of them have no room
     */
    public static long requireRoom(ByteBuffer[] targets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, targets.length);
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            if (targets[i].isReadOnly()) {
                throw new IllegalArgumentException(
                        "buffer " + i + ", " + targets[i] + ", is read-only: read into writable buffers");
            }
            room += targets[i].remaining();
        }
        if (room == 0) {
            throw new IllegalArgumentException(
                    "the " + length + " buffers have no room: clear() or compact() them before reading into them");
        }
        return room;
    }

    /**
     * Counts what remains in a range of buffers.
     *
     * @param sources the buffers
     * @param offset the index of the first one
     * @param length how many of them
     * @return the number of bytes
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     */
    public static long remaining(ByteBuffer[] sources, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, sources.length);
        long remaining = 0;
        for (int i = offset; i < offset + length; i++) {
            remaining += sources[i].remaining();
        }
        return remaining;
    }
}
