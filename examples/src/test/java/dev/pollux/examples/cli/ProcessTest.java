package dev.pollux.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.examples.Greeter;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands as processes of their own, ended by signals. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reading from a process heeds no interrupt
@EnabledOnOs({OS.LINUX, OS.MAC, OS.FREEBSD, OS.OPENBSD})
final class ProcessTest {

    private static final String POLLUX = Pollux.class.getName();

    @TempDir
    static Path jarFolder;

    /** The class path with jars only, as users have it: they stay open, and folders take a descriptor for each class. */
    private static String jars = "";

    @BeforeAll
    static void makeJars() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            entries.add(
                    Files.isDirectory(path) ? jar(path, entries.size() + ".jar").toString() : entry);
        }
        jars = String.join(File.pathSeparator, entries);
    }

    private static Path jar(Path folder, String name) throws IOException {
        Path jar = jarFolder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** A process that runs a server. */
    private static final class Server implements AutoCloseable {

        final Process process;
        final BufferedReader out;
        final BufferedReader err;
        final String greeting;

        Server(List<String> before, String... args) throws IOException {
            List<String> command = new ArrayList<>(before);
            command.addAll(ServerProcess.java());
            command.set(command.size() - 1, jars); // instead of the class path
            command.addAll(List.of(args));
            process = new ProcessBuilder(command).start();
            out = process.inputReader();
            err = process.errorReader();
            greeting = String.valueOf(out.readLine());
        }

        int port() {
            assertTrue(greeting.matches("listening on 127\\.0\\.0\\.1:\\d+, backend \\w+"), greeting);
            return Integer.parseInt(greeting.replaceAll(".*:(\\d+),.*", "$1"));
        }

        /** Waits for a line on standard error. */
        void awaitMessage(String start) throws IOException {
            String line;
            do {
                line = err.readLine();
                assertNotNull(line, "the process said nothing like: " + start);
            } while (!line.startsWith(start));
        }

        /** Signals the process and returns what it says then. */
        String end(String signal) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            String summary = String.valueOf(out.readLine());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "still alive");
            assertEquals(0, process.exitValue());
            return summary;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static void assertEchoes(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        assertEquals(value, client.getInputStream().read());
    }

    @Test
    void tcpServerCountsAndEndsCleanlyOnSigint() throws Exception {
        // A build in the background ignores SIGINT, and so would all its children.
        List<String> heeding = OS.LINUX.isCurrentOs() ? List.of("env", "--default-signal=INT") : List.of();
        try (Server server = new Server(heeding, POLLUX, "serve", "tcp")) {
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    Socket second = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                assertEchoes(first, 1);
                assertEchoes(second, 2);
                assertEquals("served 2 connections, 0 of them broken off, 2 bytes echoed", server.end("INT"));
            }
        }
    }

    @Test
    void udpServerCountsAndEndsCleanlyOnSigterm() throws Exception {
        try (Server server = new Server(List.of(), POLLUX, "serve", "udp", "--backend", "nio");
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.connect(InetAddress.getLoopbackAddress(), server.port());
            client.send(new DatagramPacket(new byte[] {1, 2, 3}, 3));
            DatagramPacket echo = new DatagramPacket(new byte[10], 10);
            client.receive(echo);
            assertEquals(3, echo.getLength());
            assertEquals("echoed 1 datagrams, 3 bytes; 0 datagrams dropped", server.end("TERM"));
        }
    }

    @Test
    void unixServerCountsAndDeletesItsPathOnSigterm(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("echo");
        try (Server server = new Server(List.of(), POLLUX, "serve", "unix", "--path", path.toString())) {
            assertTrue(server.greeting.startsWith("listening on " + path + ", backend "), server.greeting);
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(ByteBuffer.wrap(new byte[] {7}));
                ByteBuffer echo = ByteBuffer.allocate(1);
                client.read(echo);
                assertArrayEquals(new byte[] {7}, echo.array());
            }
            assertEquals("served 1 connections, 0 of them broken off, 1 bytes echoed", server.end("TERM"));
            assertFalse(Files.exists(path));
        }
    }

    /** Where descriptors run out, connections wait in the backlog until others are closed. */
    @Test
    void serverWithoutDescriptorsLeftGoesOnWhenSomeAreFree() throws Exception {
        List<String> limited = List.of("bash", "-c", "ulimit -n 100 && exec \"$0\" \"$@\"");
        List<Socket> clients = new ArrayList<>();
        try (Server server = new Server(limited, POLLUX, "serve", "tcp")) {
            for (int i = 0; i < 150; i++) {
                clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
            }
            server.awaitMessage("cannot accept connections");
            while (!clients.isEmpty()) { // the oldest goes, the others are all served in the end
                try (Socket oldest = clients.remove(0)) {
                    assertEchoes(oldest, clients.size());
                }
            }
            assertEquals("served 150 connections, 0 of them broken off, 150 bytes echoed", server.end("TERM"));
            server.awaitMessage("all waiting connections");
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void greeterSaysHelloToEveryone() throws Exception {
        try (Server server = new Server(List.of(), Greeter.class.getName(), "0")) {
            int port = Integer.parseInt(server.greeting.replaceAll("listening on .*:", ""));
            for (int i = 0; i < 3; i++) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertEquals("hello\n", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
    }

    @Test
    void demoVerifiesEverything() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Pollux.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("demo");
        assertEquals(0, exitCode, () -> out + "\n" + err);
        assertTrue(out.toString().contains("\nAll verified: "), out.toString());
    }
}
