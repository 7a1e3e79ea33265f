package dev.pollux.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.BackendUnavailableException;
import dev.pollux.Poll;
import dev.pollux.spi.Providers.AlsoFast;
import dev.pollux.spi.Providers.Elsewhere;
import dev.pollux.spi.Providers.Fast;
import dev.pollux.spi.Providers.Locked;
import dev.pollux.spi.Providers.Plain;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Service files are found by the context class loader: a loader over a temporary folder that holds one. */
class BackendsTest {

    private static final String SERVICE_FILE = "META-INF/services/" + Backend.class.getName();

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final ClassLoader contextLoader = Thread.currentThread().getContextClassLoader();
    private final @Nullable String property = System.getProperty(Backends.PROPERTY);
    private final LogRecords log = new LogRecords();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    @BeforeEach
    void forgetChoice() throws IOException {
        provide(Plain.class);
        System.setProperty(Backends.PROPERTY, "plain");
        Backends.preferred();
        System.clearProperty(Backends.PROPERTY);
    }

    @AfterEach
    void restore() throws IOException {
        Thread.currentThread().setContextClassLoader(contextLoader);
        if (property == null) {
            System.clearProperty(Backends.PROPERTY);
        } else {
            System.setProperty(Backends.PROPERTY, property);
        }
        log.close();
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void providerForANewerJavaIsPassedOverWithTheVersionItNeeds() throws IOException {
        provideLines("far.Future", Plain.class.getName());
        Files.createDirectories(folder.resolve("far"));
        Files.write(
                folder.resolve("far/Future.class"),
                new byte[] {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 3, (byte) 0xe7});
        assertInstanceOf(Plain.class, Backends.named("plain"));
        List<Backends.Candidate> candidates = Backends.candidates();
        Backends.Candidate future = candidates.get(candidates.size() - 1);
        assertTrue(future.provider().contains("far/Future"), future::toString);
        assertEquals("run with Java 955", future.availability().remedy());
        assertEquals(List.of(), log.messages(Level.WARNING), "nothing is broken");
    }

    @Test
    void highestPriorityWinsWithoutAName() throws IOException {
        provide(Plain.class, Fast.class, AlsoFast.class);
        assertInstanceOf(Fast.class, Backends.preferred());
        assertInstanceOf(Fast.class, Poll.open().backend());
        assertEquals(List.of(), log.messages(Level.INFO), "nothing to tell");
    }

    @Test
    void choiceIsMadeOnce() throws IOException {
        provide(Plain.class, Fast.class);
        Backend first = Backends.preferred();
        provide(Plain.class);
        assertSame(first, Backends.preferred());
    }

    @Test
    void unavailableBackendIsPassedOver() throws IOException {
        provide(Elsewhere.class, Plain.class);
        assertInstanceOf(Plain.class, Backends.preferred());
        assertEquals(List.of(), log.messages(Level.INFO), "one for another system is no news");
    }

    @Test
    void betterBackendThatCouldBeHadIsToldOnce() throws IOException {
        provide(Locked.class, Plain.class);
        Backends.preferred();
        Backends.preferred();
        assertEquals(
                List.of("using the plain backend, priority 0; locked is not available: it is locked; remedy: turn the"
                        + " key"),
                log.messages(Level.INFO));
    }

    @Test
    void nameChooses() throws IOException {
        provide(Plain.class, Fast.class);
        assertInstanceOf(Plain.class, Backends.named("plain"));
        assertInstanceOf(Plain.class, Poll.open("plain").backend());
    }

    @Test
    void propertyChooses() throws IOException {
        provide(Plain.class, Fast.class);
        System.setProperty(Backends.PROPERTY, " plain ");
        assertInstanceOf(Plain.class, Backends.preferred());
    }

    @Test
    void choiceFollowsTheProperty() throws IOException {
        provide(Plain.class, Fast.class);
        assertInstanceOf(Fast.class, Backends.preferred());
        System.setProperty(Backends.PROPERTY, "plain");
        assertInstanceOf(Plain.class, Backends.preferred());
        System.setProperty(Backends.PROPERTY, "fast");
        assertInstanceOf(Fast.class, Backends.preferred());
        System.setProperty(Backends.PROPERTY, "unknown");
        assertThrows(BackendUnavailableException.class, Backends::preferred);
        System.clearProperty(Backends.PROPERTY);
        assertInstanceOf(Fast.class, Backends.preferred());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void blankPropertyChoosesNothing(String blank) throws IOException {
        provide(Plain.class, Fast.class);
        System.setProperty(Backends.PROPERTY, blank);
        assertInstanceOf(Fast.class, Backends.preferred());
    }

    @Test
    void unknownNameListsAllThatWereFound() throws IOException {
        provide(Plain.class, Locked.class);
        assertEquals("""
                the backend "none" was not found. Found:
                  locked (dev.pollux.spi.Providers$Locked, priority 100): it is locked; remedy: turn the key
                  plain (dev.pollux.spi.Providers$Plain, priority 0): available""", messageOf(() -> Backends.named("none")));
        assertEquals(messageOf(() -> Backends.named("none")), messageOf(() -> Poll.open("none")));
    }

    @Test
    void unknownPropertyIsNamed() throws IOException {
        provide(Plain.class);
        System.setProperty(Backends.PROPERTY, "none");
        assertEquals("""
                the backend "none" of the property dev.pollux.backend was not found. Found:
                  plain (dev.pollux.spi.Providers$Plain, priority 0): available""", messageOf(Poll::open));
    }

    @Test
    void unavailableNameTellsWhyAndTheRest() throws IOException {
        provide(Plain.class, Locked.class);
        assertEquals("""
                the backend "locked" is not available: it is locked; remedy: turn the key. Found:
                  locked (dev.pollux.spi.Providers$Locked, priority 100): it is locked; remedy: turn the key
                  plain (dev.pollux.spi.Providers$Plain, priority 0): available""", messageOf(() -> Backends.named("locked")));
    }

    @Test
    void noneAvailableTellsWhyOfEach() throws IOException {
        provide(Locked.class, Elsewhere.class);
        assertEquals("""
                no backend is available. Found:
                  elsewhere (dev.pollux.spi.Providers$Elsewhere, priority 100): not this system
                  locked (dev.pollux.spi.Providers$Locked, priority 100): it is locked; remedy: turn the key""", messageOf(Backends::preferred));
    }

    @Test
    void noneFoundTellsTheRemedy() throws IOException {
        provide();
        assertEquals(
                "no backend is available. None was found: put the jar of a backend, such as backend-nio, on the class"
                        + " path or the module path",
                messageOf(Backends::preferred));
        assertTrue(messageOf(() -> Backends.named("nio")).startsWith("the backend \"nio\" was not found. None"));
    }

    @Test
    void failedChoiceIsMadeAgain() throws IOException {
        provide();
        assertThrows(BackendUnavailableException.class, Backends::preferred);
        provide(Plain.class);
        assertInstanceOf(Plain.class, Backends.preferred());
    }

    @Test
    void higherPriorityWinsAmongEqualNames() throws IOException {
        provide(AlsoFast.class, Fast.class);
        assertInstanceOf(Fast.class, Backends.named("fast"));
        assertEquals(2, Backends.candidates().size());
    }

    @Test
    void candidatesAreSortedByPreference() throws IOException {
        provide(Plain.class, Providers.NameThrows.class, Locked.class, AlsoFast.class, Elsewhere.class, Fast.class);
        assertEquals(
                List.of("elsewhere", "locked", "fast", "fast", "plain", ""),
                Backends.candidates().stream().map(Backends.Candidate::name).toList());
    }

    static Stream<Class<?>> broken() {
        return Stream.of(
                Providers.ThrowsWhenMade.class,
                Providers.LacksClassWhenMade.class,
                Providers.Uninitializable.class,
                Providers.NameThrows.class,
                Providers.NameLacksClass.class,
                Providers.NameIsNull.class,
                Providers.AvailabilityThrows.class,
                Providers.AvailabilityLacksSymbol.class,
                Providers.AvailabilityIsNull.class,
                Providers.Stranger.class);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenProviderIsReportedOnceAndPassedOver(Class<?> provider) throws IOException {
        provide(provider, Plain.class);
        assertInstanceOf(Plain.class, Backends.preferred());
        assertReported(provider.getName());
    }

    @Test
    void missingClassIsReportedOnceAndPassedOver() throws IOException {
        provideLines("org.example.Missing", Plain.class.getName());
        assertInstanceOf(Plain.class, Backends.preferred());
        assertReported("org.example.Missing");
    }

    @Test
    void malformedServiceFileIsReportedOnceAndPassedOver() throws IOException {
        provideLines("not a class name");
        assertTrue(messageOf(Backends::preferred).contains("broken: "));
        assertReported(SERVICE_FILE);
    }

    @Test
    void brokenProviderIsListedAsSuch() throws IOException {
        provide(Providers.NameThrows.class);
        assertEquals("""
                no backend is available. Found:
                  ? (dev.pollux.spi.Providers$NameThrows, priority 0): broken: \
                java.lang.UnsupportedOperationException: no name""", messageOf(Backends::preferred));
        Backends.Candidate candidate = Backends.candidates().get(0);
        assertNull(candidate.backend());
        assertFalse(candidate.availability().isAvailable());
    }

    @Test
    void providerThatBothLoadersSeeIsFoundOnce() throws Exception {
        // A loader of its own for the API, so that its second look finds the same service file as the first.
        provide(Plain.class, Providers.NameThrows.class);
        URL classes = Backends.class.getProtectionDomain().getCodeSource().getLocation();
        URL tests = BackendsTest.class.getProtectionDomain().getCodeSource().getLocation();
        URLClassLoader all = new URLClassLoader(
                new URL[] {classes, tests, folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        loaders.add(all);
        Thread.currentThread().setContextClassLoader(all);
        Class<?> backends = all.loadClass(Backends.class.getName());
        assertNotSame(Backends.class, backends);
        List<?> found = (List<?>) backends.getMethod("candidates").invoke(null);
        assertEquals(2, found.size(), found.toString());
        assertReported(Providers.NameThrows.class.getName());
    }

    private void assertReported(String provider) {
        List<String> warnings = log.messages(Level.WARNING);
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains(provider), warnings.toString());
        assertTrue(warnings.get(0).endsWith(" is broken and passed over"), warnings.toString());
    }

    private static String messageOf(Executable call) {
        return String.valueOf(
                assertThrows(BackendUnavailableException.class, call).getMessage());
    }

    private void provide(Class<?>... providers) throws IOException {
        provideLines(Stream.of(providers).map(Class::getName).toArray(String[]::new));
    }

    private void provideLines(String... lines) throws IOException {
        Path file = folder.resolve(SERVICE_FILE);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, contextLoader);
        loaders.add(loader);
        Thread.currentThread().setContextClassLoader(loader);
    }
}
