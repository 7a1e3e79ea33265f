package dev.pollux.epoll;

import dev.pollux.AlreadyRegisteredException;
import dev.pollux.Events;
import dev.pollux.NotRegisteredException;
import dev.pollux.Waker;
import dev.pollux.ffm.Errno;
import dev.pollux.ffm.Failures;
import dev.pollux.ffm.FdPoll;
import dev.pollux.ffm.Memory;
import dev.pollux.ffm.Platform;
import dev.pollux.ffm.Posix;
import dev.pollux.ffm.Scratch;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Reclaimer;
import java.io.IOException;
import java.lang.ref.Reference;

/** A poll over an epoll instance: edge-triggered, the token in the kernel's event. */
final class EpollPoll extends AbstractPoll implements FdPoll {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Set when the system turned out to lack epoll_pwait2, or a sandbox to forbid it. */
    private static volatile boolean coarse;

    private final EpollCalls calls;
    private final Platform platform;
    private final EpollResources resources;
    private final Reclaimer reclaimer;
    private final HangUps hangUps = new HangUps();

    /** For the one thread that polls. */
    private final Scratch scratch = new Scratch();

    @SuppressWarnings("this-escape") // the reclaimer only watches it
    EpollPoll(Backend backend, EpollCalls calls, Posix posix) throws IOException {
        super(backend, true);
        this.calls = calls;
        this.platform = posix.platform();
        this.resources = new EpollResources(calls, posix, Scratch.get());
        this.reclaimer = Reclaimer.watch(this, "a poll of the epoll backend", resources);
    }

    @Override
    protected void await(Events events, long nanos) throws IOException {
        try {
            int room = resources.reserve(events.capacity() - events.size());
            int count;
            do {
                count = waitFor(room, nanos);
                if (count < 0 && !platform.is(count, Errno.EINTR)) {
                    throw Failures.of(platform, "epoll_wait", count);
                }
                deliver(events, count);
                // Who only asks does not come back: after a signal, and if the internal wake-up took the only place.
            } while (nanos == 0 && count != 0 && events.isEmpty());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Adds what the system has told, all but the internal wake-up. */
    private void deliver(Events events, int count) {
        long event = resources.events();
        for (int i = 0; i < count; i++, event += EpollEvent.SIZE) {
            int bits = EpollEvent.bits(event);
            if ((bits & EpollEvent.EPOLLWRNORM) != 0) {
                continue;
            }
            long token = EpollEvent.token(event);
            if ((bits & EpollEvent.EPOLLIN) != 0 && (bits & (EpollEvent.EPOLLRDHUP | EpollEvent.EPOLLHUP)) != 0) {
                hangUps.add(token);
            }
            events.add(token, EpollEvent.readiness(bits));
        }
    }

    /** For tests: asks the system for fine waits again. */
    static void forgetCoarse() {
        coarse = false;
    }

    private int waitFor(int room, long nanos) {
        int epfd = resources.epfd;
        long events = resources.events();
        if (nanos == FOREVER) {
            return calls.epoll_wait(scratch, epfd, events, room, -1);
        }
        if (nanos % NANOS_PER_MILLI != 0 && !coarse) {
            long timespec = resources.timespec();
            Memory.putLong(timespec, nanos / NANOS_PER_SECOND);
            Memory.putLong(timespec + 8, nanos % NANOS_PER_SECOND);
            int count = calls.epoll_pwait2(scratch, epfd, events, room, timespec, 0);
            if (!platform.is(count, Errno.ENOSYS) && !platform.is(count, Errno.EPERM)) {
                return count;
            }
            coarse = true;
        }
        long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
        return calls.epoll_wait(scratch, epfd, events, room, (int) Math.min(millis, Integer.MAX_VALUE));
    }

    @Override
    protected void wakeup() {
        try {
            resources.wakeup();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    protected void releaseResources() throws IOException {
        reclaimer.close();
    }

    @Override
    protected Waker openWaker(long token) throws IOException {
        return new EpollWaker(this, resources, token);
    }

    @Override
    public int fd() {
        enter();
        try {
            return resources.epfd;
        } finally {
            exit();
        }
    }

    @Override
    public void add(int fd, long token, int interest) throws IOException {
        int result = control(EpollEvent.EPOLL_CTL_ADD, fd, token, interest);
        if (platform.is(result, Errno.EEXIST)) {
            throw new AlreadyRegisteredException("descriptor " + fd + " is already registered with " + this);
        }
        check("add", fd, result);
    }

    @Override
    public void modify(int fd, long token, int interest) throws IOException {
        int result = control(EpollEvent.EPOLL_CTL_MOD, fd, token, interest);
        if (platform.is(result, Errno.ENOENT)) {
            throw new NotRegisteredException(
                    "descriptor " + fd + " is not registered with " + this + " any more: it was closed elsewhere");
        }
        check("modify", fd, result);
    }

    @Override
    public void delete(int fd) throws IOException {
        int result = control(EpollEvent.EPOLL_CTL_DEL, fd, 0, 0);
        // A user's descriptor that was closed before is gone from epoll, and its number maybe another file's.
        if (!platform.is(result, Errno.ENOENT)
                && !platform.is(result, Errno.EBADF)
                && !platform.is(result, Errno.EPERM)) {
            check("delete", fd, result);
        }
    }

    private int control(int operation, int fd, long token, int interest) {
        try {
            Scratch s = Scratch.get();
            EpollEvent.put(s.event, EpollEvent.bitsOf(interest), token);
            int result = calls.epoll_ctl(s, resources.epfd, operation, fd, s.event);
            return result;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void check(String what, int fd, int result) throws IOException {
        if (result < 0) {
            throw Failures.of(
                    platform,
                    "epoll_ctl " + what + " descriptor " + fd
                            + (platform.is(result, Errno.EPERM)
                                    ? ", a kind that epoll cannot watch, such as a file"
                                    : ""),
                    result);
        }
    }

    @Override
    public boolean takeHangUp(long token) {
        return hangUps.take(token);
    }
}
