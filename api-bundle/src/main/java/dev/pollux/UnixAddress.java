package dev.pollux;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The address of a Unix socket: a path, an abstract name (Linux), or none.
 *
 * <p>See {@code unix(7)}. How long a path may be depends on the system (107 bytes on Linux, 103 on macOS and the BSDs); the
 * backend checks it when the address is used. Instances are immutable and may be used by any thread.
 */
public final class UnixAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;
    private static final UnixAddress UNNAMED = new UnixAddress(null, null);

    /** The path as text, for a {@code Path} is not serializable; null if there is none. */
    private final @Nullable String path;

    /** The name without the leading NUL; null if there is none. */
    private final byte @Nullable [] abstractName;

    private UnixAddress(@Nullable String path, byte @Nullable [] abstractName) {
        this.path = path;
        this.abstractName = abstractName;
    }

    /**
     * Returns the address of a path in the file system.
     *
     * @param path a path that is not empty and contains no NUL character
     * @return the address
     * @throws IllegalArgumentException if the path is empty
     */
    public static UnixAddress of(Path path) {
        String text = path.toString();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the path is empty: name a file, or use UnixAddress.unnamed()");
        }
        return new UnixAddress(text, null);
    }

    /**
     * Returns the abstract address of a name, which exists on Linux only.
     *
     * @param name the bytes after the leading NUL; may contain any bytes, also none
     * @return the address
     */
    public static UnixAddress ofAbstract(byte[] name) {
        return new UnixAddress(null, name.clone());
    }

    /**
     * Returns the abstract address of a name, which exists on Linux only.
     *
     * @param name the characters after the leading NUL, taken as UTF-8
     * @return the address
     */
    public static UnixAddress ofAbstract(String name) {
        return new UnixAddress(null, name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the address of sockets that were not bound.
     *
     * @return always the same instance
     */
    public static UnixAddress unnamed() {
        return UNNAMED;
    }

    /**
     * Returns the address that the JDK's form stands for.
     *
     * @param address a path, or the empty path for an unnamed socket
     * @return the address
     */
    public static UnixAddress from(UnixDomainSocketAddress address) {
        String text = address.getPath().toString();
        return text.isEmpty() ? UNNAMED : new UnixAddress(text, null);
    }

    /**
     * Returns the path.
     *
     * @return empty for an abstract or unnamed address
     */
    public Optional<Path> path() {
        return path == null ? Optional.empty() : Optional.of(Path.of(path));
    }

    /**
     * Returns the abstract name without its leading NUL.
     *
     * @return a copy of the bytes; empty for a path or unnamed address
     */
    public Optional<byte[]> abstractName() {
        return abstractName == null ? Optional.empty() : Optional.of(abstractName.clone());
    }

    /**
     * Tells whether this is the address of a socket that was not bound.
     *
     * @return true if there is neither a path nor an abstract name
     */
    public boolean isUnnamed() {
        return path == null && abstractName == null;
    }

    /**
     * Tells whether the other object is the same address.
     *
     * @param other any object, or null
     * @return true if it is a {@code UnixAddress} with the same path or abstract name
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UnixAddress that
                && Objects.equals(path, that.path)
                && Arrays.equals(abstractName, that.abstractName);
    }

    /**
     * Returns a hash code that fits {@link #equals}.
     *
     * @return the hash code
     */
    @Override
    public int hashCode() {
        return path != null ? path.hashCode() : Arrays.hashCode(abstractName);
    }

    /**
     * Returns the address for people to read.
     *
     * @return the path, {@code @} and the abstract name (in hexadecimal if it is not printable ASCII), or {@code (unnamed)}
     */
    @Override
    public String toString() {
        if (path != null) {
            return path;
        }
        if (abstractName == null) {
            return "(unnamed)";
        }
        for (byte b : abstractName) {
            if (b < ' ' || b > '~') {
                return "@0x" + HexFormat.of().formatHex(abstractName);
            }
        }
        return "@" + new String(abstractName, StandardCharsets.US_ASCII);
    }
}
