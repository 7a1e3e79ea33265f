package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/**
 * What happens when the process has no descriptors left.
 *
 * <p>This is tried in a virtual machine of its own with a low limit, see {@link ExhaustedProcess}; where none can be started
 * that finds the backend's class the same way, the test is skipped.
 */
public abstract class ExhaustionContract extends NetContract {

    private static final int LIMIT = 200;

    /** Creates the tests; called by JUnit. */
    protected ExhaustionContract() {}

    @Test
    void failsCleanlyWithoutDescriptorsAndRecovers() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh to set the limit");
        String classPath = System.getProperty("java.class.path", "");
        assumeTrue(!classPath.isEmpty(), "there is no class path to hand on");
        Process process = new ProcessBuilder(command(withoutDirectories(classPath)))
                .redirectErrorStream(true)
                .start();
        closing(process::destroyForcibly);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "the process ends");
        assumeTrue(process.exitValue() != ExhaustedProcess.UNUSABLE, output);
        assertEquals(0, process.exitValue(), output);
    }

    /** Packs directories into jars: these are opened once, directories for each class, which takes a descriptor. */
    private String withoutDirectories(String classPath) throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path jar = socketPath().resolveSibling("packed.jar");
                pack(path, jar);
                path = jar;
            }
            entries.add(path.toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void pack(Path directory, Path jar) throws IOException {
        try (Stream<Path> files = Files.walk(directory);
                ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                output.putNextEntry(
                        new ZipEntry(directory.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, output);
            }
        }
    }

    private List<String> command(String classPath) {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n " + LIMIT + " && exec \"$0\" \"$@\""));
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        // Native backends need what this virtual machine was given.
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("--enable-native-access")) {
                command.add(argument);
            }
        }
        command.addAll(List.of("-cp", classPath));
        command.add(ExhaustedProcess.class.getName());
        command.add(backend().getClass().getName());
        return command;
    }
}
