package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Endpoint;
import java.io.IOException;

/**
 * Watches a descriptor of your own without owning it: a terminal, an inotify or timer descriptor, another poll.
 *
 * <p>It needs {@code Capability.FILE_DESCRIPTORS}. Make the descriptor non-blocking yourself, use it within {@link #tryIo}, and
 * close this object before you close the descriptor: a number that is closed while it is registered may be given to
 * something else, whose events would then come here.
 */
public final class SourceFd extends NetSource {

    private final Endpoint endpoint;
    private final int fd;

    private SourceFd(Endpoint endpoint, int fd) {
        this.endpoint = endpoint;
        this.fd = fd;
    }

    @Override
    Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Makes a source of a descriptor, with the preferred backend.
     *
     * @param fd the descriptor (on Windows a SOCKET), which stays the caller's
     * @return a source that watches it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative
     * @throws dev.pollux.BackendUnavailableException if there is no backend
     * @throws IOException if the system refuses
     */
    public static SourceFd of(int fd) throws IOException {
        return of(Backends.preferred(), fd);
    }

    /**
     * Makes a source of a descriptor.
     *
     * <p>Whether the mechanism can watch it shows when it is registered; epoll refuses regular files and directories.
     *
     * @param backend the backend whose polls are to watch it
     * @param fd the descriptor (on Windows a SOCKET), which stays the caller's
     * @return a source that watches it
     * @throws UnsupportedOperationException if the backend has no descriptors, {@code Capability.FILE_DESCRIPTORS}
     * @throws IllegalArgumentException if it is negative
     * @throws IOException if the system refuses
     */
    public static SourceFd of(Backend backend, int fd) throws IOException {
        return new SourceFd(backend.watch(Arguments.requireFd(fd)), fd);
    }

    /**
     * Returns the descriptor.
     *
     * @return what was given, also after {@link #close()}
     */
    public int fd() {
        return fd;
    }

    /**
     * Deregisters this source and leaves the descriptor open; closing it again has no effect.
     *
     * @throws IOException if the system reports an error; it is closed all the same
     */
    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    @Override
    String describe() {
        return ", descriptor " + fd;
    }
}
