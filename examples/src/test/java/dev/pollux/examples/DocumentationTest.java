package dev.pollux.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java in the pages for users is the Java of the examples. */
final class DocumentationTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/pollux/examples");

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../docs/guide.md"})
    void javaBlocksStandInTheSourcesWordForWord(String page) throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        List<String> blocks = javaBlocks(Files.readAllLines(Path.of(page)));
        assertFalse(blocks.isEmpty(), page);
        for (String block : blocks) {
            assertTrue(sources.stream().anyMatch(source -> contains(source, block)), () -> page + " has:\n" + block);
        }
    }

    /** The sources have more indentation. */
    private static boolean contains(String source, String block) {
        return Stream.iterate(0, indentation -> indentation <= 24, indentation -> indentation + 4)
                .anyMatch(indentation -> source.contains("\n" + block.indent(indentation)));
    }

    private static List<String> javaBlocks(List<String> page) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : page) {
            if (line.equals("```java")) {
                block = new StringBuilder();
            } else if (block != null && line.equals("```")) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }
}
