package dev.pollux.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo's clients find every fault of a server. */
@Timeout(60)
final class TrafficTest {

    private static final int SIZE = 1_000;

    @FunctionalInterface
    private interface Reply {
        void to(Socket client, byte[] message) throws IOException;
    }

    private static Traffic trafficWith(ServerSocket server, Reply reply) {
        Thread thread = new Thread(() -> serve(server, reply), "server");
        thread.setDaemon(true);
        thread.start();
        return new Traffic(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }

    private static void serve(ServerSocket server, Reply reply) {
        try (Socket client = server.accept()) {
            reply.to(client, client.getInputStream().readNBytes(SIZE));
        } catch (IOException e) {
            // the client has found the fault and is gone
        }
    }

    private static void assertFound(String what, Reply reply) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Traffic traffic = trafficWith(server, reply);
            IOException e = assertThrows(IOException.class, () -> traffic.halfClose(SIZE));
            assertTrue(String.valueOf(e.getMessage()).contains(what), e.getMessage());
        }
    }

    @Test
    void rightEchoCounts() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Traffic traffic = trafficWith(
                    server, (client, message) -> client.getOutputStream().write(message));
            traffic.halfClose(SIZE);
            assertEquals(SIZE, traffic.verified());
            assertEquals(1, traffic.connections());
        }
    }

    @Test
    void wrongByteIsFound() throws IOException {
        assertFound("byte 500 came back as", (client, message) -> {
            message[500]++;
            client.getOutputStream().write(message);
        });
    }

    @Test
    void missingByteIsFound() throws IOException {
        assertFound(
                "ended after 999 of 1000",
                (client, message) -> client.getOutputStream().write(message, 0, SIZE - 1));
    }

    @Test
    void byteTooManyIsFound() throws IOException {
        assertFound("more came back", (client, message) -> {
            client.getOutputStream().write(message);
            client.getOutputStream().write(0);
        });
    }
}
