package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the manifests tell an OSGi framework. */
class ManifestIT {

    /** A clause of an export: the package, then directives and attributes with quoted values. */
    private static final Pattern EXPORT = Pattern.compile("([\\w.]+)((?:;[\\w-]+:?=(?:\"[^\"]*\"|[^;,\"]*))*)(?:,|$)");

    private static final String PROVIDED_SERVICE = "osgi.serviceloader;osgi.serviceloader=\"dev.pollux.spi.Backend\"";

    @Test
    void symbolicNamesAreThoseOfTheModules() throws IOException {
        assertEquals("dev.pollux", header(Jars.API, "Bundle-SymbolicName"));
        assertEquals("dev.pollux.net", header(Jars.NET, "Bundle-SymbolicName"));
        assertEquals("dev.pollux.nio", header(Jars.NIO, "Bundle-SymbolicName"));
    }

    @Test
    void bundlesAreVersioned() throws IOException {
        for (Path jar : List.of(Jars.API, Jars.NET, Jars.NIO)) {
            assertEquals("2", header(jar, "Bundle-ManifestVersion"));
            assertTrue(header(jar, "Bundle-Version").matches("\\d+\\.\\d+\\.\\d+(\\..*)?"), jar::toString);
        }
    }

    @Test
    void publicPackagesAreExportedWithTheirVersion() throws IOException {
        assertExports(Jars.API, "dev.pollux", "dev.pollux.spi");
        assertExports(Jars.NET, "dev.pollux.net");
        assertExports(Jars.NIO);
    }

    private static void assertExports(Path jar, String... packages) throws IOException {
        Matcher clauses = EXPORT.matcher(header(jar, "Export-Package"));
        int end = 0;
        for (String name : packages) {
            assertTrue(clauses.find() && clauses.start() == end, () -> jar + " exports " + name);
            assertEquals(name, clauses.group(1));
            assertTrue(clauses.group(2).matches(".*;version=\"\\d+\\.\\d+\\.\\d+\".*"), clauses.group());
            end = clauses.end();
        }
        assertEquals(header(jar, "Export-Package").length(), end, "nothing else is exported");
    }

    @Test
    void importsOfOurPackagesHaveARangeOfVersions() throws IOException {
        assertTrue(header(Jars.NET, "Import-Package").matches(".*dev\\.pollux\\.spi;version=\"\\[.*,.*\\)\".*"));
        assertTrue(header(Jars.NIO, "Import-Package").matches(".*dev\\.pollux\\.spi;version=\"\\[.*,.*\\)\".*"));
        for (Path jar : List.of(Jars.API, Jars.NET, Jars.NIO)) {
            assertFalse(header(jar, "Import-Package").contains("jspecify"), jar::toString);
        }
    }

    @Test
    void java17IsRequired() throws IOException {
        for (Path jar : List.of(Jars.API, Jars.NET, Jars.NIO)) {
            String required = header(jar, "Require-Capability");
            assertTrue(
                    required.contains("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\""),
                    () -> jar + ": " + required);
        }
    }

    @Test
    void backendIsOfferedToTheServiceLoaderMediator() throws IOException {
        assertTrue(header(Jars.NIO, "Provide-Capability").contains(PROVIDED_SERVICE));
        assertOptional(Jars.NIO, "osgi.extender=osgi.serviceloader.registrar");
    }

    @Test
    void backendsAreLookedForThroughTheServiceLoaderMediator() throws IOException {
        assertOptional(Jars.API, "osgi.extender=osgi.serviceloader.processor");
        assertOptional(Jars.API, "osgi.serviceloader=dev.pollux.spi.Backend");
    }

    private static void assertOptional(Path jar, String what) throws IOException {
        String required = header(jar, "Require-Capability");
        assertTrue(
                Pattern.compile(Pattern.quote(what) + "[^,]*;resolution:=\"?optional")
                        .matcher(required)
                        .find(),
                () -> jar + " requires " + what + " optionally: " + required);
    }

    @Test
    void nothingForeignIsInside() throws IOException {
        for (Path path : List.of(Jars.API, Jars.NET, Jars.NIO)) {
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .forEach(name -> assertTrue(
                                name.matches("META-INF/.*|dev/|dev/pollux/.*|module-info\\.class"),
                                () -> path + " contains " + name));
            }
        }
    }

    private static String header(Path path, String name) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            String value = attributes.getValue(name);
            return value == null ? "" : value;
        }
    }
}
