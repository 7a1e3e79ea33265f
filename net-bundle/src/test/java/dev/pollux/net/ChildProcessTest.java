package dev.pollux.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Capability;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With the JDK's pipes for real processes, as far as they need descriptors. */
class ChildProcessTest {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final FakeBackend backend = new FakeBackend().pipes(LinuxPipes::open);

    @Test
    void backendWithoutDescriptorsStartsNothing(@TempDir Path directory) {
        backend.capabilities.remove(Capability.FILE_DESCRIPTORS);
        ProcessBuilder builder =
                new ProcessBuilder("touch", directory.resolve("started").toString());
        var failure = assertThrows(UnsupportedOperationException.class, () -> ChildProcess.start(backend, builder));
        assertTrue(String.valueOf(failure.getMessage()).contains("fake"), failure::getMessage);
        assertTrue(backend.calls.isEmpty());
        assertFalse(Files.exists(directory.resolve("started")));
    }

    @Test
    void backendWithoutPipesStartsNothing() {
        backend.capabilities.remove(Capability.PIPE);
        assertThrows(
                UnsupportedOperationException.class, () -> ChildProcess.start(backend, new ProcessBuilder("true")));
        assertTrue(backend.calls.isEmpty());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void streamsArePipesToTheProcess() throws Exception {
        ChildProcess child = ChildProcess.start(backend, new ProcessBuilder("sh", "-c", "cat; echo done >&2; exit 3"));
        Pipe.Sender stdin = present(child.stdin());
        Pipe.Receiver stdout = present(child.stdout());
        Pipe.Receiver stderr = present(child.stderr());
        try (stdin;
                stdout;
                stderr) {
            assertEquals(6, stdin.write(ByteBuffer.wrap("Hello\n".getBytes(StandardCharsets.UTF_8))));
            stdin.close();
            assertEquals("Hello\n", readAll(stdout));
            assertEquals("done\n", readAll(stderr));
            assertEquals(3, child.process().waitFor());
        }
    }

    /** The end of its input is seen only if nobody else holds the end to write to; the JDK's own copies count too. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyOurEndsStayOpenHere() throws Exception {
        int before = LinuxPipes.pipes().size();
        ChildProcess child = ChildProcess.start(backend, new ProcessBuilder("cat"));
        assertEquals(before + 3, LinuxPipes.pipes().size());
        present(child.stdin()).close();
        assertEquals("", readAll(present(child.stdout())));
        present(child.stdout()).close();
        present(child.stderr()).close();
        assertEquals(0, child.process().waitFor());
        assertEquals(before, LinuxPipes.pipes().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void streamsOfTheProcessBlock() throws Exception {
        // A shell that finds nothing to read yet would fail at once if its input did not block.
        ChildProcess child =
                ChildProcess.start(backend, new ProcessBuilder("sh", "-c", "echo ready; read line; echo got $line"));
        try (Pipe.Sender stdin = present(child.stdin());
                Pipe.Receiver stdout = present(child.stdout());
                Pipe.Receiver stderr = present(child.stderr())) {
            ByteBuffer ready = ByteBuffer.allocate(6);
            readFully(stdout, ready);
            stdin.write(ByteBuffer.wrap("it\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals("got it\n", readAll(stdout));
            assertEquals("", readAll(stderr));
        }
        assertEquals(0, child.process().waitFor());
    }

    /** Where the path leads to a duplicate, as on the BSDs, the process shares the blocking mode of what it was made of. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void endsOfTheProcessAreMadeBlockingAndClosed() throws Exception {
        ChildProcess child = ChildProcess.start(backend, new ProcessBuilder("true"));
        present(child.stdin()).close();
        present(child.stdout()).close();
        present(child.stderr()).close();
        child.process().waitFor();
        // Made in this order: stdin, stdout, stderr, and of each the sender first.
        int[] theirs = {1, 2, 4};
        int[] ours = {0, 3, 5};
        for (int end : theirs) {
            assertTrue(backend.made.get(end).calls.contains("setNonBlocking false"));
            assertFalse(backend.made.get(end).isOpen());
        }
        for (int end : ours) {
            assertFalse(backend.made.get(end).wasAskedFor("setNonBlocking"));
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void redirectedStreamsAreLeftAlone(@TempDir Path directory) throws Exception {
        File output = directory.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder("cat")
                .redirectInput(new File("/dev/null"))
                .redirectOutput(output)
                .redirectError(Redirect.DISCARD);
        ChildProcess child = ChildProcess.start(backend, builder);
        assertNull(child.stdin());
        assertNull(child.stdout());
        assertNull(child.stderr());
        assertEquals(0, child.process().waitFor());
        assertTrue(backend.made.isEmpty());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void errorsMergedIntoTheOutputComeThere() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo out; echo err >&2").redirectErrorStream(true);
        ChildProcess child = ChildProcess.start(backend, builder);
        assertNull(child.stderr());
        try (Pipe.Sender stdin = present(child.stdin());
                Pipe.Receiver stdout = present(child.stdout())) {
            assertTrue(stdin.isOpen());
            assertEquals("out\nerr\n", readAll(stdout));
        }
        child.process().waitFor();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void builderIsLeftAsItWas() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("true").redirectError(Redirect.INHERIT);
        ChildProcess child = ChildProcess.start(backend, builder);
        present(child.stdin()).close();
        present(child.stdout()).close();
        child.process().waitFor();
        assertEquals(Redirect.PIPE, builder.redirectInput());
        assertEquals(Redirect.PIPE, builder.redirectOutput());
        assertEquals(Redirect.INHERIT, builder.redirectError());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void programThatCannotStartLeavesNothing() throws IOException {
        int before = LinuxPipes.pipes().size();
        ProcessBuilder builder = new ProcessBuilder("/nowhere/at/all");
        assertThrows(IOException.class, () -> ChildProcess.start(backend, builder));
        assertEquals(6, backend.made.size());
        backend.made.forEach(end -> assertFalse(end.isOpen()));
        assertEquals(before, LinuxPipes.pipes().size());
        assertEquals(Redirect.PIPE, builder.redirectInput());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void pipeThatCannotBeMadeLeavesNothing() throws IOException {
        int before = LinuxPipes.pipes().size();
        backend.pipes(fake -> {
            if (fake.made.size() == 4) {
                throw new IOException("too many open files");
            }
            return LinuxPipes.open(fake);
        });
        assertThrows(IOException.class, () -> ChildProcess.start(backend, new ProcessBuilder("true")));
        assertEquals(4, backend.made.size());
        assertEquals(before, LinuxPipes.pipes().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endThatCannotBeLentLeavesNothing() throws IOException {
        int before = LinuxPipes.pipes().size();
        backend.pipes(fake -> {
            Pair<StreamEndpoint> pipe = LinuxPipes.open(fake);
            fake.last().fail("setNonBlocking", new IOException("fcntl"));
            return pipe;
        });
        assertThrows(IOException.class, () -> ChildProcess.start(backend, new ProcessBuilder("true")));
        assertEquals(2, backend.made.size());
        assertEquals(before, LinuxPipes.pipes().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void processIsEndedWhenItsEndsCannotBeClosed() throws Exception {
        backend.pipes(fake -> {
            Pair<StreamEndpoint> pipe = LinuxPipes.open(fake);
            fake.last().failAfter("close", new IOException("close"));
            return pipe;
        });
        long children = ProcessHandle.current().children().count();
        assertThrows(IOException.class, () -> ChildProcess.start(backend, new ProcessBuilder("sleep", "600")));
        backend.made.forEach(end -> assertFalse(end.isOpen()));
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (ProcessHandle.current().children().count() > children) {
            assertTrue(System.nanoTime() < deadline, "the process goes on");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static <T> T present(@Nullable T stream) {
        assertNotNull(stream);
        return stream;
    }

    private static void readFully(Pipe.Receiver receiver, ByteBuffer target) throws IOException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (target.hasRemaining()) {
            assertTrue(receiver.read(target) >= 0, "the stream has ended");
            assertTrue(System.nanoTime() < deadline, "nothing more comes");
            LockSupport.parkNanos(100_000);
        }
    }

    private static String readAll(Pipe.Receiver receiver) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1024);
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (receiver.read(target) != -1) {
            assertTrue(System.nanoTime() < deadline, "the stream does not end");
            LockSupport.parkNanos(100_000);
        }
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }
}
