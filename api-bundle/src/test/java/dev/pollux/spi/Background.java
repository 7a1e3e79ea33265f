package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A task in a thread of its own, whose outcome the test waits for. */
final class Background<T> {

    private static final long LIMIT_SECONDS = 20;

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> body) {
        task = new FutureTask<>(body);
        thread = new Thread(task, "background");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> start(Callable<T> body) {
        return new Background<>(body);
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread is blocked. */
    void awaitBlocked() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(thread.isAlive(), "the task is done instead of blocked");
            assertTrue(System.nanoTime() < deadline, "the task is not blocked");
            Thread.onSpinWait();
        }
    }

    /** Waits for the end of the task and returns or throws what it did. */
    T join() throws Exception {
        try {
            return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
