package dev.pollux.epoll;

import dev.pollux.ffm.Errno;
import dev.pollux.ffm.Failures;
import dev.pollux.ffm.NativeAccess;
import dev.pollux.ffm.Platform;
import dev.pollux.ffm.Posix;
import dev.pollux.ffm.Scratch;
import dev.pollux.spi.Availability;
import java.io.IOException;
import java.util.Set;

/** Finds out whether epoll can be used here, by using it. */
final class Probe {

    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    /** A value that no other bits of the event could pass for. */
    private static final long TOKEN = 0x1234_5678_9abc_def0L;

    private Probe() {}

    static Availability system() {
        return system(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Availability system(String os, String arch) {
        if (!os.equals("Linux")) {
            return Availability.unavailable("epoll exists on Linux only, and this is " + os, "");
        }
        if (!ARCHITECTURES.contains(arch)) {
            return Availability.unavailable(
                    "the layout of epoll_event is not known for the architecture " + arch,
                    "run a Java for one of " + ARCHITECTURES.stream().sorted().toList());
        }
        return Availability.available();
    }

    static Availability run(EpollCalls calls, Posix posix) {
        Availability access = NativeAccess.probe();
        if (!access.isAvailable()) {
            return access;
        }
        Scratch s = Scratch.get();
        int epfd = calls.epoll_create1(s, EpollEvent.EPOLL_CLOEXEC);
        if (epfd < 0) {
            return judge("epoll_create1", epfd, posix);
        }
        try {
            return useAll(calls, posix, s, epfd);
        } finally {
            close(posix, epfd);
        }
    }

    /** Goes through every call of a poll once, and looks whether the token comes back whole. */
    private static Availability useAll(EpollCalls calls, Posix posix, Scratch s, int epfd) {
        int fd = calls.eventfd(s, 1, EpollEvent.EFD_CLOEXEC | EpollEvent.EFD_NONBLOCK);
        if (fd < 0) {
            return judge("eventfd", fd, posix);
        }
        try {
            EpollEvent.put(s.event, EpollEvent.EPOLLIN | EpollEvent.EPOLLET, TOKEN);
            int result = calls.epoll_ctl(s, epfd, EpollEvent.EPOLL_CTL_ADD, fd, s.event);
            if (result < 0) {
                return judge("epoll_ctl", result, posix);
            }
            EpollEvent.put(s.event, 0, 0);
            int count = calls.epoll_wait(s, epfd, s.event, 1, 0);
            if (count < 0) {
                return judge("epoll_wait", count, posix);
            }
            if (count == 0 || EpollEvent.token(s.event) != TOKEN || EpollEvent.bits(s.event) != EpollEvent.EPOLLIN) {
                return Availability.unavailable("epoll does not tell here what it was asked for", "");
            }
            return Availability.available();
        } finally {
            close(posix, fd);
        }
    }

    /** A want that may pass says nothing about the mechanism: opening a poll will report it if it lasts. */
    private static Availability judge(String call, int result, Posix posix) {
        Platform platform = posix.platform();
        for (Errno passing : new Errno[] {Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.EINTR, Errno.ENOSPC}) {
            if (platform.is(result, passing)) {
                return Availability.available();
            }
        }
        return Availability.unavailable(
                "the system refuses " + Failures.of(platform, call, result).getMessage(),
                "allow epoll_create1, epoll_ctl, epoll_wait, epoll_pwait, eventfd2 and pipe2 in the policy of the sandbox"
                        + " (seccomp)");
    }

    private static void close(Posix posix, int fd) {
        try {
            posix.close(fd);
        } catch (IOException e) {
            System.getLogger("dev.pollux").log(System.Logger.Level.DEBUG, "closing the probe of epoll", e);
        }
    }
}
