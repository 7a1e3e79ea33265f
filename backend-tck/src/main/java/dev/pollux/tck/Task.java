package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pollux.Poll;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A piece of a test that runs in another thread. */
final class Task<T> {

    private final FutureTask<T> future;
    private final Thread thread;

    private Task(FutureTask<T> future, Thread thread) {
        this.future = future;
        this.thread = thread;
    }

    /** What a task without result does. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Starts a body with a result in a thread of its own. */
    static <T> Task<T> call(Callable<T> body) {
        FutureTask<T> future = new FutureTask<>(body);
        Thread thread = new Thread(future, "tck");
        thread.setDaemon(true);
        thread.start();
        return new Task<>(future, thread);
    }

    /** Starts a body with a result in a virtual thread, where there are any. */
    static <T> Task<T> callVirtual(Callable<T> body) {
        FutureTask<T> future = new FutureTask<>(body);
        return new Task<>(future, VirtualThreads.start(future));
    }

    /** Starts a body without result in a thread of its own. */
    static Task<Boolean> run(Body body) {
        return call(() -> {
            body.run();
            return true;
        });
    }

    Thread thread() {
        return thread;
    }

    boolean isDone() {
        return future.isDone();
    }

    /** Waits for the end and returns the result, or throws what the body threw. */
    T join() throws Exception {
        try {
            return future.get(5 * Contract.LIMIT_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    /**
     * Waits until the thread seems to be blocked in a poll: it is inside, and several looks find it at the same place.
     *
     * <p>No look from outside can be sure of it, so a test must hold also when the thread is only about to block.
     */
    void awaitBlockedIn(Poll poll) throws Exception {
        awaitBlockedIn(thread, poll);
        assertFalse(isDone(), "the poll waits");
    }

    static void awaitBlockedIn(Thread thread, Poll poll) throws Exception {
        StackTraceElement[][] before = {{}};
        int[] same = {0};
        Contract.until("the thread is blocked in " + poll, () -> {
            StackTraceElement[] now = thread.getStackTrace();
            same[0] = isIn(poll, now) && Arrays.equals(now, before[0]) ? same[0] + 1 : 0;
            before[0] = now;
            LockSupport.parkNanos(500_000);
            return same[0] == 4 || thread.getState() == Thread.State.TERMINATED;
        });
    }

    private static boolean isIn(Poll poll, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("poll")) {
                for (Class<?> type = poll.getClass(); type != null; type = type.getSuperclass()) {
                    if (frame.getClassName().equals(type.getName())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
