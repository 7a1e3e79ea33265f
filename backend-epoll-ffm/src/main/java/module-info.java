/** The backend over {@code epoll(7)}, for Linux. */
module dev.pollux.epoll {
    requires dev.pollux;
    requires dev.pollux.ffm;
    requires static org.jspecify;

    provides dev.pollux.spi.Backend with
            dev.pollux.epoll.EpollBackend;
}
