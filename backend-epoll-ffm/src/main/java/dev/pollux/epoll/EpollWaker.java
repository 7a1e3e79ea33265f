package dev.pollux.epoll;

import dev.pollux.ClosedPollException;
import dev.pollux.Waker;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.ClosedChannelException;

/** A waker over an eventfd: one write for each wake, none to read. One that is forgotten lives as long as its poll. */
final class EpollWaker implements Waker {

    /** Keeps the poll alive as long as somebody may wake it. */
    private final EpollPoll poll;

    private final long token;
    private final Eventfd eventfd;
    private final EpollResources resources;

    EpollWaker(EpollPoll poll, EpollResources resources, long token) throws IOException {
        this.poll = poll;
        this.resources = resources;
        this.token = token;
        this.eventfd = resources.openEventfd(token);
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
        resources.closeEventfd(eventfd);
    }

    @Override
    public String toString() {
        return "Waker[token=" + token + ", " + poll + "]";
    }
}
