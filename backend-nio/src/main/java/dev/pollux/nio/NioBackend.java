package dev.pollux.nio;

import dev.pollux.Poll;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The backend over {@link Selector}: it runs wherever the JDK does, and serves where no native backend can.
 *
 * <p>The JDK shows neither descriptors nor abstract Unix addresses, Unix datagram sockets or hop limits, so these throw
 * {@link UnsupportedOperationException}.
 */
public final class NioBackend implements Backend {

    /** Creates the backend; nothing is opened yet. */
    public NioBackend() {}

    /** What this system and its JDK can do, found out once. */
    private static final class Probe {

        static final Availability AVAILABILITY = probeSelector();
        static final Set<Capability> CAPABILITIES = probeCapabilities();

        private static Availability probeSelector() {
            try {
                Selector.open().close();
                return Availability.available();
            } catch (IOException e) {
                return Availability.unavailable("a Selector cannot be opened: " + e, "");
            }
        }

        private static Set<Capability> probeCapabilities() {
            Set<Capability> found = EnumSet.of(Capability.CHANNELS, Capability.PIPE);
            try {
                SocketChannel.open(StandardProtocolFamily.UNIX).close();
                found.add(Capability.UNIX_STREAM);
            } catch (IOException | UnsupportedOperationException e) {
                // The system has no Unix sockets.
            }
            return Collections.unmodifiableSet(found);
        }
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Availability availability() {
        return Probe.AVAILABILITY;
    }

    @Override
    public Set<Capability> capabilities() {
        return Probe.CAPABILITIES;
    }

    @Override
    public Poll openPoll() throws IOException {
        return NioPoll.open(this);
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        checkUnix(family);
        return new NioStream(this, SocketChannel.open(family));
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        checkUnix(family);
        return new NioListener(this, ServerSocketChannel.open(family));
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        if (family == StandardProtocolFamily.UNIX) {
            throw Unsupported.by(this, "Unix datagram sockets", "the JDK has none");
        }
        return new NioDatagram(this, DatagramChannel.open(family), family);
    }

    private void checkUnix(ProtocolFamily family) {
        if (family == StandardProtocolFamily.UNIX && !capabilities().contains(Capability.UNIX_STREAM)) {
            throw Unsupported.by(this, "Unix sockets", "the JDK has none on this system");
        }
    }

    @Override
    public Pair<StreamEndpoint> openStreamPair() throws IOException {
        checkUnix(StandardProtocolFamily.UNIX);
        return UnixPair.open(this);
    }

    @Override
    public Pair<StreamEndpoint> openPipe() throws IOException {
        Pipe pipe = Pipe.open();
        try {
            return new Pair<>(new NioStream(this, pipe.sink()), new NioStream(this, pipe.source()));
        } catch (IOException e) {
            pipe.sink().close();
            pipe.source().close();
            throw e;
        }
    }

    @Override
    public StreamEndpoint adoptStream(SelectableChannel channel) throws IOException {
        return new NioStream(this, expect(channel, SocketChannel.class));
    }

    @Override
    public ListenerEndpoint adoptListener(SelectableChannel channel) throws IOException {
        return new NioListener(this, expect(channel, ServerSocketChannel.class));
    }

    @Override
    public DatagramEndpoint adoptDatagram(SelectableChannel channel) throws IOException {
        DatagramChannel datagram = expect(channel, DatagramChannel.class);
        return new NioDatagram(this, datagram, NioDatagram.familyOf(datagram));
    }

    private static <C extends SelectableChannel> C expect(SelectableChannel channel, Class<C> type) {
        if (!type.isInstance(channel)) {
            throw new IllegalArgumentException(channel + " is not a " + type.getSimpleName());
        }
        return type.cast(channel);
    }

    @Override
    public Endpoint watch(SelectableChannel channel) throws IOException {
        return new WatchedChannel(this, channel);
    }

    @Override
    public String toString() {
        return "Backend[nio]";
    }
}
