/**
 * System calls, addresses, errors and POSIX sockets through {@code java.lang.foreign}.
 *
 * <p>Not an API: for the native backends of this project, and changed with them.
 */
@NullMarked
package dev.pollux.ffm;

import org.jspecify.annotations.NullMarked;
