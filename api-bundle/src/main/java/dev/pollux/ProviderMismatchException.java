package dev.pollux;

/**
 * Thrown when a source that was made by one backend is registered with a poll of another; nothing was changed.
 */
public final class ProviderMismatchException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was wrong and what to do about it
     */
    public ProviderMismatchException(String message) {
        super(message);
    }
}
