package dev.pollux.epoll;

import static dev.pollux.ffm.Downcalls.INT;
import static dev.pollux.ffm.Downcalls.LONG;

import dev.pollux.ffm.Downcalls;
import dev.pollux.ffm.Downcalls.Mode;
import dev.pollux.ffm.Errno;
import dev.pollux.ffm.Scratch;
import java.lang.invoke.MethodHandle;

/** The functions of the C library that only Linux has; each handle is made when it is used first. */
@SuppressWarnings("MemberName") // they are named after the functions
final class LibEpoll implements EpollCalls {

    private static final class Create {
        static final MethodHandle EPOLL_CREATE1 = Downcalls.find(Mode.QUICK, "epoll_create1", INT, INT);
    }

    private static final class Control {
        static final MethodHandle EPOLL_CTL = Downcalls.find(Mode.QUICK, "epoll_ctl", INT, INT, INT, INT, LONG);
    }

    private static final class Wait {
        static final MethodHandle EPOLL_WAIT = Downcalls.find(Mode.BLOCKING, "epoll_wait", INT, INT, LONG, INT, INT);
    }

    private static final class FineWait {
        /** It came with Linux 5.11 and glibc 2.35. */
        static final boolean IS_THERE = Downcalls.exists("epoll_pwait2");
    }

    private static final class FineWaitHandle {
        static final MethodHandle EPOLL_PWAIT2 =
                Downcalls.find(Mode.BLOCKING, "epoll_pwait2", INT, INT, LONG, INT, LONG, LONG);
    }

    private static final class Counter {
        static final MethodHandle EVENTFD = Downcalls.find(Mode.QUICK, "eventfd", INT, INT, INT);
    }

    @Override
    public int epoll_create1(Scratch scratch, int flags) {
        try {
            return Downcalls.result((int) Create.EPOLL_CREATE1.invokeExact(scratch.errno, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int epoll_ctl(Scratch scratch, int epfd, int operation, int fd, long event) {
        try {
            return Downcalls.result(
                    (int) Control.EPOLL_CTL.invokeExact(scratch.errno, epfd, operation, fd, event), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int epoll_wait(Scratch scratch, int epfd, long events, int most, int millis) {
        try {
            return Downcalls.result(
                    (int) Wait.EPOLL_WAIT.invokeExact(scratch.errno, epfd, events, most, millis), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int epoll_pwait2(Scratch scratch, int epfd, long events, int most, long timespec, long signals) {
        if (!FineWait.IS_THERE) {
            return -Errno.ENOSYS.linux();
        }
        try {
            return Downcalls.result(
                    (int) FineWaitHandle.EPOLL_PWAIT2.invokeExact(scratch.errno, epfd, events, most, timespec, signals),
                    scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }

    @Override
    public int eventfd(Scratch scratch, int initial, int flags) {
        try {
            return Downcalls.result((int) Counter.EVENTFD.invokeExact(scratch.errno, initial, flags), scratch);
        } catch (Throwable t) {
            throw Downcalls.rethrow(t);
        }
    }
}
