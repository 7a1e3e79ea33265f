package dev.pollux.spi;

import dev.pollux.BackendUnavailableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backends of this process and chooses among them.
 *
 * <p>Backends are services of {@link Backend}, seen by the context class loader of the calling thread or by the loader of
 * this class. A provider that is broken is reported to {@link System.Logger} and passed over. All methods may be called by
 * any thread.
 */
public final class Backends {

    /** The system property that names the backend to use. */
    public static final String PROPERTY = "dev.pollux.backend";

    private static final System.Logger LOG = System.getLogger("dev.pollux");

    /** More failures than providers can be: a loader that fails for ever is left alone. */
    private static final int MOST_FAILURES = 100;

    private static final Pattern CLASS_FILE_VERSION = Pattern.compile("class file version (\\d+)");

    /** The version of class files that Java 0 would have had. */
    private static final int JAVA_0 = 44;

    private static volatile @Nullable Choice choice;

    private Backends() {}

    /**
     * One backend that was found.
     *
     * @param provider the class name of the provider, or what its loader said if it could not be made
     * @param name the backend's name; empty if it is broken
     * @param priority its priority; 0 if it is broken
     * @param availability whether it can be used, and if not, why
     * @param backend the backend; null if it is broken
     */
    public record Candidate(
            String provider,
            String name,
            int priority,
            Availability availability,
            @Nullable Backend backend) {}

    private record Choice(@Nullable String property, Backend backend) {}

    /**
     * Returns the backend that {@code Poll.open()} and the net types use.
     *
     * <p>It is the one that the system property {@value #PROPERTY} names; without it the available one with the highest
     * priority. The choice is made once, and again when the property has changed.
     *
     * @return an available backend
     * @throws BackendUnavailableException if there is none; the message lists all that were found and why each was rejected
     */
    public static Backend preferred() {
        String property = System.getProperty(PROPERTY);
        Choice made = choice;
        if (made == null || !Objects.equals(made.property, property)) {
            made = choose(property);
            choice = made;
        }
        return made.backend;
    }

    /**
     * Returns the backend with a name.
     *
     * @param name the name, such as {@code nio}
     * @return an available backend
     * @throws BackendUnavailableException if there is none of that name, or it is not available; the message lists all that
     *     were found and why each was rejected
     */
    public static Backend named(String name) {
        return pick(Objects.requireNonNull(name, "name"), "the backend \"" + name + "\"", candidates());
    }

    /**
     * Looks for all backends, now.
     *
     * @return what was found, available or not, the most preferred first and broken ones last
     */
    public static List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        // The second loader knows the backends that lie beside this class, whatever the thread's is set to.
        load(ServiceLoader.load(Backend.class), found);
        load(ServiceLoader.load(Backend.class, Backends.class.getClassLoader()), found);
        found.sort(Comparator.comparing((Candidate candidate) -> candidate.backend() == null)
                .thenComparing(Comparator.comparingInt(Candidate::priority).reversed())
                .thenComparing(Candidate::name));
        return found;
    }

    private static void load(ServiceLoader<Backend> loader, List<Candidate> found) {
        var iterator = loader.iterator();
        int failures = 0;
        while (failures < MOST_FAILURES) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                examine(iterator.next(), found);
            } catch (UnsupportedClassVersionError e) {
                failures++;
                addTooNew(e, found);
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                addBroken(String.valueOf(e.getMessage()), e, found);
            }
        }
    }

    private static void examine(Backend backend, List<Candidate> found) {
        String provider = backend.getClass().getName();
        if (isKnown(provider, found)) {
            return;
        }
        try {
            found.add(new Candidate(
                    provider,
                    Objects.requireNonNull(backend.name(), "name() is null"),
                    backend.priority(),
                    Objects.requireNonNull(backend.availability(), "availability() is null"),
                    backend));
        } catch (RuntimeException | LinkageError e) {
            addBroken(provider, e, found);
        }
    }

    private static void addBroken(String provider, Throwable cause, List<Candidate> found) {
        if (!isKnown(provider, found)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the backend provider " + provider + " is broken and passed over",
                    cause);
            found.add(new Candidate(provider, "", 0, Availability.unavailable("broken: " + cause, ""), null));
        }
    }

    /** A backend for a newer Java: not broken, and no reason for a stack trace. */
    private static void addTooNew(UnsupportedClassVersionError error, List<Candidate> found) {
        String message = String.valueOf(error.getMessage());
        if (!isKnown(message, found)) {
            Matcher version = CLASS_FILE_VERSION.matcher(message);
            String wanted = version.find() ? "Java " + (Integer.parseInt(version.group(1)) - JAVA_0) : "a newer Java";
            Availability availability = Availability.unavailable(
                    "it needs " + wanted + ", this is Java " + Runtime.version().feature(), "run with " + wanted);
            found.add(new Candidate(message, "", 0, availability, null));
            LOG.log(System.Logger.Level.DEBUG, "a backend is passed over: {0}: {1}", availability, message);
        }
    }

    /** Whether the other loader has found it too. */
    private static boolean isKnown(String provider, List<Candidate> found) {
        return found.stream().anyMatch(candidate -> candidate.provider.equals(provider));
    }

    private static Choice choose(@Nullable String property) {
        List<Candidate> candidates = candidates();
        if (property != null && !property.isBlank()) {
            Backend backend =
                    pick(property.strip(), "the backend \"" + property + "\" of the property " + PROPERTY, candidates);
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "using the {0} backend: the property {1} says so",
                    backend.name(),
                    PROPERTY);
            return new Choice(property, backend);
        }
        List<String> remedies = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Backend backend = candidate.backend;
            if (backend != null && candidate.availability.isAvailable()) {
                // A better one that could be had is worth a word on the console; one for another system is not.
                LOG.log(
                        remedies.isEmpty() ? System.Logger.Level.DEBUG : System.Logger.Level.INFO,
                        "using the " + backend.name() + " backend, priority " + candidate.priority
                                + String.join("", remedies));
                return new Choice(property, backend);
            }
            if (!candidate.availability.remedy().isEmpty()) {
                remedies.add("; " + candidate.name + " is not available: " + candidate.availability);
            }
        }
        throw new BackendUnavailableException("no backend is available. " + describe(candidates));
    }

    private static Backend pick(String name, String asked, List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            Backend backend = candidate.backend;
            if (backend != null && candidate.name.equals(name)) {
                if (candidate.availability.isAvailable()) {
                    return backend;
                }
                throw new BackendUnavailableException(
                        asked + " is not available: " + candidate.availability + ". " + describe(candidates));
            }
        }
        throw new BackendUnavailableException(asked + " was not found. " + describe(candidates));
    }

    private static String describe(List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            return "None was found: put the jar of a backend, such as backend-nio, on the class path or the module path";
        }
        StringBuilder all = new StringBuilder("Found:");
        for (Candidate candidate : candidates) {
            all.append("\n  ")
                    .append(candidate.name.isEmpty() ? "?" : candidate.name)
                    .append(" (")
                    .append(candidate.provider)
                    .append(", priority ")
                    .append(candidate.priority)
                    .append("): ")
                    .append(candidate.availability);
        }
        return all.toString();
    }
}
