package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the areas of UDP share: sockets, and datagrams sent and awaited. */
abstract class UdpContract extends NetContract {

    final UdpSocket udp() throws IOException {
        return closing(UdpSocket.bind(backend(), anyPort()));
    }

    static void sendTo(UdpSocket from, String text, UdpSocket to) throws Exception {
        ByteBuffer source = bytes(text);
        int length = source.remaining();
        until("there is room to send", () -> {
            int count = from.sendTo(source, to.localAddress());
            assertTrue(count == length || count == UdpSocket.WOULD_BLOCK, () -> "sendTo returned " + count);
            return count == length;
        });
        assertFalse(source.hasRemaining());
    }

    static void send(UdpSocket from, String text) throws Exception {
        ByteBuffer source = bytes(text);
        int length = source.remaining();
        until("there is room to send", () -> {
            int count = from.send(source);
            assertTrue(count == length || count == UdpSocket.WOULD_BLOCK, () -> "send returned " + count);
            return count == length;
        });
        assertFalse(source.hasRemaining());
    }

    /** Waits for a datagram and checks what it is. */
    static void assertReceives(UdpSocket socket, String text) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        int[] count = new int[1];
        until("\"" + text + "\" is received", () -> {
            count[0] = socket.receive(target);
            return count[0] != UdpSocket.WOULD_BLOCK;
        });
        assertEquals(target.position(), count[0]);
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
    }

    static void assertReceivesFrom(UdpSocket socket, String text, UdpSocket sender) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(2000);
        InetSocketAddress[] from = new InetSocketAddress[1];
        until("\"" + text + "\" is received", () -> {
            from[0] = socket.receiveFrom(target);
            return from[0] != null;
        });
        assertEquals(text, StandardCharsets.UTF_8.decode(target.flip()).toString());
        assertEquals(sender.localAddress(), from[0]);
    }
}
