package dev.pollux.examples.cli;

/** Ends a command with one line on standard error and exit code 1. */
final class Failure extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed, on what, and what to do about it; one line
     */
    Failure(String message) {
        super(message);
    }
}
