/**
 * What a backend implements, and how one is chosen.
 *
 * <p>A backend is one implementation of {@link dev.pollux.spi.Backend}, offered as a service. It opens polls, most easily
 * as subclasses of {@link dev.pollux.spi.AbstractPoll}, which holds everything that polls do alike, and the endpoints
 * (sockets, pipes) that its polls can watch, as subclasses of {@link dev.pollux.spi.AbstractEndpoint}.
 *
 * <h2>Writing a backend</h2>
 *
 * <ol>
 *   <li>Implement {@link dev.pollux.spi.Backend}: name, priority, {@link dev.pollux.spi.Availability} from a real probe
 *       that is made once, {@link dev.pollux.spi.Capability capabilities}, and the methods that open things. What the
 *       backend lacks keeps its default, which throws {@link UnsupportedOperationException}.
 *   <li>Name the class in {@code META-INF/services/dev.pollux.spi.Backend}, and in {@code provides … with …} of the module.
 *   <li>Extend {@link dev.pollux.spi.AbstractPoll} with the mechanism: {@code await}, {@code wakeup} and
 *       {@code releaseResources}.
 *   <li>Extend {@link dev.pollux.spi.AbstractEndpoint} for each kind of endpoint: {@code attach}, {@code modify},
 *       {@code detach} and {@code closeResource}, and the operations of the kind's interface.
 *   <li>Run the contract test kit {@code dev.pollux.tck} against it.
 * </ol>
 *
 * <p>A backend that only adds to another one, such as one that counts, implements {@link dev.pollux.spi.Backend} by
 * delegation and needs no subclass. It must hand on every method: the capabilities of the other one promise what the default
 * methods refuse. Its polls and endpoints are those of the other one and name that as their backend. It looks for the other
 * one when it is first needed, with a {@link java.util.ServiceLoader} that leaves out its own class:
 * {@link dev.pollux.spi.Backends} would make and ask it in turn.
 */
@NullMarked
@Version("0.1.0")
package dev.pollux.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
