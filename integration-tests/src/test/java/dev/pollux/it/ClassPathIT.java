package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.it.Program.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.example.counting.CountingBackend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding backends on the class path, in a virtual machine of its own. */
class ClassPathIT {

    private static final String MAIN = "app.Main";

    @TempDir
    static Path shared = Path.of("set by JUnit");

    private static Path app = Path.of("set below");

    @TempDir
    Path folder = Path.of("set by JUnit");

    @BeforeAll
    static void compileApp() throws Exception {
        app = Jars.compileApp(shared);
    }

    @Test
    void nioIsFound() throws Exception {
        String classPath = Jars.path(Jars.API, Jars.NET, Jars.NIO, app);
        assertServes("Backend[nio]", Program.java("-cp", classPath, MAIN).run());
    }

    @Test
    void backendOfAThirdPartyServesWhenItIsNamed() throws Exception {
        Path counting = Jars.backendJar(folder, CountingBackend.class);
        String classPath = Jars.path(Jars.API, Jars.NET, counting, Jars.NIO, app);
        assertServes(
                "Backend[counting: 1 polls, 2 endpoints]",
                Program.java("-Ddev.pollux.backend=counting", "-cp", classPath, MAIN)
                        .run());
        assertServes("Backend[nio]", Program.java("-cp", classPath, MAIN).run());
    }

    @Test
    void backendThatHasNothingToDelegateToSaysSo() throws Exception {
        Path counting = Jars.backendJar(folder, CountingBackend.class);
        Result result = Program.java("-cp", Jars.path(Jars.API, Jars.NET, counting, app), MAIN)
                .run();
        assertNotEquals(0, result.exitCode());
        assertTrue(
                result.errors()
                        .contains("counting (org.example.counting.CountingBackend, priority -1): there is no"
                                + " backend to count for; remedy: add one"),
                result::errors);
    }

    @Test
    void everythingInOneFolderWorks() throws Exception {
        Path fat = folder.resolve("fat");
        Path counting = Jars.backendJar(folder, CountingBackend.class);
        for (Path part : new Path[] {Jars.API, Jars.NET, Jars.NIO, counting, app}) {
            Jars.unpackInto(fat, part);
        }
        assertServes("Backend[nio]", Program.java("-cp", fat.toString(), MAIN).run());
        assertServes(
                "Backend[counting: 1 polls, 2 endpoints]",
                Program.java("-Ddev.pollux.backend=counting", "-cp", fat.toString(), MAIN)
                        .run());
    }

    @Test
    void withoutAnyBackendTheRemedyIsTold() throws Exception {
        Result result =
                Program.java("-cp", Jars.path(Jars.API, Jars.NET, app), MAIN).run();
        assertNotEquals(0, result.exitCode());
        assertTrue(
                result.errors()
                        .contains(
                                "dev.pollux.BackendUnavailableException: no backend is available. None was"
                                        + " found: put the jar of a backend, such as backend-nio, on the class path or the module path"),
                result::errors);
    }

    @Test
    void unknownBackendListsThoseThatAreThere() throws Exception {
        String classPath = Jars.path(Jars.API, Jars.NET, Jars.NIO, app);
        Result result = Program.java("-Ddev.pollux.backend=fastest", "-cp", classPath, MAIN)
                .run();
        assertNotEquals(0, result.exitCode());
        assertTrue(
                result.errors()
                        .contains("the backend \"fastest\" of the property dev.pollux.backend was not found. Found:"),
                result::errors);
        assertTrue(result.errors().contains("nio (dev.pollux.nio.NioBackend, priority 0): available"), result::errors);
    }

    @Test
    void brokenProviderIsNamedAndNioServes() throws Exception {
        Path services = folder.resolve(Jars.SERVICE_FILE);
        Files.createDirectories(services.getParent());
        Files.writeString(services, "org.example.Missing\n");
        Result result = Program.java("-cp", Jars.path(folder, Jars.API, Jars.NET, Jars.NIO, app), MAIN)
                .run();
        assertServes("Backend[nio]", result);
        assertTrue(
                result.errors().contains("Provider org.example.Missing not found is broken and passed over"),
                result::errors);
    }

    private static void assertServes(String backend, Result result) {
        String output = result.expectSuccess();
        assertTrue(output.contains("echo: hello"), output);
        assertTrue(output.contains("backend: " + backend + System.lineSeparator()), output);
    }
}
