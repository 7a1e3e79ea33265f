/**
 * The socket types of Pollux: TCP, UDP and Unix sockets, pipes, and sources for descriptors and channels of your own.
 *
 * <p>They are thin faces over the endpoints of a backend, which is found through {@link dev.pollux.spi.Backends} or given by
 * the caller.
 */
module dev.pollux.net {
    requires transitive dev.pollux;
    requires static org.jspecify;
    requires static org.osgi.annotation.versioning;

    exports dev.pollux.net;
}
