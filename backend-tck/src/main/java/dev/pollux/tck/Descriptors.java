package dev.pollux.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Counts the descriptors of this process, where the virtual machine can. */
final class Descriptors {

    /** How many others may have been opened meanwhile: by class loading, or by the test runner. */
    private static final int OTHERS = 8;

    private Descriptors() {}

    static boolean areCountable() {
        return count() >= 0;
    }

    /** Skips the rest of the test, visibly, where descriptors cannot be counted. */
    static void requireCountable() {
        assumeTrue(areCountable(), "descriptors cannot be counted here");
    }

    /** Returns how many are open now, or -1 where that cannot be told. */
    static long count() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : -1;
    }

    /**
     * Runs a body that leaves nothing behind many times and checks that the count of descriptors does not grow with it.
     *
     * <p>Where they cannot be counted the body runs all the same.
     *
     * @param most how many rounds; well above 8, so that a leak stands out
     */
    static void assertNoGrowth(int most, Task.Body body) throws Exception {
        body.run(); // opens what is opened once and for all
        long before = count();
        Rounds rounds = new Rounds(most);
        while (rounds.next()) {
            body.run();
        }
        awaitCount(before + OTHERS);
    }

    /** Waits until not more than that many are open. */
    static void awaitCount(long most) throws Exception {
        Contract.until(() -> count() + " descriptors are open instead of " + most, () -> count() <= most);
    }
}
