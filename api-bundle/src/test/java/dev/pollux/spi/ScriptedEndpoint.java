package dev.pollux.spi;

import dev.pollux.Direction;
import dev.pollux.Interest;
import dev.pollux.IoOperation;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An endpoint that writes down what its hooks were called with, and fails when told to. */
final class ScriptedEndpoint extends AbstractEndpoint {

    static final long HANDLE = 42;

    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile @Nullable IOException failure;

    ScriptedEndpoint(Backend backend) {
        super(backend);
    }

    private void called(String what) throws IOException {
        calls.add(what);
        IOException next = failure;
        failure = null;
        if (next != null) {
            throw next;
        }
    }

    @Override
    protected void attach(AbstractPoll poll, long token, Interest interest) throws IOException {
        called("attach " + token + " " + interest);
    }

    @Override
    protected void modify(AbstractPoll poll, long token, Interest interest) throws IOException {
        called("modify " + token + " " + interest);
    }

    @Override
    protected void detach(AbstractPoll poll) throws IOException {
        called("detach");
    }

    @Override
    protected void closeResource() throws IOException {
        called("close");
    }

    @Override
    protected long releaseResource() throws IOException {
        called("release");
        return HANDLE;
    }

    @Override
    public int tryIo(Direction direction, IoOperation operation) throws IOException {
        ensureOpen();
        return operation.run();
    }

    @Override
    public String toString() {
        return "Endpoint[scripted]";
    }
}
