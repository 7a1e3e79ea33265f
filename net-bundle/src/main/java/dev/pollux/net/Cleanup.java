package dev.pollux.net;

import dev.pollux.spi.Endpoint;
import dev.pollux.spi.SocketEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;

/** Undoes what was half made when a later step fails; what fails in here is added to that failure. */
final class Cleanup {

    private Cleanup() {}

    static void closeAfter(Throwable failure, Closeable half) {
        try {
            half.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives an adopted descriptor back to its owner, open. */
    private static void releaseAfter(Throwable failure, Endpoint adopted) {
        try {
            adopted.release();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Returns an endpoint made of the caller's descriptor, unless its addresses are of another kind: then it is given back. */
    static <E extends SocketEndpoint> E requireAddresses(
            Class<? extends SocketAddress> kind, E adopted, int fd, String what) throws IOException {
        try {
            if (kind.isInstance(localAddressOf(adopted))) {
                return adopted;
            }
            throw new IllegalArgumentException("descriptor " + fd + " is not that of " + what);
        } catch (Throwable failure) {
            releaseAfter(failure, adopted);
            throw failure;
        }
    }

    private static Object localAddressOf(SocketEndpoint adopted) throws IOException {
        try {
            return adopted.localAddress();
        } catch (UnsupportedOperationException e) {
            return "an end of a pipe has none";
        }
    }
}
