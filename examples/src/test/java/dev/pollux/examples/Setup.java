package dev.pollux.examples;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.Backends.Candidate;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/** One of the backends that are available here, and a transport to try it with. */
record Setup(Backend backend, Transport transport) {

    static Stream<Setup> all() {
        return backends()
                .flatMap(backend -> Arrays.stream(Transport.values()).map(transport -> new Setup(backend, transport)));
    }

    static Stream<Backend> backends() {
        return Backends.candidates().stream()
                .filter(candidate -> candidate.availability().isAvailable())
                .map(Candidate::backend)
                .map(Objects::requireNonNull);
    }

    EchoServer open() throws IOException {
        return transport.open(backend);
    }

    SocketChannel connect(EchoServer server) throws IOException {
        return transport.connect(server);
    }

    @Override
    public String toString() {
        return backend.name() + ", " + transport;
    }
}
