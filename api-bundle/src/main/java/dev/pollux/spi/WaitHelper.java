package dev.pollux.spi;

import dev.pollux.Events;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a poll on behalf of a virtual thread.
 *
 * <p>A wait inside native code would hold the carrier of the virtual thread, and nothing would take its place. So a platform
 * thread waits, and the virtual one parks. Used by one polling thread at a time.
 */
final class WaitHelper implements Runnable {

    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

    /** Idle threads end soon, so that nothing keeps an application's classes alive. */
    private static final ExecutorService THREADS = threads();

    private final AbstractPoll poll;

    // Handed over by the executor one way, by done the other way.
    private @Nullable Events events;
    private long nanos;
    private @Nullable Thread waiter;
    private @Nullable Throwable failure;
    private volatile boolean done;

    WaitHelper(AbstractPoll poll) {
        this.poll = poll;
    }

    /** Tells whether the current thread must not wait in native code; virtual threads came with Java 21. */
    static boolean isNeeded() {
        MethodHandle isVirtual = IS_VIRTUAL;
        if (isVirtual == null) {
            return false;
        }
        try {
            return (boolean) isVirtual.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static ExecutorService threads() {
        AtomicInteger numbers = new AtomicInteger();
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(null, task, "pollux-wait-" + numbers.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
    }

    /** Does what {@link AbstractPoll#await} does; an interrupt reaches that through the poll's hook. */
    void await(Events events, long nanos) throws IOException {
        this.events = events;
        this.nanos = nanos;
        this.waiter = Thread.currentThread();
        done = false;
        THREADS.execute(this);
        boolean interrupted = false;
        while (!done) {
            LockSupport.park(this);
            // The status would make park return at once, again and again.
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof IOException e) {
            throw e;
        } else if (thrown instanceof RuntimeException e) {
            throw e;
        } else if (thrown instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void run() {
        Thread waiting = waiter;
        Events target = events;
        waiter = null;
        events = null;
        try {
            if (target != null) {
                poll.await(target, nanos);
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            done = true;
            LockSupport.unpark(waiting);
        }
    }
}
