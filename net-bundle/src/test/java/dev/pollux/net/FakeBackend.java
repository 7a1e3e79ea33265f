package dev.pollux.net;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A backend of endpoints that write down what they are asked for and answer as the test says. */
public final class FakeBackend implements Backend {

    /** What was asked of the backend, such as {@code openStream INET}. */
    final List<String> calls = new ArrayList<>();

    /** What it made, in this order. */
    final List<FakeEndpoint> made = new ArrayList<>();

    final Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    private @Nullable Pipes pipes;
    private final Map<String, FakeEndpoint.Answer> answers = new HashMap<>();

    /** Creates one; as a service too, so that it is the preferred one of the tests. */
    public FakeBackend() {}

    /** Tells all endpoints that are made from now on what to answer. */
    FakeBackend answer(String method, @Nullable Object result) {
        answers.put(method, arguments -> result);
        return this;
    }

    /** Tells all endpoints that are made from now on what to do. */
    FakeBackend answer(String method, FakeEndpoint.Answer answer) {
        answers.put(method, answer);
        return this;
    }

    /** Lets all endpoints that are made from now on fail. */
    FakeBackend fail(String method, Exception failure) {
        answers.put(method, arguments -> {
            throw failure;
        });
        return this;
    }

    /** Returns the endpoint made last. */
    FakeEndpoint last() {
        return made.get(made.size() - 1);
    }

    void forget() {
        calls.clear();
        made.clear();
        answers.clear();
    }

    private <E extends Endpoint> E make(String call, Class<E> type) {
        calls.add(call);
        return make(type);
    }

    private <E extends Endpoint> E make(Class<E> type) {
        FakeEndpoint endpoint = new FakeEndpoint(this, answers);
        made.add(endpoint);
        return endpoint.as(type);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int priority() {
        return 1000;
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
        throw new AssertionError("nobody asks for a poll here");
    }

    @Override
    public StreamEndpoint openStream(ProtocolFamily family) {
        return make("openStream " + family, StreamEndpoint.class);
    }

    @Override
    public ListenerEndpoint openListener(ProtocolFamily family) {
        return make("openListener " + family, ListenerEndpoint.class);
    }

    @Override
    public DatagramEndpoint openDatagram(ProtocolFamily family) {
        return make("openDatagram " + family, DatagramEndpoint.class);
    }

    @Override
    public Pair<StreamEndpoint> openStreamPair() {
        return new Pair<>(make("openStreamPair", StreamEndpoint.class), make(StreamEndpoint.class));
    }

    @Override
    public Pair<DatagramEndpoint> openDatagramPair() {
        return new Pair<>(make("openDatagramPair", DatagramEndpoint.class), make(DatagramEndpoint.class));
    }

    /** How pipes are made. */
    interface Pipes {
        Pair<StreamEndpoint> open(FakeBackend backend) throws IOException;
    }

    /** Lets pipes be made in another way. */
    FakeBackend pipes(Pipes pipes) {
        this.pipes = pipes;
        return this;
    }

    @Override
    public Pair<StreamEndpoint> openPipe() throws IOException {
        Pipes real = pipes;
        if (real != null) {
            return real.open(this);
        }
        return new Pair<>(make("openPipe", StreamEndpoint.class), make(StreamEndpoint.class));
    }

    @Override
    public StreamEndpoint adoptStream(long handle) {
        return make("adoptStream " + handle, StreamEndpoint.class);
    }

    @Override
    public ListenerEndpoint adoptListener(long handle) {
        return make("adoptListener " + handle, ListenerEndpoint.class);
    }

    @Override
    public DatagramEndpoint adoptDatagram(long handle) {
        return make("adoptDatagram " + handle, DatagramEndpoint.class);
    }

    @Override
    public StreamEndpoint adoptStream(SelectableChannel channel) {
        return make("adoptStream channel", StreamEndpoint.class);
    }

    @Override
    public ListenerEndpoint adoptListener(SelectableChannel channel) {
        return make("adoptListener channel", ListenerEndpoint.class);
    }

    @Override
    public DatagramEndpoint adoptDatagram(SelectableChannel channel) {
        return make("adoptDatagram channel", DatagramEndpoint.class);
    }

    @Override
    public Endpoint watch(long handle) {
        return make("watch " + handle, Endpoint.class);
    }

    @Override
    public Endpoint watch(SelectableChannel channel) {
        return make("watch channel", Endpoint.class);
    }
}
