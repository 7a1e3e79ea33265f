package org.example.memory;

import dev.pollux.Poll;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.net.ProtocolFamily;
import java.util.Set;

/** A backend with a mechanism of its own and nothing of the system's: pipes in memory. */
public final class MemoryBackend implements Backend {

    /** Creates the backend. */
    public MemoryBackend() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.PIPE);
    }

    @Override
    public Poll openPoll() {
        return new MemoryPoll(this);
    }

    @Override
    public Pair<StreamEndpoint> openPipe() {
        MemoryPipe pipe = new MemoryPipe(this);
        return new Pair<>(pipe.sender, pipe.receiver);
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) {
        throw Unsupported.by(this, "sockets");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) {
        throw Unsupported.by(this, "sockets");
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) {
        throw Unsupported.by(this, "sockets");
    }
}
