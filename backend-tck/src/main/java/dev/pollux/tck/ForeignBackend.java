package dev.pollux.tck;

import dev.pollux.Direction;
import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import dev.pollux.Poll;
import dev.pollux.Registry;
import dev.pollux.Source;
import dev.pollux.Waker;
import dev.pollux.spi.AbstractEndpoint;
import dev.pollux.spi.AbstractPoll;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.StreamEndpoint;
import dev.pollux.spi.Unsupported;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.util.Set;

/** Another backend, whose sources and polls the one under test must refuse; its polls can only be registered with. */
final class ForeignBackend implements Backend {

    @Override
    public String name() {
        return "foreign";
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Availability availability() {
        return Availability.available();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Poll openPoll() {
        return new ForeignPoll(this);
    }

    /** Makes an endpoint without any system behind it. */
    ForeignEndpoint openEndpoint() {
        return new ForeignEndpoint(this);
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
        throw Unsupported.by(this, "datagram sockets");
    }

    private static final class ForeignPoll extends AbstractPoll {

        ForeignPoll(Backend backend) {
            super(backend);
        }

        @Override
        protected void await(Events events, long nanos) {
            throw new AssertionError("nobody polls this");
        }

        @Override
        protected void wakeup() {}

        @Override
        protected void releaseResources() {}
    }

    /** A source of that backend. */
    static final class ForeignEndpoint extends AbstractEndpoint {

        ForeignEndpoint(Backend backend) {
            super(backend);
        }

        @Override
        protected void attach(AbstractPoll poll, long token, Interest interest) {}

        @Override
        protected void modify(AbstractPoll poll, long token, Interest interest) {}

        @Override
        protected void detach(AbstractPoll poll) {}

        @Override
        protected void closeResource() {}

        @Override
        public int tryIo(Direction direction, IoOperation operation) throws IOException {
            return operation.run();
        }
    }

    /** A registry of a make that no endpoint knows. */
    static final class UnknownRegistry implements Registry {

        private final Backend backend = new ForeignBackend();

        @Override
        public void register(Source source, long token, Interest interest) throws IOException {
            source.register(this, token, interest);
        }

        @Override
        public void reregister(Source source, long token, Interest interest) throws IOException {
            source.reregister(this, token, interest);
        }

        @Override
        public void deregister(Source source) throws IOException {
            source.deregister(this);
        }

        @Override
        public Waker createWaker(long token) {
            throw Unsupported.by(backend, "wakers");
        }

        @Override
        public Backend backend() {
            return backend;
        }
    }
}
