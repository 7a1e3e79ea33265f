package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The programs of the system that tests drive: a missing one is skipped visibly, and fails in CI. */
final class Tools {

    private Tools() {}

    static void require(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        require(
                name,
                Stream.of(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))));
    }

    static void require(String name, boolean isThere) {
        if (isThere) {
            return;
        }
        if ("true".equals(System.getenv("CI"))) {
            fail(name + " is missing, and this is CI (CI=true)");
        }
        abort(name + " is missing");
    }
}
