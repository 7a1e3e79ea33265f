package dev.pollux;

import java.io.IOException;

/**
 * A user's own non-blocking operation on a source, run by the {@code tryIo} methods of the net types.
 *
 * <p>The result says whether the operation would have blocked, which is what a backend must know in order to promise
 * another event.
 */
@FunctionalInterface
public interface IoOperation {

    /**
     * Tries the operation once, without blocking.
     *
     * @return 0 when it would have blocked, so that another event is wanted; any other value is handed through to the
     *     caller of {@code tryIo}
     * @throws IOException when the operation failed; it is handed through unchanged, and another event is then promised too
     */
    int run() throws IOException;
}
