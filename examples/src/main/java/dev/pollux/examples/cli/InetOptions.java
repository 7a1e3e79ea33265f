package dev.pollux.examples.cli;

import java.net.InetSocketAddress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --host} and {@code --port}. */
final class InetOptions {

    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description = "The address to listen on, by default ${DEFAULT-VALUE}.")
    String host = "";

    private int port;

    @SuppressWarnings("NullAway.Init") // set by picocli
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "The port to listen on, 0 to 65535; by default 0, which lets the system choose.")
    void setPort(String text) {
        try {
            port = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            port = -1;
        }
        if (port < 0 || port > LAST_PORT) {
            throw new ParameterException(
                    spec.commandLine(), "invalid port '" + text + "': use 1 to 65535, or 0 to let the system choose");
        }
    }

    /**
     * Returns where to listen.
     *
     * @return a resolved address
     * @throws Failure if the host is unknown
     */
    InetSocketAddress address() throws Failure {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new Failure("the host '" + host + "' is unknown: use a name or address of this machine");
        }
        return address;
    }
}
