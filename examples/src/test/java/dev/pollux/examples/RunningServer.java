package dev.pollux.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pollux.examples.EchoServer.Totals;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A server in a thread of its own; closing it stops it and hands on whatever made it fail. */
final class RunningServer implements AutoCloseable {

    final EchoServer server;
    final Thread thread;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    RunningServer(EchoServer server) {
        this.server = server;
        thread = new Thread(
                () -> {
                    try {
                        server.run();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                },
                "server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops and closes the server. */
    Totals stop() throws IOException {
        server.stop();
        awaitEnd();
        server.close();
        return server.totals();
    }

    void awaitEnd() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            throw new AssertionError("the test's time is over", e);
        }
        assertFalse(thread.isAlive(), "the server runs on");
        Throwable e = failure.get();
        if (e != null) {
            throw new AssertionError("the server failed", e);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
