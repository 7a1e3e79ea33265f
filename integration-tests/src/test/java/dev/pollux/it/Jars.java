package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The jars as they were built, and others that are made for a test. */
final class Jars {

    static final Path API = built("api-bundle");
    static final Path NET = built("net-bundle");
    static final Path NIO = built("backend-nio");

    static final String SERVICE_FILE = "META-INF/services/dev.pollux.spi.Backend";

    private Jars() {}

    private static Path built(String artifact) {
        Path jar = Path.of(System.getProperty("pollux.modules", "target/modules"), artifact + ".jar");
        assertTrue(Files.isRegularFile(jar), () -> jar + " is missing: run the tests with mvn verify");
        return jar;
    }

    static String path(Path... entries) {
        return Stream.of(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Compiles the application in {@code src/test/resources/app}, as a module or not, and returns the folder of it. */
    static Path compileApp(Path folder) throws IOException {
        Path app = folder.resolve("app");
        compile(app, resource("app/module-info.java"), resource("app/app/Main.java"));
        return app;
    }

    static void compile(Path target, Path... sources) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("--release", "17", "-d", target.toString(), "--module-path", path(API, NET, NIO)));
        for (Path source : sources) {
            command.add(source.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(new String[0]));
        assertTrue(status == 0, () -> "compiling failed: javac " + String.join(" ", command));
    }

    static Path resource(String name) {
        try {
            var url = Jars.class.getClassLoader().getResource(name);
            assertTrue(url != null, () -> name + " is missing");
            return Path.of(url == null ? URI.create("file:///") : url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a jar of the classes of a test package, as its author would, and offers one of them as a backend. */
    static Path backendJar(Path folder, Class<?> backend) throws IOException {
        Path classes;
        try {
            classes = Path.of(
                    backend.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
        String packageFolder = backend.getPackageName().replace('.', '/');
        Path jar = folder.resolve(backend.getSimpleName() + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.list(classes.resolve(packageFolder))) {
            for (Path each : files.toList()) {
                out.putNextEntry(new JarEntry(packageFolder + "/" + each.getFileName()));
                Files.copy(each, out);
            }
            out.putNextEntry(new JarEntry(SERVICE_FILE));
            out.write((backend.getName() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** Copies all classes of a jar or folder into a folder, and adds its backends to those that are offered there. */
    static void unpackInto(Path folder, Path jar) throws IOException {
        if (Files.isDirectory(jar)) {
            copyTree(jar, folder);
            return;
        }
        try (var zip = FileSystems.newFileSystem(jar)) {
            copyTree(zip.getPath("/"), folder);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
        }
    }

    private static void copy(Path file, Path target) {
        try {
            Files.createDirectories(target.getParent());
            if (target.endsWith(SERVICE_FILE)) {
                Files.write(target, Files.readAllLines(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } else if (!target.endsWith("module-info.class")) {
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
