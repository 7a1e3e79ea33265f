package dev.pollux.examples.cli;

import dev.pollux.spi.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process that runs {@code serve tcp} with the Java, the class path and the backend of this one. */
final class ServerProcess implements AutoCloseable {

    private static final long LIMIT_SECONDS = 30;
    private static final Pattern GREETING = Pattern.compile("listening on (.+):(\\d+), backend .+");
    private static final Pattern SUMMARY =
            Pattern.compile("served (\\d+) connections, (\\d+) of them broken off, (\\d+) bytes echoed");

    private final Process process;
    private final BufferedReader output;
    private final String greeting;
    private final InetSocketAddress address;

    /**
     * What the server said at its end.
     *
     * @param exitCode of its process
     * @param summary its last line
     * @param connections how many it says it accepted
     * @param bytes how many it says it echoed
     */
    record End(int exitCode, String summary, long connections, long bytes) {}

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        output = process.inputReader();
        greeting = readLine();
        Matcher matcher = GREETING.matcher(greeting);
        if (!matcher.matches()) {
            throw new IOException("the server said '" + greeting + "' where it should say where it listens");
        }
        address = new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Starts the process and waits until it listens.
     *
     * @param backend what it serves with
     * @return the server; close it
     * @throws IOException if it cannot be started or ends at once
     */
    static ServerProcess start(Backend backend) throws IOException {
        List<String> command = java();
        command.add(Pollux.class.getName());
        command.addAll(List.of("serve", "tcp", "--port", "0", "--backend", backend.name()));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        // However this process ends, it leaves no server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "server's end"));
        try {
            return new ServerProcess(process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Returns the beginning of a command that runs a class with the Java and the class path of this process.
     *
     * @return a list to add to
     */
    static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) { // older ones know no such permission
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    /** Reads a line, or ends the process and fails if none comes. */
    private String readLine() throws IOException {
        CompletableFuture<@Nullable Void> watch = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
        String line = output.readLine();
        watch.cancel(false);
        if (line == null) {
            throw new IOException("the server ended, or was ended after saying nothing for " + LIMIT_SECONDS + " s");
        }
        return line;
    }

    /**
     * Returns the number of the process.
     *
     * @return the number
     */
    long pid() {
        return process.pid();
    }

    /**
     * Returns what the server said when it was ready.
     *
     * @return its first line
     */
    String greeting() {
        return greeting;
    }

    /**
     * Returns where it listens.
     *
     * @return the address
     */
    InetSocketAddress address() {
        return address;
    }

    /**
     * Asks the server to end, as Ctrl-C does.
     *
     * @return what it said
     * @throws IOException if it says nothing or something else
     */
    End stop() throws IOException {
        process.toHandle().destroy(); // SIGTERM; the method of Process would close the output as well
        String summary = readLine();
        Matcher matcher = SUMMARY.matcher(summary);
        if (!matcher.matches()) {
            throw new IOException("the server said '" + summary + "' where it should say what it did");
        }
        int exitCode = process.onExit().join().exitValue();
        return new End(exitCode, summary, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(3)));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
