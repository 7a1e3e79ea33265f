package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process: a Java program, or a tool of the system. */
final class Program {

    private static final long LIMIT_SECONDS = 60;

    private final List<String> command;

    /** What a process that has ended said. */
    record Result(int exitCode, String output, String errors) {

        /** Returns the output of a process that must have succeeded. */
        String expectSuccess() {
            assertEquals(0, exitCode, this::toString);
            return output;
        }
    }

    private Program(List<String> command) {
        this.command = command;
    }

    static Program of(String... command) {
        return new Program(List.of(command));
    }

    /** A program for the Java that runs this test. */
    static Program java(String... arguments) {
        return javaOf(Path.of(System.getProperty("java.home")), arguments);
    }

    static Program javaOf(Path home, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(List.of(arguments));
        return new Program(command);
    }

    Result run() throws IOException, InterruptedException {
        return run("");
    }

    /** Runs the program to its end. */
    Result run(String input) throws IOException, InterruptedException {
        Path in = Files.createTempFile("program", ".in");
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        try {
            Files.writeString(in, input);
            Process process = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                fail(command + " does not end; it said: " + Files.readString(out) + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }
}
