package dev.pollux.spi;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Closes a resource exactly once: when its owner says so, or, with a warning, when the owner was forgotten.
 *
 * <p>The owner keeps a reference to this object, and the resource must not refer to the owner. All methods may be called by
 * any thread. Code of the owner that uses the resource keeps the owner alive meanwhile with
 * {@link java.lang.ref.Reference#reachabilityFence}.
 */
public final class Reclaimer {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Release release;
    private final Cleaner.Cleanable cleanable;

    private Reclaimer(Object owner, Release release) {
        this.release = release;
        this.cleanable = CLEANER.register(owner, release);
    }

    /**
     * Begins to watch over a resource.
     *
     * @param owner the object whose end of life ends the resource
     * @param name what the owner is, for the warning, such as {@code a stream of the nio backend}
     * @param resource closed once
     * @return the object to close the resource with
     */
    public static Reclaimer watch(Object owner, String name, Closeable resource) {
        return new Reclaimer(owner, new Release(name, resource));
    }

    /**
     * Closes the resource unless that was done before.
     *
     * @throws IOException if closing it fails
     */
    public void close() throws IOException {
        release.forgotten = false;
        cleanable.clean();
        IOException failure = release.failure;
        if (failure != null) {
            release.failure = null;
            throw failure;
        }
    }

    /** Leaves the resource to somebody else: it is not closed here any more. */
    public void abandon() {
        release.forgotten = false;
        release.resource = null;
        cleanable.clean();
    }

    private static final class Release implements Runnable {

        private final String name;
        private volatile @Nullable Closeable resource;
        private volatile boolean forgotten = true;
        private volatile @Nullable IOException failure;

        Release(String name, Closeable resource) {
            this.name = name;
            this.resource = resource;
        }

        /** Run once, by whoever comes first. */
        @Override
        public void run() {
            Closeable last = resource;
            if (last == null) {
                return;
            }
            resource = null;
            if (forgotten) {
                System.getLogger("dev.pollux")
                        .log(
                                System.Logger.Level.WARNING,
                                "{0} was forgotten without close and is reclaimed: close it when done",
                                name);
            }
            try {
                last.close();
            } catch (IOException e) {
                failure = e;
            }
        }
    }
}
