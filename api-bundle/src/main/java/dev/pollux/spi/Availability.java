package dev.pollux.spi;

/**
 * Whether a backend can be used in this process, and if not, why and what to do about it.
 *
 * <p>Instances are immutable and may be used by any thread.
 *
 * @param isAvailable true if polls can be opened
 * @param reason why not, in one line, such as {@code not Linux}; empty if available
 * @param remedy what makes it available, such as a command-line flag; empty if nothing does, or if available
 */
public record Availability(boolean isAvailable, String reason, String remedy) {

    private static final Availability AVAILABLE = new Availability(true, "", "");

    /**
     * Returns that the backend can be used.
     *
     * @return always the same instance
     */
    public static Availability available() {
        return AVAILABLE;
    }

    /**
     * Returns that the backend cannot be used.
     *
     * @param reason why not, in one line
     * @param remedy what makes it available; empty if nothing does
     * @return the answer
     */
    public static Availability unavailable(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }

    /**
     * Returns this for people to read.
     *
     * @return {@code available}, or the reason and the remedy
     */
    @Override
    public String toString() {
        if (isAvailable) {
            return "available";
        }
        return remedy.isEmpty() ? reason : reason + "; remedy: " + remedy;
    }
}
