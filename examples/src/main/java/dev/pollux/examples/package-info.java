/**
 * Small programs to copy from: echo servers for TCP, Unix streams and UDP.
 *
 * <p>Each server is one class, {@code docs/guide.md} explains them step by step, and {@code ./pollux} runs them.
 */
@NullMarked
package dev.pollux.examples;

import org.jspecify.annotations.NullMarked;
