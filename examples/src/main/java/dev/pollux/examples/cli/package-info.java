/** The commands of {@code ./pollux}. */
@NullMarked
package dev.pollux.examples.cli;

import org.jspecify.annotations.NullMarked;
