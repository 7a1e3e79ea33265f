package dev.pollux;

/**
 * Thrown when a source is registered that already is registered, with the same poll or another one; nothing was changed.
 */
public final class AlreadyRegisteredException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was wrong and what to do about it
     */
    public AlreadyRegisteredException(String message) {
        super(message);
    }
}
