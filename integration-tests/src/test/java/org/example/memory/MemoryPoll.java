package org.example.memory;

import dev.pollux.Events;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Backend;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Waits for the ends of pipes, which queue up here when they become ready. */
final class MemoryPoll extends AbstractPoll {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<MemoryEnd> ready = new ArrayDeque<>();
    private boolean woken;

    MemoryPoll(Backend backend) {
        super(backend);
    }

    @Override
    protected void await(Events events, long nanos) {
        awaitChange(nanos);
        MemoryEnd end;
        while (!events.isFull() && (end = next()) != null) {
            end.deliver(this, events);
        }
    }

    private void awaitChange(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (ready.isEmpty() && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable MemoryEnd next() {
        lock.lock();
        try {
            return ready.poll();
        } finally {
            lock.unlock();
        }
    }

    void add(MemoryEnd end) {
        lock.lock();
        try {
            ready.add(end);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void wakeup() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void releaseResources() {}
}
