package dev.pollux.spi;

import java.util.StringJoiner;

/**
 * The bits of an event's readiness.
 *
 * <p>The first five have the values of the same names in {@link dev.pollux.Interest#bits()}.
 */
public final class Readiness {

    /** Reading is worth a try. */
    public static final int READABLE = 1;

    /** Writing is worth a try. */
    public static final int WRITABLE = 1 << 1;

    /** Out-of-band data has arrived. */
    public static final int PRIORITY = 1 << 2;

    /** A POSIX AIO request is done. */
    public static final int AIO = 1 << 3;

    /** A {@code lio_listio} request is done. */
    public static final int LIO = 1 << 4;

    /** The source has an error; a hint. */
    public static final int ERROR = 1 << 5;

    /** The reading half is closed; a hint. */
    public static final int READ_CLOSED = 1 << 6;

    /** The writing half is closed; a hint. */
    public static final int WRITE_CLOSED = 1 << 7;

    private static final String[] NAMES = {
        "READABLE", "WRITABLE", "PRIORITY", "AIO", "LIO", "ERROR", "READ_CLOSED", "WRITE_CLOSED"
    };

    private Readiness() {}

    /**
     * Returns the names of the bits, such as {@code READABLE | ERROR}.
     *
     * @param readiness a combination of the constants
     * @return the names in a fixed order; empty for 0
     */
    public static String toString(int readiness) {
        StringJoiner names = new StringJoiner(" | ");
        for (int i = 0; i < NAMES.length; i++) {
            if ((readiness & (1 << i)) != 0) {
                names.add(NAMES[i]);
            }
        }
        return names.toString();
    }
}
