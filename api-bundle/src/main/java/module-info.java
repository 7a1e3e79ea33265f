/**
 * The contracts of Pollux: readiness I/O for the JVM.
 *
 * <p>{@code dev.pollux} is what programs use, {@code dev.pollux.spi} is what a backend implements. The module has no
 * dependency at run time; backends are found as services of {@link dev.pollux.spi.Backend}.
 */
module dev.pollux {
    requires static org.jspecify;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.annotation.bundle;

    exports dev.pollux;
    exports dev.pollux.spi;

    uses dev.pollux.spi.Backend;
}
