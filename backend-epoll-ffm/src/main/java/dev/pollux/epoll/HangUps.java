package dev.pollux.epoll;

import java.util.HashSet;
import java.util.Set;

/**
 * The tokens of events that said that data came together with the end of its stream, until somebody takes them.
 *
 * <p>Most readers take theirs at the end of the stream, so it stays small. All methods may be called by any thread.
 */
final class HangUps {

    private final Set<Long> tokens = new HashSet<>();
    private volatile boolean any;

    synchronized void add(long token) {
        tokens.add(token);
        any = true;
    }

    boolean take(long token) {
        return any && remove(token);
    }

    private synchronized boolean remove(long token) {
        boolean removed = tokens.remove(token);
        any = !tokens.isEmpty();
        return removed;
    }
}
