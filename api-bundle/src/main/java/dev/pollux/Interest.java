package dev.pollux;

import dev.pollux.spi.Readiness;
import java.util.Optional;

/**
 * What a registration wants to be told of: one or more of readable, writable, priority, AIO and LIO, never nothing.
 *
 * <p>There is one instance for each combination, so {@code ==} is as good as {@link #equals}. Instances are immutable and
 * may be used by any thread. Only {@link #READABLE} and {@link #WRITABLE} exist on every backend; registering with another
 * one on a backend that lacks it throws {@link UnsupportedOperationException}.
 *
 * <p>An interest filters: what was not asked for yields no event, except that errors and hang-ups may surface anyway.
 */
public final class Interest implements Comparable<Interest> {

    private static final int ALL =
            Readiness.READABLE | Readiness.WRITABLE | Readiness.PRIORITY | Readiness.AIO | Readiness.LIO;
    private static final Interest[] CACHE = new Interest[ALL + 1];

    static {
        for (int bits = 1; bits <= ALL; bits++) {
            CACHE[bits] = new Interest(bits);
        }
    }

    /** Data, a connection or the end of the stream can be read. Works on every backend. */
    public static final Interest READABLE = of(Readiness.READABLE);

    /** Data can be written, or a pending connection was made or failed. Works on every backend. */
    public static final Interest WRITABLE = of(Readiness.WRITABLE);

    /** Out-of-band data has arrived, {@code EPOLLPRI}; only on backends with {@code Capability.PRIORITY}. */
    public static final Interest PRIORITY = of(Readiness.PRIORITY);

    /** A POSIX AIO request is done, {@code EVFILT_AIO}; only on backends with {@code Capability.AIO}, for custom sources. */
    public static final Interest AIO = of(Readiness.AIO);

    /** A {@code lio_listio} request is done, {@code EVFILT_LIO}; only on backends with {@code Capability.LIO}, for custom sources. */
    public static final Interest LIO = of(Readiness.LIO);

    private final int bits;

    private Interest(int bits) {
        this.bits = bits;
    }

    /**
     * Returns the interest of these bits, as {@link #bits()} gave them.
     *
     * @param bits a combination of the bits of the five constants
     * @return the one instance for this combination
     * @throws IllegalArgumentException if no bit is set, or an unknown one
     */
    public static Interest of(int bits) {
        if (bits <= 0 || bits > ALL) {
            throw new IllegalArgumentException("interest bits 0x" + Integer.toHexString(bits)
                    + (bits == 0 ? " are empty: an interest names at least one readiness" : " are unknown"));
        }
        return CACHE[bits];
    }

    /**
     * Returns the union of this interest and another.
     *
     * @param other what to add
     * @return the interest in everything that either of the two wants
     */
    public Interest add(Interest other) {
        return CACHE[bits | other.bits];
    }

    /**
     * Returns this interest without another, or nothing when that leaves none.
     *
     * @param other what to leave out
     * @return what is left; empty if that is nothing, for an interest cannot be empty
     */
    public Optional<Interest> remove(Interest other) {
        int left = bits & ~other.bits;
        return left == 0 ? Optional.empty() : Optional.of(CACHE[left]);
    }

    /**
     * Tells whether readable is part of this interest.
     *
     * @return true if it is
     */
    public boolean isReadable() {
        return (bits & READABLE.bits) != 0;
    }

    /**
     * Tells whether writable is part of this interest.
     *
     * @return true if it is
     */
    public boolean isWritable() {
        return (bits & WRITABLE.bits) != 0;
    }

    /**
     * Tells whether priority is part of this interest.
     *
     * @return true if it is
     */
    public boolean isPriority() {
        return (bits & PRIORITY.bits) != 0;
    }

    /**
     * Tells whether AIO completion is part of this interest.
     *
     * @return true if it is
     */
    public boolean isAio() {
        return (bits & AIO.bits) != 0;
    }

    /**
     * Tells whether LIO completion is part of this interest.
     *
     * @return true if it is
     */
    public boolean isLio() {
        return (bits & LIO.bits) != 0;
    }

    /**
     * Returns the interest as bits; each has the same value as the bit of that name in {@code dev.pollux.spi.Readiness}.
     *
     * @return the bits, never 0
     */
    public int bits() {
        return bits;
    }

    /**
     * Compares by {@link #bits()}: an order without meaning, for sorted collections.
     *
     * @param other the interest to compare with
     * @return negative, zero or positive
     */
    @Override
    public int compareTo(Interest other) {
        return Integer.compare(bits, other.bits);
    }

    /**
     * Tells whether the other object is the same interest.
     *
     * @param other any object, or null
     * @return true for this same instance, of which there is one per combination
     */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    /**
     * Returns a hash code.
     *
     * @return {@link #bits()}
     */
    @Override
    public int hashCode() {
        return bits;
    }

    /**
     * Returns the names, such as {@code READABLE | WRITABLE}.
     *
     * @return the names in a fixed order
     */
    @Override
    public String toString() {
        return Readiness.toString(bits);
    }
}
