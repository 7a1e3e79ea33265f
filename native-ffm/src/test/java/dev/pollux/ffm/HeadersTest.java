package dev.pollux.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compares our constants and layouts with what a compiler makes of the system's headers. */
@EnabledOnOs(OS.LINUX)
class HeadersTest {

    private static final String[] HEADERS = {
        "sys/socket.h",
        "sys/un.h",
        "sys/uio.h",
        "netinet/in.h",
        "netinet/tcp.h",
        "fcntl.h",
        "poll.h",
        "errno.h",
        "stddef.h",
        "stdio.h",
        "unistd.h"
    };

    @TempDir
    Path folder;

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        for (Constant constant : Constant.values()) {
            ours.put(constant.name(), (long) Platform.LINUX.value(constant));
        }
        assertSame(ours);
    }

    @Test
    void errorNumbersAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        for (Errno errno : Errno.values()) {
            ours.put(errno.name(), (long) errno.linux());
        }
        assertSame(ours);
    }

    @Test
    void layoutsAreThoseOfTheHeaders() throws Exception {
        Map<String, Long> ours = new LinkedHashMap<>();
        ours.put("sizeof(struct iovec)", (long) Layouts.IOVEC);
        ours.put("offsetof(struct iovec, iov_base)", 0L);
        ours.put("offsetof(struct iovec, iov_len)", (long) Layouts.IOVEC_LENGTH);
        ours.put("sizeof(struct msghdr)", (long) Layouts.MSGHDR);
        ours.put("offsetof(struct msghdr, msg_iov)", (long) Layouts.MSGHDR_IOV);
        ours.put("offsetof(struct msghdr, msg_iovlen)", (long) Layouts.MSGHDR_IOVLEN);
        ours.put("sizeof(((struct msghdr *) 0)->msg_iovlen)", 8L);
        ours.put("sizeof(struct pollfd)", (long) Layouts.POLLFD);
        ours.put("offsetof(struct pollfd, events)", (long) Layouts.POLLFD_EVENTS);
        ours.put("offsetof(struct pollfd, revents)", (long) Layouts.POLLFD_REVENTS);
        ours.put("sizeof(struct linger)", (long) Layouts.LINGER);
        ours.put("offsetof(struct linger, l_linger)", (long) Layouts.LINGER_SECONDS);
        ours.put("sizeof(struct sockaddr_in)", (long) Layouts.SOCKADDR_IN);
        ours.put("sizeof(((struct sockaddr_in *) 0)->sin_family)", 2L);
        ours.put("offsetof(struct sockaddr_in, sin_port)", (long) Layouts.SOCKADDR_PORT);
        ours.put("offsetof(struct sockaddr_in, sin_addr)", (long) Layouts.SOCKADDR_IN_ADDRESS);
        ours.put("sizeof(struct sockaddr_in6)", (long) Layouts.SOCKADDR_IN6);
        ours.put("offsetof(struct sockaddr_in6, sin6_port)", (long) Layouts.SOCKADDR_PORT);
        ours.put("offsetof(struct sockaddr_in6, sin6_addr)", (long) Layouts.SOCKADDR_IN6_ADDRESS);
        ours.put("offsetof(struct sockaddr_in6, sin6_scope_id)", (long) Layouts.SOCKADDR_IN6_SCOPE);
        ours.put("offsetof(struct sockaddr_un, sun_path)", (long) Layouts.SOCKADDR_UN_PATH);
        ours.put("sizeof(((struct sockaddr_un *) 0)->sun_path) - 1", (long) Platform.LINUX.longestUnixPath());
        ours.put("sizeof(struct sockaddr_storage)", (long) Scratch.ADDRESS_SIZE);
        ours.put("sizeof(struct ip_mreq)", (long) Layouts.IP_MREQ);
        ours.put("offsetof(struct ip_mreq, imr_interface)", (long) Layouts.IP_MREQ_INTERFACE);
        ours.put("sizeof(struct ip_mreqn)", (long) Layouts.IP_MREQN);
        ours.put("offsetof(struct ip_mreqn, imr_address)", (long) Layouts.IP_MREQN_ADDRESS);
        ours.put("offsetof(struct ip_mreqn, imr_ifindex)", (long) Layouts.IP_MREQN_INDEX);
        ours.put("sizeof(struct ipv6_mreq)", (long) Layouts.IPV6_MREQ);
        ours.put("offsetof(struct ipv6_mreq, ipv6mr_interface)", (long) Layouts.IPV6_MREQ_INDEX);
        ours.put("sizeof(struct ucred)", (long) Layouts.UCRED);
        ours.put("offsetof(struct ucred, uid)", (long) Layouts.UCRED_UID);
        ours.put("offsetof(struct ucred, gid)", (long) Layouts.UCRED_GID);
        ours.put("sizeof(socklen_t)", 4L);
        ours.put("sizeof(size_t)", 8L);
        ours.put("sizeof(nfds_t)", 8L);
        assertSame(ours);
    }

    private void assertSame(Map<String, Long> ours) throws Exception {
        assertEquals(ours, Headers.evaluate(folder, HEADERS, new ArrayList<>(ours.keySet())));
    }
}
