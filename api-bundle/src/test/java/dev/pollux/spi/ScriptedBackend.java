package dev.pollux.spi;

import dev.pollux.Poll;
import java.net.ProtocolFamily;
import java.util.Set;

/** A backend whose polls and endpoints do what a test tells them. */
class ScriptedBackend implements Backend {

    private final Set<Capability> capabilities;

    ScriptedBackend(Capability... capabilities) {
        this.capabilities = Set.of(capabilities);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public Poll openPoll() {
        return new ScriptedPoll(this);
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) {
        throw Unsupported.by(this, "streams");
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) {
        throw Unsupported.by(this, "listeners");
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) {
        throw Unsupported.by(this, "datagrams");
    }
}
