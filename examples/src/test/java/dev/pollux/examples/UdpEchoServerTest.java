package dev.pollux.examples;

import static dev.pollux.examples.Streams.await;
import static dev.pollux.examples.Streams.bytes;
import static dev.pollux.examples.Streams.descriptors;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.examples.EchoServer.Totals;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class UdpEchoServerTest {

    private static final int LONGEST_IPV4 = 65_507;

    private static UdpEchoServer open(Backend backend) throws IOException {
        return new UdpEchoServer(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static DatagramSocket client() throws IOException {
        DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(30_000);
        return client; // not connected: the JDK sends no empty datagrams from connected ones
    }

    private static void send(DatagramSocket client, RunningServer running, byte[] datagram) throws IOException {
        client.send(new DatagramPacket(datagram, datagram.length, Transport.inetAddress(running.server)));
    }

    private static byte[] receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void datagramsOfEverySizeComeBack(Backend backend) throws Exception {
        try (RunningServer running = new RunningServer(open(backend));
                DatagramSocket client = client()) {
            client.setSendBufferSize(4 * LONGEST_IPV4);
            client.setReceiveBufferSize(4 * LONGEST_IPV4);
            for (int size : new int[] {0, 1, 1_400, 9_000, LONGEST_IPV4}) {
                send(client, running, bytes(size, size));
                assertArrayEquals(bytes(size, size), receive(client));
            }
            assertEquals(new Totals(0, 0, 5, 1 + 1_400 + 9_000 + LONGEST_IPV4), running.stop());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void moreDatagramsThanOneTurnHoldsComeBackToTheirSenders(Backend backend) throws Exception {
        int each = 100;
        try (RunningServer running = new RunningServer(open(backend));
                DatagramSocket first = client();
                DatagramSocket second = client()) {
            for (int i = 0; i < each; i++) {
                send(first, running, new byte[] {1, (byte) i});
                send(second, running, new byte[] {2, (byte) i});
            }
            assertComplete(first, 1, each);
            assertComplete(second, 2, each);
        }
    }

    private static void assertComplete(DatagramSocket client, int number, int count) throws IOException {
        Set<Integer> seen = new HashSet<>();
        while (seen.size() < count) {
            byte[] echo = receive(client);
            assertEquals(number, echo[0]);
            assertTrue(seen.add((int) echo[1]), "came back twice");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void senderThatIsGoneDisturbsNobody(Backend backend) throws Exception {
        try (RunningServer running = new RunningServer(open(backend));
                DatagramSocket client = client()) {
            for (int i = 0; i < 100; i++) {
                try (DatagramSocket gone = client()) {
                    send(gone, running, bytes(i, 100));
                }
            }
            send(client, running, bytes(1, 100));
            assertArrayEquals(bytes(1, 100), receive(client));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void stopClosesEverything(Backend backend) throws Exception {
        new RunningServer(open(backend)).close(); // loads what holds descriptors
        long before = descriptors();
        try (RunningServer running = new RunningServer(open(backend))) {
            assertEquals(new Totals(0, 0, 0, 0), running.stop());
        }
        await("all descriptors are gone", () -> descriptors() <= before);
    }

    @ParameterizedTest
    @MethodSource("dev.pollux.examples.Setup#backends")
    void interruptEndsTheRun(Backend backend) throws Exception {
        try (RunningServer running = new RunningServer(open(backend))) {
            running.thread.interrupt();
            running.awaitEnd();
        }
    }
}
