package dev.pollux;

/**
 * A value chosen by the user that says which source an event belongs to.
 *
 * <p>All 2<sup>64</sup> values are allowed and none is reserved; several sources may share one. Hot code uses the plain
 * {@code long} instead ({@link Registry#register(Source, long, Interest)}, {@link Event#token()}), which allocates nothing.
 *
 * <p>Instances are immutable and may be used by any thread.
 *
 * @param value the value
 */
public record Token(long value) implements Comparable<Token> {

    private static final int CACHED = 1024;
    private static final Token[] CACHE = new Token[CACHED];

    static {
        for (int i = 0; i < CACHED; i++) {
            CACHE[i] = new Token(i);
        }
    }

    /**
     * Returns a token of the value, the same instance each time for values from 0 to 1023.
     *
     * @param value any value
     * @return the token
     */
    public static Token of(long value) {
        return value >= 0 && value < CACHED ? CACHE[(int) value] : new Token(value);
    }

    /**
     * Compares by {@link #value()}, as a signed number.
     *
     * @param other the token to compare with
     * @return negative, zero or positive, as this value is less than, equal to or greater than the other's
     */
    @Override
    public int compareTo(Token other) {
        return Long.compare(value, other.value);
    }
}
