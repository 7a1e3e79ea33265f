/** The contract of Pollux as JUnit Jupiter tests, for every backend. */
@NullMarked
@Version("0.1.0")
package dev.pollux.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
