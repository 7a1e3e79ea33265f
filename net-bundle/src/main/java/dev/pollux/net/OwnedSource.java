package dev.pollux.net;

import java.io.IOException;

/** What all types do alike that own what they watch. */
abstract class OwnedSource extends NetSource {

    OwnedSource() {}

    /**
     * Returns the descriptor, to be lent to code that needs one.
     *
     * @return the descriptor (on Windows the SOCKET), which stays this object's: do not close it, and use it within
     *     {@link #tryIo} only
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws ArithmeticException if it is a SOCKET that does not fit into an {@code int}
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public int fd() throws IOException {
        return Math.toIntExact(endpoint().handle());
    }

    /**
     * Gives the descriptor up without closing it: this object is deregistered and closed, the descriptor lives on.
     *
     * @return the descriptor (on Windows the SOCKET), now the caller's to close; it is still non-blocking and close-on-exec
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}; nothing
     *     was changed
     * @throws ArithmeticException if it is a SOCKET that does not fit into an {@code int}; nothing was changed
     * @throws java.nio.channels.ClosedChannelException if this is closed
     * @throws IOException if the system refuses
     */
    public int release() throws IOException {
        int fd = fd(); // first: a handle that does not fit must not be lost
        endpoint().release();
        return fd;
    }
}
