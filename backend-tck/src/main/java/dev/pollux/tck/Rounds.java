package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The rounds of a test that repeats itself: so many, or as many as a slow machine gets done in some seconds.
 *
 * <p>One thread calls {@link #next}, others may keep step with {@link #await}.
 */
final class Rounds {

    private static final long BUDGET_NANOS = 10_000_000_000L;
    private static final int OVER = Integer.MAX_VALUE;

    private final int most;
    private final long end = System.nanoTime() + BUDGET_NANOS;
    private int last;
    private volatile int current;

    Rounds(int most) {
        this.most = most;
    }

    /** Begins the next round, the first of which is 1; false if there is none any more. */
    boolean next() {
        if (last == most || (last > 0 && System.nanoTime() - end > 0)) {
            current = OVER;
            return false;
        }
        last++;
        current = last;
        return true;
    }

    /** The round that began last. */
    int last() {
        return last;
    }

    /** Waits, without sleeping, until a round has begun; false if it never will. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on the yield: it leaves the processor to the other thread
    boolean await(int round) {
        long deadline = System.nanoTime() + 2 * Contract.LIMIT_NANOS;
        while (current < round) {
            assertTrue(System.nanoTime() < deadline, "the other thread is stuck");
            Thread.yield();
        }
        return current != OVER;
    }
}
