package dev.pollux;

/** Which half of a connection a shutdown ends, as {@code how} in {@code shutdown(2)}. */
public enum Shutdown {
    /** The reading half: later reads find the end of the stream once what has arrived is read, or at once on some systems. */
    READ,
    /** The writing half: the peer reads the end of the stream after what was written. */
    WRITE,
    /** Both halves. */
    BOTH
}
