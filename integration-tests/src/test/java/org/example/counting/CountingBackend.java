package org.example.counting;

import dev.pollux.Poll;
import dev.pollux.spi.Availability;
import dev.pollux.spi.Backend;
import dev.pollux.spi.Capability;
import dev.pollux.spi.DatagramEndpoint;
import dev.pollux.spi.Endpoint;
import dev.pollux.spi.ListenerEndpoint;
import dev.pollux.spi.Pair;
import dev.pollux.spi.StreamEndpoint;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody else's backend: the best of the others, with a count of what it opens. */
public final class CountingBackend implements Backend {

    /** Found when first asked for, by a loader that leaves this class out. */
    private static final class Other {
        static final Optional<Backend> BEST = ServiceLoader.load(Backend.class).stream()
                .filter(provider -> provider.type() != CountingBackend.class)
                .map(ServiceLoader.Provider::get)
                .filter(backend -> backend.availability().isAvailable())
                .max(Comparator.comparingInt(Backend::priority));
    }

    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger endpoints = new AtomicInteger();

    /** Creates the backend; it opens nothing. */
    public CountingBackend() {}

    private static Backend other() {
        return Other.BEST.orElseThrow(() -> new IllegalStateException("there is no backend to count for"));
    }

    private <E> E count(E endpoint) {
        endpoints.incrementAndGet();
        return endpoint;
    }

    private <E extends Endpoint> Pair<E> countBoth(Pair<E> pair) {
        endpoints.addAndGet(2);
        return pair;
    }

    @Override
    public String name() {
        return "counting";
    }

    /** Below all others: whoever wants it names it. */
    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Availability availability() {
        return Other.BEST.isPresent()
                ? Availability.available()
                : Availability.unavailable("there is no backend to count for", "add one");
    }

    @Override
    public Set<Capability> capabilities() {
        return other().capabilities();
    }

    @Override
    public Poll openPoll() throws IOException {
        Poll poll = other().openPoll();
        polls.incrementAndGet();
        return poll;
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) throws IOException {
        return count(other().openStream(family));
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) throws IOException {
        return count(other().openListener(family));
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) throws IOException {
        return count(other().openDatagram(family));
    }

    @Override
    public Pair<StreamEndpoint> openStreamPair() throws IOException {
        return countBoth(other().openStreamPair());
    }

    @Override
    public Pair<DatagramEndpoint> openDatagramPair() throws IOException {
        return countBoth(other().openDatagramPair());
    }

    @Override
    public Pair<StreamEndpoint> openPipe() throws IOException {
        return countBoth(other().openPipe());
    }

    @Override
    public StreamEndpoint adoptStream(long handle) throws IOException {
        return count(other().adoptStream(handle));
    }

    @Override
    public ListenerEndpoint adoptListener(long handle) throws IOException {
        return count(other().adoptListener(handle));
    }

    @Override
    public DatagramEndpoint adoptDatagram(long handle) throws IOException {
        return count(other().adoptDatagram(handle));
    }

    @Override
    public StreamEndpoint adoptStream(SelectableChannel channel) throws IOException {
        return count(other().adoptStream(channel));
    }

    @Override
    public ListenerEndpoint adoptListener(SelectableChannel channel) throws IOException {
        return count(other().adoptListener(channel));
    }

    @Override
    public DatagramEndpoint adoptDatagram(SelectableChannel channel) throws IOException {
        return count(other().adoptDatagram(channel));
    }

    @Override
    public Endpoint watch(long handle) throws IOException {
        return count(other().watch(handle));
    }

    @Override
    public Endpoint watch(SelectableChannel channel) throws IOException {
        return count(other().watch(channel));
    }

    @Override
    public String toString() {
        return "Backend[counting: " + polls + " polls, " + endpoints + " endpoints]";
    }
}
