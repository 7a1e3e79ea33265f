package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An echo server of the examples in a process of its own, which tells through {@code /proc} what it holds and takes. */
final class EchoProcess implements AutoCloseable {

    private static final long LIMIT_SECONDS = 30;
    private static final Pattern GREETING = Pattern.compile("listening on (.+), backend (.+)");

    private final Process process;
    private final BufferedReader output;
    private final String address;

    private EchoProcess(Process process, String backend) throws Exception {
        this.process = process;
        output = process.inputReader();
        String greeting = readLine();
        Matcher matcher = GREETING.matcher(greeting);
        assertTrue(matcher.matches(), greeting);
        assertEquals(backend, matcher.group(2));
        address = matcher.group(1);
    }

    /** Starts a server and waits until it listens. */
    static EchoProcess start(String backend, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) { // for native backends; older ones know no such permission
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "dev.pollux.examples.cli.Pollux", "serve"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--backend", backend));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new EchoProcess(process, backend);
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private String readLine() throws Exception {
        try {
            String line = CompletableFuture.supplyAsync(() -> {
                        try {
                            return String.valueOf(output.readLine());
                        } catch (IOException e) {
                            return e.toString();
                        }
                    })
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return line;
        } catch (TimeoutException e) {
            return fail("the server says nothing");
        }
    }

    String host() {
        return address.substring(0, address.lastIndexOf(':'));
    }

    String port() {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    /** Returns how many descriptors the process holds. */
    long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
            return all.count();
        }
    }

    /** Waits until the process holds no more descriptors than before. */
    void awaitDescriptors(long before) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        long now;
        while ((now = descriptors()) > before) {
            long held = now;
            assertTrue(
                    System.nanoTime() < deadline, () -> "it holds " + held + " descriptors, before it were " + before);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /**
     * Waits for a stretch of time in which the process takes next to no processor time: one that spins never does that,
     * while one that has just worked has its compiler threads finish first.
     */
    void awaitIdle() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        long ticks;
        do {
            assertTrue(System.nanoTime() < deadline, "it takes processor time with nothing to do");
            ticks = processorTicks();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
        } while (processorTicks() - ticks > 5);
    }

    /** User and system time in ticks, of which there are 100 in a second. */
    private long processorTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
        // The fields after the name, which is in parentheses, begin with the third one; see proc(5).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[14 - 3]) + Long.parseLong(fields[15 - 3]);
    }

    /** Ends the server as Ctrl-C does and returns what it says it did. */
    String stop() throws Exception {
        process.toHandle().destroy(); // SIGTERM; the method of Process would close the output as well
        String totals = readLine();
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the server does not end");
        assertEquals(0, process.exitValue(), totals);
        return totals;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
