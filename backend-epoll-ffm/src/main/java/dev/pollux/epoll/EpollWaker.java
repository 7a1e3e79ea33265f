package dev.pollux.epoll;

import dev.pollux.ClosedPollException;
import dev.pollux.Waker;
import dev.pollux.spi.Reclaimer;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.ClosedChannelException;

/** A waker over an eventfd: one write for each wake, none to read. */
final class EpollWaker implements Waker {

    /** Keeps the poll alive as long as somebody may wake it. */
    private final EpollPoll poll;

    private final long token;
    private final Eventfd eventfd;
    private final Reclaimer reclaimer;

    @SuppressWarnings("this-escape") // the reclaimer only watches it
    EpollWaker(EpollPoll poll, EpollResources resources, long token) throws IOException {
        this.poll = poll;
        this.token = token;
        this.eventfd = resources.openEventfd(token);
        Eventfd mine = eventfd;
        this.reclaimer = Reclaimer.watch(this, "a waker of the epoll backend", () -> resources.closeEventfd(mine));
    }

    @Override
    public void wake() throws IOException {
        try {
            boolean done = eventfd.signal();
            if (!done) {
                if (poll.isOpen()) {
                    throw new ClosedChannelException();
                }
                throw new ClosedPollException(poll + " is closed");
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() throws IOException {
        reclaimer.close();
    }

    @Override
    public String toString() {
        return "Waker[token=" + token + ", " + poll + "]";
    }
}
