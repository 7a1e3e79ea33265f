package dev.pollux.spi;

/** Makes the exceptions that say what a backend lacks, so that they all read alike. */
public final class Unsupported {

    private Unsupported() {}

    /**
     * Returns an exception that says that a backend does not have something.
     *
     * @param backend the backend
     * @param what what it lacks, as in "the nio backend does not support …"
     * @return the exception, to be thrown by the caller
     */
    public static UnsupportedOperationException by(Backend backend, String what) {
        return new UnsupportedOperationException("the " + backend.name() + " backend does not support " + what);
    }

    /**
     * Returns an exception that says that a backend does not have something, and why.
     *
     * @param backend the backend
     * @param what what it lacks, as in "the nio backend does not support …"
     * @param reason why, as in "… because …" or a remedy
     * @return the exception, to be thrown by the caller
     */
    public static UnsupportedOperationException by(Backend backend, String what, String reason) {
        return new UnsupportedOperationException(
                "the " + backend.name() + " backend does not support " + what + ": " + reason);
    }
}
