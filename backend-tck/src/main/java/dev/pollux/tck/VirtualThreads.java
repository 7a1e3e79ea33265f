package dev.pollux.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Virtual threads, from Java 21 on, reached by reflection because this is compiled for Java 17. */
final class VirtualThreads {

    private static final @Nullable Method START = find();

    private VirtualThreads() {}

    private static @Nullable Method find() {
        if (Runtime.version().feature() < 21) {
            return null; // there it is a preview at best
        }
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Skips the rest of the test, visibly, where there are none. */
    static void require() {
        assumeTrue(START != null, "there are no virtual threads before Java 21");
    }

    static Thread start(Runnable body) {
        Method start = START;
        if (start == null) {
            throw new IllegalStateException("no virtual threads");
        }
        try {
            return (Thread) start.invoke(null, body);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }
}
