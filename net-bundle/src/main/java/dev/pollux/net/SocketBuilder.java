package dev.pollux.net;

import dev.pollux.spi.Backend;
import dev.pollux.spi.Backends;
import dev.pollux.spi.SocketEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all builders of sockets do alike.
 *
 * @param <B> the subclass itself
 */
abstract class SocketBuilder<B> {

    private @Nullable Backend backend;
    private final List<Setting<?>> settings = new ArrayList<>();

    SocketBuilder() {}

    private record Setting<T>(SocketOption<T> option, T value) {
        void applyTo(SocketEndpoint endpoint) throws IOException {
            endpoint.setOption(option, value);
        }
    }

    abstract B self();

    /**
     * Chooses the backend instead of the preferred one.
     *
     * @param backend the backend
     * @return this builder
     */
    public B backend(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
        return self();
    }

    /**
     * Sets a socket option before the socket is bound or connected; options are set in the order of these calls.
     *
     * @param option an option of {@link java.net.StandardSocketOptions}, {@link dev.pollux.spi.EndpointOption} or others
     *     that the backend knows; one that it does not know fails when the socket is made
     * @param value its value
     * @param <T> the type of the value
     * @return this builder
     */
    public <T> B option(SocketOption<T> option, T value) {
        settings.add(new Setting<>(Objects.requireNonNull(option, "option"), Objects.requireNonNull(value, "value")));
        return self();
    }

    final Backend chosenBackend() {
        Backend chosen = backend;
        return chosen != null ? chosen : Backends.preferred();
    }

    final void applyOptions(SocketEndpoint endpoint) throws IOException {
        for (Setting<?> setting : settings) {
            setting.applyTo(endpoint);
        }
    }
}
