package dev.pollux.spi;

/**
 * What a backend can do beyond what every backend does.
 *
 * <p>Asking for something that is not among {@link Backend#capabilities()} throws {@link UnsupportedOperationException}.
 */
public enum Capability {
    /** {@link dev.pollux.Interest#PRIORITY}: events for out-of-band data. */
    PRIORITY,
    /** {@link dev.pollux.Interest#AIO}: events for POSIX AIO requests. */
    AIO,
    /** {@link dev.pollux.Interest#LIO}: events for {@code lio_listio} requests. */
    LIO,
    /** Events tell of errors and of halves that the peer closed, before an operation runs into them. */
    CLOSED_HINTS,
    /** Unix stream sockets and listeners, bound to paths. */
    UNIX_STREAM,
    /** Unix datagram sockets. */
    UNIX_DATAGRAM,
    /** Unix sockets with abstract names. */
    ABSTRACT_ADDRESSES,
    /** Pipes. */
    PIPE,
    /** Descriptors of the user's own: adopting, lending and releasing them, and watching foreign ones. */
    FILE_DESCRIPTORS,
    /** Channels of {@code java.nio}: wrapping, lending and watching them. */
    CHANNELS,
    /** A poll has a descriptor that another poll can watch. */
    NESTED_POLL,
    /** The options for hop limits and for IPv6 only, {@link EndpointOption#IP_TTL} and {@link EndpointOption#IPV6_V6ONLY}. */
    IP_OPTIONS,
    /** An empty datagram can be sent from a connected socket too; every backend sends one from an unconnected one. */
    EMPTY_DATAGRAMS,
    /** A datagram that was longer than the buffer is told apart, {@link DatagramEndpoint#truncated()}. */
    TRUNCATION,
    /** An error that waits on a socket, such as one told by ICMP, is found by {@link SocketEndpoint#takeError()}. */
    SOCKET_ERRORS,
    /** Once warm, poll, dispatch, wake, read and write allocate nothing. */
    NO_GARBAGE
}
