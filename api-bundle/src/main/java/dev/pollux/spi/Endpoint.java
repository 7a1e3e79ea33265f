package dev.pollux.spi;

import dev.pollux.Direction;
import dev.pollux.IoOperation;
import dev.pollux.Source;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something non-blocking that a backend made and its polls can watch.
 *
 * <p>All methods may be called by any thread. In each direction one operation runs at a time and a second one waits for it;
 * the two directions are independent. {@link #close()} deregisters, lets operations that are running come to their end, and
 * makes every later one throw {@link java.nio.channels.ClosedChannelException}; the system's descriptor is closed after
 * that, so no operation ever meets its number in other hands.
 */
@ConsumerType
public interface Endpoint extends Source, Channel {

    /**
     * Returns the backend that made this endpoint.
     *
     * @return the backend
     */
    Backend backend();

    /**
     * Runs an operation of the user's own as if it were one of this endpoint's: exclusively in its direction, safe against
     * {@code close}, and with another event promised if it would have blocked.
     *
     * @param direction which direction the operation uses
     * @param operation what to do; must not block, and must not close this endpoint
     * @return what the operation returned: 0 when it would have blocked
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException whatever the operation throws
     */
    int tryIo(Direction direction, IoOperation operation) throws IOException;

    /**
     * Returns the system's handle: a descriptor, or a SOCKET on Windows.
     *
     * @return the handle, which stays this endpoint's
     * @throws UnsupportedOperationException if the backend does not know it
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     */
    default long handle() throws IOException {
        throw Unsupported.by(backend(), "descriptors");
    }

    /**
     * Gives up the system's handle without closing it: this endpoint is deregistered and closed, the handle lives on.
     *
     * @return the handle, now the caller's
     * @throws UnsupportedOperationException if the backend does not know it; nothing was changed
     * @throws java.nio.channels.ClosedChannelException if this endpoint is closed
     * @throws IOException if the system refuses
     */
    default long release() throws IOException {
        throw Unsupported.by(backend(), "releasing descriptors");
    }

    /**
     * Returns the channel below this endpoint.
     *
     * @return the channel, which stays this endpoint's; operations on it belong into {@link #tryIo}
     * @throws UnsupportedOperationException if the backend does not use channels
     */
    default SelectableChannel channel() {
        throw Unsupported.by(backend(), "java.nio channels");
    }
}
