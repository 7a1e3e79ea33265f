package dev.pollux;

/**
 * Thrown when a poll is used that is closed, and by a blocked poll that another thread closes.
 */
public final class ClosedPollException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was wrong and what to do about it
     */
    public ClosedPollException(String message) {
        super(message);
    }
}
