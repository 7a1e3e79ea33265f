package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.ChildProcess;
import dev.pollux.net.Pipe;
import dev.pollux.spi.Capability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes whose standard streams are pipes of ours; by means of {@code sh} and {@code cat}. */
public abstract class ChildProcessContract extends NetContract {

    private static final long TOKEN = 16;

    /** Creates the tests; called by JUnit. */
    protected ChildProcessContract() {}

    @BeforeEach
    final void requirePipesWithDescriptors() {
        require(Capability.FILE_DESCRIPTORS);
        require(Capability.PIPE);
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh");
    }

    private ChildProcess start(ProcessBuilder builder) throws IOException {
        ChildProcess child = ChildProcess.start(backend(), builder);
        closing(() -> child.process().destroyForcibly());
        for (AutoCloseable end : new AutoCloseable[] {child.stdin(), child.stdout(), child.stderr()}) {
            if (end != null) {
                closing(end);
            }
        }
        return child;
    }

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("/bin/sh", "-c", script);
    }

    private static void assertExits(ChildProcess child, int status) throws Exception {
        assertTrue(child.process().waitFor(10, TimeUnit.SECONDS), "the process ends");
        assertEquals(status, child.process().exitValue());
    }

    @Test
    void bytesGoThroughTheProcess() throws Exception {
        ChildProcess child = start(shell("cat; echo complaint >&2; exit 3"));
        Pipe.Sender stdin = present(child.stdin());
        Pipe.Receiver stdout = present(child.stdout());
        Pipe.Receiver stderr = present(child.stderr());
        Poll poll = openPoll();
        EventLog log = new EventLog(poll);
        poll.registry().register(stdin, TOKEN, Interest.WRITABLE);
        poll.registry().register(stdout, TOKEN + 1, Interest.READABLE);
        poll.registry().register(stderr, TOKEN + 2, Interest.READABLE);
        log.awaitWritable(TOKEN);
        write(stdin, "hello");
        log.awaitReadable(TOKEN + 1);
        assertEquals("hello", readText(stdout, 5));
        assertEquals(0, stdout.read(ByteBuffer.allocate(1)));
        stdin.close();
        log.awaitReadable(TOKEN + 2);
        assertEquals("complaint\n", readText(stderr, 10));
        awaitEnd(stdout);
        awaitEnd(stderr);
        assertExits(child, 3);
    }

    @Test
    void manyBytesGoThroughTheProcess() throws Exception {
        ChildProcess child = start(new ProcessBuilder("cat").redirectError(ProcessBuilder.Redirect.DISCARD));
        Pipe.Sender stdin = present(child.stdin());
        Pipe.Receiver stdout = present(child.stdout());
        int length = 4 << 20;
        Task<Boolean> writing = Task.run(() -> {
            ByteFlowThreadContract.writeWithEvents(stdin, openPoll(), length);
            stdin.close();
        });
        ByteFlowThreadContract.readWithEvents(stdout, openPoll(), length);
        writing.join();
        awaitEnd(stdout);
        assertExits(child, 0);
    }

    @Test
    void redirectedStreamsAreLeftAsTheyAre() throws Exception {
        Path output = socketPath().resolveSibling("output");
        ProcessBuilder builder = shell("echo out; echo err >&2").redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(
                Files.createFile(output.resolveSibling("input")).toFile()));
        builder.redirectOutput(output.toFile());
        ChildProcess child = start(builder);
        assertNull(child.stdin());
        assertNull(child.stdout());
        assertNull(child.stderr());
        assertExits(child, 0);
        assertEquals("out\nerr\n", Files.readString(output));
        assertEquals(ProcessBuilder.Redirect.to(output.toFile()), builder.redirectOutput(), "the builder is unchanged");
    }

    @Test
    void mergedErrorsComeWithTheOutput() throws Exception {
        ProcessBuilder builder = shell("echo out; echo err >&2").redirectErrorStream(true);
        ChildProcess child = start(builder);
        assertNull(child.stderr());
        assertEquals("out\nerr\n", readText(present(child.stdout()), 8));
        awaitEnd(present(child.stdout()));
        assertEquals(ProcessBuilder.Redirect.PIPE, builder.redirectOutput(), "the builder is unchanged");
        assertExits(child, 0);
    }

    @Test
    void endOfTheProcessEndsItsInput() throws Exception {
        ChildProcess child = start(shell("exit 0"));
        assertExits(child, 0);
        awaitFailure(
                "writing to a process that is gone",
                () -> present(child.stdin()).write(bytes("x")) > 0);
    }

    @Test
    void startingLeavesNothingBehind() throws Exception {
        Descriptors.assertNoGrowth(20, () -> {
            ChildProcess child = ChildProcess.start(backend(), shell("cat"));
            present(child.stdin()).close();
            awaitEnd(present(child.stdout()));
            present(child.stdout()).close();
            present(child.stderr()).close();
            assertExits(child, 0);
        });
        Descriptors.assertNoGrowth(
                20,
                () -> assertThrows(
                        IOException.class,
                        () -> ChildProcess.start(backend(), new ProcessBuilder("/no/such/program"))));
    }
}
