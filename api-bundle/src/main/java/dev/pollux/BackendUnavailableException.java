package dev.pollux;

/**
 * Thrown when no backend, or not the one asked for, can be used; the message lists all that were found and why each was rejected.
 */
public final class BackendUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was wrong and what to do about it
     */
    public BackendUnavailableException(String message) {
        super(message);
    }
}
