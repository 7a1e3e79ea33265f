package dev.pollux.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CommandLineTest {

    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private record Result(int exitCode, String out, String err) {

        static Result of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine commandLine =
                    Pollux.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
            int exitCode = commandLine.execute(args);
            return new Result(exitCode, out.toString(), err.toString());
        }

        void assertSays(int expectedCode, String... parts) {
            assertEquals(expectedCode, exitCode, err);
            assertEquals("", out);
            assertEquals(1, err.lines().count(), err);
            for (String part : parts) {
                assertTrue(err.contains(part), err);
            }
        }
    }

    @Test
    void missingCommandIsWrongUsage() {
        Result.of().assertSays(USAGE, "demo or serve or backends", "./pollux --help");
        Result.of("serve").assertSays(USAGE, "tcp or udp or unix", "./pollux serve --help");
    }

    @Test
    void unknownCommandIsNamed() {
        Result.of("bogus").assertSays(USAGE, "'bogus'", "demo or serve or backends");
        Result.of("serve", "sctp").assertSays(USAGE, "'sctp'", "tcp or udp or unix");
    }

    @Test
    void unknownOptionIsNamed() {
        Result.of("serve", "tcp", "--prt", "1").assertSays(USAGE, "'--prt'", "./pollux serve tcp --help");
    }

    @Test
    void argumentTooManyIsNamed() {
        Result.of("backends", "all").assertSays(USAGE, "'all'", "./pollux backends --help");
    }

    @Test
    void unknownBackendIsNamedAndTheKnownOnesAre() {
        Result.of("serve", "tcp", "--backend", "bogus").assertSays(USAGE, "'bogus'", "nio");
        Result.of("demo", "--backend", "bogus").assertSays(USAGE, "'bogus'", "nio");
    }

    @Test
    void portOutOfRangeIsNamed() {
        Result.of("serve", "tcp", "--port", "65536").assertSays(USAGE, "'65536'", "1 to 65535");
        Result.of("serve", "udp", "--port", "-1").assertSays(USAGE, "'-1'", "1 to 65535");
        Result.of("serve", "tcp", "--port", "http").assertSays(USAGE, "'http'", "1 to 65535");
    }

    @Test
    void portInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Result.of("serve", "tcp", "--port", port).assertSays(FAILURE, port, "in use", "another --port");
        }
    }

    @Test
    void unknownHostIsNamed() {
        Result.of("serve", "tcp", "--host", "no-host.invalid").assertSays(FAILURE, "'no-host.invalid'");
    }

    @Test
    void foreignAddressIsNamed() {
        // TEST-NET-1 of RFC 5737
        Result.of("serve", "udp", "--host", "192.0.2.1").assertSays(FAILURE, "192.0.2.1", "--host");
    }

    @Test
    void missingPathIsWrongUsage() {
        Result.of("serve", "unix").assertSays(USAGE, "--path", "./pollux serve unix --help");
    }

    @Test
    void pathTooLongIsNamed(@TempDir Path folder) {
        String path = folder.resolve("x".repeat(200)).toString();
        Result.of("serve", "unix", "--path", path).assertSays(FAILURE, path, "short");
    }

    @Test
    void pathThatExistsIsNamed(@TempDir Path folder) {
        Result.of("serve", "unix", "--path", folder.toString()).assertSays(FAILURE, folder.toString(), "in use");
    }

    @Test
    void backendsListsTheFallbackAndTheChoice() {
        Result result = Result.of("backends");
        assertEquals(0, result.exitCode());
        assertTrue(result.out().lines().anyMatch(line -> line.startsWith("nio") && line.contains("yes")), result.out());
        assertTrue(result.out().contains("unix stream"), result.out());
        assertTrue(result.out().contains("Used unless another one is named: "), result.out());
    }

    @Test
    void helpSaysWhatThereIs() {
        Result result = Result.of("--help");
        assertEquals(0, result.exitCode());
        for (String command : new String[] {"demo", "serve", "backends"}) {
            assertTrue(result.out().contains(command), result.out());
        }
    }
}
