package dev.pollux;

/**
 * Thrown when a source is reregistered with or deregistered from a poll that it is not registered with; nothing was changed.
 */
public final class NotRegisteredException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was wrong and what to do about it
     */
    public NotRegisteredException(String message) {
        super(message);
    }
}
