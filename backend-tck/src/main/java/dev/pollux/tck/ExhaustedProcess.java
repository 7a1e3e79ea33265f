package dev.pollux.tck;

import dev.pollux.Events;
import dev.pollux.Interest;
import dev.pollux.Poll;
import dev.pollux.net.TcpListener;
import dev.pollux.net.TcpStream;
import dev.pollux.net.UdpSocket;
import dev.pollux.spi.Backend;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A program that uses its descriptors up: {@link ExhaustionContract} runs it with a low limit.
 *
 * <p>Everything is done once before, so that the libraries are loaded by the time no descriptor is left to open one.
 */
final class ExhaustedProcess {

    /** The status of a process that could not try anything. */
    static final int UNUSABLE = 77;

    private final Backend backend;
    private final Deque<InputStream> hoard = new ArrayDeque<>();

    private ExhaustedProcess(Backend backend) {
        this.backend = backend;
    }

    /**
     * Runs the program.
     *
     * @param arguments the class name of the backend
     */
    public static void main(String[] arguments) {
        PrintStream output = System.out;
        // A look for what no jar has opens them all.
        ClassLoader.getSystemResource("no/such/resource");
        Backend backend;
        try {
            backend = Class.forName(arguments[0])
                    .asSubclass(Backend.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            output.println("the backend cannot be made: " + e);
            System.exit(UNUSABLE);
            return;
        }
        ExhaustedProcess process = new ExhaustedProcess(backend);
        try {
            process.run(false);
            process.run(true);
        } catch (Throwable e) {
            process.release();
            e.printStackTrace(output);
            System.exit(1);
        }
        System.exit(0);
    }

    private void run(boolean exhausted) throws Exception {
        try (Poll poll = backend.openPoll();
                TcpListener listener = TcpListener.bind(backend, NetContract.anyPort());
                TcpStream waiting = TcpStream.connect(backend, listener.localAddress())) {
            poll.registry().register(listener, 1, Interest.READABLE);
            awaitEvent(poll);
            if (exhausted) {
                exhaust();
            }
            check(exhausted, "accept", listener::accept);
            check(exhausted, "open a poll", backend::openPoll);
            check(exhausted, "bind a listener", () -> TcpListener.bind(backend, NetContract.anyPort()));
            check(exhausted, "bind a UDP socket", () -> UdpSocket.bind(backend, NetContract.anyPort()));
            InetSocketAddress address = listener.localAddress();
            check(exhausted, "connect", () -> TcpStream.connect(backend, address));
            release();
            if (exhausted) {
                // The connection still waits, and the accept that failed has promised another event.
                awaitEvent(poll);
                try (TcpStream accepted = listener.accept()) {
                    if (accepted == null || !waiting.finishConnect()) {
                        throw new AssertionError("the connection is lost");
                    }
                }
            }
        }
    }

    private static void awaitEvent(Poll poll) throws IOException {
        if (poll.poll(Events.withCapacity(4), Duration.ofSeconds(10)) == 0) {
            throw new AssertionError("an event is missing");
        }
    }

    private interface Opening {
        @Nullable
        AutoCloseable open() throws IOException;
    }

    /** Opening something fails with an {@code IOException} if there are no descriptors, and works otherwise. */
    private static void check(boolean exhausted, String what, Opening opening) throws Exception {
        @Nullable AutoCloseable opened;
        try {
            opened = opening.open();
        } catch (IOException e) {
            if (!exhausted || e.getMessage() == null) {
                throw new AssertionError("could not " + what, e);
            }
            return;
        }
        if (opened != null) {
            opened.close();
        }
        if (exhausted) {
            throw new AssertionError("could " + what + " without descriptors");
        }
    }

    private void exhaust() {
        try {
            while (true) {
                hoard.add(Files.newInputStream(Path.of("/dev/null")));
            }
        } catch (IOException e) {
            // None are left.
        }
    }

    private void release() {
        for (Closeable next = hoard.poll(); next != null; next = hoard.poll()) {
            try {
                next.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
