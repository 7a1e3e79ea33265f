package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final int SAMPLES = 50;
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
     * Waits for half a second in which no thread wants the processor most of the time: one that spins always does, on a busy
     * machine too, while a compiler thread after work comes to its end.
     */
    void awaitIdle() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        Map<Path, Integer> runnable;
        do {
            assertTrue(System.nanoTime() < deadline, "it takes processor time with nothing to do");
            runnable = new HashMap<>();
            for (int i = 0; i < SAMPLES; i++) {
                for (Path thread : runnableThreads()) {
                    runnable.merge(thread, 1, Integer::sum);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500) / SAMPLES);
            }
        } while (runnable.values().stream().anyMatch(samples -> samples > SAMPLES / 2));
    }

    private List<Path> runnableThreads() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", "" + process.pid(), "task"))) {
            return threads.filter(EchoProcess::isRunnable).toList();
        }
    }

    /** Running or waiting for a processor: the state follows the name, which is in parentheses; see proc(5). */
    private static boolean isRunnable(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'R';
        } catch (IOException e) {
            return false; // it has ended
        }
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
