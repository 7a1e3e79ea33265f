package dev.pollux;

/** The direction of an I/O operation, seen from the program. */
public enum Direction {
    /** Bytes, datagrams or connections come in: read, peek, receive, accept. */
    READ,
    /** Bytes or datagrams go out, or a connection is being made: write, send, connect. */
    WRITE
}
