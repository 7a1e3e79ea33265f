package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.it.Program.Result;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundles as modules: of an application that requires {@code dev.pollux.net} and names no backend. */
class ModulePathIT {

    private static final String MAIN = "app/app.Main";

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
    void nioIsFoundWithoutNamingIt() throws Exception {
        String modulePath = Jars.path(Jars.API, Jars.NET, Jars.NIO, app);
        assertServes(Program.java("-p", modulePath, "-m", MAIN).run());
    }

    @Test
    void backendOfAThirdPartyIsFoundAsAModule() throws Exception {
        Path counting = folder.resolve("counting");
        Path source =
                Path.of(System.getProperty("basedir", "."), "src/test/java/org/example/counting/CountingBackend.java");
        Jars.compile(counting, Jars.resource("counting/module-info.java"), source);
        String modulePath = Jars.path(Jars.API, Jars.NET, Jars.NIO, counting, app);
        String output = Program.java("-Ddev.pollux.backend=counting", "-p", modulePath, "-m", MAIN)
                .run()
                .expectSuccess();
        assertTrue(output.contains("backend: Backend[counting: 1 polls, 2 endpoints]"), output);
        assertTrue(output.contains("internals: closed"), output);
    }

    @Test
    void withoutAnyBackendTheRemedyIsTold() throws Exception {
        Result result = Program.java("-p", Jars.path(Jars.API, Jars.NET, app), "-m", MAIN)
                .run();
        assertNotEquals(0, result.exitCode());
        assertTrue(
                result.errors().contains("no backend is available. None was found: put the jar of a backend"),
                result::errors);
    }

    @Test
    void runtimeImageServes() throws Exception {
        Path image = folder.resolve("image");
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        Tools.require("jlink", Files.isExecutable(jlink));
        Program.of(
                        jlink.toString(),
                        "--module-path",
                        Jars.path(Jars.API, Jars.NET, Jars.NIO, app),
                        "--add-modules",
                        "app,dev.pollux.nio",
                        "--output",
                        image.toString())
                .run()
                .expectSuccess();
        assertServes(Program.javaOf(image, "-m", MAIN).run());
    }

    @Test
    void onlyPublicPackagesAreExported() {
        assertEquals(
                Map.of(
                        "dev.pollux", Set.of("dev.pollux", "dev.pollux.spi"),
                        "dev.pollux.net", Set.of("dev.pollux.net"),
                        "dev.pollux.nio", Set.of()),
                ModuleFinder.of(Jars.API, Jars.NET, Jars.NIO).findAll().stream()
                        .map(module -> module.descriptor())
                        .collect(Collectors.toMap(ModuleDescriptor::name, ModulePathIT::exports)));
    }

    private static Set<String> exports(ModuleDescriptor module) {
        assertTrue(module.opens().isEmpty() && !module.isOpen(), module::toString);
        return module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    }

    @Test
    void nothingButTheJdkIsRequiredAtRunTime() {
        for (var module : ModuleFinder.of(Jars.API, Jars.NET, Jars.NIO).findAll()) {
            for (var required : module.descriptor().requires()) {
                assertTrue(
                        required.modifiers().contains(Modifier.STATIC)
                                || required.name().matches("java\\.base|dev\\.pollux"),
                        () -> module.descriptor().name() + " requires " + required);
            }
        }
    }

    private static void assertServes(Result result) {
        String output = result.expectSuccess();
        assertTrue(output.contains("echo: hello"), output);
        assertTrue(output.contains("backend: Backend[nio]"), output);
        assertTrue(output.contains("automatic modules: []"), output);
        assertTrue(output.contains("internals: closed"), output);
    }
}
