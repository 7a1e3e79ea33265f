/** The project as its users have it: jars on class paths and module paths, and programs that nobody here wrote. */
@NullMarked
package dev.pollux.it;

import org.jspecify.annotations.NullMarked;
