package dev.pollux.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.spi.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example servers with each available backend, against programs that nobody here wrote. */
@ParameterizedClass(name = "{0}")
@MethodSource("backends")
@EnabledOnOs(value = OS.LINUX, disabledReason = "what the servers hold is read from /proc")
@Timeout(180)
class RealClientsIT {

    private static final String TEXT = "one line\nanother line\n";

    private final String backend;

    @TempDir
    Path folder = Path.of("set by JUnit");

    RealClientsIT(String backend) {
        this.backend = backend;
    }

    static Stream<String> backends() {
        return Backends.candidates().stream()
                .filter(candidate -> candidate.availability().isAvailable())
                .map(Backends.Candidate::name);
    }

    @Test
    void netcatGetsItsEchoAndTheEnd() throws Exception {
        Tools.require("nc");
        try (EchoProcess server = tcp()) {
            // -N ends the sending direction with the input; nc ends when the server ends the other one.
            assertEquals(TEXT, run(TEXT, "nc", "-N", server.host(), server.port()));
            assertEquals("", run("", "nc", "-N", server.host(), server.port()));
            assertEquals(
                    "served 2 connections, 0 of them broken off, " + TEXT.length() + " bytes echoed", server.stop());
        }
    }

    @Test
    void socatGetsItsEchoAndTheEnd() throws Exception {
        Tools.require("socat");
        try (EchoProcess server = tcp()) {
            assertEquals(TEXT, run(TEXT, "socat", "-t", "30", "-", "TCP:" + server.host() + ":" + server.port()));
            assertEquals(
                    "served 1 connections, 0 of them broken off, " + TEXT.length() + " bytes echoed", server.stop());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "large", "half_close", "reset", "hang_up", "stall"})
    void tcpServerServesPython(String scenario) throws Exception {
        Tools.require("python3");
        try (EchoProcess server = tcp()) {
            python("half_close", server.host(), server.port()); // the first time, classes are loaded
            serveAndComeToRest(server, scenario, server.host(), server.port());
            assertTrue(server.stop().startsWith("served "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall", "hang_up"})
    void unixServerServesPython(String scenario) throws Exception {
        Tools.require("python3");
        Path path = folder.resolve("echo");
        try (EchoProcess server = unix(path)) {
            python("half_close", path.toString());
            serveAndComeToRest(server, scenario, path.toString());
            server.stop();
        }
    }

    private static void serveAndComeToRest(EchoProcess server, String scenario, String... address) throws Exception {
        long descriptors = server.descriptors();
        python(scenario, address);
        server.awaitDescriptors(descriptors);
        server.awaitIdle();
    }

    @Test
    void netcatReachesTheUnixServer() throws Exception {
        Tools.require("nc");
        Path path = folder.resolve("echo");
        try (EchoProcess server = unix(path)) {
            assertEquals(TEXT, run(TEXT, "nc", "-N", "-U", path.toString()));
            assertTrue(server.stop().startsWith("served 1 connections, 0 of them broken off"));
        }
        assertFalse(Files.exists(path), "the server deletes its path");
    }

    @Test
    void socatReachesTheUnixServer() throws Exception {
        Tools.require("socat");
        Path path = folder.resolve("echo");
        try (EchoProcess server = unix(path)) {
            assertEquals(TEXT, run(TEXT, "socat", "-t", "30", "-", "UNIX-CONNECT:" + path));
            assertTrue(server.stop().startsWith("served 1 connections, 0 of them broken off"));
        }
    }

    @Test
    void socatReachesTheUdpServer() throws Exception {
        Tools.require("socat");
        try (EchoProcess server = udp()) {
            // A datagram has no end: socat waits half a second for the echo of the last one.
            assertEquals(TEXT, run(TEXT, "socat", "-t", "0.5", "-", "UDP:" + server.host() + ":" + server.port()));
        }
    }

    @Test
    void udpServerServesPython() throws Exception {
        Tools.require("python3");
        try (EchoProcess server = udp()) {
            python("datagrams", server.host(), server.port());
            serveAndComeToRest(server, "datagrams", server.host(), server.port());
            assertTrue(server.stop().startsWith("echoed "));
        }
    }

    private EchoProcess tcp() throws Exception {
        return EchoProcess.start(backend, "tcp", "--host", "127.0.0.1", "--port", "0");
    }

    private EchoProcess udp() throws Exception {
        return EchoProcess.start(backend, "udp", "--host", "127.0.0.1", "--port", "0");
    }

    private EchoProcess unix(Path path) throws Exception {
        return EchoProcess.start(backend, "unix", "--path", path.toString());
    }

    private static void python(String scenario, String... address) throws IOException, InterruptedException {
        String[] command = new String[3 + address.length];
        command[0] = "python3";
        command[1] = Jars.resource("clients.py").toString();
        command[2] = scenario;
        System.arraycopy(address, 0, command, 3, address.length);
        assertEquals("ok\n", run("", command));
    }

    private static String run(String input, String... command) throws IOException, InterruptedException {
        return Program.of(command).run(input).expectSuccess();
    }
}
