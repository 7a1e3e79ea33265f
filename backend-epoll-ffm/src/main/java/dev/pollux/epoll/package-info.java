/** The backend over {@code epoll(7)}. */
@NullMarked
package dev.pollux.epoll;

import org.jspecify.annotations.NullMarked;
