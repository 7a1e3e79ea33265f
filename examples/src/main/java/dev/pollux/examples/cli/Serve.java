package dev.pollux.examples.cli;

import dev.pollux.examples.EchoServer;
import dev.pollux.examples.EchoServer.Totals;
import dev.pollux.examples.StreamEchoServer;
import dev.pollux.examples.UdpEchoServer;
import dev.pollux.spi.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one of the echo servers until a signal stops it. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs an echo server until Ctrl-C (SIGINT) or SIGTERM, then prints what it did.")
final class Serve {

    private static final String INET_REMEDY = "choose another --port, or an address of this machine as --host";

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec
    CommandSpec spec;

    @Command(mixinStandardHelpOptions = true, description = "Echoes TCP connections.")
    int tcp(@Mixin BackendOption backend, @Mixin InetOptions inet) throws Failure {
        InetSocketAddress address = inet.address();
        Backend chosen = backend.choose();
        return serve(chosen, () -> StreamEchoServer.tcp(chosen, address), INET_REMEDY, Serve::streams);
    }

    @Command(mixinStandardHelpOptions = true, description = "Echoes UDP datagrams.")
    int udp(@Mixin BackendOption backend, @Mixin InetOptions inet) throws Failure {
        InetSocketAddress address = inet.address();
        Backend chosen = backend.choose();
        return serve(chosen, () -> new UdpEchoServer(chosen, address), INET_REMEDY, Serve::datagrams);
    }

    @Command(mixinStandardHelpOptions = true, description = "Echoes Unix stream connections.")
    int unix(
            @Mixin BackendOption backend,
            @Option(
                            names = "--path",
                            paramLabel = "PATH",
                            required = true,
                            description = "The socket to make; must not exist yet, and is deleted at the end.")
                    Path path)
            throws Failure {
        Backend chosen = backend.choose();
        return serve(
                chosen,
                () -> StreamEchoServer.unix(chosen, path),
                "choose a short path that does not exist yet, in a folder that does",
                Serve::streams);
    }

    @FunctionalInterface
    private interface Opener {
        EchoServer open() throws IOException;
    }

    private int serve(Backend backend, Opener opener, String remedy, Function<Totals, String> summary) throws Failure {
        EchoServer server;
        try {
            server = opener.open();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            throw new Failure("cannot listen: " + e.getMessage() + "; " + remedy);
        }
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, exitCode), "stop"));
        CommandLine command = spec.commandLine();
        PrintWriter out = command.getOut();
        out.println("listening on " + server.address() + ", backend " + backend.name());
        out.flush();
        try {
            try (server) {
                server.run();
            }
            out.println(summary.apply(server.totals()));
            out.flush();
            exitCode.complete(CommandLine.ExitCode.OK);
        } catch (IOException e) {
            exitCode.complete(Pollux.fail(command, "the server on " + server.address() + " failed: " + e.getMessage()));
        } finally {
            exitCode.complete(CommandLine.ExitCode.SOFTWARE); // unless it is complete: for a defect
        }
        return exitCode.join();
    }

    /** Run by the virtual machine when a signal has come, or when the command is done. */
    private static void stop(EchoServer server, CompletableFuture<Integer> exitCode) {
        try {
            server.stop();
        } catch (IOException e) {
            System.err.println("pollux: cannot stop the server: " + e.getMessage());
            Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
        }
        // A signal would otherwise end even a clean run with 130 or 143.
        Runtime.getRuntime().halt(exitCode.join());
    }

    private static String streams(Totals totals) {
        return String.format(
                Locale.ROOT,
                "served %d connections, %d of them broken off, %d bytes echoed",
                totals.connections(),
                totals.broken(),
                totals.bytes());
    }

    private static String datagrams(Totals totals) {
        return String.format(
                Locale.ROOT,
                "echoed %d datagrams, %d bytes; %d datagrams dropped",
                totals.datagrams(),
                totals.bytes(),
                totals.broken());
    }
}
