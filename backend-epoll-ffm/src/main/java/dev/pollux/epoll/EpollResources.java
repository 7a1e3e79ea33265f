package dev.pollux.epoll;

import dev.pollux.ffm.Failures;
import dev.pollux.ffm.Memory;
import dev.pollux.ffm.Posix;
import dev.pollux.ffm.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Set;

/**
 * What a poll holds of the system, apart from the poll so that it can be closed when the poll was forgotten.
 *
 * <p>The internal wake-up is the writing end of a pipe, which is always ready to be written to: asking for its readiness anew
 * makes epoll tell of it once. It is told apart by EPOLLWRNORM, which nobody else asks for, so that all tokens belong to
 * users; and there is nothing to drain, and no second descriptor.
 */
final class EpollResources implements Closeable {

    private static final int MOST_EVENTS = 1 << 16;

    private final EpollCalls calls;
    private final Posix posix;
    final int epfd;
    private final int wakeFd;
    private final Set<Eventfd> eventfds = new HashSet<>(); // guarded by this

    private Arena arena = Arena.ofShared();
    private int room;

    /** 16 bytes for a {@code struct timespec}, in front of the events. */
    private long memory;

    EpollResources(EpollCalls calls, Posix posix, Scratch s) throws IOException {
        this.calls = calls;
        this.posix = posix;
        int opened = calls.epoll_create1(s, EpollEvent.EPOLL_CLOEXEC);
        check("epoll_create1", opened);
        epfd = opened;
        int wake = -1;
        try {
            int[] pipe = posix.pipe(s);
            wake = pipe[1];
            posix.close(pipe[0]);
            EpollEvent.put(s.event, EpollEvent.EPOLLET, 0);
            check("epoll_ctl", calls.epoll_ctl(s, epfd, EpollEvent.EPOLL_CTL_ADD, wake, s.event));
            // Without its reader the pipe has an error to tell of, once.
            check("epoll_wait", calls.epoll_wait(s, epfd, s.event, 1, 0));
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(e, wake);
            closeAfter(e, epfd);
            throw e;
        }
        wakeFd = wake;
    }

    private void closeAfter(Throwable reason, int fd) {
        try {
            if (fd >= 0) {
                posix.close(fd);
            }
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void check(String call, int result) throws IOException {
        if (result < 0) {
            throw Failures.of(posix.platform(), call, result);
        }
    }

    /** Makes room for some events, and returns for how many there is; called by the polling thread. */
    @SuppressWarnings("MustBeClosedChecker") // close() ends the last one
    int reserve(int wanted) {
        if (wanted > room && room < MOST_EVENTS) {
            int larger = Math.min(Math.max(wanted, 64), MOST_EVENTS);
            Arena old = arena;
            arena = Arena.ofShared();
            memory = Memory.allocate(arena, 16 + (long) larger * EpollEvent.SIZE);
            room = larger;
            old.close();
        }
        return Math.min(wanted, room);
    }

    long timespec() {
        return memory;
    }

    long events() {
        return memory + 16;
    }

    /** Makes epoll tell of the internal wake-up once. */
    void wakeup() {
        Scratch s = Scratch.get();
        EpollEvent.put(s.event, EpollEvent.EPOLLWRNORM | EpollEvent.EPOLLET, 0);
        int result = calls.epoll_ctl(s, epfd, EpollEvent.EPOLL_CTL_MOD, wakeFd, s.event);
        if (result < 0) {
            throw new IllegalStateException(
                    Failures.of(posix.platform(), "epoll_ctl", result).getMessage());
        }
    }

    Eventfd openEventfd(long token) throws IOException {
        Scratch s = Scratch.get();
        int fd = calls.eventfd(s, 0, EpollEvent.EFD_CLOEXEC | EpollEvent.EFD_NONBLOCK);
        check("eventfd", fd);
        EpollEvent.put(s.event, EpollEvent.EPOLLIN | EpollEvent.EPOLLET, token);
        int result = calls.epoll_ctl(s, epfd, EpollEvent.EPOLL_CTL_ADD, fd, s.event);
        Eventfd eventfd = new Eventfd(posix, fd);
        if (result < 0) {
            IOException failure = Failures.of(posix.platform(), "epoll_ctl", result);
            closeAfter(failure, fd);
            throw failure;
        }
        synchronized (this) {
            eventfds.add(eventfd);
        }
        return eventfd;
    }

    /** Takes an eventfd out of epoll and closes it, unless that was done. */
    synchronized void closeEventfd(Eventfd eventfd) throws IOException {
        if (eventfds.remove(eventfd)) {
            eventfd.awaitUnused();
            Scratch s = Scratch.get();
            // Closing is not enough: a child process may have a copy for the moment before it runs its program.
            calls.epoll_ctl(s, epfd, EpollEvent.EPOLL_CTL_DEL, eventfd.fd, s.event);
            posix.close(eventfd.fd);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        IOException failure = null;
        for (Eventfd eventfd : Set.copyOf(eventfds)) {
            try {
                closeEventfd(eventfd);
            } catch (IOException e) {
                failure = e;
            }
        }
        for (int fd : new int[] {wakeFd, epfd}) {
            try {
                posix.close(fd);
            } catch (IOException e) {
                failure = e;
            }
        }
        arena.close();
        if (failure != null) {
            throw failure;
        }
    }
}
