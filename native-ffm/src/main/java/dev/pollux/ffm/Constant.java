package dev.pollux.ffm;

/**
 * The constants of the C headers that are used here, by their names there; a test compares them with the headers.
 *
 * <p>Linux: the same on x86-64 and aarch64.
 */
enum Constant {
    AF_UNIX(1),
    AF_INET(2),
    AF_INET6(10),
    SOCK_STREAM(1),
    SOCK_DGRAM(2),
    SOCK_NONBLOCK(0x800),
    SOCK_CLOEXEC(0x80000),

    O_NONBLOCK(0x800),
    O_CLOEXEC(0x80000),
    O_ACCMODE(3),
    O_WRONLY(1),
    O_RDWR(2),
    F_SETFD(2),
    F_GETFL(3),
    F_SETFL(4),
    F_GETPIPE_SZ(1032),
    FD_CLOEXEC(1),
    POLLIN(1),
    POLLOUT(4),

    MSG_PEEK(2),
    MSG_TRUNC(0x20),
    MSG_NOSIGNAL(0x4000),
    SHUT_RD(0),
    SHUT_WR(1),
    SHUT_RDWR(2),

    SOL_SOCKET(1),
    SO_REUSEADDR(2),
    SO_TYPE(3),
    SO_ERROR(4),
    SO_BROADCAST(6),
    SO_SNDBUF(7),
    SO_RCVBUF(8),
    SO_KEEPALIVE(9),
    SO_LINGER(13),
    SO_REUSEPORT(15),
    SO_PEERCRED(17),
    SO_ACCEPTCONN(30),
    SO_INCOMING_NAPI_ID(56),

    IPPROTO_IP(0),
    IP_TOS(1),
    IP_TTL(2),
    IP_MTU_DISCOVER(10),
    IP_PMTUDISC_DONT(0),
    IP_PMTUDISC_DO(2),
    IP_MULTICAST_IF(32),
    IP_MULTICAST_TTL(33),
    IP_MULTICAST_LOOP(34),
    IP_ADD_MEMBERSHIP(35),
    IP_DROP_MEMBERSHIP(36),

    IPPROTO_IPV6(41),
    IPV6_UNICAST_HOPS(16),
    IPV6_MULTICAST_IF(17),
    IPV6_MULTICAST_HOPS(18),
    IPV6_MULTICAST_LOOP(19),
    IPV6_JOIN_GROUP(20),
    IPV6_LEAVE_GROUP(21),
    IPV6_MTU_DISCOVER(23),
    IPV6_V6ONLY(26),
    IPV6_TCLASS(67),

    IPPROTO_TCP(6),
    TCP_NODELAY(1),
    TCP_KEEPIDLE(4),
    TCP_KEEPINTVL(5),
    TCP_KEEPCNT(6),
    TCP_QUICKACK(12);

    final int linux;

    Constant(int linux) {
        this.linux = linux;
    }
}
