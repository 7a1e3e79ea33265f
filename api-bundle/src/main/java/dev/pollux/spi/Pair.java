package dev.pollux.spi;

/**
 * Two endpoints that are connected with each other.
 *
 * @param first one end; of a pipe the one to write to
 * @param second the other end; of a pipe the one to read from
 * @param <E> the type of both
 */
public record Pair<E extends Endpoint>(E first, E second) {}
