/**
 * What the native backends share.
 *
 * <p>All calls of restricted methods of {@code java.lang.foreign} are in this module, so that one
 * {@code --enable-native-access=dev.pollux.ffm} serves every native backend. Its package is for those backends alone.
 */
@SuppressWarnings("module") // the backends are compiled later
module dev.pollux.ffm {
    requires transitive dev.pollux;
    requires static org.jspecify;

    exports dev.pollux.ffm to
            dev.pollux.epoll;
}
