package dev.pollux.spi;

import dev.pollux.Events;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A poll whose mechanism follows a script, one step for each await; without a step it waits to be woken. */
final class ScriptedPoll extends AbstractPoll {

    /** What one await does. */
    @FunctionalInterface
    interface Step {
        void run(Events events, long nanos) throws IOException;
    }

    /** A step that ends early, as a mechanism may. */
    static final Step NOTHING = (events, nanos) -> {};

    private final Deque<Step> script = new ArrayDeque<>();
    private volatile boolean woken;
    private volatile @Nullable Thread waiter;

    /** The limit of each await so far. */
    final List<Long> waits = new ArrayList<>();

    final AtomicInteger wakeups = new AtomicInteger();
    final AtomicInteger releases = new AtomicInteger();
    volatile @Nullable IOException releaseFailure;

    ScriptedPoll(Backend backend) {
        super(backend);
    }

    static Step event(long token) {
        return (events, nanos) -> events.add(token, Readiness.READABLE);
    }

    static Step failure(IOException e) {
        return (events, nanos) -> {
            throw e;
        };
    }

    ScriptedPoll then(Step... steps) {
        script.addAll(List.of(steps));
        return this;
    }

    /** Like a system call it knows of interrupts only through {@link #wakeup()}. */
    @Override
    protected void await(Events events, long nanos) throws IOException {
        waits.add(nanos);
        Step step = script.poll();
        if (step != null) {
            step.run(events, nanos);
            return;
        }
        waiter = Thread.currentThread();
        long start = System.nanoTime();
        while (!woken && (nanos == FOREVER || System.nanoTime() - start < nanos)) {
            LockSupport.parkNanos(nanos);
        }
        woken = false;
    }

    @Override
    protected void wakeup() {
        wakeups.incrementAndGet();
        woken = true;
        LockSupport.unpark(waiter);
    }

    @Override
    protected void releaseResources() throws IOException {
        releases.incrementAndGet();
        IOException failure = releaseFailure;
        if (failure != null) {
            throw failure;
        }
    }

    /** Uses the resources until the action is done, as an operation of a backend may. */
    void use(Runnable action) {
        enter();
        try {
            action.run();
        } finally {
            exit();
        }
    }
}
