package dev.pollux;

import java.io.IOException;

/**
 * Thrown when a Unix socket cannot be connected at once because the listener's backlog is full.
 *
 * <p>Unlike a TCP connection none is in progress then ({@code EAGAIN} in {@code connect(2)}): try again later with a new
 * stream.
 */
public final class BacklogFullException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the call and the address
     */
    public BacklogFullException(String message) {
        super(message);
    }
}
