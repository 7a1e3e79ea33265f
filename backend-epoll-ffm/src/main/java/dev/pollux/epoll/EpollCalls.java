package dev.pollux.epoll;

import dev.pollux.ffm.Scratch;

/**
 * The functions that only Linux has, one method each and of the same name.
 *
 * <p>Results are as in {@link dev.pollux.ffm.SystemCalls}: the negative error number for a failure.
 */
@SuppressWarnings("MemberName") // they are named after the functions
interface EpollCalls {

    int epoll_create1(Scratch scratch, int flags);

    int epoll_ctl(Scratch scratch, int epfd, int operation, int fd, long event);

    int epoll_wait(Scratch scratch, int epfd, long events, int most, int millis);

    int epoll_pwait2(Scratch scratch, int epfd, long events, int most, long timespec, long signals);

    int eventfd(Scratch scratch, int initial, int flags);
}
