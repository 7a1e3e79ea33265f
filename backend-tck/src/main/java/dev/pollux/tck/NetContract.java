package dev.pollux.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** What the areas of the net types share: connections made with the public types, and bytes to send through them. */
abstract class NetContract extends Contract {

    /** Returns an IPv4 address. */
    static Inet4Address ipv4(int... bytes) throws IOException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return (Inet4Address) InetAddress.getByAddress(address);
    }

    /** Returns an address reserved for documentation, 198.51.100.0/24: no machine has it. */
    static Inet4Address foreign() throws IOException {
        return ipv4(198, 51, 100, 77);
    }

    /** Returns the loopback address with a port that the system is to choose. */
    static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Returns an address without a resolved IP address. */
    static InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved("host.invalid", 4711);
    }

    /**
     * Returns the address of a port where nobody listens, nor will: a socket that does not listen is bound to it, so that
     * nobody else gets it.
     */
    final InetSocketAddress refusingAddress() throws IOException {
        Socket holder = closing(new Socket());
        holder.bind(anyPort());
        return (InetSocketAddress) holder.getLocalSocketAddress();
    }

    final TcpListener tcpListener() throws IOException {
        return closing(TcpListener.bind(backend(), anyPort()));
    }

    /** Connects to a listener and waits until the connection is made. */
    final TcpStream connectTo(TcpListener listener) throws Exception {
        TcpStream stream = closing(TcpStream.connect(backend(), listener.localAddress()));
        until("the connection is made", stream::finishConnect);
        return stream;
    }

    /** Waits for a connection and accepts it. */
    final TcpStream accept(TcpListener listener) throws Exception {
        TcpStream[] accepted = new TcpStream[1];
        until("a connection is accepted", () -> {
            accepted[0] = listener.accept();
            return accepted[0] != null;
        });
        return closing(accepted[0]);
    }

    /** Returns a path for a Unix socket in a directory of its own, which is deleted after the test with all its files. */
    final Path socketPath() throws IOException {
        // Directly below the temporary directory: a Unix address holds about a hundred bytes.
        Path directory = Files.createTempDirectory("tck");
        closing(() -> {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        });
        return directory.resolve("socket");
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    /** Checks that something is refused as unsupported, and that the message names the backend. */
    final UnsupportedOperationException assertUnsupported(Executable what) {
        UnsupportedOperationException e = assertThrows(UnsupportedOperationException.class, what);
        assertNamesBackend(e);
        return e;
    }

    /** Checks that the message of an exception tells certain things. */
    static void assertNames(Throwable e, Object... things) {
        String message = present(e.getMessage());
        for (Object thing : things) {
            assertTrue(message.contains(thing.toString()), () -> "the message does not name " + thing + ": " + message);
        }
    }

    /** Checks that the message of an exception names an IP address and a port. */
    static void assertNamesAddress(Throwable e, InetSocketAddress address) {
        assertNames(e, address.getAddress().getHostAddress(), address.getPort());
    }

    /** Returns a value that must not be null. */
    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("there is none");
        }
        return value;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns bytes of which no two neighbouring stretches are alike. */
    static byte[] pattern(int length) {
        byte[] pattern = new byte[length];
        for (int i = 0; i < length; i++) {
            pattern[i] = patternAt(i);
        }
        return pattern;
    }

    static byte patternAt(long index) {
        return (byte) (index ^ (index >>> 8) * 31 ^ (index >>> 16) * 17);
    }

    /** Writes all that remains, waiting for room. */
    static void writeFully(WritableByteChannel channel, ByteBuffer source) throws Exception {
        until("there is room to write", () -> {
            channel.write(source);
            return !source.hasRemaining();
        });
    }

    static void write(WritableByteChannel channel, String text) throws Exception {
        writeFully(channel, bytes(text));
    }

    /** Reads exactly that many bytes, waiting for them. */
    static byte[] readFully(ReadableByteChannel channel, int length) throws Exception {
        ByteBuffer target = ByteBuffer.allocate(length);
        until("all " + length + " bytes have come", () -> {
            if (target.hasRemaining()) {
                int count = channel.read(target);
                assertTrue(
                        count >= 0, () -> "the stream ended after " + target.position() + " of " + length + " bytes");
            }
            return !target.hasRemaining();
        });
        return target.array();
    }

    static String readText(ReadableByteChannel channel, int length) throws Exception {
        return new String(readFully(channel, length), StandardCharsets.UTF_8);
    }

    /** Reads until it would block, or to the end of the stream, and returns how many bytes that were. */
    static long drain(ReadableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
        long total = 0;
        int count;
        while ((count = channel.read(buffer.clear())) > 0) {
            total += count;
        }
        return total;
    }

    /** Writes the pattern until that would block and returns how many bytes were written. */
    static long fill(WritableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
        long total = 0;
        while (true) {
            buffer.clear();
            for (int i = 0; i < buffer.capacity(); i++) {
                buffer.put(i, patternAt(total + i));
            }
            int count = channel.write(buffer);
            if (count == 0) {
                return total;
            }
            total += count;
        }
    }

    /** Waits for the end of the stream; there must be no more data before it. */
    static void awaitEnd(ReadableByteChannel channel) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(16);
        until("the stream ends", () -> {
            int count = channel.read(buffer);
            assertEquals(0, buffer.position(), "no data before the end");
            return count == -1;
        });
    }

    /** Tries an operation until it throws an {@code IOException}, and returns that. */
    static IOException awaitFailure(String what, Condition operation) throws Exception {
        IOException[] failure = new IOException[1];
        until(what + " fails", () -> {
            try {
                operation.holds();
                return false;
            } catch (IOException e) {
                failure[0] = e;
                return true;
            }
        });
        return failure[0];
    }
}
