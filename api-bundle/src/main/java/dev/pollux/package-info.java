/**
 * Readiness I/O: register non-blocking sources with a {@link dev.pollux.Poll}, wait, and be told which are ready.
 *
 * <p>Start at {@link dev.pollux.Poll}: its headings are the contract that every backend keeps. The socket types live in
 * {@code dev.pollux.net}.
 *
 * <p>Unless said otherwise no method takes or returns {@code null}; {@code null} for an argument is answered with a
 * {@link NullPointerException}.
 */
@NullMarked
@Version("0.1.0")
package dev.pollux;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
