/**
 * The contract of Pollux as JUnit Jupiter tests, for every backend.
 *
 * <p>{@link dev.pollux.tck.BackendContract} is all that the author of a backend needs.
 */
module dev.pollux.tck {
    requires transitive dev.pollux;
    requires dev.pollux.net;
    requires java.logging;
    requires java.management;
    requires jdk.management;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires static org.jspecify;
    requires static org.osgi.annotation.versioning;
    requires static org.osgi.annotation.bundle;

    exports dev.pollux.tck;

    // JUnit calls the test methods, which are package-private, by reflection.
    opens dev.pollux.tck;
}
