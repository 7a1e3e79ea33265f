package dev.pollux.examples.cli;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Backends.Candidate;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --backend}. */
final class BackendOption {

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description = "The backend to use; without it the best one available. See './pollux backends'.")
    @Nullable
    String name;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    /**
     * Returns the backend that is named, or the preferred one.
     *
     * @return an available backend
     * @throws ParameterException if there is none of that name
     * @throws Failure if it is not available
     */
    Backend choose() throws Failure {
        if (name == null) {
            return Backends.preferred();
        }
        List<Candidate> candidates = Backends.candidates();
        for (Candidate candidate : candidates) {
            Backend backend = candidate.backend();
            if (backend != null && candidate.name().equals(name)) {
                if (!candidate.availability().isAvailable()) {
                    throw new Failure("the backend '" + name + "' is not available: " + candidate.availability());
                }
                return backend;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "unknown backend '" + name + "': use "
                        + candidates.stream()
                                .filter(candidate -> candidate.backend() != null)
                                .map(Candidate::name)
                                .collect(Collectors.joining(" or ")));
    }
}
