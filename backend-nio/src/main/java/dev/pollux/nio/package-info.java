/** The implementation of the NIO backend; nothing here is for programs to use. */
@NullMarked
package dev.pollux.nio;

import org.jspecify.annotations.NullMarked;
