package dev.pollux.examples;

import dev.pollux.spi.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the server's streams run over. */
enum Transport {
    TCP {
        @Override
        EchoServer open(Backend backend) throws IOException {
            return StreamEchoServer.tcp(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        SocketChannel connect(EchoServer server) throws IOException {
            return connectTcp(server);
        }
    },
    UNIX {
        @Override
        EchoServer open(Backend backend) throws IOException {
            Path folder = Files.createTempDirectory("pollux");
            folder.toFile().deleteOnExit();
            return StreamEchoServer.unix(backend, folder.resolve("echo"));
        }

        @Override
        SocketChannel connect(EchoServer server) throws IOException {
            return SocketChannel.open(UnixDomainSocketAddress.of(server.address()));
        }
    };

    abstract EchoServer open(Backend backend) throws IOException;

    /** Returns a client of the server, in blocking mode. */
    abstract SocketChannel connect(EchoServer server) throws IOException;

    static SocketChannel connectTcp(EchoServer server) throws IOException {
        return SocketChannel.open(inetAddress(server));
    }

    static InetSocketAddress inetAddress(EchoServer server) {
        int colon = server.address().lastIndexOf(':');
        return new InetSocketAddress(
                server.address().substring(0, colon),
                Integer.parseInt(server.address().substring(colon + 1)));
    }
}
