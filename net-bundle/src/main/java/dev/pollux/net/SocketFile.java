package dev.pollux.net;

import dev.pollux.UnixAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file that binding a Unix socket made; it can be deleted once, and only while it is still that file. */
final class SocketFile {

    private @Nullable Path path; // null once there is nothing to delete
    private final @Nullable Object key;

    private SocketFile(Path path) {
        this.path = path;
        this.key = keyOf(path);
    }

    /** Returns the file of an address that was just bound, or null if it has none. */
    static @Nullable SocketFile of(UnixAddress bound) {
        return bound.path().map(path -> new SocketFile(path.toAbsolutePath())).orElse(null);
    }

    /** Deletes the file unless that was done before, or a successor has put its own in that place. */
    synchronized void delete() throws IOException {
        Path file = path;
        path = null;
        if (file != null && Objects.equals(key, keyOf(file))) {
            Files.deleteIfExists(file);
        }
    }

    /** Leaves the file alone from now on. */
    synchronized void keep() {
        path = null;
    }

    /** The identity of a file: its inode, and null where there are none or there is no file. */
    private static @Nullable Object keyOf(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
