/** The NIO backend of Pollux: readiness over {@link java.nio.channels.Selector}, on every system that the JDK runs on. */
module dev.pollux.nio {
    requires dev.pollux;
    requires static org.jspecify;

    provides dev.pollux.spi.Backend with
            dev.pollux.nio.NioBackend;
}
