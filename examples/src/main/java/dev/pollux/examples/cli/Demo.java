package dev.pollux.examples.cli;

import dev.pollux.examples.cli.ServerProcess.End;
import dev.pollux.examples.cli.Traffic.RoundTrips;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the TCP echo server in a process of its own, sends it traffic from this one and checks every byte. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Shows a TCP echo server at work: starts it in a process of its own, sends it real traffic, checks every"
                        + " byte that comes back. Takes some seconds; exit code 0 only if everything was right.")
final class Demo implements Callable<Integer> {

    private static final int[] PAYLOADS = {16, 1024, 16 * 1024, 128 * 1024};
    private static final int ROUNDS = 5_000;
    private static final int CLIENTS = 200;
    private static final int SMALL = 4 * 1024;
    private static final int MEDIUM = 64 * 1024;
    private static final long LARGE = 64 << 20;

    @Mixin
    BackendOption backend = new BackendOption();

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Failure {
        Backend chosen = backend.choose();
        out().println("Pollux demo: a TCP echo server in one process, its clients in another.");
        out().println();
        try (ServerProcess server = ServerProcess.start(chosen)) {
            out().printf(Locale.ROOT, "Server: process %d, %s%n", server.pid(), server.greeting());
            out().printf(
                            Locale.ROOT,
                            "Clients: process %d, plain java.net sockets%n",
                            ProcessHandle.current().pid());
            out().println();
            Traffic traffic = new Traffic(server.address());
            roundTrips(traffic);
            manyAtOnce(traffic);
            longStream(traffic);
            halfClose(traffic);
            reset(traffic);
            stop(server, traffic);
            out().println();
            out().printf(
                            Locale.ROOT,
                            "All verified: %,d bytes on %,d connections came back as they were sent.%n",
                            traffic.verified(),
                            traffic.connections());
        } catch (IOException e) {
            throw new Failure("the demo failed: " + e.getMessage());
        }
        return CommandLine.ExitCode.OK;
    }

    private void roundTrips(Traffic traffic) throws IOException {
        out().printf(
                        Locale.ROOT,
                        "1. Round trips: a client sends a message, waits until it is back and compares it, %,d times.%n",
                        ROUNDS);
        out().printf(Locale.ROOT, "   %-10s %12s %12s%n", "payload", "median", "99 % within");
        for (int size : PAYLOADS) {
            RoundTrips times = traffic.roundTrips(size, ROUNDS);
            out().printf(
                            Locale.ROOT,
                            "   %-10s %9.1f us %9.1f us%n",
                            size(size),
                            micros(times.medianNanos()),
                            micros(times.p99Nanos()));
        }
    }

    private void manyAtOnce(Traffic traffic) throws IOException {
        out().printf(
                        Locale.ROOT,
                        "2. Many at once: %d connections are open together, each sends %s of its own ...%n",
                        CLIENTS,
                        size(SMALL));
        traffic.manyAtOnce(CLIENTS, SMALL);
        out().println("   ... and each got back exactly that.");
    }

    private void longStream(Traffic traffic) throws IOException {
        out().printf(
                        Locale.ROOT,
                        "3. A long stream: a client sends %s and reads the echo at the same time ...%n",
                        size(LARGE));
        double seconds = (double) traffic.longStream(LARGE) / TimeUnit.SECONDS.toNanos(1);
        out().printf(
                        Locale.ROOT,
                        "   ... all of it came back, in %.2f s, %.0f MiB/s in each direction.%n",
                        seconds,
                        (LARGE >> 20) / seconds);
    }

    private void halfClose(Traffic traffic) throws IOException {
        out().printf(
                        Locale.ROOT,
                        "4. Half-close: a client sends %s, ends its direction and only then reads ...%n",
                        size(MEDIUM));
        traffic.halfClose(MEDIUM);
        out().println("   ... it got everything, and then the server closed its side.");
    }

    private void reset(Traffic traffic) throws IOException {
        out().printf(
                        Locale.ROOT,
                        "5. Reset: a client sends %s, reads one byte and resets its connection ...%n",
                        size(MEDIUM));
        traffic.reset(MEDIUM);
        traffic.halfClose(MEDIUM);
        out().println("   ... and the next client is served as if nothing had been.");
    }

    private void stop(ServerProcess server, Traffic traffic) throws IOException {
        out().println("6. Stop: the server gets SIGTERM ...");
        End end = server.stop();
        out().printf(Locale.ROOT, "   ... its last words: %s%n", end.summary());
        if (end.exitCode() != CommandLine.ExitCode.OK) {
            throw new IOException("the server ended with exit code " + end.exitCode() + " instead of 0");
        }
        if (end.connections() != traffic.connections()) {
            throw new IOException(
                    "the server counted " + end.connections() + " connections, the clients " + traffic.connections());
        }
        // It may have echoed more: what the resetting client did not read.
        if (end.bytes() < traffic.verified()) {
            throw new IOException("the server counted " + end.bytes() + " bytes, the clients " + traffic.verified());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }

    private static String size(long bytes) {
        if (bytes >= 1 << 20) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }
}
