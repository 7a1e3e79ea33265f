package dev.pollux.nio;

import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Connected Unix streams: the JDK has no {@code socketpair}, so a listener in a folder of our own serves for a moment. */
final class UnixPair {

    private UnixPair() {}

    static Pair<StreamEndpoint> open(NioBackend backend) throws IOException {
        Path folder = Files.createTempDirectory("pollux"); // only this user may enter it, so nobody else can connect
        Path path = folder.resolve("pair");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            SocketAddress address = UnixDomainSocketAddress.of(path);
            listener.bind(address, 1);
            listener.configureBlocking(false); // an interrupt closes channels that block; none has to wait here
            return connect(backend, listener, address);
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    private static Pair<StreamEndpoint> connect(NioBackend backend, ServerSocketChannel listener, SocketAddress address)
            throws IOException {
        SocketChannel first = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            first.configureBlocking(false);
            first.connect(address);
            SocketChannel second = listener.accept();
            if (second == null) {
                throw new IOException("pair: the system did not connect the two sockets at once");
            }
            try {
                return new Pair<>(new NioStream(backend, first, true), new NioStream(backend, second, true));
            } catch (IOException | RuntimeException e) {
                second.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
    }
}
