package dev.pollux.ffm;

/** Sizes and offsets in bytes of the C structures used here; a test compares them with the system's headers. */
final class Layouts {

    static final int IOVEC = 16;
    static final int IOVEC_LENGTH = 8;

    static final int MSGHDR = 56;
    static final int MSGHDR_IOV = 16;
    static final int MSGHDR_IOVLEN = 24;

    static final int POLLFD = 8;
    static final int POLLFD_EVENTS = 4;
    static final int POLLFD_REVENTS = 6;

    static final int LINGER = 8;
    static final int LINGER_SECONDS = 4;

    static final int SOCKADDR_IN = 16;
    static final int SOCKADDR_PORT = 2;
    static final int SOCKADDR_IN_ADDRESS = 4;
    static final int SOCKADDR_IN6 = 28;
    static final int SOCKADDR_IN6_ADDRESS = 8;
    static final int SOCKADDR_IN6_SCOPE = 24;
    static final int SOCKADDR_UN_PATH = 2;

    static final int IP_MREQ = 8;
    static final int IP_MREQ_INTERFACE = 4;
    static final int IP_MREQN = 12;
    static final int IP_MREQN_ADDRESS = 4;
    static final int IP_MREQN_INDEX = 8;
    static final int IPV6_MREQ = 20;
    static final int IPV6_MREQ_INDEX = 16;

    static final int UCRED = 12;
    static final int UCRED_UID = 4;
    static final int UCRED_GID = 8;

    private Layouts() {}
}
